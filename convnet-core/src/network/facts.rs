//! What is known of a network before it runs.

use super::{Init, Memory, Op};
use crate::steps::Activation;
use convnet_shape::{
    Actual, Budget, ConvShape, Cost, FcShape, Field, Message, Pair, PoolShape, Quantity, Volume, Window, expect_within,
    memory,
};

/// One layer of a network, as declared.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Layer {
    /// Its label, or its kind and number.
    pub name: &'static str,
    /// The word of its declaration: `conv`, `pool`, ..
    pub kind: &'static str,
    /// What it computes.
    pub op: Op,
    /// Whose output it reads: 0 is the network's input, `n` the layer `LAYERS[n - 1]`.
    pub reads: &'static [usize],
    /// What it reads for one image; the first, where that is several.
    pub input: Volume,
    /// What it writes for one image.
    pub output: Volume,
    /// The window that slides over its input; `None` where none does.
    pub window: Option<Pair>,
    /// The window's step; 1 without a window.
    pub stride: Pair,
    /// Padding on the left and above; 0 without a window.
    pub pad: Pair,
    /// The distance between two taps of the window; 1 without a window.
    pub dilation: Pair,
    /// Groups into which a convolution splits its input and its filters; 1 for others.
    pub groups: usize,
    /// Learned numbers.
    pub params: usize,
    /// Multiply-adds for one image.
    pub macs: u64,
    /// Bytes of its output for one image, four a value.
    pub bytes: usize,
    /// What one of its values sees of the network's input.
    pub receptive_field: Field,
    /// It belongs to an auxiliary head: it runs in training only.
    pub auxiliary: bool,
}

/// For generated code. What a layer sees of its own input becomes what it sees of the network's in [`trace`].
#[doc(hidden)]
impl Layer {
    /// A layer whose output is as large as its input, or a join, which gives `volume`.
    pub const fn plain(name: &'static str, reads: &'static [usize], volume: Volume, op: Op) -> Layer {
        Layer {
            name,
            kind: op.word(),
            op,
            reads,
            input: volume,
            output: volume,
            window: None,
            stride: Pair::square(1),
            pad: Pair::square(0),
            dilation: Pair::square(1),
            groups: 1,
            params: op.params(volume.depth),
            macs: 0,
            bytes: size_of::<f32>() * volume.len(),
            receptive_field: Field::INPUT,
            auxiliary: false,
        }
    }

    /// As a layer of an auxiliary head.
    pub const fn in_head(self) -> Layer {
        Layer { auxiliary: true, ..self }
    }

    /// From `input` to `output`.
    const fn between(self, input: Volume, output: Volume) -> Layer {
        Layer { input, output, bytes: size_of::<f32>() * output.len(), ..self }
    }

    /// With a window.
    const fn sliding(self, size: Pair, stride: Pair, pad: Pair, dilation: Pair) -> Layer {
        let window = Window::new(size.x, size.y).stride(stride.x, stride.y).dilation(dilation.x, dilation.y);
        Layer { window: Some(size), stride, pad, dilation, receptive_field: Field::window(&window), ..self }
    }

    /// A function of one value.
    pub const fn activation(name: &'static str, reads: &'static [usize], volume: Volume, f: Activation) -> Layer {
        Layer::plain(name, reads, volume, Op::Activation(f))
    }

    /// A batch normalisation.
    pub const fn batch_norm(name: &'static str, reads: &'static [usize], volume: Volume, eps: f32) -> Layer {
        Layer::plain(name, reads, volume, Op::BatchNorm { eps })
    }

    /// A convolution.
    pub const fn conv(name: &'static str, reads: &'static [usize], shape: &ConvShape) -> Layer {
        let layer = Layer::plain(name, reads, shape.input, Op::Conv(*shape)).between(shape.input, shape.output);
        let layer = layer.sliding(shape.window, shape.stride, shape.pad, shape.dilation);
        Layer { groups: shape.groups, macs: shape.macs(), ..layer }
    }

    /// A max pooling.
    pub const fn max_pool(name: &'static str, reads: &'static [usize], shape: &PoolShape) -> Layer {
        Layer::plain(name, reads, shape.input, Op::MaxPool(*shape)).pooling(shape)
    }

    /// An average over windows, or over each whole slice.
    pub const fn avg_pool(name: &'static str, kind: &'static str, reads: &'static [usize], shape: &PoolShape) -> Layer {
        Layer { kind, ..Layer::plain(name, reads, shape.input, Op::AvgPool(*shape)).pooling(shape) }
    }

    const fn pooling(self, shape: &PoolShape) -> Layer {
        let layer = self.between(shape.input, shape.output);
        layer.sliding(shape.window, shape.stride, shape.pad, Pair::square(1))
    }

    /// A fully connected layer, or the one in a `softmax(N)`.
    pub const fn fc(name: &'static str, kind: &'static str, reads: &'static [usize], shape: &FcShape) -> Layer {
        let layer = Layer::plain(name, reads, shape.input, Op::Fc(*shape)).between(shape.input, shape.output);
        Layer { kind, macs: shape.macs(), receptive_field: Field::whole(shape.input), ..layer }
    }
}

impl Layer {
    /// Its window as a table tells it: `3x3, stride 2, pad 1`; nothing without a window.
    pub(crate) fn window_text(&self) -> String {
        self.window.map_or(String::new(), |size| {
            let window = Window::new(size.x, size.y)
                .stride(self.stride.x, self.stride.y)
                .pad(self.pad.x, self.pad.y)
                .dilation(self.dilation.x, self.dilation.y);
            window.text(self.groups).to_string()
        })
    }
}

/// What layer `at` of `layers` reads sees of the network's input.
const fn read_field(layers: &[Layer], at: usize) -> Field {
    let (reads, mut field, mut i) = (layers[at].reads, Field::INPUT, 0);
    while i < reads.len() {
        if reads[i] > 0 {
            field = field.join(layers[reads[i] - 1].receptive_field);
        }
        i += 1;
    }
    field
}

/// Fills in what each layer sees of the network's input. A loop instead of one constant a layer: rustc evaluates a constant
/// from within the one that asks for it, and so many within each other meet its recursion limit.
#[doc(hidden)]
pub const fn trace<const N: usize>(mut layers: [Layer; N]) -> [Layer; N] {
    let mut i = 0;
    while i < N {
        layers[i].receptive_field = read_field(&layers, i).then(layers[i].receptive_field);
        i += 1;
    }
    layers
}

/// Checks a budget of a network with `N` layers.
///
/// # Panics
/// Where it is not kept: in const evaluation, on the token whose span the call has.
#[doc(hidden)]
#[track_caller]
pub const fn check_budget<const N: usize>(
    network: &'static str,
    budget: &Budget,
    layers: &'static [Layer],
    memory: &Memory,
) {
    let costs: [Cost<'_>; N] = costs(layers, budget.quantity);
    let actual = match budget.quantity {
        Quantity::Params | Quantity::Macs => Actual::Count(Cost::sum(&costs)),
        Quantity::Memory => Actual::Count(memory.total()),
        Quantity::ReceptiveField => Actual::Sides(layers[N - 1].receptive_field.size),
    };
    expect_within(network, budget, actual, &costs);
}

/// Checks that an auxiliary head gives as much as its network.
///
/// # Panics
/// Where it does not: in const evaluation, on the token whose span the call has.
#[doc(hidden)]
#[track_caller]
pub const fn check_head(name: &str, found: Volume, output: Volume) {
    if found.width != output.width || found.height != output.height || found.depth != output.depth {
        let message = Message::new().text("`").text(name).text("` gives ").volume(found);
        panic!("{}", message.text(", and the network ").volume(output).as_str());
    }
}

/// What each of `N` layers contributes to `quantity`.
const fn costs<const N: usize>(layers: &'static [Layer], quantity: Quantity) -> [Cost<'static>; N] {
    let mut costs = [Cost { name: "", amount: 0 }; N];
    let mut i = 0;
    while i < N {
        let (layer, params) = (&layers[i], layers[i].params as u64);
        let amount = match quantity {
            Quantity::Params => params,
            // Auxiliary heads are no part of a network in use.
            Quantity::Macs if layer.auxiliary => 0,
            Quantity::Macs => layer.macs,
            Quantity::Memory => memory(params, layer.output.len() as u64),
            Quantity::ReceptiveField => layer.receptive_field.growth(read_field(layers, i)),
        };
        costs[i] = Cost { name: layer.name, amount };
        i += 1;
    }
    costs
}

/// What a tensor of parameters is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TensorKind {
    /// Weights of a convolution or a fully connected layer: initialised at random, decayed.
    Weight,
    /// A bias: starts at zero, is not decayed.
    Bias,
    /// A factor (batch normalisation's gamma): starts at one, is not decayed.
    Scale,
    /// A learned slope (PReLU): starts at 0.25, is not decayed.
    Slope,
    /// A running mean: no parameter, part of the state; starts at zero.
    RunningMean,
    /// A running variance: no parameter, part of the state; starts at one.
    RunningVar,
}

impl TensorKind {
    /// Whether it lies in the state instead of the parameters.
    pub const fn is_state(self) -> bool {
        matches!(self, TensorKind::RunningMean | TensorKind::RunningVar)
    }
}

/// A named stretch of the flat parameter (or state) array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tensor {
    /// `conv1.weight`, `fc1.bias`, ..
    pub name: &'static str,
    /// What it is for.
    pub kind: TensorKind,
    /// Its first number's place in the parameter array, or in the state array for a [state](TensorKind::is_state).
    pub at: usize,
    /// Its shape in PyTorch's order: `[filters, depth / groups, height, width]`, `[units, inputs]`, `[n]`; unused
    /// places are 1.
    pub dims: [usize; 4],
    /// How many of `dims` count.
    pub rank: usize,
    /// Inputs that one of its outputs sums over.
    pub fan_in: usize,
    /// Outputs that one of its inputs goes to.
    pub fan_out: usize,
    /// The distribution of weights that the declaration says; `None` leaves it to the network's.
    pub init: Option<Init>,
}

impl Tensor {
    /// The weights of a convolution, `[filters, depth / groups, height, width]`.
    #[doc(hidden)]
    pub const fn conv_weight(name: &'static str, shape: &ConvShape, at: usize) -> Tensor {
        let (filters, depth) = (shape.output.depth, shape.input.depth / shape.groups);
        Tensor {
            name,
            kind: TensorKind::Weight,
            at,
            dims: [filters, depth, shape.window.y, shape.window.x],
            rank: 4,
            fan_in: depth * shape.window.area(),
            fan_out: filters / shape.groups * shape.window.area(),
            init: None,
        }
    }

    /// The biases of a convolution, `[filters]`, behind its weights, which are at `at`.
    #[doc(hidden)]
    pub const fn conv_bias(name: &'static str, shape: &ConvShape, at: usize) -> Tensor {
        let weight = Tensor::conv_weight(name, shape, at);
        let filters = shape.output.depth;
        Tensor { kind: TensorKind::Bias, at: at + shape.weights(), dims: [filters, 1, 1, 1], rank: 1, ..weight }
    }

    /// The weights of a fully connected layer, `[units, inputs]`.
    #[doc(hidden)]
    pub const fn fc_weight(name: &'static str, shape: &FcShape, at: usize) -> Tensor {
        let (units, inputs) = (shape.output.depth, shape.input.len());
        let dims = [units, inputs, 1, 1];
        Tensor { name, kind: TensorKind::Weight, at, dims, rank: 2, fan_in: inputs, fan_out: units, init: None }
    }

    /// The biases of a fully connected layer, `[units]`, behind its weights, which are at `at`.
    #[doc(hidden)]
    pub const fn fc_bias(name: &'static str, shape: &FcShape, at: usize) -> Tensor {
        let weight = Tensor::fc_weight(name, shape, at);
        let units = shape.output.depth;
        Tensor { kind: TensorKind::Bias, at: at + shape.weights(), dims: [units, 1, 1, 1], rank: 1, ..weight }
    }

    /// One number a channel.
    #[doc(hidden)]
    pub const fn channels(name: &'static str, kind: TensorKind, depth: usize, at: usize) -> Tensor {
        Tensor { name, kind, at, dims: [depth, 1, 1, 1], rank: 1, fan_in: 1, fan_out: 1, init: None }
    }

    /// Weights drawn from `init`.
    #[doc(hidden)]
    pub const fn init(self, init: Init) -> Tensor {
        Tensor { init: Some(init), ..self }
    }

    /// The number of weights in one of a convolution's groups, which lie one behind the other.
    pub(super) const fn group_len(&self) -> usize {
        let area = self.dims[2] * self.dims[3];
        self.fan_out / area * self.fan_in
    }

    /// Its shape, outermost first.
    pub fn shape(&self) -> &[usize] {
        &self.dims[..self.rank]
    }

    /// The number of its values.
    pub const fn len(&self) -> usize {
        self.dims[0] * self.dims[1] * self.dims[2] * self.dims[3]
    }

    /// Whether it has no values.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its place in its array.
    pub const fn range(&self) -> core::ops::Range<usize> {
        self.at..self.at + self.len()
    }
}

/// How a network ends, which decides its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// In class probabilities: the cost is the log-likelihood.
    Softmax,
    /// In values: the cost is the mean squared error.
    Values,
}
