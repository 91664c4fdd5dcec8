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

    /// The `width` x `height` pixels from column `left` and row `top` on, of an image that is mirrored at its outermost
    /// pixels wherever it ends.
    pub fn window_mirrored(&self, left: isize, top: isize, width: usize, height: usize) -> Pixels {
        let Volume { width: columns, height: rows, depth } = self.volume;
        let mut window = Pixels::new(Volume::new(width, height, depth), vec![0.0; width * height * depth]);
        if self.volume.is_empty() {
            return window;
        }
        let from: Vec<usize> = (0..width).map(|x| mirrored(x as isize + left, columns)).collect();
        for (i, row) in window.rows_mut().enumerate() {
            let y = mirrored((i % height) as isize + top, rows);
            let source = &self.values[(i / height * rows + y) * columns..][..columns];
            row.iter_mut().zip(&from).for_each(|(value, &x)| *value = source[x]);
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
        let value = |c: usize, column: isize, row: isize| {
            let inside = (0..columns as isize).contains(&column) && (0..rows as isize).contains(&row);
            if inside { self.values[c * plane + row as usize * columns + column as usize] } else { fill }
        };
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = from(x, y);
                let (left, top) = (floor(from_x), floor(from_y));
                let (right, down) = ((from_x - left as f64) as f32, (from_y - top as f64) as f32);
                // Most have all four neighbours.
                let inside = left >= 0 && top >= 0 && left + 1 < columns as isize && top + 1 < rows as isize;
                for c in 0..depth {
                    let [above, beside, below, across] = if inside {
                        let at = c * plane + top as usize * columns + left as usize;
                        let (upper, lower) = (&self.values[at..at + 2], &self.values[at + columns..at + columns + 2]);
                        [upper[0], upper[1], lower[0], lower[1]]
                    } else {
                        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| value(c, left + i, top + j))
                    };
                    let upper = above + right * (beside - above);
                    let lower = below + right * (across - below);
                    warped.values[c * size + y * width + x] = upper + down * (lower - upper);
                }
            }
        }
        warped
    }
}

/// The place from 0 to below `len`, which is at least 1, that is seen at `place` of a row mirrored at its ends.
fn mirrored(place: isize, len: usize) -> usize {
    // There and back again, each end once.
    let period = (2 * (len - 1)).max(1);
    let place = place.rem_euclid(period as isize) as usize;
    if place < len { place } else { period - place }
}

/// The whole number below, without a call: plain x86-64 has no instruction that rounds down. Saturates far from all
/// images.
fn floor(place: f64) -> isize {
    let towards_0 = (place as isize).clamp(-FAR, FAR);
    towards_0 - isize::from(towards_0 as f64 > place)
}

/// Beyond the sides of any image.
const FAR: isize = 1 << 40;
