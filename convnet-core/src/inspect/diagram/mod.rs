//! A network as a drawing: its volumes to scale, and the windows that slide over them.
//!
//! `solids` decides what is drawn and how large, `rows` where, this file draws it.

mod rows;
mod solids;
mod svg;

use crate::network::{Generated, Layer};
use crate::shape::{Message, Volume};
use rows::{Cell, Row};
use solids::{Link, Scale, Solid, solids};
use svg::{Anchor, Point, Svg, text_width, wrapped};

const MARGIN: f64 = 24.0;
/// Room for the arrow from row to row.
const TURN: f64 = 22.0;
/// No row is wider, unless one solid is.
const WIDTH: f64 = 1120.0 - 2.0 * (MARGIN + TURN);
const TITLE: f64 = 20.0;
const NAME: f64 = 14.0;
const TEXT: f64 = 12.0;
const LINE: f64 = 16.0;
/// A mark's height, and the room from one to the next.
const MARK: (f64, f64) = (15.0, 5.0);
/// Room between a row's solids and their text, and between rows.
const APART: f64 = 10.0;
/// The longest bar of a scale.
const LEGEND: f64 = 32.0;

/// The drawing of a network, as the text of an SVG file.
///
/// A volume is a box: its front is width x height, its thickness the depth, each to a scale of its own that the legend tells. A
/// volume of 1x1xN is a bar. The small frame on a volume is the window that slides over it; layers that only
/// change values (activations, normalisation, dropout) are marks below the volume. No fonts are needed to draw: whoever
/// shows it has them.
pub fn diagram<N: Generated>() -> String {
    draw(N::NAME, N::INPUT, N::LAYERS)
}

/// The drawing of a network of that name.
fn draw(name: &str, input: Volume, layers: &[Layer]) -> String {
    let solids = solids(input, layers);
    let scale = Scale::of(&solids);
    let rows = rows::rows(&solids, &scale, WIDTH);
    let title = title(layers);
    let legend = Legend { scale: &scale, solids: &solids };
    let drawn = rows.iter().map(|row| row.width).fold(0.0, f64::max) + if rows.len() > 1 { 2.0 * TURN } else { 0.0 };
    let inner = drawn.max(text_width(name, TITLE)).max(legend.bars_width()).max(480.0);
    let subtitle = wrapped(&title, TEXT, inner);
    let notes = wrapped(NOTES, TEXT, inner);

    let mut svg = Svg::new();
    let mut y = MARGIN + TITLE;
    svg.text(name, Point(MARGIN, y), TITLE, Anchor::Start, true);
    for line in &subtitle {
        y += LINE;
        svg.text(line, Point(MARGIN, y), TEXT, Anchor::Start, false);
    }
    y += LINE + APART;
    let left = MARGIN + if rows.len() > 1 { TURN } else { 0.0 };
    for (i, row) in rows.iter().enumerate() {
        let drawing = Drawing { solids: &solids, scale: &scale, row, left, top: y };
        drawing.row(&mut svg, i > 0, i + 1 < rows.len());
        y += row.height + APART + row.text + APART;
    }
    y += LEGEND;
    legend.draw(&mut svg, y);
    y += LINE;
    for line in &notes {
        y += LINE;
        svg.text(line, Point(MARGIN, y), TEXT, Anchor::Start, false);
    }
    svg.finish(inner + 2.0 * MARGIN, y + MARGIN)
}

const NOTES: &str = "Front: width x height. Thickness: depth. Bar: 1x1xN. Small frame: the window that slides over the volume, \
    and the output that it gives. Below a volume: its layer, its size, what is learned, and what then changes its values.";

/// What stands below the network's name.
fn title(layers: &[Layer]) -> String {
    let sum = |amount: fn(&Layer) -> u64| layers.iter().map(amount).fold(0, u64::saturating_add);
    let m = Message::new().count(sum(|layer| layer.params as u64)).text(" parameters, ");
    let macs = sum(|layer| if layer.auxiliary { 0 } else { layer.macs });
    let m = m.count(macs).text(" multiply-adds for one image, ");
    m.bytes(sum(|layer| layer.bytes as u64)).text(" for the values of all layers").to_string()
}

/// A row and where it stands.
struct Drawing<'a> {
    solids: &'a [Solid],
    scale: &'a Scale,
    row: &'a Row,
    left: f64,
    top: f64,
}

impl Drawing<'_> {
    fn row(&self, svg: &mut Svg, goes_on_from: bool, goes_on: bool) {
        let axis = self.top + self.row.height / 2.0;
        for cell in &self.row.cells {
            self.solid(svg, cell);
            self.text(svg, cell);
        }
        for pair in self.row.cells.windows(2) {
            self.link(svg, &pair[0], Some(&pair[1]));
        }
        if goes_on_from {
            svg.arrow(Point(self.left - TURN, axis), Point(self.left - 6.0, axis));
        }
        if goes_on && let Some(last) = self.row.cells.last() {
            let end = self.left + self.row.width;
            svg.arrow(Point(end + 4.0, axis), Point(end + TURN - 4.0, axis));
            self.link(svg, last, None);
        }
    }

    /// The left upper corner of a solid's front.
    fn front(&self, cell: &Cell) -> Point {
        let size = self.scale.size(&self.solids[cell.solid]);
        let x = self.left + cell.middle - (size.width + size.slant) / 2.0;
        Point(x, self.top + (self.row.height - size.height - size.slant) / 2.0 + size.slant)
    }

    fn solid(&self, svg: &mut Svg, cell: &Cell) {
        let solid = &self.solids[cell.solid];
        let (Point(x, y), size) = (self.front(cell), self.scale.size(solid));
        let (right, below, slant) = (x + size.width, y + size.height, size.slant);
        let color = solid.color();
        if slant > 0.0 {
            let top = [Point(x, y), Point(x + slant, y - slant), Point(right + slant, y - slant), Point(right, y)];
            svg.polygon(&top, color.lighter(0.55));
            let side = [
                Point(right, y),
                Point(right + slant, y - slant),
                Point(right + slant, below - slant),
                Point(right, below),
            ];
            svg.polygon(&side, color.darker(0.15));
        }
        svg.polygon(&[Point(x, y), Point(right, y), Point(right, below), Point(x, below)], color.lighter(0.25));
    }

    fn text(&self, svg: &mut Svg, cell: &Cell) {
        let solid = &self.solids[cell.solid];
        let x = self.left + cell.middle;
        let mut y = self.top + self.row.height + APART + NAME;
        svg.text(&solid.name, Point(x, y), NAME, Anchor::Middle, true);
        for line in &solid.lines {
            y += LINE;
            svg.text(line, Point(x, y), TEXT, Anchor::Middle, false);
        }
        for mark in &solid.marks {
            y += MARK.1;
            let width = text_width(mark, TEXT) + 8.0;
            svg.pill(Point(x - width / 2.0, y), width, MARK.0);
            y += MARK.0;
            svg.text(mark, Point(x, y - 3.5), TEXT - 1.0, Anchor::Middle, false);
        }
    }

    /// From a solid to the next one, if that reads it; it stands in the next row where there is none.
    fn link(&self, svg: &mut Svg, from: &Cell, to: Option<&Cell>) {
        let solid = &self.solids[from.solid];
        let Some(next) = self.solids.get(from.solid + 1).filter(|next| next.reads == from.solid) else { return };
        let (Point(x, y), size) = (self.front(from), self.scale.size(solid));
        let end = Point(self.left + self.row.width + 4.0, self.top + self.row.height / 2.0);
        let corners = to.map(|to| (self.front(to), self.scale.size(next)));
        match next.link {
            Link::Named => {}
            // Every value goes into every sum.
            Link::Whole => {
                let (upper, lower) = match corners {
                    Some((Point(x, y), size)) => (Point(x, y), Point(x, y + size.height)),
                    None => (end, end),
                };
                svg.line(Point(x + size.width, y), upper, true);
                svg.line(Point(x + size.width, y + size.height), lower, true);
            }
            Link::Window { reach, at, output } => {
                let point = match corners {
                    Some((Point(x, y), _)) if next.bar() => Point(x, y + self.scale.size(next).height / 2.0),
                    Some((Point(x, y), _)) => Point(
                        x + (output.0 as f64 + 0.5) * self.scale.front,
                        y + (output.1 as f64 + 0.5) * self.scale.front,
                    ),
                    None => end,
                };
                let (left, top) = (x + at.0 as f64 * self.scale.front, y + at.1 as f64 * self.scale.front);
                let (width, height) = (reach.0 as f64 * self.scale.front, reach.1 as f64 * self.scale.front);
                svg.frame(Point(left, top), width, height);
                svg.line(Point(left + width, top), point, false);
                svg.line(Point(left + width, top + height), point, false);
                if to.is_some() {
                    svg.dot(point);
                }
            }
        }
    }
}

/// What the scales are.
struct Legend<'a> {
    scale: &'a Scale,
    solids: &'a [Solid],
}

impl Legend<'_> {
    /// For each scale: how long its bar is, what it stands for, and along which way it lies.
    fn bars(&self) -> Vec<(f64, String, Point)> {
        let boxes = self.solids.iter().any(|solid| !solid.bar());
        let bars = self.solids.iter().any(Solid::bar);
        let scales = [
            (boxes, self.scale.front, " pixels wide or high", Point(1.0, 0.0)),
            (boxes, self.scale.depth, " deep", Point(solids::SLANT, -solids::SLANT)),
            (bars, self.scale.bar, " values", Point(0.0, -1.0)),
        ];
        let drawn = scales.into_iter().filter(|(drawn, ..)| *drawn);
        drawn
            .map(|(_, scale, unit, way)| {
                let number = round_number(LEGEND / scale);
                (number as f64 * scale, Message::new().count(number).text(unit).to_string(), way)
            })
            .collect()
    }

    fn bars_width(&self) -> f64 {
        self.bars().iter().map(|(length, text, way)| length * way.0 + 8.0 + text_width(text, TEXT) + 28.0).sum()
    }

    /// With the foot of the bars at `y`.
    fn draw(&self, svg: &mut Svg, y: f64) {
        let mut x = MARGIN;
        for (length, text, way) in self.bars() {
            svg.measure(Point(x, y), Point(x + length * way.0, y + length * way.1));
            x += length * way.0 + 8.0;
            svg.text(&text, Point(x, y), TEXT, Anchor::Start, false);
            x += text_width(&text, TEXT) + 28.0;
        }
    }
}

/// The largest of 1, 2, 5, 10, 20, .. that is not above `most`, and at least 1.
fn round_number(most: f64) -> u64 {
    let (mut best, mut power) = (1, 1u64);
    while power as f64 <= most && power < u64::MAX / 10 {
        for step in [1, 2, 5] {
            if (step * power) as f64 <= most {
                best = step * power;
            }
        }
        power *= 10;
    }
    best
}
