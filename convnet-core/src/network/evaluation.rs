//! How good answers are.

use super::cost::{check, cost, largest};
use super::{Generated, Head, InputError, Target};

/// How good a network is on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Images looked at.
    pub count: usize,
    /// The mean cost.
    pub loss: f64,
    /// Images whose most probable class is their label.
    pub correct: usize,
    /// `confusion[label][answer]`: how often; empty without softmax.
    pub confusion: Vec<Vec<usize>>,
}

/// How good the answers are for one class. What would be a part of nothing is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClassMetrics {
    /// Images of the class.
    pub images: usize,
    /// Images that were taken for the class.
    pub answers: usize,
    /// Of the images that were taken for the class, the part that is of it.
    pub precision: Option<f64>,
    /// Of the images of the class, the part that was taken for it.
    pub recall: Option<f64>,
    /// The harmonic mean of both: 2 · right / (images + answers).
    pub f1: Option<f64>,
}

impl Evaluation {
    /// Of `count` images, before the first.
    pub(super) fn of<N: Generated>(count: usize) -> Evaluation {
        let classes = if N::HEAD == Head::Softmax { N::OUTPUT.len() } else { 0 };
        Evaluation { count, loss: 0.0, correct: 0, confusion: vec![vec![0; classes]; classes] }
    }

    /// One image more, which has these logits or values.
    pub(super) fn add<N: Generated>(
        &mut self,
        sample: usize,
        target: Target<'_>,
        output: &[f32],
    ) -> Result<(), InputError> {
        check(N::HEAD, N::OUTPUT.len(), sample, target)?;
        self.loss += cost(output, target);
        if let Some(label) = target.class() {
            let answer = largest(output);
            self.correct += usize::from(answer == label);
            self.confusion[label][answer] += 1;
        }
        Ok(())
    }

    /// With the mean of the costs instead of their sum.
    pub(super) fn mean(mut self) -> Evaluation {
        self.loss /= self.count.max(1) as f64;
        self
    }

    /// correct / count.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.count.max(1) as f64
    }

    /// Precision, recall and F1 of each class; empty without softmax.
    pub fn classes(&self) -> Vec<ClassMetrics> {
        let part = |right: usize, of: usize| (of > 0).then(|| right as f64 / of as f64);
        let of_class = |class: usize| {
            let right = self.confusion[class][class];
            let images = self.confusion[class].iter().sum();
            let answers = self.confusion.iter().map(|row| row[class]).sum();
            let f1 = part(2 * right, images + answers);
            ClassMetrics { images, answers, precision: part(right, answers), recall: part(right, images), f1 }
        };
        (0..self.confusion.len()).map(of_class).collect()
    }

    /// The mean recall of all classes that have images: the accuracy, were there as many images of each. `None` without
    /// any.
    pub fn balanced_accuracy(&self) -> Option<f64> {
        mean(self.classes().iter().map(|class| class.recall))
    }

    /// The mean F1 of all classes that have images or answers (macro F1). `None` without any.
    pub fn macro_f1(&self) -> Option<f64> {
        mean(self.classes().iter().map(|class| class.f1))
    }
}

/// The mean of the numbers that there are.
fn mean(numbers: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, count) = numbers.flatten().fold((0.0, 0_usize), |(sum, count), number| (sum + number, count + 1));
    (count > 0).then(|| sum / count as f64)
}
