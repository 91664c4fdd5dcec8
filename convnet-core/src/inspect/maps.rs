//! Feature maps as pictures.

use super::pixels::{map, range};
use super::sheet::{Sheet, number};
use super::trace::Values;
use image::RgbImage;

/// No more maps are drawn: nobody looks at so many.
const MOST: usize = 256;

impl Values<'_> {
    /// The feature map of a channel as a picture: from black at 0 to white at its largest value, or, where it has values
    /// below 0, from blue at minus its largest magnitude over white to red. `None` behind the last channel.
    pub fn picture(&self, channel: usize) -> Option<RgbImage> {
        Some(map(self.channel(channel)?, self.volume.width))
    }

    /// All feature maps side by side, or the first 256, each with its number and the range of its values, which its
    /// brightness is relative to. The values of layers without maps (1x1xN) are one picture, row by row.
    pub fn sheet(&self) -> Sheet {
        let volume = self.volume;
        let title = format!("{}: {}x{}x{}", self.name, volume.width, volume.height, volume.depth);
        let (least, most) = range(self.values);
        let scale = match least < 0.0 {
            true => "blue below 0, white at 0, red above",
            false => "black is 0",
        };
        if volume.plane() == 1 {
            // About twice as wide as high.
            let columns = ((2 * volume.depth) as f64).sqrt().ceil() as usize;
            let caption = format!(
                "{} values, {columns} in a row: {} to {}",
                volume.depth,
                number(least.into()),
                number(most.into())
            );
            return Sheet::new(title).text(scale).tile(map(self.values, columns), caption).columns(1);
        }
        let shown = volume.depth.min(MOST);
        let what = if shown < volume.depth {
            format!("the first {shown} of {} maps", volume.depth)
        } else {
            format!("{shown} maps")
        };
        let sheet = Sheet::new(title).text(format!("{what}, each relative to its own largest value; {scale}"));
        let maps = self.values.chunks_exact(volume.plane().max(1)).take(shown).enumerate();
        maps.fold(sheet, |sheet, (channel, values)| {
            let (least, most) = range(values);
            let caption = if least == 0.0 && most == 0.0 {
                format!("{channel}: all 0")
            } else {
                format!("{channel}: {} to {}", number(least.into()), number(most.into()))
            };
            sheet.tile(map(values, volume.width), caption)
        })
    }
}
