//! Pictures side by side, with a line of text below each, as one SVG file.

use super::base64::base64;
use super::page::escaped;
use super::picture::{DrawError, WIDTH};
use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};
use std::fmt::Write as _;
use std::io::Cursor;

const MARGIN: u32 = 24;
const GAP: u32 = 16;
const TITLE: u32 = 26;
const TEXT: u32 = 15;
const CAPTION: u32 = 13;
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
    tiles: Vec<(RgbImage, String)>,
    columns: Option<u32>,
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
    pub fn tile(mut self, picture: RgbImage, caption: impl Into<String>) -> Sheet {
        self.tiles.push((picture, caption.into()));
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
        let most = |side: fn(&RgbImage) -> u32| self.tiles.iter().map(|(tile, _)| side(tile)).max().unwrap_or(1).max(1);
        let (width, height) = (most(RgbImage::width), most(RgbImage::height));
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
        let (cell, line) = (shown(width).max(SIDE.min(widest)), shown(height) + CAPTION + GAP);

        let top = MARGIN + TITLE + (self.text.len() as u32) * (TEXT + 6) + GAP;
        let rows = (self.tiles.len() as u32).div_ceil(fit);
        let total = top + rows * line + MARGIN;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{total}\" \
             viewBox=\"0 0 {WIDTH} {total}\" font-family=\"sans-serif\" fill=\"#282828\">\n\
             <rect width=\"{WIDTH}\" height=\"{total}\" fill=\"#ffffff\"/>\n"
        );
        // Writing to a string cannot fail.
        let mut text = |text: &str, x: u32, y: u32, size: u32, more: &str| {
            let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{more}>{}</text>", escaped(text));
        };
        text(&self.title, MARGIN, MARGIN + TITLE - 6, TITLE, " font-weight=\"bold\"");
        for (i, line) in self.text.iter().enumerate() {
            text(line, MARGIN, MARGIN + TITLE + (i as u32 + 1) * (TEXT + 6), TEXT, "");
        }
        let place = |i: usize| (MARGIN + i as u32 % fit * (cell + GAP), top + i as u32 / fit * line);
        for (i, (tile, caption)) in self.tiles.iter().enumerate() {
            let (x, y) = place(i);
            text(caption, x, y + shown(tile.height()) + CAPTION, CAPTION, "");
        }
        for (i, (tile, _)) in self.tiles.iter().enumerate().filter(|(_, (tile, _))| tile.width() * tile.height() > 0) {
            let ((x, y), png) = (place(i), base64(&png(tile, scale)?));
            let (width, height) = (shown(tile.width()), shown(tile.height()));
            let _ = writeln!(
                svg,
                "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" href=\"data:image/png;base64,{png}\"/>"
            );
        }
        svg.push_str("</svg>\n");
        Ok(svg)
    }
}

/// The bytes of a PNG file of a picture with its pixels enlarged.
fn png(picture: &RgbImage, scale: u32) -> Result<Vec<u8>, DrawError> {
    let (width, height) = (picture.width() * scale, picture.height() * scale);
    let large = imageops::resize(picture, width, height, FilterType::Nearest);
    let mut bytes = Cursor::new(Vec::new());
    large.write_to(&mut bytes, ImageFormat::Png).map_err(DrawError::new)?;
    Ok(bytes.into_inner())
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
