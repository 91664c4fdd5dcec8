//! What a network has taken from a file.

use super::Mismatch;
use std::fmt;

/// What [`load_matching`](super::Weights::load_matching) has taken from a file, and what it has left. Displayed as two
/// lists.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matched {
    /// The network's tensors that have the file's values now, in the network's order.
    pub taken: Vec<&'static str>,
    /// Why others were left as they are: tensors of the network that the file lacks or has in another shape or type,
    /// tensors of the file that the network has not, and pairs of names that fit nothing.
    pub left: Vec<Mismatch>,
    /// Whether the network has the file's normalisation of inputs now.
    pub normalization: bool,
}

impl fmt::Display for Matched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let normalization = if self.normalization { ", and the normalisation of inputs" } else { "" };
        write!(f, "taken: {} tensors{normalization}", self.taken.len())?;
        self.taken.iter().try_for_each(|name| write!(f, "\n  {name}"))?;
        match self.left.len() {
            0 => write!(f, "\nleft: nothing"),
            _ => write!(f, "\nleft:"),
        }?;
        self.left.iter().try_for_each(|difference| write!(f, "\n  {difference}"))
    }
}
