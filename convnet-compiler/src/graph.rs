//! A network as a graph of volumes: what `resolve` makes, `shape` measures and `plan` reads.
//!
//! Layers stand in the order in which they run; each names the volumes that it reads and the one that it writes,
//! so a chain is the graph in which layer `i` reads volume `i` and writes volume `i + 1`.

use crate::diagnostics::LayerId;
use convnet_shape::{Join, Quantity, Relation, Volume};
use proc_macro2::{Span, TokenStream};

/// An integer of the declaration: a literal, whose value is known here, or a `const` path, known to rustc.
#[derive(Clone, Debug)]
pub struct Int {
    /// What generated code says for it (the literal without its odd suffix, or the path).
    pub tokens: TokenStream,
    /// The value of a literal.
    pub value: Option<usize>,
    /// The tokens to blame, from the first to the last.
    pub span: (Span, Span),
}

/// A horizontal and a vertical integer (`3x5`: 3 wide, 5 high; `5`: both).
#[derive(Clone, Debug)]
pub struct IntPair {
    /// Along the width.
    pub x: Int,
    /// Along the height.
    pub y: Int,
}

/// `pad = ..`.
#[derive(Clone, Debug)]
pub enum Pad {
    /// A number, or `WxH`.
    Number(IntPair),
    /// `same`.
    Same(Span),
}

/// A sliding window with its defaults filled in.
#[derive(Clone, Debug)]
pub struct Window {
    /// `FxF`.
    pub size: IntPair,
    /// `stride = ..`.
    pub stride: IntPair,
    /// `pad = ..`.
    pub pad: Pad,
    /// `dilation = ..`.
    pub dilation: IntPair,
    /// `round = ..`.
    pub round: convnet_shape::Round,
}

impl Window {
    /// All its numbers.
    pub fn ints(&mut self) -> impl Iterator<Item = &mut Int> {
        let pad = match &mut self.pad {
            Pad::Number(pad) => Some(pad),
            Pad::Same(_) => None,
        };
        let pairs = [&mut self.size, &mut self.stride, &mut self.dilation].into_iter().chain(pad);
        pairs.flat_map(|IntPair { x, y }| [x, y])
    }
}

/// A real number of the declaration, already read and checked.
#[derive(Clone, Debug)]
pub struct Real {
    /// Its value.
    pub value: f32,
    /// As it is written.
    pub text: String,
    /// The tokens to blame: the number with its sign.
    pub span: (Span, Span),
}

/// An activation that is a function of one value.
#[derive(Clone, Copy, Debug)]
pub enum Activation {
    /// max(0, x).
    Relu,
    /// x, or a·x below zero.
    LeakyRelu(f32),
    /// x, or a·(eˣ − 1) below zero.
    Elu(f32),
    /// min(max(0, x), 6).
    Relu6,
    /// 1/(1 + e⁻ˣ).
    Sigmoid,
    /// tanh x.
    Tanh,
    /// x·Φ(x), with the exact error function.
    Gelu,
    /// x·sigmoid(x).
    Silu,
    /// x·relu6(x + 3)/6.
    Hardswish,
}

/// `init = ..`: the distribution from which a layer's weights are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// Gaussian with variance 2 / fan_in.
    He,
    /// Uniform in ±√(6 / (fan_in + fan_out)).
    Xavier,
    /// Gaussian with variance 1 / fan_in.
    LeCun,
    /// Gaussian with this deviation.
    Small(f32),
    /// A random orthogonal matrix times this factor.
    Orthogonal(f32),
    /// All this number.
    Constant(f32),
    /// Gaussian with variance 1 / fan_out, and standard Gaussian biases.
    Nielsen,
}

/// What a layer does.
#[derive(Clone, Debug)]
pub enum Op {
    /// `conv(FxF, K, ..)`.
    Conv { window: Window, filters: Int, groups: Int, bias: bool, init: Option<Init> },
    /// `pool(F, ..)`.
    MaxPool(Window),
    /// `avgpool(F, ..)`.
    AvgPool(Window),
    /// `global_avgpool`.
    GlobalAvgPool,
    /// `relu`, `leaky_relu(a)`, ..: a function of one value, without parameters.
    Activation(Activation),
    /// `prelu`: one learned slope a channel.
    Prelu,
    /// `rrelu(l, u)`: a random slope in training, their mean in use.
    Rrelu { lower: f32, upper: f32 },
    /// `bn`.
    BatchNorm { eps: f32, momentum: f32 },
    /// `lrn(n, alpha = .., beta = .., k = ..)`.
    Lrn { size: Int, alpha: f32, beta: f32, k: f32 },
    /// `dropout(p)`.
    Dropout { p: f32 },
    /// `fc(N)`, and the fully connected half of `softmax(N)`.
    Fc { units: Int, init: Option<Init> },
    /// `softmax`: the probabilities of the classes; the last layer of its network.
    Softmax,
    /// `add(..)`, `concat(..)`: the volumes of several branches, whose tokens are these.
    Join { join: Join, branches: Vec<Branch> },
    /// An error has been reported here: nobody knows what comes out. Only in networks that become stubs.
    Unknown,
}

/// A branch of a join, as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    /// Its tokens.
    pub span: (Span, Span),
    /// It is `identity`: it has no layers.
    pub identity: bool,
}

/// Which volume: an index into [`Network::volumes`]; 0 is the network's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VolumeId(pub usize);

/// One layer, with the volumes between which it stands.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its label, or its kind and number (`conv1`); a Rust identifier, unique in the network but for the two halves of
    /// `softmax(N)`, which share it.
    pub name: String,
    /// The word in the declaration: `conv`.
    pub kind: &'static str,
    /// The place of that word, to blame and to document.
    pub word: Span,
    /// Which layer of the declaration this is; the copies that `( .. ) * n` makes share it, and so do the two halves
    /// of `softmax(N)`.
    pub origin: LayerId,
    /// It stands in a block's body, which others use too.
    pub in_block: bool,
    /// The arguments that are written out, and the tokens of their values.
    pub given: Vec<(&'static str, (Span, Span))>,
    /// The auxiliary head whose layer it is: an index into [`Network::heads`].
    pub head: Option<usize>,
    /// What it does.
    pub op: Op,
    /// The volumes that it reads, in order.
    pub inputs: Vec<VolumeId>,
    /// The volume that it writes.
    pub output: VolumeId,
}

/// An auxiliary head: layers that run in training only, and whose cost is added to the network's.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its label, or `aux` and a number: what stands before the names of its layers.
    pub name: String,
    /// What stands before its own name: the labels of the blocks around it.
    pub scope: String,
    /// What its cost counts.
    pub weight: f32,
    /// What its last layer writes.
    pub output: VolumeId,
    /// The place of its word, to blame.
    pub word: Span,
    /// It stands in a block's body.
    pub in_block: bool,
}

/// A network whose layers another has, its fully connected ones as convolutions.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, where it is used.
    pub name: syn::Ident,
    /// How many layers are its own.
    pub layers: usize,
    /// The volume of its input, where it is known.
    pub input: Option<Volume>,
    /// What decides whether it is compiled.
    pub conditions: Vec<syn::Attribute>,
}

/// A limit of the `where` clause that only rustc can check, because a `const` path decides it.
#[derive(Clone, Debug)]
pub struct Budget {
    /// What is limited.
    pub quantity: Quantity,
    /// In which way.
    pub relation: Relation,
    /// The number; to be multiplied by `unit`.
    pub limit: Int,
    /// 1, or the bytes of a `KiB`, ..
    pub unit: u64,
    /// Its first token and its last.
    pub span: (Span, Span),
}

/// What is left of a network that has errors: enough for a type of that name.
#[derive(Clone, Debug)]
pub struct Stub {
    /// Which declaration of the invocation it stands for.
    pub declaration: usize,
    /// `#[..]` and doc comments.
    pub attrs: Vec<syn::Attribute>,
    /// `pub`, ..
    pub vis: syn::Visibility,
    /// The type's name.
    pub name: syn::Ident,
    /// The `const` paths of its layers without errors, so that a name which does not exist is told at once too.
    pub paths: TokenStream,
    /// The statements of the blocks whose errors are its own too.
    pub broken_blocks: Vec<usize>,
}

/// A network whose names, defaults and repetitions are resolved.
#[derive(Clone, Debug)]
pub struct Network {
    /// `#[..]` and doc comments.
    pub attrs: Vec<syn::Attribute>,
    /// `pub`, ..
    pub vis: syn::Visibility,
    /// The type's name.
    pub name: syn::Ident,
    /// Width, height and depth of the input.
    pub input: [Int; 3],
    /// The layers, in the order in which they run; those of auxiliary heads stand where these do.
    pub layers: Vec<Layer>,
    /// The auxiliary heads.
    pub heads: Vec<Head>,
    /// The network whose layers its first ones are.
    pub source: Option<Source>,
    /// The size of every volume, `None` where a `const` path decides; filled in by `shape`.
    pub volumes: Vec<Option<Volume>>,
    /// The budgets that are still to be checked; those that `shape` could check are kept.
    pub budgets: Vec<Budget>,
    /// Its convolutions sum every output's products themselves.
    pub exact: bool,
}

impl Activation {
    /// Whether the derivative can be had from the value alone; otherwise the backward pass needs the argument.
    pub fn differentiates_by_value(self) -> bool {
        !matches!(self, Activation::Gelu | Activation::Silu | Activation::Hardswish)
    }
}
