//! In which order the parts of the steps run, and which of them a worker does image by image.

use super::{Call, Kind, Part, Plan, Stage, Step, ValueId};

/// Fills in the stages of the three passes, without their rows.
pub(super) fn schedule(plan: &mut Plan) {
    for v in 0..plan.values.len() {
        plan.values[v].inference_is = v;
    }
    for step in plan.steps.iter().filter(|s| s.kind == Kind::Dropout) {
        plan.values[step.output].inference_is = plan.values[step.input()].inference_is;
    }
    for conv in &plan.steps {
        if let Some(bn) = conv.folded {
            plan.values[conv.output].inference_is = plan.steps[bn].output;
        }
    }
    let folded: Vec<usize> = plan.steps.iter().filter_map(|step| step.folded).collect();
    plan.inference = stages(
        plan.steps
            .iter()
            .enumerate()
            .filter(|(i, s)| s.kind != Kind::Dropout && !folded.contains(i) && !s.auxiliary)
            .map(|(step, s)| (Call { step, part: Part::All }, !s.whole)),
    );
    plan.forward = stages(plan.steps.iter().enumerate().flat_map(|(i, s)| parts(i, s)));
    let wanted = gradients(plan);
    plan.backward =
        stages(plan.steps.iter().enumerate().rev().filter(|(_, s)| wanted[s.output]).flat_map(|(i, s)| parts(i, s)));
}

/// The parts of a step in training, and whether each runs image by image.
fn parts(number: usize, step: &Step) -> Vec<(Call, bool)> {
    let call = |part, each| (Call { step: number, part }, each);
    match step.kind {
        Kind::BatchNorm => vec![call(Part::Sum, true), call(Part::Merge, false), call(Part::Apply, true)],
        _ => vec![call(Part::All, !step.whole)],
    }
}

/// Runs of calls that work image by image become one stage.
fn stages(calls: impl Iterator<Item = (Call, bool)>) -> Vec<Stage> {
    let mut stages = Vec::new();
    for (call, each) in calls {
        match stages.last_mut() {
            Some(Stage::Each { calls, .. }) if each => calls.push(call),
            _ if each => stages.push(Stage::Each { calls: vec![call], rows: Vec::new() }),
            _ => stages.push(Stage::Whole(call)),
        }
    }
    stages
}

/// For each value, whether the backward pass needs its gradient: whether something learns on the way to it.
pub(super) fn gradients(plan: &Plan) -> Vec<bool> {
    let mut wanted = vec![false; plan.values.len()];
    for step in &plan.steps {
        wanted[step.output] = step.kind.learns() || step.inputs.iter().any(|&input| wanted[input]);
    }
    wanted
}

impl Plan {
    /// The values that a call of the forward pass reads and writes.
    pub(super) fn forward_uses(&self, call: Call) -> (&[ValueId], Option<ValueId>) {
        let step = &self.steps[call.step];
        match call.part {
            Part::All | Part::Apply => (&step.inputs, Some(step.output)),
            Part::Sum => (&step.inputs[..1], None),
            Part::Merge => (&[], None),
        }
    }

    /// The values that a call of a pass in use reads, as they are there, and the one that it writes.
    pub(super) fn inference_uses(&self, call: Call) -> (Vec<ValueId>, ValueId) {
        let step = &self.steps[call.step];
        let is = |value: ValueId| self.values[value].inference_is;
        let folded = step.folded.and_then(|bn| self.steps[bn].addend());
        (step.inputs.iter().copied().chain(folded).map(is).collect(), is(step.output))
    }

    /// The values that a step over the whole batch reads and writes, in use as they are there: a sum that a batch
    /// normalisation has taken in is then its convolution's.
    pub(super) fn met(&self, step: &Step, in_use: bool) -> impl Iterator<Item = ValueId> {
        let addend = step.folded.filter(|_| in_use).and_then(|bn| self.steps[bn].addend());
        let values = step.inputs.iter().copied().chain([step.output]).chain(addend);
        values.map(move |value| if in_use { self.values[value].inference_is } else { value })
    }

    /// The gradient that a call of the backward pass reads or uses up.
    pub(super) fn gradient_read(&self, call: Call) -> Option<ValueId> {
        (call.part != Part::Merge).then_some(self.steps[call.step].output)
    }

    /// The gradients that a call of the backward pass writes where they are wanted.
    pub(super) fn gradients_written(&self, call: Call) -> &[ValueId] {
        match call.part {
            Part::All | Part::Apply => &self.steps[call.step].inputs,
            Part::Sum | Part::Merge => &[],
        }
    }

    /// The values that a call of the backward pass reads.
    pub(crate) fn backward_reads(&self, call: Call) -> Vec<ValueId> {
        let step = &self.steps[call.step];
        let (x, y) = (step.input(), step.output);
        match (call.part, step.kind) {
            (Part::Merge, _) => vec![],
            (Part::Sum, _) if step.activation.is_none() => vec![x],
            (Part::Sum, _) => vec![x, y],
            (Part::Apply, _) => vec![x],
            (Part::All, Kind::Conv) if step.activation.is_none() => vec![x],
            (Part::All, Kind::Conv | Kind::Fc | Kind::Act | Kind::Lrn) => vec![x, y],
            (Part::All, Kind::Prelu | Kind::Rrelu) => vec![x],
            (Part::All, Kind::MaxPool | Kind::AvgPool | Kind::Dropout | Kind::Copy) => {
                vec![]
            }
            (Part::All, Kind::Add) if step.activation.is_some() => vec![y],
            (Part::All, Kind::Add | Kind::Concat) => vec![],
            (Part::All, Kind::BatchNorm) => unreachable!("has parts"),
        }
    }
}
