//! Filters that a worker transforms once for all images that it takes through a stage.

use crate::kernels::Isa;
use crate::kernels::buffer::Buffer;
use crate::kernels::conv::{Geometry, prepare};

/// Transformed filters, and whose they are.
#[derive(Debug, Default)]
pub struct Prepared {
    all: Vec<Filters>,
    /// So many of the first ones are those of weights as they are.
    valid: usize,
}

#[derive(Debug, Default)]
struct Filters {
    /// Where their weights lie; nothing moves or changes them during a stage.
    weights: usize,
    values: Buffer,
    len: usize,
}

impl Prepared {
    /// Forgets all: weights may have changed. The memory stays.
    pub fn forget(&mut self) {
        self.valid = 0;
    }

    /// The filters of a convolution, transformed.
    pub fn of(&mut self, isa: Isa, geometry: &Geometry, weights: &[f32]) -> &[f32] {
        let place = weights.as_ptr().addr();
        let known = self.all[..self.valid].iter().position(|filters| filters.weights == place);
        let at = known.unwrap_or(self.valid);
        if known.is_none() {
            if at == self.all.len() {
                self.all.push(Filters::default());
            }
            let Filters { weights: own, values, len } = &mut self.all[at];
            *own = place;
            *len = prepare(isa, geometry, weights, values);
            self.valid += 1;
        }
        let Filters { values, len, .. } = &mut self.all[at];
        values.get(*len)
    }
}

#[cfg(test)]
mod tests {
    use crate::kernels::Isa;
    use crate::steps::{Conv, Scratch};
    use convnet_shape::{ConvShape, Padding, Pair, Round, Volume, Window};

    /// Layers that take less time so, with more filters than a panel and fewer, in groups too.
    fn shapes() -> [ConvShape; 4] {
        [(12, 20, 40, 5, 0, 1), (13, 16, 70, 3, 1, 1), (10, 40, 44, 5, 2, 2), (8, 17, 23, 5, 4, 1)].map(
            |(side, depth, filters, taps, pad, groups)| {
                let window = Window {
                    size: Pair::square(taps),
                    stride: Pair::square(1),
                    padding: Padding::Number(Pair::square(pad)),
                    dilation: Pair::square(1),
                    round: Round::Floor,
                };
                convnet_shape::conv(Volume::new(side, side, depth), &window, filters, groups, true).expect("fits")
            },
        )
    }

    fn numbers(len: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..len).map(|_| next()).collect()
    }

    #[test]
    fn are_those_of_the_weights_as_they_are() {
        for (shape, isa) in
            shapes().into_iter().flat_map(|shape| Isa::available().into_iter().map(move |isa| (shape, isa)))
        {
            let conv = Conv::new(shape, 0);
            let run = |conv: &Conv, params: &[f32], x: &[f32], scratch: &mut Scratch| {
                let mut y = vec![f32::NAN; conv.output().len()];
                conv.infer(params, x, &mut y, scratch);
                y
            };
            let mut scratch = Scratch::new(isa);
            scratch.images = 16;
            let mut params = numbers(conv.end(), 1);
            for stage in 0..3 {
                scratch.prepared.forget();
                for image in 0..3 {
                    let x = numbers(shape.input.len(), 10 * stage + image);
                    let exact = run(&conv.exact(), &params, &x, &mut Scratch::new(isa));
                    let mut other = Scratch::new(isa);
                    other.images = 16;
                    let y = run(&conv, &params, &x, &mut scratch);
                    assert_eq!(
                        y,
                        run(&conv, &params, &x, &mut other),
                        "{isa:?}: {shape:?}: as if it were the first image"
                    );
                    let largest = exact.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
                    let error = y.iter().zip(&exact).fold(0.0_f32, |m, (a, b)| m.max((a - b).abs()));
                    assert!(error > 0.0, "{isa:?}: {shape:?}: products are summed as they stand");
                    assert!(error < 1e-5 * largest, "{isa:?}: {shape:?}: off by {error:e} of {largest}");
                }
                assert_eq!(scratch.prepared.valid, shape.groups, "{isa:?}: {shape:?}: once for all images");
                params.iter_mut().for_each(|param| *param *= -1.5);
            }
        }
    }
}
