//! Our names and theirs.

use super::{Mismatch, WeightsError};
use crate::network::{Generated, Tensor};
use std::collections::HashSet;
use std::path::Path;

/// The key of a file's header that is no tensor.
pub(super) const METADATA: &str = "__metadata__";

/// How the names of what a checkpoint keeps beside the weights begin. No layer's name has a slash.
pub(crate) const TRAINING: &str = "training/";

/// A mapping from the names of a network's tensors to those in a file.
pub(super) struct Names<'a> {
    pairs: &'a [(&'a str, &'a str)],
}

impl<'a> Names<'a> {
    /// All names are the same.
    pub fn same() -> Names<'static> {
        Names { pairs: &[] }
    }

    /// Pairs of ours and theirs, of tensors or of layers, for the network `N` and the file at `path`.
    ///
    /// # Errors
    /// Where a pair has not as many stars in theirs as in ours.
    pub fn new<N: Generated>(pairs: &'a [(&'a str, &'a str)], path: &Path) -> Result<Names<'a>, WeightsError> {
        let stars = |name: &str| name.matches('*').count();
        let uneven = pairs.iter().filter(|(ours, theirs)| !ours.is_empty() && stars(ours) != stars(theirs));
        let differences: Vec<_> = uneven
            .map(|(ours, theirs)| Mismatch::Stars { name: (*ours).to_owned(), file_name: (*theirs).to_owned() })
            .collect();
        match differences.is_empty() {
            true => Ok(Names { pairs }),
            false => Err(WeightsError::Names { path: path.to_owned(), network: N::NAME, differences }),
        }
    }

    /// The file's name for our tensor `name`: a pair for the tensor stands above one for its layer.
    pub fn theirs(&self, name: &str) -> String {
        let first = |name| self.pairs.iter().find_map(|(ours, theirs)| Some(fill(theirs, &fit(ours, name)?)));
        let (layer, part) = split(name);
        let of_layer = || Some(format!("{}.{part}", first(layer)?));
        first(name).or_else(of_layer).unwrap_or_else(|| name.to_owned())
    }

    /// Whether a file may have the tensor `name` although the network has not.
    pub fn passed_over(&self, name: &str) -> bool {
        self.pairs.iter().any(|(ours, theirs)| ours.is_empty() && is_of(theirs, name))
    }

    /// What is wrong with the pairs for a network with these tensors: those that name none of them, and names that two
    /// tensors would have in a file.
    pub fn mistakes(&self, tensors: &[Tensor]) -> Vec<Mismatch> {
        let unknown = |ours: &str| !ours.is_empty() && !tensors.iter().any(|tensor| is_of(ours, tensor.name));
        let pairs = self.pairs.iter().filter(|(ours, _)| unknown(ours));
        let mut mistakes: Vec<_> = pairs.map(|(ours, _)| Mismatch::Unknown { name: (*ours).to_owned() }).collect();
        let mut used = HashSet::new();
        for tensor in tensors {
            let (name, file_name) = (tensor.name.to_owned(), self.theirs(tensor.name));
            if file_name == METADATA {
                mistakes.push(Mismatch::Reserved { name });
            } else if !used.insert(file_name.clone()) {
                mistakes.push(Mismatch::Twice { name, file_name });
            }
        }
        mistakes
    }
}

/// A tensor's name as its layer and the part of it: `conv1.weight` is `weight` of `conv1`.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}

/// Whether `pattern` fits the tensor `name` or its layer.
fn is_of(pattern: &str, name: &str) -> bool {
    fit(pattern, name).is_some() || fit(pattern, split(name).0).is_some()
}

/// What the stars of `pattern` stand for in `name`, where it fits: each for one or more characters other than `.` and
/// `_`, the first ones for as few as will do.
fn fit<'n>(pattern: &str, name: &'n str) -> Option<Vec<&'n str>> {
    let Some((before, after)) = pattern.split_once('*') else {
        return (pattern == name).then(Vec::new);
    };
    let rest = name.strip_prefix(before)?;
    let inner = rest.char_indices().take_while(|(_, c)| !matches!(c, '.' | '_'));
    inner.map(|(at, c)| rest.split_at(at + c.len_utf8())).find_map(|(star, rest)| {
        let mut stars = fit(after, rest)?;
        stars.insert(0, star);
        Some(stars)
    })
}

/// `pattern` with `stars` in the place of its stars.
fn fill(pattern: &str, stars: &[&str]) -> String {
    let mut stars = stars.iter();
    pattern
        .split_inclusive('*')
        .map(|piece| match piece.strip_suffix('*') {
            Some(piece) => format!("{piece}{}", stars.next().copied().unwrap_or("*")),
            None => piece.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_what_has_no_dot_and_no_underscore() {
        let cases: [(&str, &str, Option<&[&str]>); 12] = [
            ("conv1", "conv1", Some(&[])),
            ("conv1", "conv12", None),
            ("conv*", "conv12", Some(&["12"])),
            ("conv*", "conv", None),
            ("conv*", "conv1.weight", None),
            ("conv*.weight", "conv1.weight", Some(&["1"])),
            ("layer*_*_*", "layer1_0_conv2", Some(&["1", "0", "conv2"])),
            ("layer*_*_*", "layer1_0_downsample_1", None),
            ("*a*b", "aaab", Some(&["a", "a"])),
            ("**", "ab", Some(&["a", "b"])),
            ("*", "maße", Some(&["maße"])),
            ("", "", Some(&[])),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(fit(pattern, name).as_deref(), expected, "{pattern} {name}");
        }
        assert_eq!(fill("*.x.*", &["a", "b"]), "a.x.b");
        assert_eq!(fill("features.0", &[]), "features.0");
    }
}
