//! The filters of a network's first convolution as small images.

use super::colors::diverging;
use super::picture::{DrawError, FONT, INK, TEXT, WIDTH};
use crate::network::{Network, Storage, TensorKind};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The side that an image has at least, where its window allows.
const SIDE: u32 = 75;
const GAP: u32 = 24;
const LEFT: u32 = 60;
/// Above the images: heading and scale.
const HEADING: u32 = 64;
/// No more filters are drawn: smaller images would show nothing.
const MOST: usize = 256;

/// The filters of a convolution, `[filters, channels, height, width]`, with 1 or 3 channels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filters {
    layer: String,
    count: usize,
    channels: usize,
    height: usize,
    width: usize,
    values: Vec<f32>,
}

impl Filters {
    /// Those of the first convolution, if there is one.
    pub fn of<N: Network>(network: &N) -> Option<Filters> {
        let tensor = N::TENSORS.iter().find(|tensor| tensor.kind == TensorKind::Weight && tensor.rank == 4)?;
        let [count, depth, height, width] = tensor.dims;
        let weights = &network.store().params()[tensor.range()];
        let plane = height * width;
        let (channels, values) = if depth == 1 || depth == 3 {
            (depth, weights.to_vec())
        } else {
            let mean = |filter: &[f32], i: usize| filter[i..].iter().step_by(plane).sum::<f32>() / depth as f32;
            let filters = weights.chunks(depth * plane);
            (1, filters.flat_map(|filter| (0..plane).map(move |i| mean(filter, i))).collect())
        };
        let layer = tensor.name.rsplit_once('.').map_or(tensor.name, |(layer, _)| layer).to_owned();
        Some(Filters { layer, count, channels, height, width, values })
    }

    /// Pixels for each weight.
    fn scale(&self) -> u32 {
        (SIDE / self.height.max(self.width).max(1) as u32).max(1)
    }

    /// Images in a row: as many as fit, and in full rows where that loses few.
    fn columns(&self) -> u32 {
        let fit = ((WIDTH - 2 * LEFT + GAP) / (self.width as u32 * self.scale() + GAP)).max(1);
        let count = self.shown() as u32;
        (fit / 2 + 1..=fit).rev().find(|columns| count.is_multiple_of(*columns)).unwrap_or(fit)
    }

    fn shown(&self) -> usize {
        self.count.min(MOST)
    }

    /// The pixels that all of it takes downwards.
    pub fn height(&self) -> u32 {
        HEADING + (self.shown() as u32).div_ceil(self.columns()) * (self.height as u32 * self.scale() + GAP)
    }

    fn largest(&self) -> f32 {
        self.values.iter().filter(|v| v.is_finite()).fold(0.0, |largest, v| f32::max(largest, v.abs()))
    }

    fn color(&self, filter: usize, x: usize, y: usize, largest: f32) -> RGBColor {
        let plane = self.height * self.width;
        let value = |channel: usize| {
            let value = self.values[(filter * self.channels + channel) * plane + y * self.width + x];
            if value.is_finite() && largest > 0.0 { value / largest } else { 0.0 }
        };
        match self.channels {
            3 => {
                let byte = |channel| (127.5 + 127.5 * value(channel)) as u8;
                RGBColor(byte(0), byte(1), byte(2))
            }
            _ => rgb(diverging(value(0))),
        }
    }
}

/// For plotters.
fn rgb([red, green, blue]: [u8; 3]) -> RGBColor {
    RGBColor(red, green, blue)
}

pub(super) fn draw_filters(filters: &Filters, area: &DrawingArea<SVGBackend, Shift>) -> Result<(), DrawError> {
    let text = |text: &str, at: (i32, i32), size: u32, h: HPos| {
        let style = (FONT, size).into_font().color(&INK).pos(Pos::new(h, VPos::Center));
        area.draw(&Text::new(text.to_owned(), at, style)).map_err(DrawError::new)
    };
    let (width, height) = (filters.width as u32, filters.height as u32);
    let shown = match filters.shown() {
        shown if shown < filters.count => format!("The first {shown} of {} filters", filters.count),
        shown => format!("The {shown} filters"),
    };
    text(&format!("{shown} of {}, {width}x{height}", filters.layer), (LEFT as i32, 24), 22, HPos::Left)?;
    let largest = filters.largest();
    draw_scale(filters, largest, area, &text)?;

    let (scale, columns) = (filters.scale(), filters.columns());
    let line = |x: i32, y: i32| (x - 1, y - 1, x + (width * scale) as i32, y + (height * scale) as i32);
    for filter in 0..filters.shown() {
        let left = LEFT + filter as u32 % columns * (width * scale + GAP);
        let top = HEADING + filter as u32 / columns * (height * scale + GAP);
        for y in 0..height {
            for x in 0..width {
                let color = filters.color(filter, x as usize, y as usize, largest);
                let corner = ((left + x * scale) as i32, (top + y * scale) as i32);
                let opposite = (corner.0 + scale as i32, corner.1 + scale as i32);
                area.draw(&Rectangle::new([corner, opposite], color.filled())).map_err(DrawError::new)?;
            }
        }
        let (x0, y0, x1, y1) = line(left as i32, top as i32);
        area.draw(&Rectangle::new([(x0, y0), (x1 + 1, y1 + 1)], INK.mix(0.4))).map_err(DrawError::new)?;
    }
    Ok(())
}

/// What the colors mean, to the right of the heading.
fn draw_scale(
    filters: &Filters,
    largest: f32,
    area: &DrawingArea<SVGBackend, Shift>,
    text: &impl Fn(&str, (i32, i32), u32, HPos) -> Result<(), DrawError>,
) -> Result<(), DrawError> {
    let right = (WIDTH - LEFT) as i32;
    if filters.channels == 3 {
        return text("grey is 0", (right, 24), TEXT, HPos::Right);
    }
    let (steps, step, top, bottom) = (61, 4, 16, 32);
    let left = right - steps * step - 56;
    for i in 0..steps {
        let color = rgb(diverging((2 * i - (steps - 1)) as f32 / (steps - 1) as f32));
        let x = left + i * step;
        area.draw(&Rectangle::new([(x, top), (x + step, bottom)], color.filled())).map_err(DrawError::new)?;
    }
    let middle = (top + bottom) / 2;
    text(&format!("−{largest:.2}"), (left - 8, middle), TEXT, HPos::Right)?;
    text("0", (left + steps * step / 2, bottom + 11), TEXT, HPos::Center)?;
    text(&format!("+{largest:.2}"), (left + steps * step + 8, middle), TEXT, HPos::Left)
}
