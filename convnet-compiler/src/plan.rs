//! The plan of a network: which layers become one step, where each value lives, and in which order the steps run.
//!
//! In flows the [graph](crate::graph) of layers, out flows a [`Plan`] without a token in it, which prints itself and
//! is tested by snapshots.
//!
//! A batch goes through a network in stages. In an [`Each`](Stage::Each) stage a worker takes one image after the
//! other through several steps, while its values are in cache; a [`Whole`](Stage::Whole) stage is one call over the
//! batch: a fully connected layer (one matrix product), a convolution with more weights than values, or the middle of a
//! batch normalisation (the moments of all images). So a value lives
//! - in rows, one an image and all in one array, where such a layer or the caller meets it;
//! - in a slot of its image, where the backward pass or a later stage needs it;
//! - in a slot of the worker, where it is used up within a stage.
//!
//! Several values and gradients share a slot in turn.

mod batch;
mod display;
mod fuse;
mod parts;
mod places;
mod schedule;
mod slots;

use crate::graph::{Network, VolumeId};

/// An index into [`Plan::values`]; 0 is the network's input.
pub type ValueId = usize;

/// What a network does, step by step.
#[derive(Debug)]
pub struct Plan {
    /// The network's name.
    pub name: String,
    /// The steps, in the order of the forward pass.
    pub steps: Vec<Step>,
    /// What flows between the steps.
    pub values: Vec<Value>,
    /// The stages of a pass in use.
    pub inference: Vec<Stage>,
    /// The stages of the forward pass in training.
    pub forward: Vec<Stage>,
    /// The stages of the backward pass.
    pub backward: Vec<Stage>,
    /// For each slot of a worker in use: what shares it.
    pub inference_slots: Vec<Vec<Held>>,
    /// For each array of rows in use but the network's output: what shares it.
    pub inference_rows: Vec<Vec<Held>>,
    /// For each slot of a worker in training: what shares it.
    pub worker_slots: Vec<Vec<Held>>,
    /// For each slot of an image in training: what shares it.
    pub image_slots: Vec<Vec<Held>>,
    /// The network ends in class probabilities.
    pub softmax: bool,
    /// What the auxiliary heads give, and what their costs count.
    pub heads: Vec<(ValueId, f32)>,
}

/// Layers that run as one.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name of its first layer.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// The layer that gives it its kind; `None` for a [`Kind::Copy`].
    pub layer: Option<usize>,
    /// A sum that it has taken in: of what it makes and its last input, before the activation.
    pub sum: Option<usize>,
    /// An activation that it has taken in.
    pub activation: Option<usize>,
    /// A max pooling that it has taken in.
    pub pool: Option<usize>,
    /// The step of a batch normalisation that is part of this convolution in use, with its activation.
    pub folded: Option<usize>,
    /// What it reads: one value, but for joins and where it has taken in a sum.
    pub inputs: Vec<ValueId>,
    /// For each of them: a reader that comes later in the backward pass adds its gradient to what others have written, through this
    /// slot.
    pub adds: Vec<Option<usize>>,
    /// What it writes.
    pub output: ValueId,
    /// It belongs to an auxiliary head: it runs in training only.
    pub auxiliary: bool,
    /// It is one call over the whole batch: a fully connected layer, or a convolution with more weights than values.
    pub whole: bool,
}

impl Step {
    /// One that has taken nothing in, and takes image by image.
    fn new(name: String, kind: Kind, inputs: Vec<ValueId>, output: ValueId, auxiliary: bool) -> Step {
        let adds = vec![None; inputs.len()];
        let (layer, sum, activation, pool, folded, whole) = (None, None, None, None, None, false);
        Step { name, kind, layer, sum, activation, pool, folded, inputs, adds, output, auxiliary, whole }
    }

    /// What it reads; the first, where that is several.
    pub fn input(&self) -> ValueId {
        self.inputs[0]
    }

    /// What comes to it in a sum that it has taken in.
    pub fn addend(&self) -> Option<ValueId> {
        self.sum.map(|_| self.inputs[1])
    }

    /// The layers that it runs.
    pub fn layers(&self) -> impl Iterator<Item = usize> {
        self.layer.into_iter().chain(self.sum).chain(self.activation).chain(self.pool)
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Convolution, bias, and what it has taken in.
    Conv,
    /// Max pooling on its own.
    MaxPool,
    /// Average pooling.
    AvgPool,
    /// An activation on its own.
    Act,
    /// An activation with learned slopes.
    Prelu,
    /// An activation with random slopes.
    Rrelu,
    /// Dropout; nothing in use.
    Dropout,
    /// Local response normalisation.
    Lrn,
    /// Batch normalisation: three parts in training.
    BatchNorm,
    /// A fully connected layer.
    Fc,
    /// From the input to the output, where no layer does it.
    Copy,
    /// The sum of branches.
    Add,
    /// Branches joined along the depth.
    Concat,
}

impl Kind {
    /// Whether it has learned parameters.
    pub fn learns(self) -> bool {
        matches!(self, Kind::Conv | Kind::Prelu | Kind::BatchNorm | Kind::Fc)
    }
}

/// What flows from a step to the next ones.
#[derive(Clone, Debug)]
pub struct Value {
    /// The name of the step that writes it, or `x`.
    pub name: String,
    /// The layer whose output volume it has; `None` for the input's.
    pub volume: VolumeId,
    /// Where it lives in training.
    pub training: Place,
    /// Where its gradient lives; `None` where nobody asks for it.
    pub gradient: Option<Place>,
    /// Where it lives in use; `None` where another value stands for it (dropout), and in auxiliary heads.
    pub inference: Option<Place>,
    /// The value that stands for it in use: itself but for dropout, and for what a batch normalisation is folded into.
    pub inference_is: ValueId,
    /// The concatenation in whose memory it is written, so that nothing is copied.
    pub part: Option<PartOf>,
}

/// Where in a concatenation a value lives.
#[derive(Clone, Debug)]
pub struct PartOf {
    /// The concatenation.
    pub whole: ValueId,
    /// The branches before it.
    pub before: Vec<ValueId>,
}

/// Where a value lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// With the caller.
    Input,
    /// In an array with one row an image.
    Rows,
    /// In this array, which others have in turn.
    SharedRows(usize),
    /// In this slot of its image.
    Image(usize),
    /// In this slot of the worker.
    Slot(usize),
    /// In the concatenation that it is part of.
    Part,
}

/// What a slot holds for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    /// The value.
    pub value: ValueId,
    /// Its gradient instead of itself.
    pub gradient: bool,
}

/// A part of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Image by image, these calls in turn.
    Each {
        /// The calls.
        calls: Vec<Call>,
        /// The arrays of rows that they touch.
        rows: Vec<RowUse>,
    },
    /// One call over all images.
    Whole(Call),
}

/// A part of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// An index into [`Plan::steps`].
    pub step: usize,
    /// Which part.
    pub part: Part,
}

/// The parts of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    All,
    /// An image's sums for a batch normalisation.
    Sum,
    /// The mini-batch's moments from them.
    Merge,
    /// An image's values with them.
    Apply,
}

/// An array of rows that a stage touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowUse {
    /// The value.
    pub value: ValueId,
    /// Its gradient instead of itself.
    pub gradient: bool,
    /// The stage writes it.
    pub write: bool,
}

impl Plan {
    /// Plans a network.
    pub fn new(network: &Network) -> Plan {
        let mut plan = fuse::fuse(network);
        schedule::schedule(&mut plan);
        parts::parts(&mut plan);
        let sizes = sizes(network, &plan);
        places::place(&mut plan, &sizes);
        plan
    }

    /// The value in whose memory another lives: itself, unless it is part of a concatenation.
    pub fn root(&self, mut value: ValueId) -> ValueId {
        while let Some(part) = &self.values[value].part {
            value = part.whole;
        }
        value
    }

    /// The network's last value: what the caller gets.
    pub fn output(&self) -> ValueId {
        self.steps.iter().rfind(|step| !step.auxiliary).expect("a plan has a step").output
    }

    /// The values with a cost: that of the network, and those of its auxiliary heads.
    pub fn ends(&self) -> impl Iterator<Item = ValueId> {
        [self.output()].into_iter().chain(self.heads.iter().map(|(value, _)| *value))
    }
}

/// How large each value is; 0 for all where a `const` path decides on one.
fn sizes(network: &Network, plan: &Plan) -> Vec<usize> {
    let sizes = plan.values.iter().map(|value| network.volumes[value.volume.0].map(|volume| volume.len()));
    sizes.collect::<Option<_>>().unwrap_or_else(|| vec![0; plan.values.len()])
}
