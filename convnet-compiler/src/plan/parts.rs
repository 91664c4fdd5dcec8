//! Which values are written straight into the concatenation that reads them.

use super::{Kind, PartOf, Plan, Stage, ValueId};

/// Makes branches parts of their concatenation, where no step would read and write the same memory.
pub(super) fn parts(plan: &mut Plan) {
    let joins: Vec<usize> = (0..plan.steps.len()).filter(|&step| plan.steps[step].kind == Kind::Concat).collect();
    for join in joins {
        let (whole, inputs) = (plan.steps[join].output, plan.steps[join].inputs.clone());
        for (at, &branch) in inputs.iter().enumerate() {
            let once = inputs.iter().filter(|input| **input == branch).count() == 1;
            if once && plan.values[branch].part.is_none() && movable(plan, branch, join) {
                plan.values[branch].part = Some(PartOf { whole, before: inputs[..at].to_vec() });
                if clashes(plan) {
                    plan.values[branch].part = None;
                }
            }
        }
    }
}

/// Whether a step writes the value image by image, and none reads it in rows or behind the concatenation: the gradient
/// of such a reader would be there first, and overwritten by that of the whole.
fn movable(plan: &Plan, value: ValueId, join: usize) -> bool {
    let written = plan.steps.iter().any(|step| step.output == value);
    let met = |step| plan.met(step, false).chain(plan.met(step, true)).any(|met| met == value);
    let in_rows = plan.steps.iter().any(|step| step.whole && met(step));
    let later = plan.steps[join + 1..].iter().any(|step| step.inputs.contains(&value));
    written && !in_rows && !later && value != plan.output()
}

/// Whether a step, in training or in use, reads from the memory that it writes to: only a concatenation may, which leaves
/// its parts alone.
fn clashes(plan: &Plan) -> bool {
    let clash = |step: usize, reads: &[ValueId], written: ValueId| {
        let join = plan.steps[step].kind == Kind::Concat;
        let own = |read: ValueId| join && plan.values[read].part.as_ref().is_some_and(|part| part.whole == written);
        reads.iter().any(|&read| plan.root(read) == plan.root(written) && !own(read))
    };
    let training = plan.steps.iter().enumerate().any(|(at, step)| clash(at, &step.inputs, step.output));
    let mut calls = plan.inference.iter().flat_map(|stage| match stage {
        Stage::Each { calls, .. } => &calls[..],
        Stage::Whole(call) => std::slice::from_ref(call),
    });
    training
        || calls.any(|&call| {
            let (reads, written) = plan.inference_uses(call);
            clash(call.step, &reads, written)
        })
}
