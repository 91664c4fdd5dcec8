//! Which classes are taken for which, and how good the answers are for each.

use crate::network::Evaluation;

/// The names of the classes that are shown of an evaluation.
pub(super) struct Names(Vec<String>);

impl Names {
    /// Of the classes that have one of `names`, an image or an answer, and of those before them; a class without a name
    /// has its number.
    pub fn of(evaluation: &Evaluation, names: &[String]) -> Names {
        let matrix = &evaluation.confusion;
        let is_used = |class: usize| matrix[class].iter().any(|n| *n > 0) || matrix.iter().any(|row| row[class] > 0);
        let used = (0..matrix.len()).rev().find(|class| is_used(*class)).map_or(0, |class| class + 1);
        let count = if names.is_empty() { matrix.len() } else { used.max(names.len()).min(matrix.len()) };
        Names((0..count).map(|class| names.get(class).cloned().unwrap_or_else(|| class.to_string())).collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn name(&self, class: usize) -> &str {
        &self.0[class]
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// What is taken for something else most often, at most `most` of them: how often, the label, and the answer.
pub(super) fn confused(evaluation: &Evaluation, most: usize) -> Vec<(usize, usize, usize)> {
    let rows = evaluation.confusion.iter().enumerate();
    let cells = rows.flat_map(|(label, row)| row.iter().enumerate().map(move |(answer, &n)| (n, label, answer)));
    let mut wrong: Vec<_> = cells.filter(|(count, label, answer)| *count > 0 && label != answer).collect();
    wrong.sort_by_key(|&(count, ..)| std::cmp::Reverse(count));
    wrong.truncate(most);
    wrong
}

/// The confusion matrix of an evaluation: a row for each label, a column for each answer, a dot for none, and at the
/// end of a row the part that is right. `names` name the classes; those without a name have their number.
///
/// Empty for networks without classes.
pub fn confusion(evaluation: &Evaluation, names: &[&str]) -> String {
    let matrix = &evaluation.confusion;
    if matrix.is_empty() {
        return String::new();
    }
    let name = |class: usize| names.get(class).map_or_else(|| class.to_string(), |name| (*name).to_owned());
    let cell = |count: usize| if count == 0 { "·".to_owned() } else { count.to_string() };
    let classes = matrix.len();
    let corner = "label \\ answer";
    let first = (0..classes).map(|class| name(class).chars().count()).max().unwrap_or(0).max(corner.chars().count());
    let width = |answer: usize| {
        let longest = matrix.iter().map(|row| cell(row[answer]).chars().count()).max().unwrap_or(0);
        longest.max(name(answer).chars().count()) + 2
    };
    let widths: Vec<usize> = (0..classes).map(width).collect();

    let mut text = format!("{corner:<first$}");
    for (answer, width) in widths.iter().enumerate() {
        text.push_str(&format!("{:>width$}", name(answer)));
    }
    text.push_str("     right\n");
    for (label, row) in matrix.iter().enumerate() {
        text.push_str(&format!("{:>first$}", name(label)));
        for (count, width) in row.iter().zip(&widths) {
            text.push_str(&format!("{:>width$}", cell(*count)));
        }
        let total: usize = row.iter().sum();
        match total {
            0 => text.push_str("         ·\n"),
            _ => text.push_str(&format!("  {:>7.2}%\n", 100.0 * row[label] as f64 / total as f64)),
        }
    }
    text
}

/// Precision, recall and F1 of each class in percent (see [`ClassMetrics`](crate::network::ClassMetrics)), and its
/// images and answers; a dot for what would be a part of nothing. Below stand the accuracy, the balanced accuracy and
/// the mean F1. `names` name the classes; those without a name have their number.
///
/// Empty for networks without classes.
pub fn report(evaluation: &Evaluation, names: &[&str]) -> String {
    let classes = evaluation.classes();
    if classes.is_empty() {
        return String::new();
    }
    let name = |class: usize| names.get(class).map_or_else(|| class.to_string(), |name| (*name).to_owned());
    let percent = |part: Option<f64>| part.map_or_else(|| "·".to_owned(), |part| format!("{:.2}%", 100.0 * part));
    let totals = [
        ("accuracy", (evaluation.count > 0).then(|| evaluation.accuracy())),
        ("balanced accuracy", evaluation.balanced_accuracy()),
        ("mean F1", evaluation.macro_f1()),
    ];
    let width = |text: &str| text.chars().count();
    let longest = totals.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let first = (0..classes.len()).map(|class| width(&name(class))).fold(longest, usize::max);
    let mut text =
        format!("{:<first$}{:>11}{:>10}{:>10}{:>9}{:>9}\n", "class", "precision", "recall", "F1", "images", "answers");
    for (i, class) in classes.iter().enumerate() {
        let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(percent);
        let (images, answers) = (class.images, class.answers);
        text.push_str(&format!("{:>first$}{precision:>11}{recall:>10}{f1:>10}{images:>9}{answers:>9}\n", name(i)));
    }
    for (name, part) in totals {
        text.push_str(&format!("{name:<first$}{:>11}\n", percent(part)));
    }
    text
}
