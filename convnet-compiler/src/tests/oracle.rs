//! Random declarations against an oracle that shares nothing with the compiler: it puts windows on cells one after the
//! other, and counts weights and multiply-adds one by one.

use super::random::Rng;
use super::run;
use super::stacks::{Item, Pad, Round, Stack, Window, Word};
use crate::graph::Network;
use crate::shape::{costs, fields};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Why a stack is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    Zero,
    Remainder,
    WindowTooLarge,
    WindowTooMany,
    SameWithStride,
    PadOverWindow,
    Groups,
    NotFlat,
    SoftmaxNotLast,
    Names,
}

const REFUSALS: usize = 10;

/// What a layer writes and costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub volume: [usize; 3],
    pub params: u64,
    pub macs: u64,
}

/// One direction of a sliding window.
struct Axis {
    /// Where each window begins; the padding begins at 0.
    starts: Vec<usize>,
    /// The padding before the input.
    before: usize,
    /// Where the taps of the first window are.
    taps: Vec<usize>,
}

/// The taps of a window that begins at 0.
fn taps(size: usize, dilation: usize) -> Vec<usize> {
    let mut taps = vec![0];
    while taps.len() < size {
        taps.push(taps[taps.len() - 1] + dilation);
    }
    taps
}

/// Puts windows on `before + len + after` cells, one after the other.
fn slide(
    len: usize,
    (before, after): (usize, usize),
    taps: &[usize],
    stride: usize,
    round: Option<Round>,
) -> Result<Vec<usize>, Refusal> {
    let cells = before + len + after;
    let fits = |start: usize| taps.iter().all(|tap| start + tap < cells);
    if !fits(0) {
        return Err(Refusal::WindowTooLarge);
    }
    let mut starts = vec![0];
    loop {
        let last = starts[starts.len() - 1];
        let next = last + stride;
        if fits(next) {
            starts.push(next);
            continue;
        }
        let untouched = (0..cells).any(|cell| taps.iter().all(|tap| cell > last + tap));
        match round {
            None if untouched => return Err(Refusal::Remainder),
            Some(Round::Ceil) if untouched && next < before + len => starts.push(next),
            _ => {}
        }
        return Ok(starts);
    }
}

/// Puts cells around the input, the first one after it, until there are as many windows as the input has cells.
fn same(len: usize, taps: &[usize]) -> (usize, usize) {
    let (mut before, mut after) = (0, 0);
    while slide(len, (before, after), taps, 1, None).map_or(0, |starts| starts.len()) < len {
        if before == after { after += 1 } else { before += 1 }
    }
    (before, after)
}

/// Both directions of a window; `stride` is what it is where none is written.
fn axes(window: &Window, stride: [usize; 2], input: [usize; 3]) -> Result<[Axis; 2], Refusal> {
    let stride = window.stride.unwrap_or(stride);
    let dilation = window.dilation.unwrap_or([1, 1]);
    if [window.size, stride, dilation].concat().contains(&0) {
        return Err(Refusal::Zero);
    }
    let axis = |axis: usize| {
        let taps = taps(window.size[axis], dilation[axis]);
        let pads = match window.pad {
            None => (0, 0),
            Some(Pad::Number(pad)) => (pad[axis], pad[axis]),
            Some(Pad::Same) if stride != [1, 1] => return Err(Refusal::SameWithStride),
            Some(Pad::Same) => same(input[axis], &taps),
        };
        let starts = slide(input[axis], pads, &taps, stride[axis], window.round)?;
        Ok(Axis { starts, before: pads.0, taps })
    };
    Ok([axis(0)?, axis(1)?])
}

/// Deals `n` things out to `groups`, one to each in turn: how many each gets, if all get the same.
fn deal(n: usize, groups: usize) -> Option<usize> {
    let mut shares = vec![0; groups];
    for thing in 0..n {
        shares[thing % groups] += 1;
    }
    shares.iter().all(|share| share == shares.first().unwrap_or(&0)).then(|| shares.first().copied().unwrap_or(0))
}

fn conv(
    window: &Window,
    filters: usize,
    groups: Option<usize>,
    bias: Option<bool>,
    input: [usize; 3],
) -> Result<Shape, Refusal> {
    let [x, y] = axes(window, [1, 1], input)?;
    let groups = groups.unwrap_or(1);
    if filters == 0 || groups == 0 {
        return Err(Refusal::Zero);
    }
    let (Some(_), Some(slices)) = (deal(filters, groups), deal(input[2], groups)) else { return Err(Refusal::Groups) };
    let (mut params, mut macs) = (0, 0);
    for _filter in 0..filters {
        params += u64::from(bias.unwrap_or(true));
        for _tap in (0..slices).flat_map(|_| &y.taps).flat_map(|_| &x.taps) {
            params += 1;
            for _row in &y.starts {
                for _column in &x.starts {
                    macs += 1;
                }
            }
        }
    }
    Ok(Shape { volume: [x.starts.len(), y.starts.len(), filters], params, macs })
}

fn pool(window: &Window, most: usize, input: [usize; 3]) -> Result<Shape, Refusal> {
    let axes = axes(window, window.size, input);
    if let Some(Pad::Number(pad)) = window.pad
        && (0..2).any(|axis| pad[axis] >= window.size[axis])
    {
        return Err(if matches!(axes, Err(Refusal::Zero)) { Refusal::Zero } else { Refusal::PadOverWindow });
    }
    if (0..window.size[1]).map(|_row| window.size[0]).sum::<usize>() > most {
        return Err(Refusal::WindowTooMany);
    }
    let [x, y] = axes?;
    Ok(Shape { volume: [x.starts.len(), y.starts.len(), input[2]], params: 0, macs: 0 })
}

fn fc(units: usize, input: [usize; 3]) -> Result<Shape, Refusal> {
    if units == 0 {
        return Err(Refusal::Zero);
    }
    let mut macs = 0;
    for _unit in 0..units {
        for _row in 0..input[1] {
            for _column in 0..input[0] {
                for _slice in 0..input[2] {
                    macs += 1;
                }
            }
        }
    }
    let biases = (0..units).map(|_| 1).sum::<u64>();
    Ok(Shape { volume: [1, 1, units], params: macs + biases, macs })
}

/// What a layer makes of the volume that reaches it; `softmax(N)` is its fully connected half.
pub fn layer(word: &Word, input: [usize; 3]) -> Result<Shape, Refusal> {
    let params = |of_each_slice: u64| (0..input[2]).map(|_| of_each_slice).sum();
    let unchanged = |params: u64| Ok(Shape { volume: input, params, macs: 0 });
    match word {
        Word::Conv { window, filters, groups, bias } => conv(window, *filters, *groups, *bias, input),
        // The place of the maximum is kept in 16 bits.
        Word::Pool(window) => pool(window, 1 << 16, input),
        Word::AvgPool(window) => pool(window, usize::MAX, input),
        Word::GlobalAvgPool => Ok(Shape { volume: [1, 1, input[2]], params: 0, macs: 0 }),
        Word::Fc(units) | Word::Softmax(Some(units)) => fc(*units, input),
        Word::Softmax(None) if input[0] != 1 || input[1] != 1 => Err(Refusal::NotFlat),
        Word::Lrn(0) => Err(Refusal::Zero),
        Word::Prelu => unchanged(params(1)),
        Word::Bn => unchanged(params(2)),
        Word::Softmax(None) | Word::Lrn(_) | Word::Plain(..) => unchanged(0),
    }
}

/// Writes repetitions out; a label gets the number of each copy around it.
fn unroll(items: &[Item], copies: &str, into: &mut Vec<(Option<String>, Word)>) {
    for item in items {
        match item {
            Item::Layer { label, word } => {
                into.push((label.map(|label| format!("{label}{copies}")), word.clone()));
            }
            Item::Repeat { items, times: 1 } => unroll(items, copies, into),
            Item::Repeat { items, times } => {
                for copy in 1..=*times {
                    unroll(items, &format!("{copies}_{copy}"), into);
                }
            }
        }
    }
}

/// A stack that fits.
#[derive(Default)]
struct Judged {
    /// Names and shapes of all layers. A `softmax(N)` has two, one for each half.
    shapes: Vec<(String, Shape)>,
    /// The layers in order, each with the volume that it reads.
    layers: Vec<(Word, [usize; 3])>,
}

fn judge(stack: &Stack) -> Result<Judged, Refusal> {
    let mut layers = Vec::new();
    unroll(&stack.items, "", &mut layers);
    let (mut counts, mut names) = (BTreeMap::new(), HashSet::new());
    let (mut volume, mut judged) = (stack.input, Judged::default());
    if volume.contains(&0) {
        return Err(Refusal::Zero);
    }
    for (at, (label, word)) in layers.iter().enumerate() {
        let count = counts.entry(word.kind()).or_insert(0);
        *count += 1;
        let name = label.clone().unwrap_or_else(|| format!("{}{count}", word.kind()));
        if !names.insert(name.to_lowercase()) {
            return Err(Refusal::Names);
        }
        if matches!(word, Word::Softmax(_)) && at + 1 < layers.len() {
            return Err(Refusal::SoftmaxNotLast);
        }
        let shape = layer(word, volume)?;
        judged.layers.push((word.clone(), volume));
        volume = shape.volume;
        judged.shapes.push((name.clone(), shape));
        if let Word::Softmax(Some(_)) = word {
            judged.shapes.push((name, Shape { volume, params: 0, macs: 0 }));
        }
    }
    Ok(judged)
}

/// What the compiler makes of a declaration of one network: `None` with errors.
pub fn compiled(source: &str) -> Option<Network> {
    let mut front = run(source);
    assert_eq!(front.networks.is_empty(), front.diagnostics.count() > 0, "{source}");
    front.networks.pop()
}

/// Names and shapes of its layers.
pub fn shapes(network: &Network) -> Vec<(String, Shape)> {
    let shapes = network.layers.iter().map(|layer| {
        let volume = network.volumes[layer.output.0].expect("all numbers are literals");
        let costs = costs(network, layer).expect("all numbers are literals");
        let volume = [volume.width, volume.height, volume.depth];
        (layer.name.clone(), Shape { volume, params: costs.params, macs: costs.macs })
    });
    shapes.collect()
}

#[test]
fn a_hundred_thousand_random_stacks() {
    let (mut rng, count) = (Rng(1), 100_000);
    let (mut accepted, mut deep, mut refused) = (0, 0, BTreeMap::<Refusal, usize>::new());
    for _ in 0..count {
        proc_macro2::extra::invalidate_current_thread_spans();
        let stack = Stack::random(&mut rng);
        let source = stack.to_string();
        match (judge(&stack), compiled(&source)) {
            (Ok(expected), Some(network)) => {
                assert_eq!(shapes(&network), expected.shapes, "{source}");
                // Following cells back takes longer than all the rest.
                if accepted % 8 == 0 {
                    let field = fields(&network).pop().flatten().expect("all numbers are literals");
                    let field = [(field.size.x, field.jump.x), (field.size.y, field.jump.y)];
                    assert_eq!(field, [0, 1].map(|axis| receptive_field(&expected.layers, axis)), "{source}");
                }
                accepted += 1;
                deep += usize::from(network.layers.len() > 4);
            }
            (Err(refusal), None) => *refused.entry(refusal).or_default() += 1,
            (Ok(_), None) => panic!("refused without a reason: {source}\n{:#?}", super::errors(&source)),
            (Err(refusal), Some(_)) => panic!("accepted in spite of {refusal:?}: {source}"),
        }
    }
    println!("{count} stacks: {accepted} accepted, {deep} of more than 4 layers; refused for {refused:?}");
    assert!((count / 3..=2 * count / 3).contains(&accepted) && deep > count / 10, "{accepted} {deep} of {count}");
    assert!(refused.len() == REFUSALS, "not every rule is broken: {refused:?}");
}

/// The cells of the input from which one cell of a layer's output is computed, followed back layer by layer along one
/// axis; cells of the padding count too.
fn seen(layers: &[(Word, [usize; 3])], axis: usize, cell: isize) -> BTreeSet<isize> {
    let mut cells = BTreeSet::from([cell]);
    for (word, input) in layers.iter().rev() {
        // A layer that reads everything is a window over everything.
        let all = Window { size: [input[0], input[1]], stride: None, pad: None, dilation: None, round: None };
        let (window, stride) = match word {
            Word::Conv { window, .. } => (window, [1, 1]),
            Word::Pool(window) | Word::AvgPool(window) => (window, window.size),
            Word::Fc(_) | Word::Softmax(Some(_)) | Word::GlobalAvgPool => (&all, [1, 1]),
            _ => continue,
        };
        let along = &axes(window, stride, *input).expect("it fits")[axis];
        let step = window.stride.unwrap_or(stride)[axis] as isize;
        let begin = |cell: isize| cell * step - along.before as isize;
        cells = cells.iter().flat_map(|cell| along.taps.iter().map(|tap| begin(*cell) + *tap as isize)).collect();
    }
    cells
}

/// The receptive field of the last of these layers along one axis: its size, and how far those of neighbours are apart.
fn receptive_field(layers: &[(Word, [usize; 3])], axis: usize) -> (usize, usize) {
    let (one, next) = (seen(layers, axis, 0), seen(layers, axis, 1));
    let (first, last) = (one.first().expect("a tap"), one.last().expect("a tap"));
    ((last - first + 1) as usize, (next.first().expect("a tap") - first) as usize)
}

/// AlexNet's receptive fields, as the literature has them; then all of the last volume, 6x6, is read.
#[test]
fn receptive_fields() {
    let window = |size, stride, pad| Window {
        size: [size; 2],
        stride: Some([stride; 2]),
        pad: Some(Pad::Number([pad; 2])),
        dilation: None,
        round: Some(Round::Floor),
    };
    let conv =
        |size, stride, pad| Word::Conv { window: window(size, stride, pad), filters: 1, groups: None, bias: None };
    let pool = || Word::Pool(window(3, 2, 0));
    let words = [
        (conv(11, 4, 2), (11, 4)),
        (pool(), (19, 8)),
        (conv(5, 1, 2), (51, 8)),
        (pool(), (67, 16)),
        (conv(3, 1, 1), (99, 16)),
        (conv(3, 1, 1), (131, 16)),
        (conv(3, 1, 1), (163, 16)),
        (pool(), (195, 32)),
        (Word::Fc(10), (195 + 5 * 32, 32)),
    ];
    let (mut volume, mut layers) = ([224, 224, 1], Vec::new());
    for (word, field) in &words {
        layers.push((word.clone(), volume));
        assert_eq!([receptive_field(&layers, 0), receptive_field(&layers, 1)], [*field; 2], "{word}");
        volume = layer(word, volume).expect("it fits").volume;
    }
}
