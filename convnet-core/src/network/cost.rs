//! What a network's output costs, and the gradient with which the backward pass begins.

use super::{Head, InputError, Target};
use crate::steps::{Rows, RowsMut};

/// Turns logits into probabilities, `[classes]`, in place. The largest logit is subtracted first, so that nothing
/// overflows.
pub(super) fn softmax(logits: &mut [f32]) {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for value in logits.iter_mut() {
        *value = (*value - largest).exp();
        sum += *value;
    }
    for value in logits {
        *value /= sum;
    }
}

/// The first of the largest values.
pub(super) fn largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (i, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = i;
        }
    }
    best
}

/// Checks that a network with this head and `outputs` outputs can be compared with `target`.
pub(crate) fn check(head: Head, outputs: usize, sample: usize, target: Target<'_>) -> Result<(), InputError> {
    match (head, target) {
        (Head::Softmax, Target::Class(class)) if class < outputs => Ok(()),
        (Head::Softmax, Target::Class(found)) => Err(InputError::Class { sample, found, classes: outputs }),
        (Head::Softmax, Target::Mixed { classes, .. }) => {
            classes.into_iter().try_for_each(|class| check(head, outputs, sample, Target::Class(class)))
        }
        (Head::Softmax, Target::Values(values)) => Err(InputError::Target {
            sample,
            expected: format!("a class below {outputs}"),
            found: format!("{} values", values.len()),
        }),
        (Head::Values, Target::Values(values)) if values.len() == outputs => Ok(()),
        (Head::Values, Target::Values(values)) => Err(InputError::Target {
            sample,
            expected: format!("{outputs} values"),
            found: format!("{} values", values.len()),
        }),
        (Head::Values, Target::Class(class)) => {
            Err(InputError::Target { sample, expected: format!("{outputs} values"), found: format!("class {class}") })
        }
        (Head::Values, Target::Mixed { .. }) => {
            Err(InputError::Target { sample, expected: format!("{outputs} values"), found: "two classes".into() })
        }
    }
}

/// The cost of one output: −ln of the target class's probability, of two classes the mean by their parts, or the mean
/// squared difference to the target's values.
pub(super) fn cost(output: &[f32], target: Target<'_>) -> f64 {
    match target {
        Target::Class(class) => {
            let largest = output.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f64 = output.iter().map(|v| f64::from(v - largest).exp()).sum();
            sum.ln() - f64::from(output[class] - largest)
        }
        Target::Mixed { classes: [first, second], share } => {
            let share = f64::from(share);
            share * cost(output, Target::Class(first)) + (1.0 - share) * cost(output, Target::Class(second))
        }
        Target::Values(values) => {
            let sum: f64 = output.iter().zip(values).map(|(y, t)| f64::from(y - t).powi(2)).sum();
            sum / output.len() as f64
        }
    }
}

/// `weight` times the mean cost of a mini-batch, and its gradient with respect to `output`.
///
/// The targets must have passed [`check`]. Sums run over the images in their order.
pub(super) fn mean_cost<'t>(
    output: Rows<'_>,
    mut d_output: RowsMut<'_>,
    weight: f32,
    target: impl Fn(usize) -> Target<'t>,
) -> f64 {
    let count = output.count();
    let mut total = 0.0;
    for i in 0..count {
        let (y, d_y) = (output.row(i), d_output.row(i));
        total += cost(y, target(i));
        let mut from_classes = |parts: &[(usize, f32)]| {
            d_y.copy_from_slice(y);
            softmax(d_y);
            parts.iter().for_each(|(class, part)| d_y[*class] -= part);
            d_y.iter_mut().for_each(|d| *d = weight * *d / count as f32);
        };
        match target(i) {
            Target::Class(class) => from_classes(&[(class, 1.0)]),
            Target::Mixed { classes: [first, second], share } => from_classes(&[(first, share), (second, 1.0 - share)]),
            Target::Values(values) => {
                let scale = weight * 2.0 / (count * y.len()) as f32;
                for ((d, y), t) in d_y.iter_mut().zip(y).zip(values) {
                    *d = scale * (y - t);
                }
            }
        }
    }
    f64::from(weight) * total / count as f64
}
