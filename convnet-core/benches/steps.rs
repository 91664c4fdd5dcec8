//! How fast the steps are, one core, beside what the core could do.
//!
//! `cargo bench -p convnet-core --bench steps [-- NAME]` prints the least and the median time of every step whose
//! name contains NAME, and the share of the peak that the least time stands for. `CONVNET_ISA` forces an instruction
//! set. Steps of many images are timed image by image.

use convnet_core::kernels::{Isa, peak};
use convnet_core::steps::{Activation, Conv, Fc, Gradients, Kept, Rows, RowsMut, Scratch};
use convnet_shape::{Padding, Pair, Round, Volume, Window, conv, fc, max_pool};
use std::time::{Duration, Instant};

/// A line of the table.
struct Bench {
    filter: String,
    peak: f64,
}

impl Bench {
    /// Times `run`, which does `macs` multiply-adds.
    fn time(&self, name: &str, macs: u64, mut run: impl FnMut()) {
        run();
        let (start, mut times) = (Instant::now(), Vec::new());
        while times.len() < 5 || (start.elapsed() < Duration::from_millis(250) && times.len() < 10_000) {
            let start = Instant::now();
            run();
            times.push(start.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        let (least, median) = (times[0], times[times.len() / 2]);
        let speed = 2.0 * macs as f64 / least / 1e9;
        println!(
            "{name:44} {:10.1} µs {:10.1} µs {speed:8.1} GFLOP/s {:5.0}%",
            least * 1e6,
            median * 1e6,
            100.0 * speed / self.peak
        );
    }
}

/// Numbers that are neither zero nor regular.
fn numbers(len: usize) -> Vec<f32> {
    let mut state = 1_u32;
    (0..len)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}

fn window(size: usize, stride: usize, pad: usize) -> Window {
    Window {
        size: Pair::square(size),
        stride: Pair::square(stride),
        padding: Padding::Number(Pair::square(pad)),
        dilation: Pair::square(1),
        round: Round::Floor,
    }
}

/// One image through a convolution with relu, and max pooling where `pool` has a window and a stride.
#[allow(clippy::too_many_arguments)]
fn convolution(
    bench: &Bench,
    scratch: &mut Scratch,
    name: &str,
    (width, depth): (usize, usize),
    size: &Window,
    filters: usize,
    groups: usize,
    pool: Option<(usize, usize)>,
) {
    if !name.contains(&bench.filter) {
        return;
    }
    let shape = conv(Volume::new(width, width, depth), size, filters, groups, true).expect("it fits");
    let mut step = Conv::new(shape, 0);
    if let Some((size, stride)) = pool {
        step = step.pool(max_pool(shape.output, &window(size, stride, 0)).expect("it fits"));
    }
    let step = step.activation(Activation::Relu);
    let (params, x) = (numbers(step.end()), numbers(shape.input.len()));
    let mut back = vec![0.0; step.packed_backward()];
    step.pack_backward(&params, &mut back);
    let mut y = vec![0.0; step.output().len()];
    let (mut index, mut pre) = (vec![0; step.kept_index()], vec![0.0; step.kept_pre()]);
    bench.time(&format!("{name} forward"), shape.macs(), || {
        step.forward(&params, &x, &mut y, &mut index, &mut pre, scratch);
    });
    let gradient = numbers(y.len());
    let (mut d_y, mut d_x, mut d_params) = (y.clone(), x.clone(), params.clone());
    let mut backward = |with_input: bool| {
        d_y.copy_from_slice(&gradient);
        let kept = Kept { x: &x, y: &y, index: &index, pre: &pre };
        let d_x = with_input.then_some(&mut d_x[..]);
        step.backward(&back, kept, &mut d_y, d_x, &mut Gradients::new(0, &mut d_params), scratch);
    };
    bench.time(&format!("{name} d_weights"), shape.macs(), || backward(false));
    bench.time(&format!("{name} d_weights, d_input"), 2 * shape.macs(), || backward(true));
}

/// A batch through a fully connected layer with relu.
fn connected(bench: &Bench, scratch: &mut Scratch, batch: usize, inputs: usize, units: usize) {
    let name = format!("fc {inputs} -> {units} x{batch}");
    if !name.contains(&bench.filter) {
        return;
    }
    let shape = fc(Volume::new(1, 1, inputs), units).expect("it fits");
    let step = Fc::new(shape, 0).activation(Activation::Relu);
    let (params, x) = (numbers(step.end()), numbers(batch * inputs));
    let macs = shape.macs() * batch as u64;
    let (mut y, mut d_y) = (vec![0.0; batch * units], vec![0.0; batch * units]);
    let (mut d_x, mut d_params) = (x.clone(), params.clone());
    let rows = Rows::new(&x, inputs);
    bench.time(&format!("{name} forward"), macs, || {
        step.forward(&params, rows, RowsMut::new(&mut y, units), &mut [], scratch);
    });
    let gradient = numbers(y.len());
    let mut backward = |with_input: bool| {
        d_y.copy_from_slice(&gradient);
        let d_x = with_input.then(|| RowsMut::new(&mut d_x, inputs));
        let mut d_params = Gradients::new(0, &mut d_params);
        let d_y = RowsMut::new(&mut d_y, units);
        step.backward(&params, rows, Rows::new(&y, units), &[], d_y, d_x, &mut d_params, scratch);
    };
    bench.time(&format!("{name} d_weights"), macs, || backward(false));
    bench.time(&format!("{name} d_weights, d_input"), 2 * macs, || backward(true));
}

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let isa = Isa::detect();
    let peak = peak(isa, Duration::from_millis(300));
    println!("{isa:?}, peak of one core {peak:.1} GFLOP/s\n{:44} {:>13} {:>13}", "", "least", "median");
    let (bench, scratch) = (Bench { filter, peak }, &mut Scratch::new(isa));
    // One thread: what a worker does with its own images.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    pool.install(|| {
        let b = &bench;
        convolution(b, scratch, "nielsen conv 5x5,20 pool", (28, 1), &window(5, 1, 0), 20, 1, Some((2, 2)));
        convolution(b, scratch, "lenet conv1 5x5,6 pool", (28, 1), &window(5, 1, 2), 6, 1, Some((2, 2)));
        convolution(b, scratch, "lenet conv2 5x5,16 pool", (14, 6), &window(5, 1, 0), 16, 1, Some((2, 2)));
        convolution(b, scratch, "nielsen conv2 5x5,40 pool", (12, 20), &window(5, 1, 0), 40, 1, Some((2, 2)));
        for batch in [1, 10, 64] {
            connected(b, scratch, batch, 2880, 100);
        }
        connected(b, scratch, 64, 100, 10);
        connected(b, scratch, 64, 400, 120);
        connected(b, scratch, 1, 9216, 4096);
        connected(b, scratch, 16, 9216, 4096);
        convolution(b, scratch, "alexnet conv1 11x11/4,64 pool", (224, 3), &window(11, 4, 2), 64, 1, Some((3, 2)));
        convolution(b, scratch, "alexnet conv2 5x5,192 pool", (27, 64), &window(5, 1, 2), 192, 1, Some((3, 2)));
        convolution(b, scratch, "alexnet conv3 3x3,384", (13, 192), &window(3, 1, 1), 384, 1, None);
        convolution(b, scratch, "vgg conv1_1 3x3,64", (224, 3), &window(3, 1, 1), 64, 1, None);
        convolution(b, scratch, "vgg conv1_2 3x3,64 pool", (224, 64), &window(3, 1, 1), 64, 1, Some((2, 2)));
        convolution(b, scratch, "vgg conv3_2 3x3,256", (56, 256), &window(3, 1, 1), 256, 1, None);
        convolution(b, scratch, "vgg conv5_1 3x3,512", (14, 512), &window(3, 1, 1), 512, 1, None);
        convolution(b, scratch, "resnet down 3x3/2,128", (56, 64), &window(3, 2, 1), 128, 1, None);
        convolution(b, scratch, "mobile depthwise 3x3,128", (56, 128), &window(3, 1, 1), 128, 128, None);
        convolution(b, scratch, "mobile pointwise 1x1,128", (56, 128), &window(1, 1, 0), 128, 1, None);
    });
}
