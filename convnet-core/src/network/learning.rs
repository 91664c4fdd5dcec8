//! Which layers learn, and how fast.

use super::Tensor;
use crate::steps::{Gradients, Learns, Random};
use std::fmt;
use std::ops::Range;

/// Names that an error lists: enough for most networks, few enough for a line or two.
const LISTED: usize = 16;

/// For every parameter tensor of a network the factor of its learning rate. Tensors whose factor is 0 are *frozen*:
/// they keep their bits, and the backward pass does not compute their gradients.
///
/// The backward pass ends at the first layer that learns, so that frozen layers at a network's start cost no more than
/// in use. A batch normalisation whose factors and shifts are all frozen normalises with its running statistics, and
/// leaves them as they are; dropout and random slopes are drawn in frozen layers too.
#[derive(Clone, Debug, PartialEq)]
pub struct Learning {
    tensors: &'static [Tensor],
    factors: Vec<f32>,
    /// The parameters that learn: as few stretches as there can be, in their order.
    stretches: Vec<Range<usize>>,
    /// The same, tensor by tensor.
    learns: Vec<Learns>,
}

impl Learning {
    /// All `tensors` of a network learn with factor 1.
    pub fn new(tensors: &'static [Tensor]) -> Learning {
        let factors = vec![1.0; tensors.len()];
        let mut learning = Learning { tensors, factors, stretches: Vec::new(), learns: Vec::new() };
        learning.find_stretches();
        learning
    }

    /// Multiplies the learning rate of the layers that `pattern` names by `factor`, instead of what was said before.
    ///
    /// A pattern is the name of a layer (`conv1`) or of one of its tensors (`conv1.bias`), in which `*` stands for any
    /// characters or none.
    ///
    /// # Errors
    /// Where the pattern names nothing that has parameters, or the factor is no finite number of at least 0.
    pub fn rate(&mut self, pattern: &str, factor: f32) -> Result<(), LearningError> {
        if !(factor.is_finite() && factor >= 0.0) {
            let expected = format!("a finite factor for {pattern:?}, at least 0");
            return Err(LearningError { expected, found: factor.to_string() });
        }
        let named: Vec<usize> = (0..self.tensors.len()).filter(|&i| names(pattern, &self.tensors[i])).collect();
        if named.is_empty() {
            let expected = format!("the name of a layer that has parameters ({})", self.layers());
            return Err(LearningError { expected, found: format!("{pattern:?}") });
        }
        for tensor in named {
            self.factors[tensor] = factor;
        }
        self.find_stretches();
        Ok(())
    }

    /// Freezes the layers that `pattern` names: [`rate`](Learning::rate) with factor 0.
    ///
    /// # Errors
    /// Where the pattern names nothing that has parameters.
    pub fn freeze(&mut self, pattern: &str) -> Result<(), LearningError> {
        self.rate(pattern, 0.0)
    }

    /// For each of the network's tensors the factor of its learning rate; those of running statistics mean nothing.
    pub fn factors(&self) -> &[f32] {
        &self.factors
    }

    pub(super) fn tensors(&self) -> &'static [Tensor] {
        self.tensors
    }

    /// The tensors that learn, in the order of the parameters.
    pub(super) fn learns(&self) -> &[Learns] {
        &self.learns
    }

    fn find_stretches(&mut self) {
        self.stretches.clear();
        self.learns.clear();
        for (i, (tensor, &factor)) in self.tensors.iter().zip(&self.factors).enumerate() {
            if tensor.kind.is_state() || factor == 0.0 {
                continue;
            }
            self.learns.push(Learns { tensor: i, range: tensor.range() });
            match self.stretches.last_mut() {
                Some(last) if last.end == tensor.at => last.end = tensor.range().end,
                _ => self.stretches.push(tensor.range()),
            }
        }
    }

    /// The names of the layers that have parameters, for an error.
    fn layers(&self) -> String {
        let mut layers: Vec<&str> = self.tensors.iter().map(layer).collect();
        layers.dedup();
        let rest = layers.len().saturating_sub(LISTED);
        layers.truncate(LISTED);
        match rest {
            0 => layers.join(", "),
            _ => format!("{}, and {rest} more", layers.join(", ")),
        }
    }
}

/// The name of a tensor's layer.
fn layer(tensor: &Tensor) -> &'static str {
    tensor.name.rsplit_once('.').map_or(tensor.name, |(layer, _)| layer)
}

/// Whether `pattern` names the tensor or its layer.
fn names(pattern: &str, tensor: &Tensor) -> bool {
    !tensor.kind.is_state() && (matches(pattern, layer(tensor)) || matches(pattern, tensor.name))
}

fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| name.strip_prefix(start)) else { return false };
    let Some(end) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        // The first place leaves the most for the parts that follow.
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(end)
}

/// Why a learning rate cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearningError {
    /// What it may be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl LearningError {
    /// The name of what was to be set.
    pub(crate) const SETTING: &'static str = "learning rate of layers";
}

impl fmt::Display for LearningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", LearningError::SETTING, self.expected, self.found)
    }
}

impl std::error::Error for LearningError {}

/// What the passes of a training step need to know beside numbers.
#[derive(Clone, Copy, Debug)]
pub struct Pass<'a> {
    random: Random,
    learning: &'a Learning,
}

impl<'a> Pass<'a> {
    /// Draws from `random`; layers learn as `learning` says.
    pub fn new(random: Random, learning: &'a Learning) -> Pass<'a> {
        Pass { random, learning }
    }

    /// The random numbers of an image in a layer: the same in both passes.
    pub fn random(&self, image: usize, layer: u64) -> Random {
        self.random.part(image as u64).part(layer)
    }

    /// Whether one of the parameters `from..to` learns.
    pub fn learns(&self, from: usize, to: usize) -> bool {
        self.learning.stretches.iter().any(|stretch| stretch.start < to && from < stretch.end)
    }

    /// Whether one of the parameters below `end` learns, so that the backward pass has to come to their layers.
    pub fn reaches(&self, end: usize) -> bool {
        self.learning.stretches.first().is_some_and(|first| first.start < end)
    }

    /// The gradients of the parameters from `base` on, of which those that learn are asked for.
    pub fn gradients<'g>(&self, base: usize, data: &'g mut [f32]) -> Gradients<'g>
    where
        'a: 'g,
    {
        Gradients::new(base, data).only(&self.learning.stretches)
    }

    /// Sets the gradients of all frozen tensors to 0, which a step in which they learned may have left.
    pub fn clear_frozen(&self, gradients: &mut [f32]) {
        let mut from = 0;
        for stretch in &self.learning.stretches {
            gradients[from..stretch.start].fill(0.0);
            from = stretch.end;
        }
        gradients[from..].fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, name) in [
            ("conv1", "conv1"),
            ("*", "conv1"),
            ("conv*", "conv"),
            ("conv*", "conv12"),
            ("*.bias", "conv1.bias"),
            ("features_*.weight", "features_10.weight"),
            ("a*b*c", "abc"),
            ("a*b*c", "axxbcbxc"),
            ("**1", "fc1"),
        ] {
            assert!(matches(pattern, name), "{pattern} is {name}");
        }
        for (pattern, name) in [
            ("conv1", "conv10"),
            ("conv10", "conv1"),
            ("", "conv1"),
            ("conv*", "my_conv"),
            ("*conv", "conv1"),
            ("a*b*c", "ac"),
            ("ab*ba", "aba"),
            ("*ab*ab", "xab"),
        ] {
            assert!(!matches(pattern, name), "{pattern} is not {name}");
        }
    }
}
