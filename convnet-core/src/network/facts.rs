//! What is known of a network before it runs.

use convnet_shape::{ConvShape, Cost, FcShape, Quantity, Volume, memory};

/// One layer of a network, as declared.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Layer {
    /// Its label, or its kind and number.
    pub name: &'static str,
    /// The word of its declaration: `conv`, `pool`, ..
    pub kind: &'static str,
    /// What it writes for one image.
    pub output: Volume,
    /// Learned numbers.
    pub params: usize,
    /// Multiply-adds for one image.
    pub macs: u64,
}

impl Layer {
    /// For generated code.
    #[doc(hidden)]
    pub const fn new(name: &'static str, kind: &'static str, output: Volume, params: usize, macs: u64) -> Layer {
        Layer { name, kind, output, params, macs }
    }
}

/// What each layer costs, for a budget; `N` is the number of layers.
#[doc(hidden)]
pub const fn costs<const N: usize>(layers: &'static [Layer], quantity: Quantity) -> [Cost<'static>; N] {
    let mut costs = [Cost { name: "", amount: 0 }; N];
    let mut i = 0;
    while i < N {
        let (layer, params) = (&layers[i], layers[i].params as u64);
        let amount = match quantity {
            Quantity::Params => params,
            Quantity::Macs => layer.macs,
            Quantity::Memory => memory(params, layer.output.len() as u64),
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        Tensor { name, kind: TensorKind::Weight, at, dims, rank: 2, fan_in: inputs, fan_out: units }
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
        Tensor { name, kind, at, dims: [depth, 1, 1, 1], rank: 1, fan_in: 1, fan_out: 1 }
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
