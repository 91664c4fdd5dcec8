//! Pictures side by side, with a line of text below each, as one SVG file.

use super::base64::base64;
use super::page::escaped;
use super::picture::{DrawError, WIDTH};
use super::pixels::png;
use image::RgbImage;
use image::imageops::{self, FilterType};
use std::fmt::Write as _;

const MARGIN: u32 = 24;
const GAP: u32 = 16;
const TITLE: u32 = 26;
const TEXT: u32 = 15;
const CAPTION: u32 = 13;
/// From one line below a picture to the next.
const LINE: u32 = 17;
/// A letter of such a line is about so many tenths of a pixel wide.
const LETTER: u32 = 66;
const INK: &str = "#282828";
/// Small pictures are enlarged to about this side, by a whole number, so that their pixels stay squares.
const SIDE: u32 = 112;

/// Pictures side by side, row by row, each with a line of text below it. Text is left to whoever shows it: no fonts are
/// needed to draw.
///
/// ```
/// # use convnet_core::inspect::{DrawError, Sheet};
/// # fn example(cat: image::RgbImage, map: image::RgbImage) -> Result<String, DrawError> {
/// Sheet::new("a cat").text("and what conv1 makes of it").tile(cat, "227x227").tile(map, "filter 7").svg()
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    title: String,
    text: Vec<String>,
    tiles: Vec<Tile>,
    columns: Option<u32>,
}

/// A picture, and the lines of text below it with their colours.
#[derive(Clone, Debug, PartialEq)]
struct Tile {
    picture: RgbImage,
    lines: Vec<(String, &'static str)>,
}

impl Sheet {
    /// With nothing but a title.
    pub fn new(title: impl Into<String>) -> Sheet {
        Sheet { title: title.into(), text: Vec::new(), tiles: Vec::new(), columns: None }
    }

    /// With a line of text more below the title.
    pub fn text(mut self, line: impl Into<String>) -> Sheet {
        self.text.push(line.into());
        self
    }

    /// With a picture more.
    pub fn tile(self, picture: RgbImage, caption: impl Into<String>) -> Sheet {
        self.lines(picture, vec![(caption.into(), INK)])
    }

    /// With a picture more, and lines of text below it, each with its colour.
    pub(super) fn lines(mut self, picture: RgbImage, lines: Vec<(String, &'static str)>) -> Sheet {
        self.tiles.push(Tile { picture, lines });
        self
    }

    /// With so many pictures in a row; otherwise as many as fit.
    pub fn columns(mut self, columns: u32) -> Sheet {
        self.columns = Some(columns.max(1));
        self
    }

    /// The sheet, as the text of an SVG file that holds its pictures as PNG.
    ///
    /// # Errors
    /// Where a picture cannot be written as PNG.
    pub fn svg(&self) -> Result<String, DrawError> {
        let most =
            |side: fn(&RgbImage) -> u32| self.tiles.iter().map(|tile| side(&tile.picture)).max().unwrap_or(1).max(1);
        let (width, height) = (most(RgbImage::width), most(RgbImage::height));
        let lines = self.tiles.iter().map(|tile| tile.lines.len()).max().unwrap_or(0) as u32;
        let room = WIDTH - 2 * MARGIN;
        let fit = match self.columns {
            Some(columns) => columns,
            None => ((room + GAP) / (width.max(SIDE) + GAP)).max(1).min(self.tiles.len().max(1) as u32),
        };
        let widest = ((room + GAP) / fit).saturating_sub(GAP).max(1);
        // What is larger than its place is made smaller.
        let scale = (SIDE / width.max(height)).max(1);
        let shrink = f64::from((width * scale).min(widest)) / f64::from(width * scale);
        let shown = |side: u32| (f64::from(side * scale) * shrink).ceil() as u32;
        let (cell, row) = (shown(width).max(SIDE.min(widest)), shown(height) + lines * LINE + GAP);

        let title = if self.title.is_empty() { 0 } else { TITLE };
        let top = MARGIN + title + (self.text.len() as u32) * (TEXT + 6) + if title > 0 { GAP } else { 0 };
        let rows = (self.tiles.len() as u32).div_ceil(fit);
        let total = top + rows * row + MARGIN;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{total}\" \
             viewBox=\"0 0 {WIDTH} {total}\" font-family=\"sans-serif\" fill=\"{INK}\">\n\
             <rect width=\"{WIDTH}\" height=\"{total}\" fill=\"#ffffff\"/>\n"
        );
        // Writing to a string cannot fail, here and below.
        if title > 0 {
            let (y, text) = (MARGIN + TITLE - 6, escaped(&self.title));
            let _ = writeln!(
                svg,
                "<text x=\"{MARGIN}\" y=\"{y}\" font-size=\"{TITLE}\" font-weight=\"bold\">{text}</text>"
            );
        }
        for (i, line) in self.text.iter().enumerate() {
            let (y, text) = (MARGIN + title + (i as u32 + 1) * (TEXT + 6), escaped(line));
            let _ = writeln!(svg, "<text x=\"{MARGIN}\" y=\"{y}\" font-size=\"{TEXT}\">{text}</text>");
        }
        for (i, Tile { picture, lines }) in self.tiles.iter().enumerate() {
            let (x, y) = (MARGIN + i as u32 % fit * (cell + GAP), top + i as u32 / fit * row);
            let (width, height) = (shown(picture.width()), shown(picture.height()));
            // On hover, what may be too long below.
            let whole: Vec<String> = lines.iter().map(|(text, _)| escaped(text)).collect();
            let _ = writeln!(svg, "<g><title>{}</title>", whole.join(", "));
            if width * height > 0 {
                let png = base64(&png(&enlarged(picture, scale))?);
                let _ = writeln!(
                    svg,
                    "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
                     href=\"data:image/png;base64,{png}\"/>"
                );
            }
            for (line, (text, color)) in lines.iter().enumerate() {
                let y = y + height + CAPTION + line as u32 * LINE;
                let text = escaped(&short(text, (10 * cell / LETTER) as usize));
                let _ =
                    writeln!(svg, "<text x=\"{x}\" y=\"{y}\" font-size=\"{CAPTION}\" fill=\"{color}\">{text}</text>");
            }
            svg.push_str("</g>\n");
        }
        svg.push_str("</svg>\n");
        Ok(svg)
    }
}

/// A picture with its pixels enlarged.
fn enlarged(picture: &RgbImage, scale: u32) -> RgbImage {
    imageops::resize(picture, picture.width() * scale, picture.height() * scale, FilterType::Nearest)
}

/// A text of at most so many letters: of a longer one, beginning and end, where numbers stand.
fn short(text: &str, most: usize) -> String {
    /// Letters of the end.
    const END: usize = 6;
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= most.max(END + 1) {
        return text.to_owned();
    }
    let first = &letters[..most.max(END + 1) - 1 - END];
    first.iter().chain(&['…']).chain(&letters[letters.len() - END..]).collect()
}

/// With three digits that count.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if !(0.001..10_000.0).contains(&size) => format!("{value:.1e}"),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let numbers = [0.0, -511.37, 99.05, -3.456, 0.04, 12_345.0, -0.000_5].map(number);
        assert_eq!(numbers, ["0", "-511", "99.0", "-3.46", "0.040", "1.2e4", "-5.0e-4"]);
    }

    #[test]
    fn long_names_are_shortened() {
        assert_eq!(short("said cat, 99.1%", 17), "said cat, 99.1%");
        assert_eq!(short("said a very long name, 99.1%", 17), "said a ver… 99.1%");
        assert_eq!(short("abcdefgh", 0), "…cdefgh");
        let name = "a name that is longer than its picture is wide";
        let svg = Sheet::new("").tile(RgbImage::new(2, 2), name).svg().expect("drawn");
        assert!(svg.contains(&format!("<title>{name}</title>")) && svg.contains("…s wide</text>"), "{svg}");
        let svg = Sheet::new("").tile(RgbImage::new(2, 2), "<i>").svg().expect("drawn");
        assert!(svg.contains("<title>&lt;i&gt;</title>") && !svg.contains("<i>"), "{svg}");
    }

    #[test]
    fn every_tile_has_its_place_and_text() {
        let tile = |width, height| RgbImage::from_pixel(width, height, image::Rgb([9, 99, 199]));
        let sheet =
            Sheet::new("a < b").text("c & d").tile(tile(5, 5), "one").tile(tile(3, 4), "two").tile(tile(0, 0), "none");
        let svg = sheet.svg().expect("drawn");
        assert!(svg.contains(">a &lt; b</text>") && svg.contains(">c &amp; d</text>"), "{svg}");
        assert_eq!((svg.matches("<image ").count(), svg.matches("<text ").count()), (2, 5));
        // 112 / 5 pixels for each.
        assert!(svg.contains("width=\"110\" height=\"110\"") && svg.contains("width=\"66\" height=\"88\""), "{svg}");
        let wide = Sheet::new("").tile(tile(4000, 10), "").tile(tile(1, 1), "").columns(1).svg().expect("drawn");
        assert!(wide.contains("width=\"1072\" height=\"3\""), "{wide}");
        assert!(Sheet::new("empty").svg().expect("drawn").ends_with("</svg>\n"));
    }
}
