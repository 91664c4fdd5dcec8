//! An image while it is changed.

use crate::shape::Volume;

/// An image whose values are from 0 to 1, depth by depth (`CHW`). It may have any number of channels; what is done with
/// colours leaves those alone that have not three.
#[derive(Clone, Debug, PartialEq)]
pub struct Pixels {
    volume: Volume,
    values: Vec<f32>,
}

impl Pixels {
    /// # Panics
    /// Where there are not `volume.len()` values.
    pub fn new(volume: Volume, values: Vec<f32>) -> Pixels {
        assert_eq!(values.len(), volume.len(), "values of an image");
        Pixels { volume, values }
    }

    /// Width, height and channels.
    pub fn volume(&self) -> Volume {
        self.volume
    }

    /// All values.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All values, to change.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The rows of all channels, one after the other.
    pub fn rows_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut [f32]> {
        self.values.chunks_exact_mut(self.volume.width.max(1))
    }

    /// The channels of an image that has three.
    pub(super) fn rgb_mut(&mut self) -> Option<[&mut [f32]; 3]> {
        if self.volume.depth != 3 {
            return None;
        }
        let (red, rest) = self.values.split_at_mut(self.volume.plane());
        let (green, blue) = rest.split_at_mut(self.volume.plane());
        Some([red, green, blue])
    }

    /// The `width` x `height` pixels from column `left` and row `top` on; `fill` where the image has none.
    pub fn window(&self, left: isize, top: isize, width: usize, height: usize, fill: f32) -> Pixels {
        let Volume { width: columns, height: rows, depth } = self.volume;
        let mut window = Pixels::new(Volume::new(width, height, depth), vec![fill; width * height * depth]);
        // Of the window: the first column that the image has, and the one behind the last.
        let from = left.saturating_neg().clamp(0, width as isize);
        let to = (columns as isize - left).clamp(from, width as isize);
        for (i, row) in window.rows_mut().enumerate() {
            let y = (i % height) as isize + top;
            if 0 <= y && y < rows as isize && from < to {
                let start = (i / height * rows + y as usize) * columns + (from + left) as usize;
                let (from, to) = (from as usize, to as usize);
                row[from..to].copy_from_slice(&self.values[start..start + to - from]);
            }
        }
        window
    }

    /// An image of `width` x `height` pixels, of which that in column x and row y has the value at the place
    /// `from(x, y)` of this one, in columns and rows: bilinear between the four pixels around it, of which those
    /// outside the image are `fill`.
    pub fn warped(&self, width: usize, height: usize, fill: f32, from: impl Fn(usize, usize) -> (f64, f64)) -> Pixels {
        let Volume { width: columns, height: rows, depth } = self.volume;
        let (plane, size) = (self.volume.plane(), width * height);
        let mut warped = Pixels::new(Volume::new(width, height, depth), vec![0.0; size * depth]);
        for i in 0..size {
            let (x, y) = from(i % width, i / width);
            let (left, top) = (x.floor(), y.floor());
            let (right, down) = ((x - left) as f32, (y - top) as f32);
            for c in 0..depth {
                let at = |column: f64, row: f64| {
                    let inside = 0.0 <= column && column < columns as f64 && 0.0 <= row && row < rows as f64;
                    if inside { self.values[c * plane + row as usize * columns + column as usize] } else { fill }
                };
                let row = |row: f64| (1.0 - right) * at(left, row) + right * at(left + 1.0, row);
                warped.values[c * size + i] = (1.0 - down) * row(top) + down * row(top + 1.0);
            }
        }
        warped
    }
}
