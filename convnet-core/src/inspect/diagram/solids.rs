//! What is drawn: one solid for each volume that a layer changes the size of, and the others as marks on it.

use super::svg::Color;
use crate::network::Layer;
use crate::shape::{Message, Volume};

/// How far a step into the depth goes to the right, and upwards: a direction of 45 degrees.
pub(super) const SLANT: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// The largest front, thickness and bar.
const FRONT: f64 = 136.0;
const DEPTH: f64 = 76.0;
const BAR: f64 = 120.0;
const BAR_WIDTH: f64 = 14.0;
/// Nothing is drawn thinner than can be seen.
const LEAST: f64 = 1.0;

/// A volume, and the layer that writes it.
pub(super) struct Solid {
    pub name: String,
    kind: &'static str,
    /// What stands below the name.
    pub lines: Vec<String>,
    /// The layers that change its values.
    pub marks: Vec<String>,
    pub volume: Volume,
    /// The number of the solid that its layer reads.
    pub reads: usize,
    pub link: Link,
}

/// How a layer looks at what it reads.
#[derive(Clone, Copy)]
pub(super) enum Link {
    /// At several volumes, whose names are told.
    Named,
    /// At all of it.
    Whole,
    /// Through a window of so many columns and rows, which here stands `at` a column and a row, and gives the value in that
    /// column and row of the `output`.
    Window { reach: (usize, usize), at: (usize, usize), output: (usize, usize) },
}

/// The sizes of a drawing, in its own units.
pub(super) struct Size {
    pub width: f64,
    pub height: f64,
    /// How far the thickness goes to the right and upwards.
    pub slant: f64,
}

/// Units for a pixel's width or height, for a step into the depth, and for a value in a bar.
pub(super) struct Scale {
    pub front: f64,
    pub depth: f64,
    pub bar: f64,
}

impl Solid {
    /// Whether it is a column of values, drawn as a bar.
    pub fn bar(&self) -> bool {
        self.volume.plane() == 1
    }

    pub fn color(&self) -> Color {
        match self.kind {
            "input" => Color(150, 150, 150),
            "conv" => Color(54, 112, 176),
            "fc" => Color(64, 145, 90),
            "softmax" => Color(172, 66, 92),
            "add" | "concat" => Color(124, 108, 168),
            _ => Color(214, 132, 44),
        }
    }
}

impl Scale {
    /// By which the largest sizes become [`FRONT`], [`DEPTH`] and [`BAR`].
    pub fn of(solids: &[Solid]) -> Scale {
        let largest = |bars: bool, size: fn(&Volume) -> usize| {
            let sizes = solids.iter().filter(|solid| solid.bar() == bars).map(|solid| size(&solid.volume));
            sizes.max().unwrap_or(1).max(1) as f64
        };
        Scale {
            front: FRONT / largest(false, |volume| volume.width.max(volume.height)),
            depth: DEPTH / largest(false, |volume| volume.depth),
            bar: BAR / largest(true, |volume| volume.depth),
        }
    }

    pub fn size(&self, solid: &Solid) -> Size {
        let Volume { width, height, depth } = solid.volume;
        if solid.bar() {
            return Size { width: BAR_WIDTH, height: (depth as f64 * self.bar).max(LEAST), slant: 0.0 };
        }
        Size {
            width: (width as f64 * self.front).max(LEAST),
            height: (height as f64 * self.front).max(LEAST),
            slant: depth as f64 * self.depth * SLANT,
        }
    }
}

/// The solids of a network, the input first.
pub(super) fn solids(input: Volume, layers: &[Layer]) -> Vec<Solid> {
    let mut solids = vec![Solid {
        name: "input".into(),
        kind: "input",
        lines: vec![Message::new().volume(input).to_string()],
        marks: Vec::new(),
        volume: input,
        reads: 0,
        link: Link::Whole,
    }];
    // For the input and each layer, the solid in which its values stand.
    let mut places = vec![0];
    for layer in layers {
        let read = layer.reads.first().map_or(0, |&read| places[read]);
        let joins = layer.reads.len() > 1;
        if layer.window.is_none() && layer.macs == 0 && !joins {
            solids[read].marks.push(mark(layer));
            places.push(read);
            continue;
        }
        let mut solid = solid(layer, read);
        // A line is drawn to the next solid; others are named.
        if joins || read + 1 != solids.len() {
            let names: Vec<&str> = layer.reads.iter().map(|&read| &*solids[places[read]].name).collect();
            solid.lines.extend(in_lines(&names));
        }
        places.push(solids.len());
        solids.push(solid);
    }
    solids
}

/// `reads conv1, conv4,` and `conv7`: so many names in a line as a column has room for.
fn in_lines(names: &[&str]) -> Vec<String> {
    const MOST: usize = 18;
    let mut lines = vec!["reads".to_string()];
    for (at, name) in names.iter().enumerate() {
        let word = if at + 1 < names.len() { format!("{name},") } else { name.to_string() };
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < MOST => *line = format!("{line} {word}"),
            _ => lines.push(word),
        }
    }
    lines
}

/// A label with its kind, or the kind alone.
fn mark(layer: &Layer) -> String {
    let kind = if automatic(layer) { layer.kind.to_owned() } else { format!("{}: {}", layer.name, layer.kind) };
    if layer.params == 0 { kind } else { format!("{kind}, {}", params(layer)) }
}

/// Whether a layer is named by its kind and a number.
fn automatic(layer: &Layer) -> bool {
    layer.name.strip_prefix(layer.kind).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn solid(layer: &Layer, reads: usize) -> Solid {
    let window = layer.window_text();
    // The window's size with the kind, what is not as usual below.
    let (size, rest) = window.split_once(", ").unwrap_or((&window, ""));
    let mut lines = vec![format!("{} {size}", layer.kind).trim_end().to_owned()];
    lines.extend((!rest.is_empty()).then(|| rest.to_owned()));
    lines.push(Message::new().volume(layer.output).to_string());
    if layer.params > 0 {
        lines.push(params(layer));
    }
    if layer.auxiliary {
        lines.push("in training only".to_owned());
    }
    Solid {
        name: layer.name.into(),
        kind: layer.kind,
        lines,
        marks: Vec::new(),
        volume: layer.output,
        reads,
        link: link(layer),
    }
}

fn params(layer: &Layer) -> String {
    Message::new().count(layer.params as u64).text(" params").to_string()
}

fn link(layer: &Layer) -> Link {
    if layer.reads.len() > 1 {
        return Link::Named;
    }
    let Some(window) = layer.window else { return Link::Whole };
    // Somewhere to the right of the middle and above it, where lines to the right are short and cross little.
    let output = (layer.output.width * 3 / 5, layer.output.height * 3 / 10);
    let axis = |len: usize, size: usize, stride: usize, pad: usize, dilation: usize, output: usize| {
        let reach = ((size - 1) * dilation + 1).min(len);
        (reach, (output * stride).saturating_sub(pad).min(len - reach))
    };
    let Layer { input, stride, pad, dilation, .. } = layer;
    let (width, left) = axis(input.width, window.x, stride.x, pad.x, dilation.x, output.0);
    let (height, top) = axis(input.height, window.y, stride.y, pad.y, dilation.y, output.1);
    Link::Window { reach: (width, height), at: (left, top), output }
}
