//! Where each value lives in each pass.

use super::schedule::gradients;
use super::slots::Slots;
use super::{Call, Held, Kind, Place, Plan, RowUse, Stage, ValueId};
use std::collections::HashMap;

/// Fills in the places of all values, whose sizes are `sizes`, and the rows that each stage touches.
pub(super) fn place(plan: &mut Plan, sizes: &[usize]) {
    inference(plan, sizes);
    training(plan, sizes);
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

/// Whether a step over the whole batch or the caller meets the value; in use, dropout's input stands for its output.
fn in_rows(plan: &Plan, value: ValueId, in_use: bool) -> bool {
    let met = plan.steps.iter().any(|step| step.whole && plan.met(step, in_use).any(|met| met == value));
    met || plan.ends().any(|end| if in_use { plan.values[end].inference_is } else { end } == value)
}

/// In use a value that does not leave its stage lives in a slot: a slot has room for one image.
fn inference(plan: &mut Plan, sizes: &[usize]) {
    for (v, leaves) in leaving(plan).into_iter().enumerate().skip(1) {
        let is = |v: ValueId| plan.values[v].inference_is;
        let auxiliary = plan.steps.iter().any(|step| step.auxiliary && step.output == v);
        plan.values[v].inference = if is(v) != v || auxiliary {
            None
        } else if plan.values[v].part.is_some() {
            Some(Place::Part)
        } else if leaves || in_rows(plan, v, true) {
            Some(Place::Rows)
        } else {
            Some(Place::Slot(usize::MAX))
        };
    }
    let mut slots = Slots::new(sizes);
    let calls = each_calls(&plan.inference);
    let read =
        |plan: &Plan, call| -> Vec<ValueId> { plan.inference_uses(call).0.into_iter().map(|v| plan.root(v)).collect() };
    let last = last_reads(plan, &calls, |call| read(plan, call));
    for (i, &(_, call)) in calls.iter().enumerate() {
        let v = plan.root(plan.inference_uses(call).1);
        // The first that writes a part of a concatenation takes the slot for all of it.
        if plan.values[v].inference == Some(Place::Slot(usize::MAX)) {
            plan.values[v].inference = Some(Place::Slot(slots.take(Held { value: v, gradient: false })));
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
    plan.inference_slots = slots.into_held();
    share_rows(plan, sizes);
}

/// In use rows, too, are shared in turn: from the stage that writes them to the last that reads them. The caller reads
/// the network's output.
fn share_rows(plan: &mut Plan, sizes: &[usize]) {
    let output = plan.values[plan.output()].inference_is;
    let touched: Vec<Vec<ValueId>> = plan.inference.iter().map(|stage| rows_touched(plan, stage)).collect();
    let last = |v: ValueId| touched.iter().rposition(|touched| touched.contains(&v));
    let mut slots = Slots::new(sizes);
    for (stage, values) in touched.iter().enumerate() {
        for &v in values {
            if plan.values[v].inference == Some(Place::Rows) && v != output {
                plan.values[v].inference = Some(Place::SharedRows(slots.take(Held { value: v, gradient: false })));
            }
        }
        for &v in values.iter().filter(|&&v| last(v) == Some(stage)) {
            if let Some(Place::SharedRows(slot)) = plan.values[v].inference {
                slots.give(slot);
            }
        }
    }
    plan.inference_rows = slots.into_held();
}

/// The values in rows that a stage of a pass in use touches, each once.
fn rows_touched(plan: &Plan, stage: &Stage) -> Vec<ValueId> {
    let calls = match stage {
        Stage::Each { calls, .. } => &calls[..],
        Stage::Whole(call) => std::slice::from_ref(call),
    };
    let used = calls.iter().flat_map(|&call| {
        let (read, written) = plan.inference_uses(call);
        read.into_iter().chain([written])
    });
    let mut values: Vec<ValueId> = used.map(|v| plan.root(v)).collect();
    values.sort_unstable();
    values.dedup();
    values.retain(|&v| plan.values[v].inference == Some(Place::Rows));
    values
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

/// A call of training that works image by image.
struct Moment {
    /// The stage, those of the backward pass behind those of the forward pass.
    stage: usize,
    call: Call,
    backward: bool,
}

/// In training a value or a gradient lives in rows where a step over the whole batch or the caller meets it. Any other has
/// a slot from the call that writes it to the last that reads it: one of the worker if a single stage sees all of them,
/// else one of the image. An image goes through the stages one after the other, so what it holds in turn may share a
/// slot too.
fn training(plan: &mut Plan, sizes: &[usize]) {
    let wanted = gradients(plan);
    let mut written = vec![false; plan.values.len()];
    for end in plan.ends() {
        // The cost writes its gradient.
        written[end] = true;
    }
    for (v, &wanted) in wanted.iter().enumerate().skip(1) {
        plan.values[v].training = if plan.values[v].part.is_some() {
            Place::Part
        } else if in_rows(plan, v, false) {
            Place::Rows
        } else {
            Place::Image(usize::MAX)
        };
        // That of an end is there, whether or not something learns.
        plan.values[v].gradient = (wanted || written[v]).then_some(plan.values[v].training);
    }
    let moment = |backward, before| move |(stage, call)| Moment { stage: before + stage, call, backward };
    let forward = each_calls(&plan.forward).into_iter().map(moment(false, 0));
    let backward = each_calls(&plan.backward).into_iter().map(moment(true, plan.forward.len()));
    let moments: Vec<Moment> = forward.chain(backward).collect();
    let touched: Vec<Vec<Held>> = moments.iter().map(|moment| touched(plan, moment, &wanted)).collect();
    let mut spans = HashMap::new();
    for (i, held) in touched.iter().enumerate().flat_map(|(i, touched)| touched.iter().map(move |held| (i, held))) {
        spans.entry(held).or_insert((i, i)).1 = i;
    }
    let (mut of_worker, mut of_image) = (Slots::new(sizes), Slots::new(sizes));
    for (i, moment) in moments.iter().enumerate() {
        for held in touched[i].iter().filter(|held| spans[held].0 == i) {
            let one_stage = moments[spans[held].1].stage == moment.stage;
            let place = if one_stage { Place::Slot(of_worker.take(*held)) } else { Place::Image(of_image.take(*held)) };
            let value = &mut plan.values[held.value];
            if held.gradient {
                value.gradient = Some(place);
            } else {
                value.training = place;
            }
        }
        let gradients = if moment.backward { plan.gradients_written(moment.call).to_vec() } else { Vec::new() };
        for (which, v) in gradients.into_iter().enumerate().filter(|(_, v)| wanted[*v]) {
            // Another reader has written it: what this one has to add goes through a slot, unless it is there already.
            if std::mem::replace(&mut written[v], true) {
                let step = &mut plan.steps[moment.call.step];
                step.adds[which] = Some(match step.kind {
                    Kind::Add | Kind::Concat => 0,
                    _ if step.sum.is_some() && which == 1 => 0,
                    _ => {
                        let slot = of_worker.take(Held { value: v, gradient: true });
                        of_worker.give(slot);
                        slot
                    }
                });
            }
        }
        for held in touched[i].iter().filter(|held| spans[held].1 == i) {
            let value = &plan.values[held.value];
            match if held.gradient { value.gradient } else { Some(value.training) } {
                Some(Place::Slot(slot)) => of_worker.give(slot),
                Some(Place::Image(slot)) => of_image.give(slot),
                _ => {}
            }
        }
    }
    plan.worker_slots = of_worker.into_held();
    plan.image_slots = of_image.into_held();
}

/// What a call reads and writes of what lives in slots, each once.
fn touched(plan: &Plan, moment: &Moment, wanted: &[bool]) -> Vec<Held> {
    let held = |gradient| move |v: ValueId| Held { value: plan.root(v), gradient };
    let mut touched: Vec<Held> = if moment.backward {
        let written = plan.gradients_written(moment.call).iter().copied().filter(|&v| wanted[v]);
        let gradients = plan.gradient_read(moment.call).into_iter().chain(written).map(held(true));
        plan.backward_reads(moment.call).into_iter().map(held(false)).chain(gradients).collect()
    } else {
        let (read, written) = plan.forward_uses(moment.call);
        read.iter().copied().chain(written).map(held(false)).collect()
    };
    touched.retain(|held| !matches!(plan.values[held.value].training, Place::Input | Place::Rows));
    touched.sort_unstable_by_key(|held| (held.value, held.gradient));
    touched.dedup();
    touched
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
                    if matches!(plan.values[v].inference, Some(Place::Rows | Place::SharedRows(_) | Place::Input)) {
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
