//! Which layers become one step.

use super::batch::outweighs;
use super::{Kind, Place, Plan, Step, Value, ValueId};
use crate::graph::{Activation, Layer, Network, Op, VolumeId};
use convnet_shape::Join;

/// Layers to steps. A convolution takes in an activation and a max pooling that follow it, in either order; a fully
/// connected layer and a batch normalisation take in an activation. A convolution or a batch normalisation at the end of
/// a branch takes in the sum of two that it is the last to bring something to, and an activation behind it. What others
/// read too is not taken in.
pub(super) fn fuse(network: &Network) -> Plan {
    let mut builder =
        Builder { network, taken: vec![false; network.layers.len()], steps: Vec::new(), values: Vec::new() };
    builder.value("x", VolumeId(0));
    let softmax = matches!(network.layers.last(), Some(Layer { op: Op::Softmax, .. }));
    for index in 0..network.layers.len() {
        if !builder.taken[index] {
            builder.step(index);
        }
    }
    let heads = (0..network.heads.len()).map(|head| (builder.head(head), network.heads[head].weight)).collect();
    builder.copy_where_nothing_runs();
    builder.fold();
    Plan {
        name: network.name.to_string(),
        steps: builder.steps,
        values: builder.values,
        inference: Vec::new(),
        forward: Vec::new(),
        backward: Vec::new(),
        inference_slots: Vec::new(),
        inference_rows: Vec::new(),
        worker_slots: Vec::new(),
        image_slots: Vec::new(),
        softmax,
        heads,
    }
}

struct Builder<'a> {
    network: &'a Network,
    taken: Vec<bool>,
    steps: Vec<Step>,
    values: Vec<Value>,
}

/// Whether a step takes in an activation that follows it, or the sum that it has taken in.
fn takes_in(kind: Kind, summed: bool, activation: Activation) -> bool {
    match kind {
        Kind::Conv | Kind::Fc => true,
        // It computes its arguments again from what it reads; those of a sum nobody keeps.
        Kind::BatchNorm => !summed || activation.differentiates_by_value(),
        Kind::Add => activation.differentiates_by_value(),
        _ => false,
    }
}

impl Builder<'_> {
    fn value(&mut self, name: &str, volume: VolumeId) -> ValueId {
        let id = self.values.len();
        self.values.push(Value {
            name: name.to_string(),
            volume,
            training: Place::Input,
            gradient: None,
            inference: Some(Place::Input),
            inference_is: id,
            part: None,
        });
        id
    }

    /// The first of its values: others are copies.
    fn value_of(&self, volume: VolumeId) -> ValueId {
        self.values.iter().position(|v| v.volume == volume).expect("a layer runs behind the layers that it reads")
    }

    /// The only layer that reads what `index` writes.
    fn next(&self, index: usize) -> Option<usize> {
        let output = self.network.layers[index].output;
        let mut readers = (0..self.network.layers.len()).filter(|&i| self.network.layers[i].inputs.contains(&output));
        readers.next().filter(|_| readers.next().is_none())
    }

    fn step(&mut self, index: usize) {
        let layer = &self.network.layers[index];
        let kind = match layer.op {
            Op::Conv { .. } => Kind::Conv,
            Op::MaxPool(_) => Kind::MaxPool,
            Op::AvgPool(_) | Op::GlobalAvgPool => Kind::AvgPool,
            Op::Activation(_) => Kind::Act,
            Op::Prelu => Kind::Prelu,
            Op::Rrelu { .. } => Kind::Rrelu,
            Op::Dropout { .. } => Kind::Dropout,
            Op::Lrn { .. } => Kind::Lrn,
            Op::BatchNorm { .. } => Kind::BatchNorm,
            Op::Fc { .. } => Kind::Fc,
            // The head: it changes no value here, but what the caller makes of them.
            Op::Softmax => return,
            Op::Join { join: Join::Add, .. } => Kind::Add,
            Op::Join { join: Join::Concat, .. } => Kind::Concat,
            Op::Unknown => unreachable!("a network with errors has no plan"),
        };
        // What is done to the values of a batch is done image by image behind it.
        let batched = kind == Kind::Conv && outweighs(self.network, index);
        let mut inputs: Vec<ValueId> = layer.inputs.iter().map(|&volume| self.value_of(volume)).collect();
        let (mut sum, mut activation, mut pool, mut last) = (None, None, None, index);
        while let Some(next) = self.next(last) {
            let alone = sum.is_none() && activation.is_none() && pool.is_none();
            match self.network.layers[next].op {
                Op::Activation(f) if activation.is_none() && takes_in(kind, sum.is_some(), f) => {
                    activation = Some(next);
                }
                Op::MaxPool(_) if pool.is_none() && sum.is_none() && kind == Kind::Conv && !batched => {
                    pool = Some(next)
                }
                Op::Join { join: Join::Add, .. }
                    if alone && !batched && matches!(kind, Kind::Conv | Kind::BatchNorm) =>
                {
                    let Some(addend) = self.addend(next, last) else { break };
                    inputs.push(addend);
                    sum = Some(next);
                }
                _ => break,
            }
            self.taken[next] = true;
            last = next;
        }
        let whole = batched || kind == Kind::Fc;
        if whole && self.readers(layer.inputs[0]) > 1 {
            // A product over the batch writes its gradient at once: others have to add theirs elsewhere.
            inputs = vec![self.copy(&format!("{}_x", layer.name), inputs[0], layer.head.is_some())];
        }
        let output = self.value(&layer.name, self.network.layers[last].output);
        let step = Step::new(layer.name.clone(), kind, inputs, output, layer.head.is_some());
        self.steps.push(Step { layer: Some(index), sum, activation, pool, whole, ..step });
    }

    /// What comes to what layer `last` writes in a sum of two, if it is there before.
    fn addend(&self, sum: usize, last: usize) -> Option<ValueId> {
        let output = self.network.layers[last].output;
        let other = match self.network.layers[sum].inputs[..] {
            [a, b] if b == output => a,
            [a, b] if a == output => b,
            _ => return None,
        };
        self.values.iter().position(|value| value.volume == other)
    }

    /// What an auxiliary head gives: before its softmax, and a value of its own even where nothing else runs in it.
    fn head(&mut self, head: usize) -> ValueId {
        let network = self.network;
        let last = network.layers.iter().rfind(|layer| layer.head == Some(head)).expect("a head has a layer");
        let end = self.value_of(if matches!(last.op, Op::Softmax) { last.inputs[0] } else { last.output });
        match self.steps.iter().any(|step| step.auxiliary && step.output == end) {
            true => end,
            false => self.copy(&network.heads[head].name, end, true),
        }
    }

    /// The caller's images are not the network's output, even where nothing stands between them in use.
    fn copy_where_nothing_runs(&mut self) {
        let own = || self.steps.iter().filter(|step| !step.auxiliary);
        if own().all(|s| s.kind == Kind::Dropout) {
            let input = own().next_back().map_or(0, |s| s.output);
            self.copy("copy", input, false);
        }
    }

    /// In use a batch normalisation is a factor and a summand a channel: those of the convolution before it, if nothing else reads
    /// what that writes and nothing comes to it.
    fn fold(&mut self) {
        let norms: Vec<usize> = (0..self.steps.len()).filter(|&s| self.steps[s].kind == Kind::BatchNorm).collect();
        for bn in norms {
            let input = self.steps[bn].input();
            // A normalisation may read a value twice, where that comes to its own sum.
            let readers = self.steps.iter().flat_map(|step| &step.inputs).filter(|&&read| read == input).count();
            let Some(conv) = self.steps.iter_mut().find(|step| step.output == input) else { continue };
            let alone = conv.sum.is_none() && conv.activation.is_none() && conv.pool.is_none();
            if readers == 1 && conv.kind == Kind::Conv && alone {
                conv.folded = Some(bn);
            }
        }
    }

    /// A value of its own that is the same as another.
    fn copy(&mut self, name: &str, input: ValueId, auxiliary: bool) -> ValueId {
        let output = self.value(name, self.values[input].volume);
        self.steps.push(Step::new(name.to_string(), Kind::Copy, vec![input], output, auxiliary));
        output
    }

    /// How many layers read a volume.
    fn readers(&self, volume: VolumeId) -> usize {
        self.network.layers.iter().filter(|layer| layer.inputs.contains(&volume)).count()
    }
}
