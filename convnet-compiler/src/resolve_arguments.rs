//! Arguments: from what stands between the parentheses of a layer to its operation, with the defaults filled in.

use crate::diagnostics::{Diagnostics, Edit};
use crate::graph::{Activation, Int, IntPair, Op, Pad, Real, Window};
use crate::parse_number::{self, describe};
use crate::syntax::{Argument, LayerItem, span_of};
use crate::words::{self, Word};
use convnet_shape::Round;
use proc_macro2::{Literal, Span, TokenTree};

/// What the layer does: one operation, or the two of `softmax(N)`. `None` after an error.
pub fn operations(layer: &LayerItem, diagnostics: &mut Diagnostics) -> Option<Vec<Op>> {
    let errors = diagnostics.count();
    // Errors in them have been reported.
    let arguments = layer.arguments.as_deref()?;
    let mut bound = Bound::new(layer, arguments, diagnostics);
    let ops = bound.read();
    // What is missing may stand there under another name, or be on its way.
    if bound.diagnostics.count() == errors {
        bound.complete();
    }
    (diagnostics.count() == errors).then_some(ops).flatten()
}

/// The arguments of one layer, each at its parameter.
pub struct Bound<'a> {
    pub(crate) word: &'static Word,
    span: Span,
    given: Vec<(&'static str, &'a Argument)>,
    pub(crate) diagnostics: &'a mut Diagnostics,
}

impl<'a> Bound<'a> {
    /// Gives each argument to its parameter; reports unknown, doubled and surplus ones.
    fn new(layer: &LayerItem, arguments: &'a [Argument], diagnostics: &'a mut Diagnostics) -> Bound<'a> {
        let word = layer.word;
        let mut given: Vec<(&'static str, &Argument)> = Vec::new();
        let mut positional = word.positional.iter();
        let mut named_before = false;
        for argument in arguments {
            let Some(name) = &argument.name else {
                let Some(parameter) = positional.next() else {
                    surplus(word, argument, diagnostics);
                    continue;
                };
                given.push((parameter, argument));
                if named_before {
                    diagnostics
                        .error_over(
                            argument.span(),
                            format!("{} stands before the named arguments", with_article(parameter)),
                        )
                        .help(format!("`{}`", word.usage));
                }
                continue;
            };
            named_before = true;
            let text = name.to_string();
            match word.named.iter().find(|parameter| **parameter == text) {
                Some(parameter) if given.iter().any(|(other, _)| other == parameter) => {
                    diagnostics.error(name.span(), format!("`{name}` is given twice")).help("leave one of them out");
                }
                Some(parameter) => given.push((parameter, argument)),
                None => unknown(word, name, &argument.value, diagnostics),
            }
        }
        Bound { word, span: layer.span, given, diagnostics }
    }

    /// Reports the arguments that are missing.
    fn complete(&mut self) {
        let word = self.word;
        let missing = word.positional[..word.required].iter().filter(|parameter| self.find(parameter).is_none());
        let missing: Vec<&str> = missing.copied().map(with_article).collect();
        if !missing.is_empty() {
            self.diagnostics
                .error(self.span, format!("`{}` lacks {}", word.name, missing.join(" and ")))
                .help(format!("`{}`", word.usage));
        }
    }

    fn read(&mut self) -> Option<Vec<Op>> {
        let op = match self.word.name {
            "conv" => {
                if self.swapped() {
                    return None;
                }
                let window = self.window();
                let filters = self.int("filters", "the number of filters");
                let groups = self.optional_int("groups", "the number of groups", 1);
                let bias = self.bool("bias", true);
                let init = self.init();
                Op::Conv { window: window?, filters: filters?, groups: groups?, bias: bias?, init: init? }
            }
            "pool" => Op::MaxPool(self.window()?),
            "avgpool" => Op::AvgPool(self.window()?),
            "global_avgpool" => Op::GlobalAvgPool,
            "relu" => Op::Activation(Activation::Relu),
            "leaky_relu" => {
                let slope = self.real("slope", 0.01)?;
                Op::Activation(Activation::LeakyRelu(self.at_least_zero(&slope, "the slope")?))
            }
            "prelu" => Op::Prelu,
            "rrelu" => self.rrelu()?,
            "elu" => {
                let alpha = self.real("alpha", 1.0)?;
                Op::Activation(Activation::Elu(self.at_least_zero(&alpha, "alpha")?))
            }
            "relu6" => Op::Activation(Activation::Relu6),
            "sigmoid" => Op::Activation(Activation::Sigmoid),
            "tanh" => Op::Activation(Activation::Tanh),
            "gelu" => Op::Activation(Activation::Gelu),
            "silu" => Op::Activation(Activation::Silu),
            "hardswish" => Op::Activation(Activation::Hardswish),
            "bn" => {
                let eps = self.real("eps", 1e-5);
                let momentum = self.real("momentum", 0.1);
                let eps = eps.and_then(|eps| self.positive(&eps, "eps"));
                let momentum =
                    momentum.and_then(|m| self.within(&m, "momentum", (0.0..=1.0).contains(&m.value), "from 0 to 1"));
                Op::BatchNorm { eps: eps?, momentum: momentum? }
            }
            "lrn" => {
                let size = self.int("size", "the number of depth slices");
                let alpha = self.real("alpha", 1e-4);
                let beta = self.real("beta", 0.75);
                let k = self.real("k", 1.0);
                let alpha = alpha.and_then(|alpha| self.at_least_zero(&alpha, "alpha"));
                // The base of the power stays above zero.
                let k = k.and_then(|k| self.positive(&k, "k"));
                Op::Lrn { size: size?, alpha: alpha?, beta: beta?.value, k: k? }
            }
            "dropout" => {
                let p = self.real("p", 0.5)?;
                Op::Dropout { p: self.part(&p)? }
            }
            "fc" => self.fc("units", "the number of units")?,
            "softmax" if self.find("classes").is_some() => {
                return Some(vec![self.fc("classes", "the number of classes")?, Op::Softmax]);
            }
            "softmax" => {
                self.no_init()?;
                Op::Softmax
            }
            // `words` and this match are one list; a test reads every word.
            other => {
                self.diagnostics.error(self.span, format!("`{other}` is not available yet"));
                return None;
            }
        };
        Some(vec![op])
    }

    pub(crate) fn find(&self, parameter: &str) -> Option<&'a Argument> {
        self.given.iter().find(|(name, _)| *name == parameter).map(|(_, argument)| *argument)
    }

    /// Whether the number of filters stands before the window: `conv(20, 5x5)`. Reported here.
    fn swapped(&mut self) -> bool {
        let (Some(window), Some(filters)) = (self.find("window"), self.find("filters")) else { return false };
        let has_x = |argument: &Argument| {
            let text = text_of(&argument.value);
            let parts: Vec<&str> = text.split('x').collect();
            parts.len() == 2 && parts.iter().all(|part| part.parse::<usize>().is_ok_and(|n| n > 0))
        };
        let swapped = has_x(filters) && text_of(&window.value).parse::<usize>().is_ok();
        if swapped {
            let (first, second) = (text_of(&window.value), text_of(&filters.value));
            self.diagnostics
                .error_over((window.value_span().0, filters.value_span().1), "the window stands before the filters")
                .help(format!("`conv({second}, {first})`: {first} filters of {second}"))
                .fix([Edit::replace(window.value_span(), second), Edit::replace(filters.value_span(), first)]);
        }
        swapped
    }

    /// The window of a convolution or a pooling.
    fn window(&mut self) -> Option<Window> {
        let size = self.find("window").and_then(|a| parse_number::pair(&a.value, "the window", self.diagnostics));
        let dilation = self.optional_pair("dilation", "the dilation", |span| one(span, 1));
        let pad = self.pad();
        let round = self.round();
        let stride = match (&size, self.word.name) {
            // A pool's windows stand side by side unless a stride is given.
            (Some(size), "pool" | "avgpool") => {
                let size = size.clone();
                self.optional_pair("stride", "the stride", move |_| size)
            }
            _ => self.optional_pair("stride", "the stride", |span| one(span, 1)),
        };
        Some(Window { size: size?, stride: stride?, pad: pad?, dilation: dilation?, round: round? })
    }

    fn pad(&mut self) -> Option<Pad> {
        let Some(argument) = self.find("pad") else { return Some(Pad::Number(one(self.span, 0))) };
        match &argument.value[..] {
            [TokenTree::Ident(word)] if word == "same" => Some(Pad::Same(word.span())),
            // Words of other libraries, with quotes or without, which would be looked for as constants.
            [word @ (TokenTree::Ident(_) | TokenTree::Literal(_))]
                if ["valid", "same", "full", "half"].contains(&&*bare(word)) || is_nearly_same(&word.to_string()) =>
            {
                let instead = if bare(word) == "valid" { "0" } else { "same" };
                let span = (word.span(), word.span());
                let error = self.diagnostics.error_over(span, format!("the pad is a number or `same`, not `{word}`"));
                error.help(match instead {
                    "0" => "`pad = 0` puts nothing around the input",
                    _ => "`pad = same` keeps the size",
                });
                error.fix([Edit::replace(span, instead)]);
                None
            }
            value => parse_number::pair(value, "the pad", self.diagnostics).map(Pad::Number),
        }
    }

    fn round(&mut self) -> Option<Round> {
        let Some(argument) = self.find("round") else { return Some(Round::Exact) };
        match &argument.value[..] {
            [TokenTree::Ident(word)] if word == "floor" => Some(Round::Floor),
            [TokenTree::Ident(word)] if word == "ceil" => Some(Round::Ceil),
            value => {
                let span = span_of(value);
                let error = self.diagnostics.error_over(span, "`round` is `floor` or `ceil`");
                error.help(
                    "`floor` leaves the last columns and rows out, `ceil` adds a window that may hang over the edge",
                );
                error.fix([Edit::replace(span, "floor")]).fix([Edit::replace(span, "ceil")]);
                None
            }
        }
    }

    fn bool(&mut self, parameter: &str, default: bool) -> Option<bool> {
        let Some(argument) = self.find(parameter) else { return Some(default) };
        match &argument.value[..] {
            [TokenTree::Ident(word)] if word == "true" => Some(true),
            [TokenTree::Ident(word)] if word == "false" => Some(false),
            value => {
                let span = span_of(value);
                let error = self.diagnostics.error_over(span, format!("`{parameter}` is `true` or `false`"));
                if let [TokenTree::Literal(number)] = value
                    && let Some(instead) =
                        [("0", "false"), ("1", "true")].iter().find(|(n, _)| number.to_string() == *n)
                {
                    error.help(format!("`{parameter} = {}`", instead.1)).fix([Edit::replace(span, instead.1)]);
                }
                None
            }
        }
    }

    fn int(&mut self, parameter: &str, what: &str) -> Option<Int> {
        // A missing one has been reported.
        parse_number::int(&self.find(parameter)?.value, what, self.diagnostics)
    }

    fn optional_int(&mut self, parameter: &str, what: &str, default: usize) -> Option<Int> {
        match self.find(parameter) {
            Some(argument) => parse_number::int(&argument.value, what, self.diagnostics),
            None => Some(literal(self.span, default)),
        }
    }

    fn optional_pair(&mut self, parameter: &str, what: &str, default: impl FnOnce(Span) -> IntPair) -> Option<IntPair> {
        match self.find(parameter) {
            Some(argument) => parse_number::pair(&argument.value, what, self.diagnostics),
            None => Some(default(self.span)),
        }
    }

    fn real(&mut self, parameter: &str, default: f32) -> Option<Real> {
        match self.find(parameter) {
            Some(argument) => parse_number::real(&argument.value, &format!("`{parameter}`"), self.diagnostics),
            None => Some(Real { value: default, text: default.to_string(), span: (self.span, self.span) }),
        }
    }

    /// A fully connected layer of as many units as `parameter` says.
    fn fc(&mut self, parameter: &str, what: &str) -> Option<Op> {
        let (units, init) = (self.int(parameter, what), self.init());
        Some(Op::Fc { units: units?, init: init? })
    }

    /// `u` may stand only together with `l`.
    fn rrelu(&mut self) -> Option<Op> {
        if self.find("lower").is_some() && self.find("upper").is_none() {
            self.diagnostics
                .error(self.span, "`rrelu` has a lower slope and no upper one")
                .help("`rrelu(0.125, 0.333)`");
            return None;
        }
        let lower = self.real("lower", 1.0 / 8.0);
        let upper = self.real("upper", 1.0 / 3.0);
        let (lower, upper) = (lower?, upper?);
        self.at_least_zero(&lower, "the lower slope")?;
        if lower.value > upper.value {
            let (least, most) = (upper.value.to_string(), lower.value.to_string());
            self.diagnostics
                .error_over(lower.span, format!("the lower slope {most} is above the upper one, {least}"))
                .help(format!("`rrelu({least}, {most})`"))
                .fix([Edit::replace(lower.span, &least), Edit::replace(upper.span, &most)]);
            return None;
        }
        Some(Op::Rrelu { lower: lower.value, upper: upper.value })
    }

    /// The part that a dropout drops.
    fn part(&mut self, p: &Real) -> Option<f32> {
        if (0.0..1.0).contains(&p.value) {
            return Some(p.value);
        }
        let text = format!("the part to drop of `dropout` must be at least 0 and below 1, not {}", p.text);
        let error = self.diagnostics.error_over(p.span, text);
        if (2.0..100.0).contains(&p.value) {
            let part = (p.value / 100.0).to_string();
            error.help(format!("{}% is `{part}`", p.text)).fix([Edit::replace(p.span, part)]);
        }
        None
    }

    fn at_least_zero(&mut self, real: &Real, what: &str) -> Option<f32> {
        self.within(real, what, real.value >= 0.0, "0 or more")
    }

    pub(crate) fn positive(&mut self, real: &Real, what: &str) -> Option<f32> {
        self.within(real, what, real.value > 0.0, "above 0")
    }

    fn within(&mut self, real: &Real, what: &str, good: bool, range: &str) -> Option<f32> {
        if !good {
            self.diagnostics
                .error_over(real.span, format!("{what} of `{}` must be {range}, not {}", self.word.name, real.text));
        }
        good.then_some(real.value)
    }
}

/// An integer that nobody wrote.
fn literal(span: Span, value: usize) -> Int {
    let mut token = Literal::usize_unsuffixed(value);
    token.set_span(span);
    Int { tokens: TokenTree::Literal(token).into(), value: Some(value), span: (span, span) }
}

fn one(span: Span, value: usize) -> IntPair {
    IntPair { x: literal(span, value), y: literal(span, value) }
}

fn with_article(parameter: &str) -> &str {
    match parameter {
        "window" => "the window",
        "filters" => "the number of filters",
        "units" => "the number of units",
        "size" => "the number of depth slices",
        other => other,
    }
}

fn surplus(word: &Word, argument: &Argument, diagnostics: &mut Diagnostics) {
    let error = match word.positional.len() {
        0 if word.named.is_empty() => {
            diagnostics.error_over(argument.span(), format!("`{}` takes no arguments", word.name))
        }
        0 => diagnostics.error_over(argument.span(), format!("the arguments of `{}` have names", word.name)),
        n => diagnostics.error_over(
            argument.span(),
            format!(
                "{} is too much: `{}` has {n} argument{} without a name",
                describe(&argument.value[0]),
                word.name,
                if n == 1 { "" } else { "s" }
            ),
        ),
    };
    if word.named.contains(&"init")
        && let [TokenTree::Ident(value), ..] = &argument.value[..]
        && words::INITS.iter().any(|init| *value == init.name)
    {
        let text = argument.value.iter().map(ToString::to_string).collect::<String>();
        error.help(format!("`init = {text}`")).fix([Edit::before(value.span(), "init = ")]);
    } else if !word.named.is_empty() || !word.positional.is_empty() {
        error.help(format!("`{}`", word.usage));
    }
}

fn unknown(word: &Word, name: &proc_macro2::Ident, value: &[TokenTree], diagnostics: &mut Diagnostics) {
    let text = name.to_string();
    let alias = words::ALIASES_OF_ARGUMENTS.iter().find(|(other, _)| *other == text).map(|(_, ours)| *ours);
    let near =
        alias.filter(|ours| word.named.contains(ours)).or_else(|| words::nearest(&text, word.named.iter().copied()));
    let positional = word.positional.iter().find(|ours| **ours == text || alias == Some(ours));
    let error = diagnostics.error(name.span(), format!("`{}` has no argument `{name}`", word.name));
    if let Some(positional) = positional {
        error.help(format!("{} stands without a name: `{}`", with_article(positional), word.usage));
    } else if text == "activation" {
        error.help("an activation is a layer of its own: `-> relu` behind this one");
    } else if text == words::EXACT {
        error.help("`where exact` behind all layers says it of the network");
    } else if text == "init" {
        error.help("`conv`, `fc` and `softmax(N)` have weights to draw");
    } else if text == "in_channels" || text == "in_features" {
        error.help("leave it out: the depth is that of the volume that reaches the layer");
    } else if let Some(near) = near {
        let mut edits = vec![Edit::replace((name.span(), name.span()), near)];
        let mut meant = near.to_string();
        // Keras's `padding = "same"`.
        if let ("pad", [text @ TokenTree::Literal(_)]) = (near, value)
            && bare(text) == "same"
        {
            meant = "pad = same".to_string();
            edits.push(Edit::replace((text.span(), text.span()), "same"));
        }
        // And its `kernel_initializer = "he_normal"`.
        if let ("init", [text @ TokenTree::Literal(_)]) = (near, value)
            && let Some(init) = words::nearest_init(&bare(text))
        {
            meant = format!("init = {init}");
            edits.push(Edit::replace((text.span(), text.span()), init));
        }
        error.help(format!("did you mean `{meant}`?")).fix(edits);
    } else if let [only] = word.named {
        error.help(format!("its only named argument is {only}"));
    } else if !word.named.is_empty() {
        error.help(format!("its named arguments are {}", word.named.join(", ")));
    } else if !word.positional.is_empty() {
        error.help(format!("`{}`", word.usage));
    }
}

/// The tokens as one word.
fn text_of(tokens: &[TokenTree]) -> String {
    tokens.iter().map(ToString::to_string).collect()
}

/// A word or a text, without quotes and in small letters.
pub fn bare(token: &TokenTree) -> String {
    token.to_string().trim_matches(['"', '\'']).to_lowercase()
}

/// Whether this is `same` with a slip of the finger; a constant would be in large letters.
fn is_nearly_same(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase()) && words::nearest(text, ["same"]).is_some()
}
