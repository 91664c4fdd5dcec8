//! Convolution, as the definition says it.

use super::Float;
use convnet_shape::ConvShape;

/// `x`: `[depth, height, width]`, `weights`: `[filters, depth / groups, window.y, window.x]`, `bias`: `[filters]`, or
/// empty where the shape has none; returns `[filters, output.height, output.width]`.
pub fn conv<F: Float>(shape: &ConvShape, weights: &[F], bias: &[F], x: &[F]) -> Vec<F> {
    let mut y = vec![F::ZERO; shape.output.len()];
    if shape.bias {
        for (i, y) in y.iter_mut().enumerate() {
            *y = bias[i / shape.output.plane()];
        }
    }
    for_each_product(shape, |out, weight, input| y[out] += weights[weight] * x[input]);
    y
}

/// `d_y`: `[filters, output.height, output.width]`; returns `d_x: [depth, height, width]`, adds to `d_weights` and
/// `d_bias`, which have the shapes of weights and bias.
pub fn conv_backward<F: Float>(
    shape: &ConvShape,
    weights: &[F],
    x: &[F],
    d_y: &[F],
    d_weights: &mut [F],
    d_bias: &mut [F],
) -> Vec<F> {
    let mut d_x = vec![F::ZERO; shape.input.len()];
    if shape.bias {
        for (i, &d) in d_y.iter().enumerate() {
            d_bias[i / shape.output.plane()] += d;
        }
    }
    // y is a sum of products; each product passes d_y on to its two factors.
    for_each_product(shape, |out, weight, input| {
        d_weights[weight] += d_y[out] * x[input];
        d_x[input] += d_y[out] * weights[weight];
    });
    d_x
}

/// Names each product `weight · input` that is summed into an output by the three places in the flat arrays:
/// `(output, weight, input)`. Products with padding, which is zero, are left out.
fn for_each_product(shape: &ConvShape, mut product: impl FnMut(usize, usize, usize)) {
    let (input, output, window) = (shape.input, shape.output, shape.window);
    let depth = input.depth / shape.groups;
    let filters = output.depth / shape.groups;
    for filter in 0..output.depth {
        let first_channel = filter / filters * depth;
        for row in 0..output.height {
            for column in 0..output.width {
                for channel in 0..depth {
                    for tap_y in 0..window.y {
                        for tap_x in 0..window.x {
                            let y = row * shape.stride.y + tap_y * shape.dilation.y;
                            let x = column * shape.stride.x + tap_x * shape.dilation.x;
                            let Some(y) = inside(y, shape.pad.y, input.height) else { continue };
                            let Some(x) = inside(x, shape.pad.x, input.width) else { continue };
                            product(
                                (filter * output.height + row) * output.width + column,
                                ((filter * depth + channel) * window.y + tap_y) * window.x + tap_x,
                                ((first_channel + channel) * input.height + y) * input.width + x,
                            );
                        }
                    }
                }
            }
        }
    }
}

/// From a place in the padded input to one in the input itself.
pub(super) fn inside(padded: usize, pad: usize, len: usize) -> Option<usize> {
    padded.checked_sub(pad).filter(|&place| place < len)
}
