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
pub(crate) fn largest(values: &[f32]) -> usize {
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

/// How much the classes of a training count.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ClassCost {
    /// The part of each target that all classes share.
    pub smoothing: f32,
    /// A weight for each class; empty where all have 1.
    pub weights: Vec<f32>,
}

impl ClassCost {
    fn is_plain(&self) -> bool {
        self.smoothing == 0.0 && self.weights.is_empty()
    }

    fn weight(&self, class: usize) -> f32 {
        self.weights.get(class).copied().unwrap_or(1.0)
    }

    /// What an image counts in the mean: the weight of its class, of two the mean by their parts.
    fn count(&self, target: Target<'_>) -> f32 {
        match target {
            Target::Class(class) => self.weight(class),
            Target::Mixed { classes, share } => {
                share * self.weight(classes[0]) + (1.0 - share) * self.weight(classes[1])
            }
            Target::Values(_) => 1.0,
        }
    }

    /// The part of a class of `classes` in a target, times its weight.
    fn part(&self, target: Target<'_>, class: usize, classes: usize) -> f32 {
        let part = match target {
            Target::Class(of) => f32::from(u8::from(of == class)),
            Target::Mixed { classes: of, share } => {
                let [first, second] = of.map(|of| f32::from(u8::from(of == class)));
                share * first + (1.0 - share) * second
            }
            Target::Values(_) => 0.0,
        };
        self.weight(class) * ((1.0 - self.smoothing) * part + self.smoothing / classes as f32)
    }
}

/// [`mean_cost`] of classes that do not all count the same: the sum of each class's part, times its weight, of −ln of
/// its probability, over what the images count. PyTorch's `CrossEntropyLoss(weight, label_smoothing)`.
fn mean_cost_of_classes<'t>(
    output: Rows<'_>,
    mut d_output: RowsMut<'_>,
    weight: f32,
    classes: &ClassCost,
    target: impl Fn(usize) -> Target<'t>,
) -> f64 {
    let count: f64 = (0..output.count()).map(|i| f64::from(classes.count(target(i)))).sum();
    // Where no image counts there is nothing to learn.
    let scale = if count > 0.0 { f64::from(weight) / count } else { 0.0 };
    let mut total = 0.0;
    for i in 0..output.count() {
        let (y, d_y, target) = (output.row(i), d_output.row(i), target(i));
        d_y.copy_from_slice(y);
        softmax(d_y);
        let parts = |class| classes.part(target, class, y.len());
        let sum: f32 = (0..y.len()).map(parts).sum();
        for (class, d) in d_y.iter_mut().enumerate() {
            let part = parts(class);
            if part > 0.0 {
                total += f64::from(part) * cost(y, Target::Class(class));
            }
            *d = scale as f32 * (sum * *d - part);
        }
    }
    scale * total
}

/// `weight` times the mean cost of a mini-batch, and its gradient with respect to `output`.
///
/// The targets must have passed [`check`]. Sums run over the images in their order.
pub(super) fn mean_cost<'t>(
    output: Rows<'_>,
    mut d_output: RowsMut<'_>,
    weight: f32,
    classes: &ClassCost,
    target: impl Fn(usize) -> Target<'t>,
) -> f64 {
    if !classes.is_plain() {
        return mean_cost_of_classes(output, d_output, weight, classes, target);
    }
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
