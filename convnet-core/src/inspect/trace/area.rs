//! What a value sees of the image, as a place in it.

use super::Model;
use crate::network::Op;
use crate::shape::Volume;
use std::ops::Range;

/// A rectangle of an image, in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// From left to right.
    pub columns: Range<usize>,
    /// From above to below.
    pub rows: Range<usize>,
}

impl Area {
    fn whole(volume: Volume) -> Area {
        Area { columns: 0..volume.width, rows: 0..volume.height }
    }

    /// The smallest one that holds both.
    fn join(self, other: Area) -> Area {
        let join = |a: Range<usize>, b: Range<usize>| a.start.min(b.start)..a.end.max(b.end);
        Area { columns: join(self.columns, other.columns), rows: join(self.rows, other.rows) }
    }
}

/// What of an axis of `len` values those in `places` see through a window of `size` taps.
fn seen(places: &Range<usize>, size: usize, stride: usize, dilation: usize, pad: usize, len: usize) -> Range<usize> {
    let first = (places.start * stride).saturating_sub(pad);
    let last = (places.end.saturating_sub(1) * stride + (size - 1) * dilation).saturating_sub(pad);
    first.min(len)..(last + 1).min(len)
}

impl Model<'_> {
    /// What the value at `column` and `row` of the output of layer `at` is computed from. It is the theoretical receptive
    /// field as far as it lies within the image; of what lies between the taps of dilated windows too.
    pub fn seen(&self, at: usize, column: usize, row: usize) -> Area {
        let mut areas: Vec<Option<Area>> = vec![None; at + 2];
        areas[at + 1] = Some(Area { columns: column..column + 1, rows: row..row + 1 });
        for (i, layer) in self.layers[..=at].iter().enumerate().rev() {
            let Some(area) = areas[i + 1].take() else { continue };
            let area = match (layer.op, layer.window) {
                (Op::Fc(_), _) => Area::whole(layer.input),
                (_, Some(size)) => {
                    let (stride, dilation, pad) = (layer.stride, layer.dilation, layer.pad);
                    Area {
                        columns: seen(&area.columns, size.x, stride.x, dilation.x, pad.x, layer.input.width),
                        rows: seen(&area.rows, size.y, stride.y, dilation.y, pad.y, layer.input.height),
                    }
                }
                _ => area,
            };
            for &read in layer.reads {
                areas[read] = Some(match areas[read].take() {
                    Some(other) => other.join(area.clone()),
                    None => area.clone(),
                });
            }
        }
        areas[0].take().unwrap_or_else(|| Area::whole(self.input))
    }
}
