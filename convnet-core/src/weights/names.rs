//! Our names and theirs.

use crate::network::Tensor;

/// A mapping from the names of a network's tensors to those in a file.
pub(super) struct Names<'a> {
    pairs: &'a [(&'a str, &'a str)],
}

impl<'a> Names<'a> {
    /// All names are the same.
    pub fn same() -> Names<'static> {
        Names { pairs: &[] }
    }

    /// Pairs of ours and theirs, of tensors or of layers.
    pub fn new(pairs: &'a [(&'a str, &'a str)]) -> Names<'a> {
        Names { pairs }
    }

    /// The file's name for our tensor `name`: a pair for the tensor stands above one for its layer.
    pub fn theirs(&self, name: &str) -> String {
        if let Some((_, theirs)) = self.pairs.iter().find(|(ours, _)| *ours == name) {
            return (*theirs).to_owned();
        }
        let (layer, part) = split(name);
        match self.pairs.iter().find(|(ours, _)| *ours == layer) {
            Some((_, theirs)) => format!("{theirs}.{part}"),
            None => name.to_owned(),
        }
    }

    /// The pairs that name neither a tensor nor a layer of the network.
    pub fn unknown(&self, tensors: &[Tensor]) -> impl Iterator<Item = &'a str> {
        let unknown = |ours: &str| tensors.iter().all(|tensor| ours != tensor.name && ours != split(tensor.name).0);
        self.pairs.iter().map(|(ours, _)| *ours).filter(move |ours| unknown(ours))
    }
}

/// A tensor's name as its layer and the part of it: `conv1.weight` is `weight` of `conv1`.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}
