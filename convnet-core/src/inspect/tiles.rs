//! Small images with a line or two below each.

use super::base64::base64;
use super::page::escaped;
use super::picture::{DrawError, WIDTH};
use image::{ImageFormat, RgbImage};
use std::fmt::Write as _;
use std::io::Cursor;

/// The side of the square into which an image is fitted, and what is between squares.
const SIDE: u32 = 128;
const GAP: u32 = 24;
const LINE: u32 = 18;
/// Letters of a line that fit below an image.
const LETTERS: usize = 17;

/// An image and what stands below it.
#[derive(Clone, Debug)]
pub(super) struct Tile<'a> {
    pub image: &'a RgbImage,
    /// Lines, and their colours.
    pub lines: Vec<(String, &'static str)>,
}

/// As many beside each other as fit: the text of an SVG file, with the images in it.
pub(super) fn tiles(tiles: &[Tile]) -> Result<String, DrawError> {
    let lines = tiles.iter().map(|tile| tile.lines.len()).max().unwrap_or(0) as u32;
    let columns = (WIDTH + GAP) / (SIDE + GAP);
    let row = SIDE + lines * LINE + GAP;
    let height = row * (tiles.len() as u32).div_ceil(columns);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    for (i, tile) in tiles.iter().enumerate() {
        let (x, y) = (i as u32 % columns * (SIDE + GAP), i as u32 / columns * row);
        let mut png = Vec::new();
        tile.image.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(DrawError::new)?;
        // Small images stay pixels: what a network sees is not smooth.
        let rendering = if tile.image.width().max(tile.image.height()) < SIDE { "pixelated" } else { "auto" };
        let title: Vec<_> = tile.lines.iter().map(|(text, _)| escaped(text)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<g><title>{}</title><image x=\"{x}\" y=\"{y}\" width=\"{SIDE}\" height=\"{SIDE}\" \
             style=\"image-rendering: {rendering}\" href=\"data:image/png;base64,{}\"/>",
            title.join(", "),
            base64(&png)
        );
        for (line, (text, color)) in tile.lines.iter().enumerate() {
            let y = y + SIDE + (line as u32 + 1) * LINE - 2;
            let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{color}\">{}</text>", escaped(&short(text)));
        }
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

/// A text that fits: of a longer one, beginning and end, where numbers stand.
fn short(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= LETTERS {
        return text.to_owned();
    }
    let end = 6;
    let first = letters[..LETTERS - 1 - end].iter();
    first.chain(['…'].iter()).chain(&letters[letters.len() - end..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_and_no_markup() {
        assert_eq!(short("said cat, 99.1%"), "said cat, 99.1%");
        assert_eq!(short("said a very long name, 99.1%"), "said a ver… 99.1%");
        let image = RgbImage::new(2, 2);
        let tile = Tile { image: &image, lines: vec![("<script>".into(), "#000"), ("\"&".into(), "#111")] };
        let svg = tiles(&[tile]).unwrap();
        assert!(svg.contains("<title>&lt;script&gt;, &quot;&amp;</title>") && !svg.contains("<script>"), "{svg}");
        assert!(svg.contains("pixelated") && svg.contains("href=\"data:image/png;base64,iVBORw0KGgo"), "{svg}");
        assert!(tiles(&[]).unwrap().ends_with("</svg>\n"));
    }
}
