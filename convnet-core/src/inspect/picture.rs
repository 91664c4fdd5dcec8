//! Curves and filters as one SVG picture. Text is left to whoever shows it: no fonts are needed to draw.

use super::chart;
use super::filters::{Filters, draw_filters};
use crate::network::Network;
use plotters::prelude::*;
use std::fmt;

/// All measures are pixels of the SVG's own size; whoever shows it scales it.
pub(super) const WIDTH: u32 = 1120;
pub(super) const MARGIN: u32 = 24;
const TITLE: u32 = 56;
pub(super) const FONT: &str = "sans-serif";
/// Of the text in a picture, but titles.
pub(super) const TEXT: u32 = 18;
pub(super) const INK: RGBColor = RGBColor(40, 40, 40);

/// Curves over a common axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// Stands above them.
    pub title: String,
    /// What runs to the right.
    pub x: String,
    /// What runs upwards.
    pub y: String,
    /// Whether the upward axis is logarithmic; values that are not above 0 are left out then.
    pub log: bool,
    /// The curves: a name and points from left to right. Points that are no finite numbers are left out. More than four
    /// take the whole width; their colours go from the first to the last.
    pub curves: Vec<(String, Vec<(f64, f64)>)>,
    /// Dashed lines from bottom to top: a name, and what stands there on the axis to the right.
    pub vertical: Vec<(String, f64)>,
    /// Dashed lines from left to right: a name, and what stands there on the axis upwards.
    pub horizontal: Vec<(String, f64)>,
}

/// A picture of curves, side by side two by two where they are few, and of a network's first filters below them.
///
/// ```
/// # use convnet_core::{inspect::{Curves, DrawError, Picture}, network::Network};
/// # fn example<LeNet: Network>(network: &LeNet) -> Result<String, DrawError> {
/// let loss = vec![(1.0, 0.3), (2.0, 0.1), (3.0, 0.07)];
/// let curves = vec![("training".into(), loss)];
/// let curves = Curves { x: "epoch".into(), y: "loss".into(), curves, ..Curves::default() };
/// Picture::new("digits").curves(curves).filters(network).svg()
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    title: String,
    charts: Vec<Curves>,
    filters: Option<Filters>,
}

impl Picture {
    /// With nothing but a title.
    pub fn new(title: impl Into<String>) -> Picture {
        Picture { title: title.into(), charts: Vec::new(), filters: None }
    }

    /// With one chart more.
    pub fn curves(mut self, curves: Curves) -> Picture {
        self.charts.push(curves);
        self
    }

    /// With the filters of `network`'s first convolution, one small image each. Filters over three channels are shown
    /// in colour, others as the mean over their channels. A network without convolutions has none.
    pub fn filters<N: Network>(mut self, network: &N) -> Picture {
        self.filters = Filters::of(network);
        self
    }

    /// The picture, as the text of an SVG file.
    ///
    /// # Errors
    /// Where plotters cannot draw it.
    pub fn svg(&self) -> Result<String, DrawError> {
        let rows = chart::rows(&self.charts);
        let filters = self.filters.as_ref().map_or(0, Filters::height);
        let heading = if self.title.is_empty() { MARGIN } else { TITLE };
        let mut svg = String::new();
        {
            let size = (WIDTH, heading + chart::height(&rows) + filters + MARGIN);
            let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            area.fill(&WHITE).map_err(DrawError::new)?;
            let (title, area) = area.split_vertically(heading);
            let style = (FONT, 30).into_font().style(FontStyle::Bold).color(&INK);
            let middle = (WIDTH as i32 / 2, TITLE as i32 / 2 + 4);
            let centred = plotters::style::text_anchor::Pos::new(
                plotters::style::text_anchor::HPos::Center,
                plotters::style::text_anchor::VPos::Center,
            );
            title.draw(&Text::new(self.title.as_str(), middle, style.pos(centred))).map_err(DrawError::new)?;
            let (charts, area) = area.split_vertically(chart::height(&rows));
            chart::draw(&rows, charts)?;
            if let Some(filters) = &self.filters {
                draw_filters(filters, &area)?;
            }
            area.present().map_err(DrawError::new)?;
        }
        Ok(svg)
    }
}

/// A picture that plotters could not draw.
#[derive(Debug)]
pub struct DrawError(String);

impl DrawError {
    pub(super) fn new(error: impl fmt::Display) -> DrawError {
        DrawError(error.to_string())
    }
}

impl fmt::Display for DrawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot draw the picture: {}", self.0)
    }
}

impl std::error::Error for DrawError {}
