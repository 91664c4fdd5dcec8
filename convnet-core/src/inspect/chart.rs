//! Charts of curves.

use super::colors::ramp;
use super::picture::{Curves, DrawError, FONT, INK, MARGIN, TEXT, WIDTH};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

/// A chart is so high at least.
const HEIGHT: u32 = 360;
/// Of a chart's height, what is above and below the legend at its right side.
const AROUND: u32 = 96;
/// Of a wide chart: the width of the legend, and the height of a line of it.
const LEGEND: u32 = 230;
const LINE: u32 = 20;
/// A legend has no more curves than these; of more, some between the first and the last.
const MOST_NAMES: usize = 24;
/// A curve of more points than these has a thin line, and of more than those no marks of single ones.
const MANY: usize = 200;
const DOTS: usize = 60;

const GRID: RGBColor = RGBColor(222, 222, 222);
const MARK: RGBColor = RGBColor(120, 120, 120);
const LINES: [RGBColor; 4] =
    [RGBColor(33, 102, 172), RGBColor(178, 24, 43), RGBColor(27, 120, 55), RGBColor(118, 42, 131)];
/// From the first to the last of many: ever lighter, for eyes that don't tell colours apart too.
const RAMP: [[f32; 3]; 5] =
    [[68.0, 1.0, 84.0], [59.0, 82.0, 139.0], [33.0, 145.0, 140.0], [94.0, 201.0, 98.0], [220.0, 190.0, 20.0]];

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The charts that stand side by side.
pub(super) type Row<'a> = Vec<&'a Curves>;

/// Two by two, but for those that take the whole width.
pub(super) fn rows(charts: &[Curves]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row> = Vec::new();
    for chart in charts {
        match rows.last_mut() {
            Some(row) if row.len() == 1 && !is_wide(row[0]) && !is_wide(chart) => row.push(chart),
            _ => rows.push(vec![chart]),
        }
    }
    rows
}

/// The pixels that rows take downwards.
pub(super) fn height(rows: &[Row]) -> u32 {
    rows.iter().map(|row| row_height(row)).sum()
}

fn row_height(row: &Row) -> u32 {
    row.iter().filter(|chart| is_wide(chart)).map(|chart| AROUND + LINE * names(chart)).fold(HEIGHT, u32::max)
}

fn is_wide(chart: &Curves) -> bool {
    chart.curves.len() > LINES.len()
}

/// Lines of the legend.
fn names(chart: &Curves) -> u32 {
    (chart.curves.len().min(MOST_NAMES) + chart.vertical.len() + chart.horizontal.len()) as u32
}

pub(super) fn draw(rows: &[Row], area: Area) -> Result<(), DrawError> {
    let mut rest = area.margin(0, 0, MARGIN, MARGIN);
    for row in rows {
        let (place, below) = rest.split_vertically(row_height(row));
        rest = below;
        match row[..] {
            [chart] if is_wide(chart) => {
                let (place, legend) = place.split_horizontally(WIDTH - 2 * MARGIN - LEGEND);
                draw_curves(chart, &place)?;
                draw_legend(chart, &legend)?;
            }
            _ => {
                let places = place.split_evenly((1, 2));
                row.iter().zip(&places).try_for_each(|(chart, place)| draw_curves(chart, place))?;
            }
        }
    }
    Ok(())
}

fn color(chart: &Curves, curve: usize) -> RGBColor {
    if !is_wide(chart) {
        return LINES[curve];
    }
    let [red, green, blue] = ramp(&RAMP, curve as f32 / (chart.curves.len() - 1) as f32);
    RGBColor(red, green, blue)
}

fn draw_curves(chart: &Curves, area: &Area) -> Result<(), DrawError> {
    let visible = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite() && (!chart.log || y > 0.0);
    let curves: Vec<(&str, Vec<(f64, f64)>)> = chart
        .curves
        .iter()
        .map(|(name, points)| (name.as_str(), points.iter().copied().filter(visible).collect()))
        .collect();
    // Beside curves of few points, one of many is the noise that they are the means of. It lies below them.
    let fewest = curves.iter().map(|(_, points)| points.len()).filter(|count| *count > 0).min().unwrap_or(0);
    let mut order: Vec<usize> = (0..curves.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(curves[i].1.len()));
    let points = || curves.iter().flat_map(|(_, points)| points);
    let x = extent(points().map(|p| p.0));
    // From a whole number on, where that costs little: the first step's place is a small fraction of an epoch.
    let x = if x.end - x.start > 1.0 { x.start.floor()..x.end } else { x };
    let marked = chart.horizontal.iter().map(|(_, y)| (0.0, *y)).filter(visible);
    let y = extent(points().map(|p| p.1).chain(marked.map(|p| p.1)));
    // Epochs are whole numbers: no more places than there are of those.
    let whole = ((x.end - x.start).ceil() as usize).saturating_add(1).clamp(3, 11);
    let corner = emptiest(&curves, &x, &y, chart.log);
    let has_legend = !is_wide(chart) && names(chart) > 1;
    let mut builder = ChartBuilder::on(area);
    builder
        .caption(&chart.title, (FONT, 22).into_font().color(&INK))
        .margin(12)
        .margin_right(20)
        .x_label_area_size(52)
        .y_label_area_size(84);
    // The two kinds of axis are two types: what follows is written once, as a macro.
    macro_rules! draw {
        ($y:ident, $axis:expr, $labels:expr) => {{
            let y: &Range<f64> = &$y;
            let upright = |(name, at): &(String, f64)| (name.clone(), [(*at, y.start), (*at, y.end)]);
            let level = |(name, at): &(String, f64)| (name.clone(), [(x.start, *at), (x.end, *at)]);
            let marks = chart.vertical.iter().map(upright).chain(chart.horizontal.iter().map(level));
            let marks: Vec<_> = marks.filter(|(_, ends)| ends.iter().all(visible)).collect();
            let mut context = builder.build_cartesian_2d(x.clone(), $axis).map_err(DrawError::new)?;
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
            for i in order {
                let ((name, points), color) = (&curves[i], color(chart, i));
                let noisy = points.len() > 3 * fewest;
                let style = match is_wide(chart) {
                    true => color.stroke_width(2),
                    false if noisy => color.mix(0.35).stroke_width(1),
                    false => color.stroke_width(if points.len() > MANY { 2 } else { 3 }),
                };
                let series = LineSeries::new(points.iter().copied(), style);
                let drawn = context.draw_series(series).map_err(DrawError::new)?;
                if has_legend {
                    drawn.label(*name).legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], style));
                }
                if points.len() <= DOTS && !noisy {
                    let dots = points.iter().map(|&point| Circle::new(point, 4, color.filled()));
                    context.draw_series(dots).map_err(DrawError::new)?;
                }
            }
            for (name, ends) in marks {
                let series = DashedLineSeries::new(ends, 7, 5, MARK.stroke_width(2));
                let drawn = context.draw_series(series).map_err(DrawError::new)?;
                if has_legend {
                    let line = |(x, y)| PathElement::new([(x, y), (x + 22, y)], MARK.stroke_width(2));
                    drawn.label(name).legend(line);
                }
            }
            if has_legend {
                context
                    .configure_series_labels()
                    .position(corner)
                    .background_style(WHITE.mix(0.85))
                    .border_style(GRID)
                    .label_font((FONT, TEXT).into_font().color(&INK))
                    .margin(8)
                    .draw()
                    .map_err(DrawError::new)?;
            }
        }};
    }
    if chart.log {
        let y = y.start.max(f64::MIN_POSITIVE)..y.end;
        draw!(y, y.clone().log_scale().with_key_points(decades(&y)), 6);
    } else {
        let margin = 0.06 * (y.end - y.start);
        let y = y.start - margin..y.end + margin;
        draw!(y, y.clone(), 7);
    }
    Ok(())
}

/// The names of many curves, beside them.
fn draw_legend(chart: &Curves, area: &Area) -> Result<(), DrawError> {
    let count = chart.curves.len();
    let shown = count.min(MOST_NAMES);
    let style = (FONT, TEXT - 2).into_font().color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
    let mut y = 50;
    let mut line = |name: &str, stroke: ShapeStyle| {
        let text = Text::new(name.to_owned(), (34, y), style.clone());
        let sample = PathElement::new([(0, y), (24, y)], stroke);
        y += LINE as i32;
        area.draw(&sample).and_then(|()| area.draw(&text)).map_err(DrawError::new)
    };
    // Evenly from the first to the last.
    let curves = (0..shown).map(|i| i * (count - 1) / (shown - 1));
    let mut curves = curves.map(|i| (chart.curves[i].0.as_str(), color(chart, i).stroke_width(4)));
    let mut marks =
        chart.vertical.iter().chain(&chart.horizontal).map(|(name, _)| (name.as_str(), MARK.stroke_width(2)));
    curves.try_for_each(|(name, stroke)| line(name, stroke))?;
    marks.try_for_each(|(name, stroke)| line(name, stroke))
}

/// The corner that has the least of the curves in it, for the legend.
fn emptiest(curves: &[(&str, Vec<(f64, f64)>)], x: &Range<f64>, y: &Range<f64>, log: bool) -> SeriesLabelPosition {
    let height = |y: f64| if log { y.max(f64::MIN_POSITIVE).ln() } else { y };
    let (middle, low, high) = ((x.start + x.end) / 2.0, height(y.start), height(y.end));
    let corners: [(bool, bool, SeriesLabelPosition); 4] = [
        (true, true, SeriesLabelPosition::UpperRight),
        (true, false, SeriesLabelPosition::LowerRight),
        (false, false, SeriesLabelPosition::LowerLeft),
        (false, true, SeriesLabelPosition::UpperLeft),
    ];
    // Each curve counts the same, however many points it has.
    let crowd = |right: bool, upper: bool| -> f64 {
        let within = |&&(x, y): &&(f64, f64)| {
            let part = (height(y) - low) / (high - low);
            (x > middle) == right && if upper { part > 0.55 } else { part < 0.45 }
        };
        curves.iter().map(|(_, points)| points.iter().filter(within).count() as f64 / points.len().max(1) as f64).sum()
    };
    let least = corners.into_iter().min_by(|a, b| crowd(a.0, a.1).total_cmp(&crowd(b.0, b.1)));
    least.map_or(SeriesLabelPosition::UpperRight, |(.., corner)| corner)
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

/// Places on a logarithmic axis: one a decade, or more where it has few of them.
fn decades(range: &Range<f64>) -> Vec<f64> {
    let (first, last) = (range.start.log10().floor(), range.end.log10().ceil());
    let span = (range.end / range.start).log10();
    let within: &[f64] = match span {
        _ if span > 2.0 => &[1.0],
        _ if span > 0.7 => &[1.0, 2.0, 5.0],
        _ => &[1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0],
    };
    let step = (span / 6.0).ceil().max(1.0) as usize;
    let powers = (first as i32..=last as i32).step_by(step).map(|power| 10_f64.powi(power));
    let places = powers.flat_map(|power| within.iter().map(move |number| number * power));
    let places: Vec<f64> = places.filter(|place| range.contains(place)).collect();
    if places.len() > 1 { places } else { vec![range.start, range.end] }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short() {
        let labels = [0.0, -0.0, 0.1 + 0.2, 99.05, 12.0, 0.001, 0.000_02].map(label);
        assert_eq!(labels, ["0", "0", "0.3", "99.05", "12", "0.001", "2e-5"]);
    }

    #[test]
    fn logarithmic_axes_have_some_places() {
        assert_eq!(decades(&(0.4..2.5)), [0.5, 1.0, 2.0]);
        assert_eq!(decades(&(1.5..3.2)), [1.5, 2.0, 2.5, 3.0]);
        assert_eq!(decades(&(0.002..30.0)).len(), 4);
        assert_eq!(decades(&(1.01..1.02)), [1.01, 1.02]);
        assert!(decades(&(f64::MIN_POSITIVE..1e300)).len() < 12);
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
