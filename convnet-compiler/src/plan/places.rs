//! Where each value lives in each pass.

use super::schedule::gradients;
use super::{Call, Kind, Place, Plan, RowUse, Stage, ValueId};

/// Fills in the places of all values and the rows that each stage touches.
pub(super) fn place(plan: &mut Plan) {
    training(plan);
    inference(plan);
    gradient(plan);
    for pass in [Pass::Inference, Pass::Forward, Pass::Backward] {
        let stages = std::mem::take(stages_mut(plan, pass));
        let stages = stages.into_iter().map(|stage| with_rows(plan, pass, stage)).collect();
        *stages_mut(plan, pass) = stages;
    }
}

#[derive(Clone, Copy)]
enum Pass {
    Inference,
    Forward,
    Backward,
}

fn stages_mut(plan: &mut Plan, pass: Pass) -> &mut Vec<Stage> {
    match pass {
        Pass::Inference => &mut plan.inference,
        Pass::Forward => &mut plan.forward,
        Pass::Backward => &mut plan.backward,
    }
}

/// Whether a fully connected layer or the caller meets the value; in use, dropout's input stands for its output.
fn in_rows(plan: &Plan, value: ValueId, is: impl Fn(ValueId) -> ValueId) -> bool {
    let met = plan.steps.iter().any(|s| s.kind == Kind::Fc && (is(s.input()) == value || s.output == value));
    met || plan.ends().any(|end| is(end) == value)
}

/// In training every value stays until the backward pass: in rows or with its image.
fn training(plan: &mut Plan) {
    for v in 1..plan.values.len() {
        plan.values[v].training = if plan.values[v].part.is_some() {
            Place::Part
        } else if in_rows(plan, v, |v| v) {
            Place::Rows
        } else {
            Place::Image
        };
    }
}

/// In use a value that does not leave its stage lives in a slot: a slot has room for one image.
fn inference(plan: &mut Plan) {
    for (v, leaves) in leaving(plan).into_iter().enumerate().skip(1) {
        let is = |v: ValueId| plan.values[v].inference_is;
        let auxiliary = plan.steps.iter().any(|step| step.auxiliary && step.output == v);
        plan.values[v].inference = if is(v) != v || auxiliary {
            None
        } else if plan.values[v].part.is_some() {
            Some(Place::Part)
        } else if leaves || in_rows(plan, v, is) {
            Some(Place::Rows)
        } else {
            Some(Place::Slot(usize::MAX))
        };
    }
    let mut slots = Slots::default();
    let calls = each_calls(&plan.inference);
    let read =
        |plan: &Plan, call| -> Vec<ValueId> { plan.inference_uses(call).0.into_iter().map(|v| plan.root(v)).collect() };
    let last = last_reads(plan, &calls, |call| read(plan, call));
    for (i, &(_, call)) in calls.iter().enumerate() {
        let v = plan.root(plan.inference_uses(call).1);
        // The first that writes a part of a concatenation takes the slot for all of it.
        if plan.values[v].inference == Some(Place::Slot(usize::MAX)) {
            plan.values[v].inference = Some(Place::Slot(slots.take(v)));
        }
        let mut used_up: Vec<ValueId> = read(plan, call).into_iter().filter(|&v| last[v] == Some(i)).collect();
        // A join may read a value several times, and what shares its slot with others goes free once.
        used_up.sort_unstable();
        used_up.dedup();
        for v in used_up {
            if let Some(Place::Slot(slot)) = plan.values[v].inference {
                slots.give(slot);
            }
        }
    }
    plan.inference_slots = slots.values;
}

/// For each value, whether several stages of a pass in use touch its memory.
fn leaving(plan: &Plan) -> Vec<bool> {
    let (mut stages, mut leaves) = (vec![None; plan.values.len()], vec![false; plan.values.len()]);
    for (stage, call) in each_calls(&plan.inference) {
        let (read, written) = plan.inference_uses(call);
        for v in read.into_iter().chain([written]).map(|v| plan.root(v)) {
            leaves[v] |= *stages[v].get_or_insert(stage) != stage;
        }
    }
    leaves
}

/// A gradient lives in rows where its value does, in a slot where it does not leave its stage, else with its image.
fn gradient(plan: &mut Plan) {
    let wanted = gradients(plan);
    let mut slots = Slots::default();
    let mut written = vec![false; plan.values.len()];
    for end in plan.ends().collect::<Vec<_>>() {
        // The cost writes it.
        plan.values[end].gradient = Some(Place::Rows);
        written[end] = true;
    }
    let calls = each_calls(&plan.backward);
    let last = last_reads(plan, &calls, |call| plan.gradient_read(call).map(|v| plan.root(v)).into_iter().collect());
    for (value, _) in plan.values.iter_mut().zip(&wanted).filter(|(_, wanted)| **wanted) {
        if matches!(value.training, Place::Rows | Place::Part) {
            value.gradient = Some(value.training);
        }
    }
    for (i, &(stage, call)) in calls.iter().enumerate() {
        for (which, v) in plan.gradients_written(call).to_vec().into_iter().enumerate().filter(|(_, v)| wanted[*v]) {
            if written[v] {
                // Another reader has written it: what this one has to add goes through a slot, unless it is there already.
                let step = &mut plan.steps[call.step];
                step.adds[which] = Some(match step.kind {
                    Kind::Add | Kind::Concat => 0,
                    _ if step.sum.is_some() && which == 1 => 0,
                    _ => {
                        let slot = slots.take(v);
                        slots.give(slot);
                        slot
                    }
                });
                continue;
            }
            written[v] = true;
            if plan.values[v].gradient.is_none() {
                let leaves = last[v].is_some_and(|read| calls[read].0 != stage);
                let place = if leaves { Place::Image } else { Place::Slot(slots.take(v)) };
                plan.values[v].gradient = Some(place);
            }
        }
        let used_up = plan.gradient_read(call).map(|v| plan.root(v)).filter(|&v| last[v] == Some(i));
        if let Some(Place::Slot(slot)) = used_up.and_then(|v| plan.values[v].gradient) {
            slots.give(slot);
        }
    }
    plan.gradient_slots = slots.values;
}

/// The calls that work image by image, in turn, each with its stage.
fn each_calls(stages: &[Stage]) -> Vec<(usize, Call)> {
    let calls = stages.iter().enumerate().map(|(i, stage)| match stage {
        Stage::Each { calls, .. } => (i, &calls[..]),
        Stage::Whole(_) => (i, &[][..]),
    });
    calls.flat_map(|(i, calls)| calls.iter().map(move |&call| (i, call))).collect()
}

/// For each value the last of the calls that reads it.
fn last_reads(plan: &Plan, calls: &[(usize, Call)], read: impl Fn(Call) -> Vec<ValueId>) -> Vec<Option<usize>> {
    let mut last = vec![None; plan.values.len()];
    for (i, &(_, call)) in calls.iter().enumerate() {
        for v in read(call) {
            last[v] = Some(i);
        }
    }
    last
}

/// Buffers that values share in turn.
#[derive(Default)]
struct Slots {
    values: Vec<Vec<ValueId>>,
    free: Vec<usize>,
}

impl Slots {
    fn take(&mut self, value: ValueId) -> usize {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.values.push(Vec::new());
            self.values.len() - 1
        });
        self.values[slot].push(value);
        slot
    }

    fn give(&mut self, slot: usize) {
        self.free.push(slot);
    }
}

fn with_rows(plan: &Plan, pass: Pass, stage: Stage) -> Stage {
    let Stage::Each { calls, .. } = stage else { return stage };
    let mut rows: Vec<RowUse> = Vec::new();
    let mut touch = |value: ValueId, gradient: bool, write: bool| match rows
        .iter_mut()
        .find(|r| r.value == value && r.gradient == gradient)
    {
        Some(r) => r.write |= write,
        None => rows.push(RowUse { value, gradient, write }),
    };
    for &call in &calls {
        match pass {
            Pass::Inference => {
                let (read, written) = plan.inference_uses(call);
                for (v, write) in read.into_iter().map(|v| (v, false)).chain([(written, true)]) {
                    let v = plan.root(v);
                    if matches!(plan.values[v].inference, Some(Place::Rows | Place::Input)) {
                        touch(v, false, write);
                    }
                }
            }
            Pass::Forward => {
                let (read, written) = plan.forward_uses(call);
                for (v, write) in read.iter().map(|&v| (v, false)).chain(written.map(|v| (v, true))) {
                    let v = plan.root(v);
                    if matches!(plan.values[v].training, Place::Rows | Place::Input) {
                        touch(v, false, write);
                    }
                }
            }
            Pass::Backward => {
                for v in plan.backward_reads(call).into_iter().map(|v| plan.root(v)) {
                    if matches!(plan.values[v].training, Place::Rows | Place::Input) {
                        touch(v, false, false);
                    }
                }
                // The gradient of its output is a step's to use up.
                for v in plan.gradient_read(call).into_iter().chain(plan.gradients_written(call).iter().copied()) {
                    let root = plan.root(v);
                    if plan.values[v].gradient.is_some() && plan.values[root].gradient == Some(Place::Rows) {
                        touch(root, true, true);
                    }
                }
            }
        }
    }
    Stage::Each { calls, rows }
}
