//! Activations as a table whose rows have a histogram each.

use super::super::page::escaped;
use super::super::picture::WIDTH;
use super::super::sheet::number;
use super::{Activations, LayerActivations};
use std::fmt::Write as _;

const MARGIN: f64 = 24.0;
const TOP: f64 = 96.0;
const ROW: f64 = 46.0;
/// A histogram's height at its highest.
const BARS: f64 = 34.0;
/// Where the histograms begin and end.
const LEFT: f64 = 300.0;
const RIGHT: f64 = 700.0;
/// Where numbers end: mean, deviation, zeros, dead units.
const COLUMNS: [(&str, f64); 4] = [("mean", 850.0), ("deviation", 930.0), ("zeros", 1000.0), ("dead units", 1096.0)];

const BLUE: &str = "#2166ac";
const RED: &str = "#b2182b";
const PALE: &str = "#777777";

impl Activations {
    /// As the text of an SVG file: a row for each layer, with a histogram of its values without zeros, each from its least
    /// bin to its largest and relative to its highest, and its mean, deviation, part of zeros and dead units.
    pub fn svg(&self) -> String {
        let height = TOP + ROW * self.layers.len() as f64 + MARGIN;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" fill=\"#282828\">\n\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
        );
        let title = format!("The values of {}", self.network);
        text(&mut svg, &title, (MARGIN, MARGIN + 20.0), 26, "start", " font-weight=\"bold\"");
        let images = if self.images == 1 { "one image".to_owned() } else { format!("{} images", self.images) };
        let note = format!("over {images}; histograms without zeros, each relative to its highest bin, a line at 0");
        text(&mut svg, &note, (MARGIN, MARGIN + 44.0), 15, "start", "");
        for (name, x) in COLUMNS {
            text(&mut svg, name, (x, TOP - 6.0), 13, "end", &format!(" fill=\"{PALE}\""));
        }
        for (i, layer) in self.layers.iter().enumerate() {
            row(&mut svg, layer, TOP + ROW * i as f64);
        }
        svg + "</svg>\n"
    }
}

fn text(svg: &mut String, text: &str, (x, y): (f64, f64), size: u32, anchor: &str, more: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{more}>{}</text>",
        escaped(text)
    );
}

fn row(svg: &mut String, layer: &LayerActivations, top: f64) {
    let base = top + ROW - 6.0;
    let pale = format!(" fill=\"{PALE}\"");
    let _ = writeln!(
        svg,
        "<line x1=\"{MARGIN}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#e4e4e4\"/>",
        top + ROW,
        f64::from(WIDTH) - MARGIN,
        top + ROW
    );
    text(svg, layer.name, (MARGIN, base - 16.0), 15, "start", "");
    let volume = layer.volume;
    let kind = if layer.name.starts_with(layer.kind) { String::new() } else { format!("{}, ", layer.kind) };
    let kind = format!("{kind}{}x{}x{}", volume.width, volume.height, volume.depth);
    text(svg, &kind, (MARGIN, base), 12, "start", &pale);

    histogram(svg, layer, base);
    text(svg, &number(layer.least.into()), (LEFT - 8.0, base), 12, "end", &pale);
    text(svg, &number(layer.most.into()), (RIGHT + 8.0, base), 12, "start", &pale);

    let zeros = format!("{:.1}%", 100.0 * layer.zero_share());
    let dead = if layer.dead == 0 { "0".to_owned() } else { format!("{} of {}", layer.dead, volume.depth) };
    let numbers = [number(layer.mean), number(layer.deviation), zeros, dead];
    for (i, (number, (_, x))) in numbers.iter().zip(COLUMNS).enumerate() {
        let color = if i == 3 && layer.dead > 0 { format!(" fill=\"{RED}\"") } else { String::new() };
        text(svg, number, (x, base), 14, "end", &color);
    }
    if layer.not_finite > 0 {
        let note = format!("{} values are infinite or no number", layer.not_finite);
        text(svg, &note, (LEFT, base - 16.0), 12, "start", &format!(" fill=\"{RED}\""));
    }
}

/// One path for all bars of a layer.
fn histogram(svg: &mut String, layer: &LayerActivations, base: f64) {
    let bins: Vec<_> = layer.histogram.bins().collect();
    let highest = bins.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let (Some((first, _)), Some((last, _))) = (bins.first(), bins.last()) else { return };
    // 0 is always to be seen: zeros stand there.
    let (from, to) = (first.start.min(0.0), last.end.max(0.0));
    let x = |value: f64| LEFT + (value - from) / (to - from) * (RIGHT - LEFT);
    let mut path = format!("M{:.1} {base:.1}", x(first.start));
    for (range, count) in &bins {
        let y = base - BARS * *count as f64 / highest as f64;
        let _ = write!(path, "V{y:.1}H{:.1}", x(range.end));
    }
    let _ = writeln!(svg, "<path d=\"{path}V{base:.1}Z\" fill=\"{BLUE}\"/>");
    let zero = x(0.0);
    let _ = writeln!(
        svg,
        "<line x1=\"{zero:.1}\" y1=\"{:.1}\" x2=\"{zero:.1}\" y2=\"{:.1}\" stroke=\"#282828\" stroke-opacity=\"0.6\"/>",
        base - BARS,
        base + 3.0
    );
}
