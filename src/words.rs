//! The other words of the language: values of arguments, and what stands behind `where`. Editors show them as they do
//! [`layers`](crate::layers); nothing here runs.

// They are named as they are written in a declaration.
#![allow(non_camel_case_types)]

/// What `pad` may be, beside a number: `conv(3x3, 8, pad = same)`.
#[non_exhaustive]
pub enum Pad {
    /// As many zeros as keep the size, which needs stride 1; an odd one goes right and below.
    same,
}

/// What becomes of a remainder in (*W* − *R* + 2*P*)/*S*: `pool(3, stride = 2, round = floor)`. Without it a remainder
/// is an error.
#[non_exhaustive]
pub enum Round {
    /// Leaves the last columns and rows out.
    floor,
    /// Adds a window that may hang over the edge; that of a pooling begins inside the input or the padding before it.
    ceil,
}

/// From which distribution a layer's weights are drawn by `init` and `init_with`: `fc(100, init = xavier)`. Biases
/// start at 0 but in `nielsen`.
///
/// A layer that says nothing is drawn from what `init_with` is given, by `init` from `he`. Within a group of a
/// convolution fan_in is the number of inputs that an output sums over, fan_out that of the outputs that an input goes
/// to.
#[non_exhaustive]
pub enum Init {
    /// Gaussian with variance 2/fan_in, for rectified units.
    ///
    /// Source: He et al., Delving deep into rectifiers (2015), equation 10.
    he,
    /// Uniform in ±√(6/(fan_in + fan_out)).
    ///
    /// Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010),
    /// equation 16.
    xavier,
    /// Gaussian with variance 1/fan_in.
    ///
    /// Source: LeCun et al., Efficient backprop (1998), equation 16; [CS231n, Calibrating the
    /// variances](https://cs231n.github.io/neural-networks-2/#init).
    lecun,
    /// Gaussian with the deviation 0.01, or `small(0.05)` with another one.
    ///
    /// Source: [CS231n, Small random numbers](https://cs231n.github.io/neural-networks-2/#init).
    small,
    /// A random orthogonal matrix: orthonormal filters or units where each sums over at least as many inputs as there
    /// are of them, and orthonormal columns otherwise. `orthogonal(1.4)` times a factor.
    ///
    /// Source: Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear
    /// neural networks (2013).
    orthogonal,
    /// All weights one number: `constant(0.1)`.
    constant,
    /// Gaussian with variance 1/fan_out, and standard Gaussian biases.
    ///
    /// Source: Nielsen, Neural networks and deep learning (2015), `network3.py`.
    nielsen,
}

/// What stands behind `where`: `where params <= 300_000, memory < 2 MiB, exact`.
///
/// After each word but `exact` stand `<=`, `<`, `==`, `>=` or `>`, and a literal or the path of a `const`.
#[non_exhaustive]
pub struct budgets {
    /// Learned numbers.
    pub params: u64,
    /// Multiply-adds for one image.
    pub macs: u64,
    /// Bytes that a program allocates to hold the network and to answer one image, as [`Memory`](crate::Memory) counts
    /// them. With a unit if there is one behind the number: `KiB`, `MiB`, `GiB`, `KB`, `MB`, `GB`.
    pub memory: u64,
    /// The pixels, along each side, that a value of the last layer sees: `<=` and `<` hold for the larger side, `>=`
    /// and `>` for the smaller one, `==` for both.
    pub receptive_field: u64,
    /// Convolutions sum every output's products themselves, without Winograd's minimal filtering of 3x3 and 5x5
    /// windows, which takes fewer multiplications and rounds more.
    pub exact: bool,
}
