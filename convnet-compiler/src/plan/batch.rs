//! Which convolutions run over the whole batch.

use crate::graph::{Network, Op};

/// Weights from which on a layer is read from behind the second-level cache: 1 MiB.
const FAR: usize = 1 << 18;

/// Whether a layer is a convolution whose weights are far away and more than the values of an image: it takes less time to
/// take all images through it while some of them are near than to read all of them for each image. The weights'
/// gradients then need no sums for parts of the batch.
pub(super) fn outweighs(network: &Network, layer: usize) -> bool {
    let layer = &network.layers[layer];
    let weights = || {
        let Op::Conv { window, filters, groups, bias, .. } = &layer.op else { return None };
        let input = network.volumes[layer.inputs[0].0]?;
        let shape = convnet_shape::conv(input, &window.values()?, filters.value?, groups.value?, *bias).ok()?;
        let values = shape.input.len() + shape.output.len();
        Some(shape.weights()).filter(|&weights| weights >= FAR && weights > values)
    };
    weights().is_some()
}
