//! Why something cannot be looked at.

use crate::network::InputError;
use std::fmt;

/// Names that an error lists.
const LISTED: usize = 16;

/// What cannot be looked at within a network, and why.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TraceError {
    /// An image that does not fit the network.
    Input(InputError),
    /// The network has no layer of that name.
    Layer {
        /// The network.
        network: &'static str,
        /// What was asked for.
        name: String,
        /// Layers whose names are almost that, or hold it.
        near: Vec<&'static str>,
        /// All layers that run in use.
        layers: Vec<&'static str>,
    },
    /// The layer belongs to an auxiliary head, which runs in training only.
    Auxiliary {
        /// The layer.
        layer: &'static str,
    },
    /// The layer has fewer values, filters or classes.
    Value {
        /// The layer.
        layer: &'static str,
        /// What was asked for, from 0.
        found: usize,
        /// How many there are.
        count: usize,
    },
    /// A gradient of another length than the layer's output.
    Gradient {
        /// The layer.
        layer: &'static str,
        /// The layer's values.
        expected: usize,
        /// The gradient's.
        found: usize,
    },
}

impl TraceError {
    /// No layer `name` among `layers`.
    pub(super) fn unknown(network: &'static str, name: &str, layers: Vec<&'static str>) -> TraceError {
        let wanted = name.to_lowercase();
        // A slip in three letters, two in six.
        let slips = (wanted.chars().count() / 3).clamp(1, 3);
        let is_near = |layer: &&&str| {
            let layer = layer.to_lowercase();
            (wanted.len() > 1 && layer.contains(&wanted)) || distance(&wanted, &layer) <= slips
        };
        let mut near: Vec<&str> = layers.iter().filter(is_near).copied().collect();
        near.sort_by_key(|layer| distance(&wanted, &layer.to_lowercase()));
        TraceError::Layer { network, name: name.to_owned(), near, layers }
    }
}

/// How many letters have to be written, left out or replaced to make one text of the other (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl fmt::Display for TraceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TraceError::Input(error) => error.fmt(f),
            TraceError::Layer { network, name, near, layers } => {
                let (what, names) = if near.is_empty() { ("it has", layers) } else { ("near are", near) };
                let listed = &names[..names.len().min(LISTED)];
                write!(f, "{network} has no layer {name:?}; {what} {}", listed.join(", "))?;
                match names.len() - listed.len() {
                    0 => Ok(()),
                    rest => write!(f, ", and {rest} more"),
                }
            }
            TraceError::Auxiliary { layer } => {
                write!(f, "{layer} belongs to an auxiliary head, which runs in training only")
            }
            TraceError::Value { layer, found, count } => {
                write!(f, "{layer} has no number {found}: it has {count}, from 0 to {}", count.saturating_sub(1))
            }
            TraceError::Gradient { layer, expected, found } => {
                write!(f, "the gradient has {found} values, but {layer} has {expected}")
            }
        }
    }
}

impl std::error::Error for TraceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TraceError::Input(error) => Some(error),
            _ => None,
        }
    }
}

impl From<InputError> for TraceError {
    fn from(error: InputError) -> TraceError {
        TraceError::Input(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_paper() {
        for (a, b, expected) in [("", "abc", 3), ("conv1", "conv1", 0), ("kitten", "sitting", 3), ("ab", "ba", 2)] {
            assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a}, {b}");
        }
    }

    #[test]
    fn near_names_come_first() {
        let layers = vec!["conv1", "relu1", "fire2_squeeze", "fire3_squeeze", "softmax1"];
        let message = |name: &str| TraceError::unknown("Net", name, layers.clone()).to_string();
        assert_eq!(message("Conv2"), "Net has no layer \"Conv2\"; near are conv1");
        assert_eq!(message("squeeze"), "Net has no layer \"squeeze\"; near are fire2_squeeze, fire3_squeeze");
        assert_eq!(
            message("gelu9999"),
            "Net has no layer \"gelu9999\"; it has conv1, relu1, fire2_squeeze, fire3_squeeze, softmax1"
        );
        let many = TraceError::unknown("Net", "x", vec!["layer"; 20]).to_string();
        assert!(many.ends_with(", and 4 more"), "{many}");
    }
}
