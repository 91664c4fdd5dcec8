//! Curves and filters as one SVG picture. Text is left to whoever shows it: no fonts are needed to draw.

use super::filters::{Filters, draw_filters};
use crate::network::Network;
use plotters::coord::Shift;
use plotters::prelude::*;
use std::fmt;
use std::ops::Range;

/// All measures are pixels of the SVG's own size; whoever shows it scales it.
pub(super) const WIDTH: u32 = 1120;
const MARGIN: u32 = 24;
const TITLE: u32 = 56;
const CHART: u32 = 360;
pub(super) const FONT: &str = "sans-serif";
/// Of the text in a picture, but titles.
pub(super) const TEXT: u32 = 18;
pub(super) const INK: RGBColor = RGBColor(40, 40, 40);
const GRID: RGBColor = RGBColor(222, 222, 222);
const LINES: [RGBColor; 10] = [
    RGBColor(33, 102, 172),
    RGBColor(178, 24, 43),
    RGBColor(27, 120, 55),
    RGBColor(118, 42, 131),
    RGBColor(217, 119, 6),
    RGBColor(14, 154, 167),
    RGBColor(212, 77, 156),
    RGBColor(122, 84, 40),
    RGBColor(150, 170, 20),
    RGBColor(90, 90, 90),
];

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
    /// The curves: a name and points from left to right. Points that are no finite numbers are left out.
    pub curves: Vec<(String, Vec<(f64, f64)>)>,
}

/// A picture of curves, side by side two by two, and of a network's first filters below them.
///
/// ```
/// # use convnet_core::{inspect::{Curves, DrawError, Picture}, network::Network};
/// # fn example<LeNet: Network>(network: &LeNet) -> Result<String, DrawError> {
/// let loss = vec![(1.0, 0.3), (2.0, 0.1), (3.0, 0.07)];
/// let curves = Curves { x: "epoch".into(), y: "loss".into(), curves: vec![("training".into(), loss)], ..Curves::default() };
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
        let rows = self.charts.len().div_ceil(2) as u32;
        let filters = self.filters.as_ref().map_or(0, Filters::height);
        let mut svg = String::new();
        {
            let size = (WIDTH, TITLE + rows * CHART + filters + MARGIN);
            let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            area.fill(&WHITE).map_err(DrawError::new)?;
            let (title, area) = area.split_vertically(TITLE);
            let style = (FONT, 30).into_font().style(FontStyle::Bold).color(&INK);
            let middle = (WIDTH as i32 / 2, TITLE as i32 / 2 + 4);
            let centred = plotters::style::text_anchor::Pos::new(
                plotters::style::text_anchor::HPos::Center,
                plotters::style::text_anchor::VPos::Center,
            );
            title.draw(&Text::new(self.title.as_str(), middle, style.pos(centred))).map_err(DrawError::new)?;
            let (charts, area) = area.split_vertically(rows * CHART);
            if rows > 0 {
                let places = charts.margin(0, 0, MARGIN, MARGIN).split_evenly((rows as usize, 2));
                for (chart, place) in self.charts.iter().zip(&places) {
                    draw_curves(chart, place)?;
                }
            }
            if let Some(filters) = &self.filters {
                draw_filters(filters, &area)?;
            }
            area.present().map_err(DrawError::new)?;
        }
        Ok(svg)
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn draw_curves(chart: &Curves, area: &Area) -> Result<(), DrawError> {
    let visible = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite() && (!chart.log || y > 0.0);
    let curves: Vec<(&str, Vec<(f64, f64)>)> = chart
        .curves
        .iter()
        .map(|(name, points)| (name.as_str(), points.iter().copied().filter(visible).collect()))
        .collect();
    let points = || curves.iter().flat_map(|(_, points)| points);
    let x = extent(points().map(|p| p.0));
    // From a whole number on, where that costs little: the first step's place is a small fraction of an epoch.
    let x = if x.end - x.start > 1.0 { x.start.floor()..x.end } else { x };
    let y = extent(points().map(|p| p.1));
    let legend = legend_place(points().copied(), &x, &y, chart.log);
    // Many names have a column of their own, behind the curves.
    let crowded = curves.len() > 6;
    let x = if crowded { x.start..x.end + 0.2 * (x.end - x.start) } else { x };
    let legend_text = if crowded { TEXT * 3 / 4 } else { TEXT };
    // Epochs are whole numbers: no more places than there are of those.
    let whole = ((x.end - x.start).ceil() as usize).saturating_add(1).clamp(3, 11);
    let mut builder = ChartBuilder::on(area);
    builder
        .caption(&chart.title, (FONT, 22).into_font().color(&INK))
        .margin(12)
        .margin_right(20)
        .x_label_area_size(52)
        .y_label_area_size(84);
    // The two kinds of axis are two types: what follows is written once, as a macro.
    macro_rules! draw {
        ($y:expr, $labels:expr) => {{
            let mut context = builder.build_cartesian_2d(x, $y).map_err(DrawError::new)?;
            context
                .configure_mesh()
                .bold_line_style(GRID)
                .light_line_style(TRANSPARENT)
                .axis_style(INK)
                .label_style((FONT, TEXT).into_font().color(&INK))
                .axis_desc_style((FONT, TEXT).into_font().color(&INK))
                .x_desc(&chart.x)
                .y_desc(&chart.y)
                .x_labels(whole)
                .y_labels($labels)
                .x_label_formatter(&|x| label(*x))
                .y_label_formatter(&|y| label(*y))
                .draw()
                .map_err(DrawError::new)?;
            for (i, (name, points)) in curves.iter().enumerate() {
                let color = LINES[i % LINES.len()];
                // Many points are a noisy background, few are marked one by one.
                let many = points.len() > 200;
                let style = if many { color.mix(0.35).stroke_width(1) } else { color.stroke_width(3) };
                let series = LineSeries::new(points.iter().copied(), style);
                let drawn = context.draw_series(series).map_err(DrawError::new)?;
                if curves.len() > 1 {
                    drawn.label(*name).legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], style));
                }
                if !many {
                    let dots = points.iter().map(|&point| Circle::new(point, 4, color.filled()));
                    context.draw_series(dots).map_err(DrawError::new)?;
                }
            }
            if curves.len() > 1 {
                context
                    .configure_series_labels()
                    .position(legend)
                    .background_style(WHITE.mix(0.85))
                    .border_style(GRID)
                    .label_font((FONT, legend_text).into_font().color(&INK))
                    .margin(8)
                    .draw()
                    .map_err(DrawError::new)?;
            }
        }};
    }
    if chart.log {
        draw!((y.start.max(f64::MIN_POSITIVE)..y.end).log_scale(), 6);
    } else {
        let margin = 0.06 * (y.end - y.start);
        draw!(y.start - margin..y.end + margin, 7);
    }
    Ok(())
}

/// The upper or the lower right corner: where fewer points lie, the upper one of equals.
fn legend_place(
    points: impl Iterator<Item = (f64, f64)>,
    x: &Range<f64>,
    y: &Range<f64>,
    log: bool,
) -> SeriesLabelPosition {
    let height = |y: f64| if log { y.ln() } else { y };
    let middle = 0.5 * (height(y.start) + height(y.end));
    let right = points.filter(|point| point.0 > 0.5 * (x.start + x.end));
    let (upper, lower): (Vec<f64>, Vec<f64>) = right.map(|point| height(point.1)).partition(|y| *y > middle);
    if upper.len() > lower.len() { SeriesLabelPosition::LowerRight } else { SeriesLabelPosition::UpperRight }
}

/// From the least to the largest value; something around them where they are one, and 0 to 1 where there are none.
fn extent(values: impl Iterator<Item = f64> + Clone) -> Range<f64> {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    let most = values.fold(f64::NEG_INFINITY, f64::max);
    match least < most {
        true => least..most,
        false if least == most => least - 0.5 * least.abs().max(1e-3)..most + 0.5 * most.abs().max(1e-3),
        false => 0.0..1.0,
    }
}

/// A number on an axis, without the noise of binary fractions.
fn label(number: f64) -> String {
    let rounded = format!("{number:.4}");
    match rounded.trim_end_matches('0').trim_end_matches('.') {
        "0" | "-0" if number.abs() > 1e-12 => format!("{number:.0e}"),
        "-0" => "0".to_owned(),
        text => text.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short() {
        let labels = [0.0, -0.0, 0.1 + 0.2, 99.05, 12.0, 0.001, 0.000_02].map(label);
        assert_eq!(labels, ["0", "0", "0.3", "99.05", "12", "0.001", "2e-5"]);
    }

    #[test]
    fn a_legend_stands_where_curves_do_not_end() {
        let is_low = |points: &[(f64, f64)], log| {
            let place = legend_place(points.iter().copied(), &(0.0..4.0), &(0.01..1.0), log);
            matches!(place, SeriesLabelPosition::LowerRight)
        };
        assert!(is_low(&[(1.0, 0.1), (3.0, 0.7), (4.0, 0.9)], false));
        assert!(!is_low(&[(1.0, 0.9), (3.0, 0.2), (4.0, 0.1)], false));
        // The middle of an axis from 0.01 to 1 is 0.505, or 0.1 where it is logarithmic.
        assert!(!is_low(&[(3.0, 0.2)], false));
        assert!(is_low(&[(3.0, 0.2)], true));
        assert!(!is_low(&[], false));
    }

    #[test]
    fn any_values_have_an_extent() {
        assert_eq!(extent([1.0, 3.0, 2.0].into_iter()), 1.0..3.0);
        assert_eq!(extent([].into_iter()), 0.0..1.0);
        let one = extent([2.0].into_iter());
        assert!(one.start < 2.0 && one.end > 2.0);
        let zero = extent([0.0].into_iter());
        assert!(zero.start < 0.0 && zero.end > 0.0);
    }
}
