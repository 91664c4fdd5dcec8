//! What a layer computes.

use crate::steps::Activation;
use convnet_shape::{ConvShape, FcShape, PoolShape};

/// What a layer computes, with all numbers of its declaration that a pass in use depends on.
///
/// Parameters and running statistics are not in it: they are the [`Tensor`](super::Tensor)s whose names begin with the
/// layer's.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Op {
    /// A convolution.
    Conv(ConvShape),
    /// The largest value of each window.
    MaxPool(PoolShape),
    /// The mean of each window.
    AvgPool(PoolShape),
    /// A fully connected layer; also that of a `softmax(N)`, whose function is left to whoever reads the logits.
    Fc(FcShape),
    /// A function of one value.
    Activation(Activation),
    /// `x` above zero, below it `slope · x` with a learned slope for each channel.
    Prelu,
    /// `x` above zero, below it `slope · x` with a slope drawn in training, and the mean of both bounds in use.
    Rrelu {
        /// Slopes begin here.
        lower: f32,
        /// And end here.
        upper: f32,
    },
    /// Batch normalisation: `gamma · (x − mean)/√(variance + eps) + beta` for each channel.
    BatchNorm {
        /// What is added to the variance.
        eps: f32,
    },
    /// Local response normalisation: `x / (k + alpha/size · Σ x²)^beta` over neighbouring channels.
    Lrn {
        /// How many channels are summed.
        size: usize,
        /// What the sum is multiplied with.
        alpha: f32,
        /// The exponent.
        beta: f32,
        /// What is added to the sum.
        k: f32,
    },
    /// Zeros at random in training; nothing in use.
    Dropout,
    /// The probabilities of classes, where their logits come from several layers.
    Softmax,
    /// The sum of all that it reads.
    Add,
    /// All that it reads, along the depth.
    Concat,
}

impl Op {
    /// The word by which it is declared; of those that have several, the shortest.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Op::Conv(_) => "conv",
            Op::MaxPool(_) => "pool",
            Op::AvgPool(_) => "avgpool",
            Op::Fc(_) => "fc",
            Op::Activation(f) => match f {
                Activation::Identity => "identity",
                Activation::Relu => "relu",
                Activation::LeakyRelu(_) => "leaky_relu",
                Activation::Elu(_) => "elu",
                Activation::Relu6 => "relu6",
                Activation::Sigmoid => "sigmoid",
                Activation::Tanh => "tanh",
                Activation::Gelu => "gelu",
                Activation::Silu => "silu",
                Activation::Hardswish => "hardswish",
            },
            Op::Prelu => "prelu",
            Op::Rrelu { .. } => "rrelu",
            Op::BatchNorm { .. } => "bn",
            Op::Lrn { .. } => "lrn",
            Op::Dropout => "dropout",
            Op::Softmax => "softmax",
            Op::Add => "add",
            Op::Concat => "concat",
        }
    }

    /// Learned numbers, over `depth` channels.
    pub(super) const fn params(&self, depth: usize) -> usize {
        match self {
            Op::Conv(shape) => shape.params(),
            Op::Fc(shape) => shape.params(),
            Op::BatchNorm { .. } => 2 * depth,
            Op::Prelu => depth,
            _ => 0,
        }
    }
}
