//! Which values are written straight into the concatenation that reads them.

use super::{Kind, PartOf, Plan, ValueId};

/// Makes branches parts of their concatenation, where no step would read and write the same memory.
pub(super) fn parts(plan: &mut Plan) {
    let joins: Vec<(ValueId, Vec<ValueId>)> = plan
        .steps
        .iter()
        .filter(|step| step.kind == Kind::Concat)
        .map(|step| (step.output, step.inputs.clone()))
        .collect();
    for (whole, inputs) in joins {
        for (at, &branch) in inputs.iter().enumerate() {
            let once = inputs.iter().filter(|input| **input == branch).count() == 1;
            if once && plan.values[branch].part.is_none() && movable(plan, branch) {
                plan.values[branch].part = Some(PartOf { whole, before: inputs[..at].to_vec() });
                if clashes(plan) {
                    plan.values[branch].part = None;
                }
            }
        }
    }
}

/// Whether a step writes the value image by image, and none reads it in rows.
fn movable(plan: &Plan, value: ValueId) -> bool {
    let writer = plan.steps.iter().find(|step| step.output == value);
    let by_image = writer.is_some_and(|step| step.kind != Kind::Fc);
    let in_rows = plan.steps.iter().any(|step| step.kind == Kind::Fc && step.inputs.contains(&value));
    by_image && !in_rows && value != plan.output()
}

/// Whether a step reads from the memory that it writes to: only a concatenation may, which leaves its parts alone.
fn clashes(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| {
        let part = |input: &ValueId| plan.root(*input) == plan.root(step.output);
        let own = |input: &ValueId| plan.values[*input].part.as_ref().is_some_and(|part| part.whole == step.output);
        step.inputs.iter().any(|input| part(input) && !(step.kind == Kind::Concat && own(input)))
    })
}
