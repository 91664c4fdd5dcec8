//! What is known of a network before it runs.

use convnet_shape::Volume;

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
