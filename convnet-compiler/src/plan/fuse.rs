//! Which layers become one step.

use super::{Kind, Place, Plan, Step, Value, ValueId};
use crate::graph::{Activation, Layer, Network, Op, VolumeId};
use convnet_shape::Join;

/// Layers to steps. A convolution takes in an activation and a max pooling that follow it, in either order; a fully
/// connected layer and a batch normalisation take in an activation. What others read too is not taken in.
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
        worker_slots: Vec::new(),
        image_slots: Vec::new(),
        softmax,
    }
}

struct Builder<'a> {
    network: &'a Network,
    taken: Vec<bool>,
    steps: Vec<Step>,
    values: Vec<Value>,
}

/// Whether a step takes in an activation that follows it.
fn takes_in(kind: Kind, activation: Activation) -> bool {
    match kind {
        Kind::Conv | Kind::Fc | Kind::BatchNorm => true,
        // A sum keeps no arguments.
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
        let (mut activation, mut pool, mut last) = (None, None, index);
        while let Some(next) = self.next(last) {
            match self.network.layers[next].op {
                Op::Activation(f) if activation.is_none() && takes_in(kind, f) => activation = Some(next),
                Op::MaxPool(_) if pool.is_none() && kind == Kind::Conv => pool = Some(next),
                _ => break,
            }
            self.taken[next] = true;
            last = next;
        }
        let mut inputs: Vec<ValueId> = layer.inputs.iter().map(|&volume| self.value_of(volume)).collect();
        if kind == Kind::Fc && self.readers(layer.inputs[0]) > 1 {
            // A matrix product over the batch writes its gradient at once: others have to add theirs elsewhere.
            inputs = vec![self.copy(&format!("{}_x", layer.name), inputs[0])];
        }
        let output = self.value(&layer.name, self.network.layers[last].output);
        let (name, adds) = (layer.name.clone(), vec![None; inputs.len()]);
        let folded = None;
        self.steps.push(Step { name, kind, layer: Some(index), activation, pool, folded, inputs, adds, output });
    }

    /// The caller's images are not the network's output, even where nothing stands between them in use.
    fn copy_where_nothing_runs(&mut self) {
        if self.steps.iter().all(|s| s.kind == Kind::Dropout) {
            let input = self.steps.last().map_or(0, |s| s.output);
            self.copy("copy", input);
        }
    }

    /// In use a batch normalisation is a factor and a summand a channel: those of the convolution before it, if nothing else reads
    /// what that writes.
    fn fold(&mut self) {
        let norms: Vec<usize> = (0..self.steps.len()).filter(|&s| self.steps[s].kind == Kind::BatchNorm).collect();
        for bn in norms {
            let input = self.steps[bn].input();
            let readers = self.steps.iter().filter(|step| step.inputs.contains(&input)).count();
            let Some(conv) = self.steps.iter_mut().find(|step| step.output == input) else { continue };
            if readers == 1 && conv.kind == Kind::Conv && conv.activation.is_none() && conv.pool.is_none() {
                conv.folded = Some(bn);
            }
        }
    }

    /// A value of its own that is the same as another.
    fn copy(&mut self, name: &str, input: ValueId) -> ValueId {
        let output = self.value(name, self.values[input].volume);
        let (inputs, adds) = (vec![input], vec![None]);
        let (kind, layer, activation, pool, folded) = (Kind::Copy, None, None, None, None);
        self.steps.push(Step { name: name.to_string(), kind, layer, activation, pool, folded, inputs, adds, output });
        output
    }

    /// How many layers read a volume.
    fn readers(&self, volume: VolumeId) -> usize {
        self.network.layers.iter().filter(|layer| layer.inputs.contains(&volume)).count()
    }
}
