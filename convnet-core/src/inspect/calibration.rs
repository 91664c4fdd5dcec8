//! Whether a network is right as often as it says.

use super::picture::{DrawError, FONT, INK, MARGIN, TEXT, WIDTH};
use plotters::coord::Shift;
use plotters::prelude::*;

/// How often a network is right where it is so sure: the predictions for a data set, in bins of their confidence, which
/// is the probability of the class that the network names (Guo et al. 2017, section 2).
///
/// ```
/// # use convnet_core::inspect::Calibration;
/// let mut calibration = Calibration::new(10);
/// calibration.add(0.95, true);
/// calibration.add(0.85, false);
/// assert!((calibration.error().unwrap() - (0.05 + 0.85) / 2.0).abs() < 1e-6);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    bins: Vec<CalibrationBin>,
}

/// The predictions of about the same confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CalibrationBin {
    /// How many.
    pub count: usize,
    /// How many of them are right.
    pub correct: usize,
    /// The sum of their confidences.
    pub confidence: f64,
}

impl CalibrationBin {
    /// The part that is right; `None` without predictions.
    pub fn accuracy(&self) -> Option<f64> {
        (self.count > 0).then(|| self.correct as f64 / self.count as f64)
    }

    /// The mean confidence; `None` without predictions.
    pub fn mean_confidence(&self) -> Option<f64> {
        (self.count > 0).then(|| self.confidence / self.count as f64)
    }

    /// |accuracy − mean confidence|; 0 without predictions.
    fn gap(&self) -> f64 {
        (self.correct as f64 - self.confidence).abs() / self.count.max(1) as f64
    }
}

impl Default for Calibration {
    /// With 15 bins, as most papers have.
    fn default() -> Self {
        Calibration::new(15)
    }
}

impl Calibration {
    /// Without predictions. Bin `i` of `bins`, of which there is at least one, takes confidences above `i / bins` up to
    /// `(i + 1) / bins`.
    pub fn new(bins: usize) -> Calibration {
        Calibration { bins: vec![CalibrationBin::default(); bins.max(1)] }
    }

    /// One prediction more: its confidence, from 0 to 1, and whether it is right. What is not a number is none at all.
    pub fn add(&mut self, confidence: f32, correct: bool) {
        let confidence = f64::from(if confidence.is_nan() { 0.0 } else { confidence.clamp(0.0, 1.0) });
        let place = (confidence * self.bins.len() as f64).ceil() as usize;
        let bin = &mut self.bins[place.saturating_sub(1)];
        bin.count += 1;
        bin.correct += usize::from(correct);
        bin.confidence += confidence;
    }

    /// The bins, by their confidence.
    pub fn bins(&self) -> &[CalibrationBin] {
        &self.bins
    }

    /// How many predictions there are.
    pub fn count(&self) -> usize {
        self.bins.iter().map(|bin| bin.count).sum()
    }

    /// The expected calibration error: the mean over all predictions of what their bin's accuracy and mean confidence
    /// are apart, from 0 to 1. `None` without predictions.
    pub fn error(&self) -> Option<f64> {
        let sum: f64 = self.bins.iter().map(|bin| bin.count as f64 * bin.gap()).sum();
        (self.count() > 0).then(|| sum / self.count() as f64)
    }

    /// The maximum calibration error: the most that accuracy and mean confidence of a bin are apart. `None` without
    /// predictions.
    pub fn largest_error(&self) -> Option<f64> {
        (self.count() > 0).then(|| self.bins.iter().map(CalibrationBin::gap).fold(0.0, f64::max))
    }

    /// The reliability diagram, the accuracy of each bin beside what it were if the network knew how sure to be, and
    /// how many of the predictions each bin has: the text of an SVG file.
    ///
    /// # Errors
    /// Where plotters cannot draw it.
    pub fn svg(&self) -> Result<String, DrawError> {
        const HEIGHT: u32 = 400;
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
            area.fill(&WHITE).map_err(DrawError::new)?;
            let places = area.margin(0, 0, MARGIN, MARGIN).split_evenly((1, 2));
            let title = match self.error() {
                Some(error) => format!("Reliability (expected calibration error {:.2}%)", 100.0 * error),
                None => "Reliability (no predictions)".to_owned(),
            };
            let accuracy = |bin: &CalibrationBin| bin.accuracy().unwrap_or(0.0);
            self.draw_bars(&places[0], &title, "right", true, accuracy)?;
            let most = self.count().max(1) as f64;
            self.draw_bars(&places[1], "How sure it is", "of all predictions", false, |bin| bin.count as f64 / most)?;
            area.present().map_err(DrawError::new)?;
        }
        Ok(svg)
    }

    /// A bar a bin, of parts of 1. `compared` with the mean confidence, or not.
    fn draw_bars(
        &self,
        area: &DrawingArea<SVGBackend, Shift>,
        title: &str,
        y: &str,
        compared: bool,
        part: impl Fn(&CalibrationBin) -> f64,
    ) -> Result<(), DrawError> {
        const BAR: RGBColor = RGBColor(33, 102, 172);
        const SURE: RGBColor = RGBColor(178, 24, 43);
        let highest = self.bins.iter().map(&part).fold(0.0, f64::max);
        let top = if compared || highest == 0.0 { 1.0 } else { 1.08 * highest };
        let mut context = ChartBuilder::on(area)
            .caption(title, (FONT, 22).into_font().color(&INK))
            .margin(12)
            .margin_right(20)
            .x_label_area_size(52)
            .y_label_area_size(84)
            .build_cartesian_2d(0.0..1.0, 0.0..top)
            .map_err(DrawError::new)?;
        let percent = |part: &f64| format!("{:.0}%", 100.0 * part);
        context
            .configure_mesh()
            .bold_line_style(RGBColor(222, 222, 222))
            .light_line_style(TRANSPARENT)
            .axis_style(INK)
            .label_style((FONT, TEXT).into_font().color(&INK))
            .axis_desc_style((FONT, TEXT).into_font().color(&INK))
            .x_desc("confidence")
            .y_desc(y)
            .x_labels(6)
            .y_labels(6)
            .x_label_formatter(&percent)
            .y_label_formatter(&percent)
            .draw()
            .map_err(DrawError::new)?;
        let width = 1.0 / self.bins.len() as f64;
        let bar = |i: usize, from: f64, to: f64, style: ShapeStyle| {
            let left = i as f64 * width;
            Rectangle::new([(left + 0.06 * width, from), (left + 0.94 * width, to)], style)
        };
        let some = || self.bins.iter().enumerate().filter(|(_, bin)| bin.count > 0);
        let bars = some().map(|(i, bin)| bar(i, 0.0, part(bin), BAR.filled()));
        context.draw_series(bars).map_err(DrawError::new)?;
        if compared {
            let confidence = |bin: &CalibrationBin| bin.mean_confidence().unwrap_or(0.0);
            let sample = |style: ShapeStyle| move |(x, y)| Rectangle::new([(x, y - 6), (x + 22, y + 6)], style);
            for (name, color, too_sure) in
                [("too sure", SURE.mix(0.35), true), ("not sure enough", WHITE.mix(0.5), false)]
            {
                let some = some().filter(|(_, bin)| (confidence(bin) > part(bin)) == too_sure);
                let gaps = some.map(|(i, bin)| bar(i, part(bin), confidence(bin), color.filled()));
                let drawn = context.draw_series(gaps).map_err(DrawError::new)?;
                // What is laid over the blue of a bar is a lighter blue.
                let shown = if too_sure { color } else { BAR.mix(0.5) };
                drawn.label(name).legend(sample(shown.filled()));
            }
            let diagonal = DashedLineSeries::new([(0.0, 0.0), (1.0, 1.0)], 7, 5, INK.stroke_width(2));
            context.draw_series(diagonal).map_err(DrawError::new)?;
            context
                .configure_series_labels()
                .position(SeriesLabelPosition::UpperLeft)
                .background_style(WHITE.mix(0.85))
                .border_style(RGBColor(222, 222, 222))
                .label_font((FONT, TEXT).into_font().color(&INK))
                .margin(8)
                .draw()
                .map_err(DrawError::new)?;
        }
        Ok(())
    }
}
