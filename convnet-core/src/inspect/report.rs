//! The report of a run.

use super::confusion::{Names, confused};
use super::examination::Examination;
use super::picture::{Curves, DrawError, Picture};
use super::pixels::png;
use super::{Page, summary};
use crate::network::{Evaluation, Network};
use image::{Rgb, RgbImage};

/// More classes than these get a picture of the confusion matrix instead of a table.
const MOST_CELLS: usize = 20;
/// So many of the most frequent confusions are listed.
const MOST_CONFUSED: usize = 12;
/// The side of that picture, about.
const SIDE: usize = 640;

/// A training or a test as a page of HTML that is one file and loads nothing: settings, curves, a network's table and
/// filters, what it makes of a data set, and any other picture, each where the calls stand.
///
/// ```
/// # use convnet_core::inspect::{Examination, Report};
/// # use convnet_core::{network::{Dataset, Network}, train::{Trainer, UpdateRatios}};
/// # fn example<LeNet: Network>(network: &mut LeNet, data: &impl Dataset, test: &impl Dataset)
/// #     -> Result<String, Box<dyn std::error::Error>> {
/// let mut updates = UpdateRatios::new();
/// let history = Trainer::new().validation(5_000).observe(&mut updates).train(network, data)?;
/// let tested = Examination::of(network, &mut network.workspace(), test, 24)?;
/// let report = Report::new("Digits")
///     .settings(&[("epochs", "10".into()), ("batch", "64".into())])
///     .curves("Training", history.curves())
///     .curves("Updates", [updates.curves()])
///     .examination("Test images", &tested)
///     .table("Epochs", &history.table())
///     .network(network);
/// Ok(report.html()?)
/// # }
/// ```
#[derive(Debug)]
pub struct Report {
    page: Page,
    names: Vec<String>,
    /// The first picture that could not be drawn.
    error: Option<DrawError>,
}

impl Report {
    /// With a title only.
    pub fn new(title: impl Into<String>) -> Report {
        Report { page: Page::new(title), names: Vec::new(), error: None }
    }

    /// Names the classes, in what comes behind; those without a name have their number. Classes behind the last name
    /// that have neither images nor answers are left out.
    pub fn classes<T: AsRef<str>>(mut self, names: &[T]) -> Report {
        self.names = names.iter().map(|name| name.as_ref().to_owned()).collect();
        self
    }

    /// What was chosen, a line each.
    pub fn settings(self, settings: &[(&str, String)]) -> Report {
        let mut rows = vec![vec!["setting", "value"]];
        rows.extend(settings.iter().map(|(name, value)| vec![*name, value.as_str()]));
        self.with(|page| page.table(&rows))
    }

    /// A paragraph.
    pub fn text(self, text: &str) -> Report {
        self.with(|page| page.paragraph(text))
    }

    /// A table, whose first row names the columns.
    pub fn table<T: AsRef<str>>(self, heading: &str, rows: &[Vec<T>]) -> Report {
        self.with(|page| page.heading(heading).table(rows))
    }

    /// Curves, such as those of a training's history, or of its updates.
    pub fn curves(self, heading: &str, curves: impl IntoIterator<Item = Curves>) -> Report {
        let svg = curves.into_iter().fold(Picture::new(""), Picture::curves).svg();
        self.with(|page| page.heading(heading)).drawn(svg)
    }

    /// A picture: the text of an SVG file.
    pub fn svg(self, heading: &str, svg: &str) -> Report {
        self.with(|page| page.heading(heading).svg(svg))
    }

    /// A picture: the bytes of a PNG file.
    pub fn png(self, heading: &str, png: &[u8]) -> Report {
        self.with(|page| page.heading(heading).png(png))
    }

    /// The network's table, and the filters of its first convolution where it has one.
    pub fn network<N: Network>(self, network: &N) -> Report {
        let report = self.with(|page| page.heading("Network").text(&summary::<N>()));
        match N::TENSORS.iter().any(|tensor| tensor.rank == 4) {
            true => report.drawn(Picture::new("").filters(network).svg()),
            false => report,
        }
    }

    /// What a network makes of a data set: how often it is right, for which classes, which it takes for which, whether
    /// it knows how sure to be, and its worst mistakes.
    pub fn examination(self, heading: &str, examination: &Examination) -> Report {
        let Examination { evaluation, calibration, mistakes, images } = examination;
        let report = self.with(|page| page.heading(heading).table(&overview(examination)));
        if evaluation.confusion.is_empty() {
            return report;
        }
        let names = Names::of(evaluation, &report.names);
        let report = report.with(|page| page.heading("Which class is taken for which")).confusion(evaluation, &names);
        let report = report.with(|page| page.heading("Classes").table(&classes(evaluation, &names)));
        let report = report.with(|page| page.heading("How sure it is, and how right")).drawn(calibration.svg());
        if mistakes.worst().is_empty() {
            return report;
        }
        let names: Vec<&str> = names.iter().collect();
        report.with(|page| page.heading("The worst mistakes")).drawn(mistakes.svg(images, &names))
    }

    fn confusion(self, evaluation: &Evaluation, names: &Names) -> Report {
        let report = match names.len() <= MOST_CELLS {
            true => self.with(|page| {
                let text = "A row for each class, a column for what it is taken for.";
                page.paragraph(text).shaded(&cells(evaluation, names))
            }),
            false => {
                let text = "From top to bottom what an image is, from left to right what it is taken for, in the order \
                            of the table of classes; blue is right, red is wrong.";
                let png = heat_map(evaluation, names.len());
                let report = self.with(|page| page.paragraph(text));
                match png {
                    Ok(png) => report.with(|page| page.png(&png)),
                    Err(error) => report.drawn(Err(error)),
                }
            }
        };
        let confused = confused(evaluation, MOST_CONFUSED);
        if confused.is_empty() {
            return report;
        }
        let mut rows = vec![["images", "that are", "were taken for"].map(str::to_owned).to_vec()];
        let name = |class: usize| names.name(class).to_owned();
        rows.extend(confused.iter().map(|&(count, label, answer)| vec![count.to_string(), name(label), name(answer)]));
        report.with(|page| page.paragraph("The most frequent confusions:").table(&rows))
    }

    fn with(mut self, change: impl FnOnce(Page) -> Page) -> Report {
        self.page = change(self.page);
        self
    }

    fn drawn(mut self, svg: Result<String, DrawError>) -> Report {
        match svg {
            Ok(svg) => self.with(|page| page.svg(&svg)),
            Err(error) => {
                self.error.get_or_insert(error);
                self
            }
        }
    }

    /// The page, as the text of a file.
    ///
    /// # Errors
    /// Where a picture could not be drawn.
    pub fn html(self) -> Result<String, DrawError> {
        match self.error {
            None => Ok(self.page.html()),
            Some(error) => Err(error),
        }
    }
}

fn percent(part: Option<f64>) -> String {
    part.map_or_else(|| "·".to_owned(), |part| format!("{:.2}%", 100.0 * part))
}

/// The numbers of an examination.
fn overview(examination: &Examination) -> Vec<Vec<String>> {
    let Examination { evaluation, calibration, .. } = examination;
    let mut rows = vec![("images", evaluation.count.to_string()), ("loss", format!("{:.4}", evaluation.loss))];
    if !evaluation.confusion.is_empty() {
        let accuracy = (evaluation.count > 0).then(|| evaluation.accuracy());
        rows.extend([
            ("wrong", (evaluation.count - evaluation.correct).to_string()),
            ("accuracy", percent(accuracy)),
            ("balanced accuracy", percent(evaluation.balanced_accuracy())),
            ("mean F1", percent(evaluation.macro_f1())),
            ("expected calibration error", percent(calibration.error())),
            ("maximum calibration error", percent(calibration.largest_error())),
        ]);
    }
    let head = vec!["measure".to_owned(), "value".to_owned()];
    std::iter::once(head).chain(rows.into_iter().map(|(name, value)| vec![name.to_owned(), value])).collect()
}

/// The table of the classes.
fn classes(evaluation: &Evaluation, names: &Names) -> Vec<Vec<String>> {
    let mut rows = vec![["class", "precision", "recall", "F1", "images", "answers"].map(str::to_owned).to_vec()];
    rows.extend(evaluation.classes().iter().take(names.len()).enumerate().map(|(i, class)| {
        let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(percent);
        vec![names.name(i).to_owned(), precision, recall, f1, class.images.to_string(), class.answers.to_string()]
    }));
    rows
}

/// How blue or red a cell of the confusion matrix is: the part of its row, below the diagonal and above as a root, for
/// few mistakes shall be seen too.
fn shade(row: &[usize], label: usize, answer: usize) -> f32 {
    let part = row[answer] as f32 / row.iter().sum::<usize>().max(1) as f32;
    if label == answer { part } else { -part.sqrt() }
}

/// The confusion matrix as a table.
fn cells(evaluation: &Evaluation, names: &Names) -> Vec<Vec<(String, f32)>> {
    let head = std::iter::once("").chain(names.iter()).map(|name| (name.to_owned(), 0.0));
    let row = |(label, row): (usize, &Vec<usize>)| {
        let cell = |answer: usize| {
            let text = if row[answer] == 0 { "·".to_owned() } else { row[answer].to_string() };
            (text, shade(row, label, answer))
        };
        let name = (names.name(label).to_owned(), 0.0);
        std::iter::once(name).chain((0..names.len()).map(cell)).collect()
    };
    let rows = evaluation.confusion.iter().take(names.len()).enumerate().map(row);
    std::iter::once(head.collect()).chain(rows).collect()
}

/// The confusion matrix as a picture: the bytes of a PNG file.
fn heat_map(evaluation: &Evaluation, classes: usize) -> Result<Vec<u8>, DrawError> {
    let scale = (SIDE / classes.max(1)).max(1);
    let side = (classes * scale) as u32;
    let image = RgbImage::from_fn(side, side, |x, y| {
        let (label, answer) = (y as usize / scale, x as usize / scale);
        Rgb(super::page::color(shade(&evaluation.confusion[label], label, answer)))
    });
    png(&image)
}
