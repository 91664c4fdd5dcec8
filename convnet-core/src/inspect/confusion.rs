//! Which classes are taken for which.

use crate::network::Evaluation;

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
