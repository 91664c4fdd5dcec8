//! The few shapes of which the drawing is made, as SVG.

use std::fmt::{Display, Write};

/// To the right, and downwards.
#[derive(Clone, Copy)]
pub(super) struct Point(pub f64, pub f64);

/// Red, green, blue.
#[derive(Clone, Copy)]
pub(super) struct Color(pub u8, pub u8, pub u8);

impl Color {
    pub fn lighter(self, part: f64) -> Color {
        self.mixed(255.0, part)
    }

    pub fn darker(self, part: f64) -> Color {
        self.mixed(0.0, part)
    }

    fn mixed(self, with: f64, part: f64) -> Color {
        let mix = |byte: u8| (f64::from(byte) * (1.0 - part) + with * part) as u8;
        Color(mix(self.0), mix(self.1), mix(self.2))
    }
}

impl Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

const INK: Color = Color(40, 40, 40);

/// To which side of its point a text stands.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
}

/// What has been drawn so far.
pub(super) struct Svg {
    body: String,
}

impl Svg {
    pub fn new() -> Svg {
        Svg { body: String::new() }
    }

    /// The file, with so much of the plane.
    pub fn finish(self, width: f64, height: f64) -> String {
        let (width, height) = (width.ceil(), height.ceil());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"sans-serif\" fill=\"{INK}\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            self.body
        )
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(element);
        self.body.push('\n');
    }

    pub fn text(&mut self, text: &str, Point(x, y): Point, size: f64, anchor: Anchor, bold: bool) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
        };
        let bold = if bold { " font-weight=\"bold\"" } else { "" };
        self.push(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{anchor}{bold}>{}</text>",
            escaped(text)
        ));
    }

    pub fn polygon(&mut self, corners: &[Point], fill: Color) {
        let corners: Vec<String> = corners.iter().map(|Point(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.push(format_args!(
            "<polygon points=\"{}\" fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\"0.6\" stroke-linejoin=\"round\"/>",
            corners.join(" ")
        ));
    }

    /// A thin line, or a pale one.
    pub fn line(&mut self, from: Point, to: Point, pale: bool) {
        let opacity = if pale { 0.3 } else { 0.7 };
        self.stroke(from, to, 0.8, opacity);
    }

    fn stroke(&mut self, from: Point, to: Point, width: f64, opacity: f64) {
        self.push(format_args!(
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{INK}\" stroke-width=\"{width}\" \
             stroke-opacity=\"{opacity}\"/>",
            from.0, from.1, to.0, to.1
        ));
    }

    /// A window.
    pub fn frame(&mut self, Point(x, y): Point, width: f64, height: f64) {
        self.push(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#ffffff\" \
             fill-opacity=\"0.55\" stroke=\"{INK}\" stroke-width=\"0.9\"/>"
        ));
    }

    /// A value.
    pub fn dot(&mut self, Point(x, y): Point) {
        self.push(format_args!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"1.6\"/>"));
    }

    /// What holds a mark's text.
    pub fn pill(&mut self, Point(x, y): Point, width: f64, height: f64) {
        self.push(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" rx=\"{}\" fill=\"#eeeeee\" \
             stroke=\"#bbbbbb\" stroke-width=\"0.8\"/>",
            height / 2.0
        ));
    }

    /// To the right.
    pub fn arrow(&mut self, from: Point, to: Point) {
        self.stroke(from, Point(to.0 - 5.0, to.1), 1.6, 0.6);
        let head = [Point(to.0 - 6.0, to.1 - 4.0), to, Point(to.0 - 6.0, to.1 + 4.0)];
        self.polygon(&head, INK);
    }

    /// The bar of a scale.
    pub fn measure(&mut self, from: Point, to: Point) {
        self.stroke(from, to, 3.0, 0.8);
    }
}

/// How wide a text may become: fonts differ, this is one of the wider ones.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    0.62 * size * text.chars().count() as f64
}

/// A text in lines that are not wider than `most`, unless a word is.
pub(super) fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if text_width(line, size) + text_width(word, size) + 0.62 * size <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What XML would read as its own.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
