//! Answers for single images.

use super::Head;
use super::cost::{largest, softmax};

/// A network's answer for one image.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The most probable class (the first of the largest).
    pub class: usize,
    /// The probability of every class; without softmax, the values.
    pub probabilities: Vec<f32>,
}

impl Prediction {
    /// Of a network's logits or values.
    pub(super) fn of(head: Head, output: &[f32]) -> Prediction {
        let mut answer = Prediction { class: 0, probabilities: Vec::with_capacity(output.len()) };
        answer.set(head, output);
        answer
    }

    /// [`of`](Prediction::of) in the memory that it has.
    pub(super) fn set(&mut self, head: Head, output: &[f32]) {
        self.class = largest(output);
        self.probabilities.clear();
        self.probabilities.extend_from_slice(output);
        if head == Head::Softmax {
            softmax(&mut self.probabilities);
        }
    }
}
