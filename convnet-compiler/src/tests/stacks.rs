//! Random declarations, as the layers that they have and as text.

use super::oracle;
use super::random::Rng;
use std::fmt::{self, Display, Formatter};

/// A declaration.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Width, height and depth.
    pub input: [usize; 3],
    pub items: Vec<Item>,
}

/// What stands between two arrows.
#[derive(Clone, Debug)]
pub enum Item {
    Layer { label: Option<&'static str>, word: Word },
    Repeat { items: Vec<Item>, times: usize },
}

/// A layer as it is written: `None` where the argument is left out.
#[derive(Clone, Debug)]
pub enum Word {
    Conv {
        window: Window,
        filters: usize,
        groups: Option<usize>,
        bias: Option<bool>,
    },
    Pool(Window),
    AvgPool(Window),
    GlobalAvgPool,
    Fc(usize),
    Softmax(Option<usize>),
    Prelu,
    Bn,
    Lrn(usize),
    /// A layer that changes neither the volume nor the counts: its kind, and its text.
    Plain(&'static str, &'static str),
}

/// A sliding window; two numbers are along the width and along the height.
#[derive(Clone, Debug)]
pub struct Window {
    pub size: [usize; 2],
    pub stride: Option<[usize; 2]>,
    pub pad: Option<Pad>,
    pub dilation: Option<[usize; 2]>,
    pub round: Option<Round>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pad {
    Number([usize; 2]),
    Same,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Round {
    Floor,
    Ceil,
}

const PLAIN: &[(&str, &str)] = &[
    ("relu", "relu"),
    ("relu", "relu()"),
    ("leaky_relu", "leaky_relu(0.2)"),
    ("rrelu", "rrelu"),
    ("elu", "elu"),
    ("relu6", "relu6"),
    ("sigmoid", "sigmoid"),
    ("tanh", "tanh"),
    ("gelu", "gelu"),
    ("silu", "silu"),
    ("hardswish", "hardswish"),
    ("dropout", "dropout(0.25)"),
    ("dropout", "dropout"),
];

/// Labels, some of them other layers' automatic names, and two that differ in their case.
const LABELS: &[&str] = &["a", "b", "A", "first", "conv1", "conv2", "pool1", "relu_1", "a_1", "fc1"];

impl Stack {
    /// A stack of one layer or more. Most layers fit what reaches them; so about half of the stacks fit.
    pub fn random(rng: &mut Rng) -> Stack {
        let input = std::array::from_fn(|axis| number(rng, 1, [12, 12, 5][axis]));
        // Large windows are rare: they are counted cell by cell, too.
        if rng.once_in(2000) {
            let side = rng.within(255, 258);
            let window =
                Window { size: [256, rng.within(256, 257)], stride: None, pad: None, dilation: None, round: None };
            let word = if rng.once_in(3) { Word::AvgPool(window) } else { Word::Pool(window) };
            return Stack { input: [256, side, 1], items: vec![Item::Layer { label: None, word }] };
        }
        let count = rng.within(1, 6);
        let mut volume = input;
        let mut items = chain(rng, count, &mut volume, 0);
        if rng.once_in(3) {
            let classes = (!rng.once_in(3)).then(|| number(rng, 1, 9));
            items.push(Item::Layer { label: None, word: Word::Softmax(classes) });
        }
        Stack { input, items }
    }
}

/// `count` items for the volume that reaches them, which becomes what leaves them.
fn chain(rng: &mut Rng, count: usize, volume: &mut [usize; 3], depth: usize) -> Vec<Item> {
    let item = |_| {
        if depth < 2 && rng.once_in(7) {
            let count = rng.within(1, 3);
            let (items, times) = (chain(rng, count, volume, depth + 1), rng.within(1, 3));
            return Item::Repeat { items, times };
        }
        let mut word = Word::random(rng, *volume);
        // Another try or two where the layer does not fit; some are kept, to be refused.
        for _ in 0..3 {
            if oracle::layer(&word, *volume).is_ok() || rng.once_in(4) {
                break;
            }
            word = Word::random(rng, *volume);
        }
        if let Ok(shape) = oracle::layer(&word, *volume) {
            *volume = shape.volume;
        }
        let label = rng.once_in(12).then(|| rng.pick(LABELS));
        Item::Layer { label, word }
    };
    (0..count).map(item).collect()
}

/// From `least` to `most`, or seldom 0.
fn number(rng: &mut Rng, least: usize, most: usize) -> usize {
    if rng.once_in(300) { 0 } else { rng.within(least, most) }
}

fn pair(rng: &mut Rng, least: usize, most: usize) -> [usize; 2] {
    let x = number(rng, least, most);
    if rng.once_in(3) { [x, number(rng, least, most)] } else { [x, x] }
}

impl Word {
    fn random(rng: &mut Rng, volume: [usize; 3]) -> Word {
        match rng.below(20) {
            0..6 => {
                let groups = rng.once_in(4).then(|| number(rng, 1, 3));
                let filters = number(rng, 1, 6);
                // Two thirds of the groups divide the filters; whether they divide the depth is up to the volume.
                let filters = if rng.once_in(3) { filters } else { filters * groups.unwrap_or(1).max(1) };
                let bias = rng.once_in(3).then(|| rng.once_in(2));
                Word::Conv { window: Window::random(rng, volume, true), filters, groups, bias }
            }
            6..9 => Word::Pool(Window::random(rng, volume, false)),
            9..11 => Word::AvgPool(Window::random(rng, volume, false)),
            11 => {
                if rng.once_in(3) {
                    Word::GlobalAvgPool
                } else {
                    Word::Fc(number(rng, 1, 9))
                }
            }
            12 => Word::Prelu,
            13 => Word::Bn,
            14 => Word::Lrn(number(rng, 1, 5)),
            15 if rng.once_in(8) => Word::Softmax(rng.once_in(2).then(|| number(rng, 1, 5))),
            _ => {
                let (kind, text) = PLAIN[rng.below(PLAIN.len())];
                Word::Plain(kind, text)
            }
        }
    }

    /// The word alone.
    pub fn kind(&self) -> &'static str {
        match self {
            Word::Conv { .. } => "conv",
            Word::Pool(_) => "pool",
            Word::AvgPool(_) => "avgpool",
            Word::GlobalAvgPool => "global_avgpool",
            Word::Fc(_) => "fc",
            Word::Softmax(_) => "softmax",
            Word::Prelu => "prelu",
            Word::Bn => "bn",
            Word::Lrn(_) => "lrn",
            Word::Plain(kind, _) => kind,
        }
    }
}

impl Window {
    fn random(rng: &mut Rng, volume: [usize; 3], dilated: bool) -> Window {
        let most = volume[0].max(volume[1]).clamp(1, 4);
        let size = pair(rng, 1, most);
        let stride = rng.once_in(2).then(|| pair(rng, 1, 3));
        let pad = rng.once_in(2).then(|| if rng.once_in(3) { Pad::Same } else { Pad::Number(pair(rng, 0, 2)) });
        let dilation = (dilated && rng.once_in(5)).then(|| pair(rng, 1, 3));
        let round = rng.once_in(2).then(|| if rng.once_in(2) { Round::Floor } else { Round::Ceil });
        Window { size, stride, pad, dilation, round }
    }

    /// The named arguments.
    fn named(&self) -> Vec<String> {
        let pad = self.pad.map(|pad| match pad {
            Pad::Number(pad) => format!("pad = {}", Pair(pad)),
            Pad::Same => "pad = same".to_string(),
        });
        let round = self.round.map(|round| match round {
            Round::Floor => "round = floor".to_string(),
            Round::Ceil => "round = ceil".to_string(),
        });
        let stride = self.stride.map(|stride| format!("stride = {}", Pair(stride)));
        let dilation = self.dilation.map(|dilation| format!("dilation = {}", Pair(dilation)));
        [round, dilation, stride, pad].into_iter().flatten().collect()
    }
}

/// `5`, `3x5` or, where the sum is even, `3 x 5`.
struct Pair([usize; 2]);

impl Display for Pair {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [x, y] = self.0;
        match (x == y, (x + y) % 2) {
            (true, _) if x < 3 => write!(f, "{x}"),
            (_, 0) => write!(f, "{x} x {y}"),
            _ => write!(f, "{x}x{y}"),
        }
    }
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut arguments: Vec<String> = Vec::new();
        match self {
            Word::Conv { window, filters, groups, bias } => {
                arguments.extend([Pair(window.size).to_string(), filters.to_string()]);
                arguments.extend(bias.map(|bias| format!("bias = {bias}")));
                arguments.extend(window.named());
                arguments.extend(groups.map(|groups| format!("groups = {groups}")));
            }
            Word::Pool(window) | Word::AvgPool(window) => {
                arguments.push(Pair(window.size).to_string());
                arguments.extend(window.named());
            }
            Word::Fc(n) | Word::Softmax(Some(n)) | Word::Lrn(n) => arguments.push(n.to_string()),
            Word::Plain(_, text) => return f.write_str(text),
            _ => return f.write_str(self.kind()),
        }
        write!(f, "{}({})", self.kind(), arguments.join(", "))
    }
}

impl Display for Item {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Item::Layer { label: Some(label), word } => write!(f, "{label}: {word}"),
            Item::Layer { label: None, word } => write!(f, "{word}"),
            Item::Repeat { items, times: 1 } => write!(f, "({})", arrows(items)),
            Item::Repeat { items, times } => write!(f, "({}) * {times}", arrows(items)),
        }
    }
}

impl Display for Stack {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [w, h, d] = self.input;
        write!(f, "N<{w}x{h}x{d}> = {};", arrows(&self.items))
    }
}

fn arrows(items: &[Item]) -> String {
    items.iter().map(Item::to_string).collect::<Vec<_>>().join(" -> ")
}
