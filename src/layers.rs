//! The layers of the language, one item a word: what an editor shows when the pointer rests on `conv`, and where "go to
//! definition" leads. The fields are the arguments.
//!
//! Nothing here runs, and no value of these types is ever made: `convnet!` only names them.
//!
//! *W* x *H* x *D* is the volume that reaches a layer. A window, a stride, a pad and a dilation are one number for both
//! directions, or width x height: `3x5`.

// They are named as they are written in a declaration.
#![allow(non_camel_case_types)]

use crate::words::{Init, Pad, Round};

/// A convolution: so many filters, each over a window of the whole depth. `conv(5x5, 20, stride = 1, pad = 0)`
///
/// The output is (*W* − *R* + 2*P*)/*S* + 1 wide, where *R* = (*F* − 1)·dilation + 1 is what a window of *F* reaches
/// over, as high by the same rule, and `filters` deep. Parameters: `filters`·(*D*/`groups`)·window, and `filters` more
/// with a bias.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<32x32x3> = conv(5x5, 20) -> conv(3x3, 40, stride = 2, pad = 1, round = floor);
/// }
/// # assert_eq!(Net::OUTPUT, convnet::Volume::new(14, 14, 40));
/// ```
///
/// Source: [CS231n, Convolutional Layer](https://cs231n.github.io/convolutional-networks/#conv).
pub struct conv {
    /// The size of the window, the first argument: `5`, `5x5`, `3x5`.
    pub window: [usize; 2],
    /// How many filters, the second argument; the depth of the output.
    pub filters: usize,
    /// The window's step: `stride = 2`, `stride = 2x1`; 1 unless said.
    pub stride: [usize; 2],
    /// So many zeros on each side (`pad = 1`, `pad = 1x2`), or `pad = same`: as many as keep the size; 0 unless said.
    pub pad: Pad,
    /// Input depth and filters are split into so many groups that do not see each other; divides both. 1 unless said.
    pub groups: usize,
    /// The distance between two taps of the window; 1 unless said.
    pub dilation: [usize; 2],
    /// Whether each filter has a bias; `true` unless said.
    pub bias: bool,
    /// What becomes of a remainder of the division by the stride; an error unless said.
    pub round: Round,
    /// From which distribution the weights are drawn: `init = xavier`, `init = small(0.05)`; the network's unless said.
    pub init: Init,
}

/// Max pooling: the largest value of each window, slice by slice. `pool(2, stride = 2)`
///
/// The output is (*W* − *F* + 2*P*)/*S* + 1 wide, as high by the same rule, and as deep as the input. No parameters.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<55x55x96> = pool(3, stride = 2) -> pool(2, round = ceil);
/// }
/// # assert_eq!(Net::OUTPUT, convnet::Volume::new(14, 14, 96));
/// ```
///
/// Source: [CS231n, Pooling Layer](https://cs231n.github.io/convolutional-networks/#pool).
pub struct pool {
    /// The size of the window, the first argument; at most 65,536 positions.
    pub window: [usize; 2],
    /// The window's step; the window unless said, so that windows stand side by side.
    pub stride: [usize; 2],
    /// So many positions on each side, fewer than the window has, or `same`; they are −∞ and never win. 0 unless said.
    pub pad: Pad,
    /// What becomes of a remainder of the division by the stride; an error unless said.
    pub round: Round,
}

/// Average pooling: the average of each window, slice by slice. `avgpool(2, stride = 2)`
///
/// The output is as large as that of [`pool`]. No parameters.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x3> = avgpool(2) -> avgpool(3x2, stride = 1, pad = 1x0);
/// }
/// # assert_eq!(Net::OUTPUT, convnet::Volume::new(14, 13, 3));
/// ```
///
/// Source: LeCun et al., Gradient-based learning applied to document recognition (1998), section II.
pub struct avgpool {
    /// The size of the window, the first argument.
    pub window: [usize; 2],
    /// The window's step; the window unless said.
    pub stride: [usize; 2],
    /// So many zeros on each side, which count in the average, or `same`; 0 unless said.
    pub pad: Pad,
    /// What becomes of a remainder of the division by the stride; an error unless said.
    pub round: Round,
}

/// The average of each whole slice: 1 x 1 x *D*. No arguments, no parameters. `global_avgpool`
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x3> = conv(3x3, 10) -> relu -> global_avgpool -> softmax;
/// }
/// # assert_eq!(Net::OUTPUT, convnet::Volume::new(1, 1, 10));
/// ```
///
/// Source: Lin, Chen and Yan, Network in network (2013), section 3.2.
pub struct global_avgpool {}

/// max(0, x). `relu`
///
/// The volume stays as it is. No arguments, no parameters. A layer with weights in front takes it in.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(5x5, 20) -> relu -> fc(10);
/// }
/// ```
///
/// Source: Nair and Hinton, Rectified linear units improve restricted Boltzmann machines (2010).
pub struct relu {}

/// x, or slope·x below 0. `leaky_relu(0.01)`, `leaky_relu`
///
/// The volume stays as it is. No parameters: [`prelu`] learns its slope.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(5x5, 20) -> leaky_relu(0.2) -> fc(10);
/// }
/// ```
///
/// Source: Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models (2013).
pub struct leaky_relu {
    /// The slope below 0, the first argument; 0 or more, 0.01 unless said.
    pub slope: f32,
}

/// x, or a·x below 0, where a is learned. `prelu`
///
/// The volume stays as it is. No arguments. Parameters: one a slice, 0.25 at first.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(5x5, 20, bias = false) -> prelu;
/// }
/// # assert_eq!(Net::PARAMS, 500 + 20);
/// ```
///
/// Source: He et al., Delving deep into rectifiers (2015), section 2.1.
pub struct prelu {}

/// x, or a·x below 0: in training a is drawn between two slopes for each value, otherwise it is their mean.
/// `rrelu(0.125, 0.333)`, `rrelu`
///
/// The volume stays as it is. No parameters. The slope itself is uniform, as in PyTorch; the paper divides by a number
/// that is uniform between 3 and 8, whose inverses lie between the same two slopes, most of them nearer to the smaller
/// one. In use its divisor is 5.5: `leaky_relu(0.18182)`, and here the mean is 0.22917.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(5x5, 20) -> rrelu(0.1, 0.3) -> fc(10);
/// }
/// ```
///
/// Source: Xu et al., Empirical evaluation of rectified activations in convolutional network (2015).
pub struct rrelu {
    /// The smallest slope below 0, the first argument; 0 or more, 1/8 unless said.
    pub lower: f32,
    /// The largest slope below 0, the second argument; 1/3 unless said.
    pub upper: f32,
}

/// x, or alpha·(eˣ − 1) below 0. `elu(1.0)`, `elu`
///
/// The volume stays as it is. No parameters.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(5x5, 20) -> elu -> fc(10);
/// }
/// ```
///
/// Source: Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units
/// (2015).
pub struct elu {
    /// What it comes to far below 0 is −alpha; the first argument, 0 or more, 1 unless said.
    pub alpha: f32,
}

/// min(max(0, x), 6). `relu6`
///
/// The volume stays as it is. No arguments, no parameters.
///
/// Source: Krizhevsky, Convolutional deep belief networks on CIFAR-10 (2010).
pub struct relu6 {}

/// 1/(1 + e⁻ˣ). `sigmoid`
///
/// The volume stays as it is. No arguments, no parameters.
///
/// Source: [CS231n, Commonly used activation functions](https://cs231n.github.io/neural-networks-1/#actfun).
pub struct sigmoid {}

/// tanh x. `tanh`
///
/// The volume stays as it is. No arguments, no parameters.
///
/// Source: [CS231n, Commonly used activation functions](https://cs231n.github.io/neural-networks-1/#actfun).
pub struct tanh {}

/// x·Φ(x), Φ the distribution function of the normal distribution, exactly. `gelu`
///
/// The volume stays as it is. No arguments, no parameters.
///
/// Source: Hendrycks and Gimpel, Gaussian error linear units (2016).
pub struct gelu {}

/// x/(1 + e⁻ˣ). `silu`
///
/// The volume stays as it is. No arguments, no parameters. Also known as swish.
///
/// Source: Elfwing, Uchibe and Doya, Sigmoid-weighted linear units (2017).
pub struct silu {}

/// x·relu6(x + 3)/6. `hardswish`
///
/// The volume stays as it is. No arguments, no parameters.
///
/// Source: Howard et al., Searching for MobileNetV3 (2019), section 5.2.
pub struct hardswish {}

/// Batch normalisation, slice by slice: in training over the batch, otherwise with running averages. `bn`,
/// `bn(eps = 0.00001, momentum = 0.1)`
///
/// The volume stays as it is. Parameters: a factor and an offset a slice. A convolution in front needs no bias.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(3x3, 8, bias = false) -> bn -> relu -> fc(10);
/// }
/// ```
///
/// Source: Ioffe and Szegedy, Batch normalization (2015), algorithms 1 and 2.
pub struct bn {
    /// Is added to the variance; above 0, 0.00001 unless said.
    pub eps: f32,
    /// The part of a batch in the running averages; from 0 to 1, 0.1 unless said.
    pub momentum: f32,
}

/// Local response normalisation: x/(k + alpha/n · Σ x²)^beta, the sum over n neighbouring slices.
/// `lrn(5, alpha = 0.0001, beta = 0.75, k = 1)`
///
/// The volume stays as it is. No parameters.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<55x55x96> = lrn(5, alpha = 0.0001, beta = 0.75, k = 2);
/// }
/// ```
///
/// Source: Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional neural networks (2012),
/// section 3.3.
pub struct lrn {
    /// n, the first argument: over how many slices the sum goes.
    pub size: usize,
    /// The weight of the sum; 0 or more, 0.0001 unless said.
    pub alpha: f32,
    /// The power; 0.75 unless said.
    pub beta: f32,
    /// What stands beside the sum; above 0, 1 unless said.
    pub k: f32,
}

/// In training each value is 0 with probability p and otherwise divided by 1 − p; in use nothing happens.
/// `dropout(0.5)`, `dropout`
///
/// The volume stays as it is. No parameters.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = fc(100) -> relu -> dropout(0.2) -> softmax(10);
/// }
/// ```
///
/// Source: Srivastava et al., Dropout (2014).
pub struct dropout {
    /// The part to drop, the first argument; 0 or more and below 1, 0.5 unless said.
    pub p: f32,
}

/// A fully connected layer: 1 x 1 x units. `fc(100)`
///
/// It reads a volume of any size in the order depth, height, width, so nothing need be flattened.
/// Parameters: (*W*·*H*·*D* + 1)·units.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = fc(100) -> sigmoid -> fc(10);
/// }
/// # assert_eq!(Net::PARAMS, 785 * 100 + 101 * 10);
/// ```
///
/// Source: [CS231n, Fully-connected Layer](https://cs231n.github.io/convolutional-networks/#fc).
pub struct fc {
    /// How many values it gives, the first argument.
    pub units: usize,
    /// From which distribution the weights are drawn: `init = xavier`, `init = small(0.05)`; the network's unless said.
    pub init: Init,
}

/// Probabilities that sum to 1: e^x / Σ e^x. `softmax(10)`, `softmax`
///
/// `softmax(10)` is a fully connected layer of 10 and the softmax of its outputs; `softmax` alone is only the function,
/// and needs a volume of 1 x 1 x *N*. Either is the last layer. Parameters: those of the fully connected layer. A
/// network that ends in it learns by the log-likelihood.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Classes<28x28x1> = fc(30) -> sigmoid -> softmax(10);
///     Function<28x28x1> = fc(30) -> sigmoid -> fc(10) -> softmax;
/// }
/// # assert_eq!(Classes::PARAMS, Function::PARAMS);
/// ```
///
/// Source: [CS231n, Softmax classifier](https://cs231n.github.io/linear-classify/#softmax).
pub struct softmax {
    /// How many classes, the first argument; without it softmax is only the function.
    pub classes: usize,
    /// From which distribution the weights of the fully connected layer are drawn: `init = small(0.05)`; the network's
    /// unless said.
    pub init: Init,
}

/// The sum of branches, value by value: `add(identity, conv(3x3, 64, pad = 1))`
///
/// Each branch is a layer or a chain, reads what reaches the sum, and gives a volume as large as the others'. No
/// parameters of its own.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<14x14x8> = add(identity, conv(3x3, 8, pad = 1) -> bn) -> relu -> fc(10);
/// }
/// # assert_eq!(Net::LAYERS[2].output, convnet::Volume::new(14, 14, 8));
/// ```
///
/// Source: He et al., Deep residual learning for image recognition (2016).
pub struct add {}

/// Branches joined along the depth, in their order: `concat(conv(1x1, 64), conv(3x3, 64, pad = 1))`
///
/// Each branch is a layer or a chain, reads what reaches the join, and gives a volume as wide and as high as the others'.
/// No parameters of its own.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<14x14x8> = concat(conv(1x1, 4), pool(3, stride = 1, pad = 1), identity);
/// }
/// # assert_eq!(Net::OUTPUT, convnet::Volume::new(14, 14, 20));
/// ```
///
/// Source: Szegedy et al., Going deeper with convolutions (2015).
pub struct concat {}

/// A branch without layers: `add(identity, conv(3x3, 64, pad = 1))`
///
/// It gives what reaches the join, and stands alone in its branch.
pub struct identity {}

/// An auxiliary head: layers that learn with the network and are no part of it in use.
/// `aux(0.3, global_avgpool -> softmax(10))`
///
/// They read what reaches `aux`, and what follows reads the same. They end like the network: as many values, softmax or
/// none. In training their cost, times the weight that stands first, is added to the network's; so the layers before
/// them learn from nearby too. Parameters: those of its layers, whose names begin with its label, or `aux1_`.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(5x5, 8) -> relu -> aux(0.3, pool(4) -> softmax(10)) -> conv(5x5, 16) -> relu -> softmax(10);
///     Used<28x28x1> = conv(5x5, 8) -> relu -> conv(5x5, 16) -> relu -> softmax(10);
/// }
/// # assert!(Net::MACS == Used::MACS && Net::PARAMS > Used::PARAMS);
/// ```
///
/// Source: Szegedy et al., Going deeper with convolutions (2015), section 5.
pub struct aux {}

/// The layers of a network declared before, its fully connected ones as convolutions: `fully_convolutional(Net)`
///
/// It is the beginning of a network with a larger input. A fully connected layer becomes a convolution whose window is all
/// that the layer reads in its own network, a global average one over as large windows, and softmax is left out; so the
/// output is a map of class scores, one for each place to which the network's own input can be moved. Parameters: the
/// same, and the network turns into this one: `Map::from(net)`.
///
/// ```
/// # use convnet::convnet;
/// convnet! {
///     Net<28x28x1> = conv(5x5, 8) -> relu -> pool(2) -> fc(20) -> relu -> softmax(10);
///     Map<34x30x1> = fully_convolutional(Net);
/// }
/// # assert_eq!(Map::OUTPUT, convnet::Volume::new(4, 2, 10));
/// # assert_eq!(Map::PARAMS, Net::PARAMS);
/// ```
///
/// Source: [CS231n, Converting FC layers to CONV layers](https://cs231n.github.io/convolutional-networks/#convert).
pub struct fully_convolutional {}
