//! How fast the steps are, beside what the machine could do: each convolution of AlexNet and VGG-16, and others.
//!
//! `cargo bench -p convnet-core --bench steps [-- NAME] [--threads T]` prints a line for each pass of every step whose
//! name contains NAME, as a Markdown table: the least time, the GFLOP/s and the share of the peak, on one core and on T
//! threads (all, unless said). `CONVNET_ISA` forces an instruction set.
//!
//! GFLOP/s are those of the direct convolution, two for a multiply-add, whatever the method: one that multiplies less
//! (Winograd's) can show more than the peak. Convolutions take an image on each thread, as in a batch; `one image` is
//! an image on all of them. `d_weights` and `d_input` each include the way back through the activation and the pooling.

use convnet_core::kernels::{Isa, peak};
use convnet_core::steps::{Activation, Conv, Fc, Gradients, Kept, Learner, Learns, Rows, RowsMut, Scratch, Stretch};
use convnet_shape::{Padding, Pair, Round, Volume, Window, conv, fc, max_pool};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::time::{Duration, Instant};

/// The columns: how many threads, and what they do at most together.
struct Column {
    pool: ThreadPool,
    peak: f64,
}

struct Bench {
    filter: String,
    isa: Isa,
    columns: Vec<Column>,
}

impl Bench {
    /// Times `run`, which is told how many threads there are, and says how many multiply-adds it has done.
    fn time(&self, name: &str, mut run: impl FnMut(usize) -> u64 + Send) {
        print!("| {name} |");
        for Column { pool, peak } in &self.columns {
            let threads = pool.current_num_threads();
            let (least, macs) = pool.install(|| {
                let macs = run(threads);
                let (start, mut least, mut count) = (Instant::now(), f64::INFINITY, 0);
                while count < 5 || start.elapsed() < Duration::from_millis(200) {
                    let start = Instant::now();
                    run(threads);
                    (least, count) = (least.min(start.elapsed().as_secs_f64()), count + 1);
                }
                (least, macs)
            });
            let speed = 2.0 * macs as f64 / least / 1e9;
            print!(" {:.1} | {speed:.1} | {:.0}% |", least * 1e6, 100.0 * speed / peak);
        }
        println!();
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

/// A convolution with relu, and max pooling where `pool` has a window.
struct Convolution {
    name: &'static str,
    width: usize,
    depth: usize,
    window: Window,
    filters: usize,
    groups: usize,
    /// Size, stride and padding.
    pool: Option<(usize, usize, usize)>,
}

impl Convolution {
    /// On `width` by `width` by `depth`, with a window of size, stride and padding.
    fn new(
        name: &'static str,
        (width, depth): (usize, usize),
        (size, stride, pad): (usize, usize, usize),
        filters: usize,
    ) -> Convolution {
        Convolution { name, width, depth, window: window(size, stride, pad), filters, groups: 1, pool: None }
    }

    fn pool(self, size: usize, stride: usize) -> Convolution {
        self.pool_padded(size, stride, 0)
    }

    fn pool_padded(self, size: usize, stride: usize, pad: usize) -> Convolution {
        Convolution { pool: Some((size, stride, pad)), ..self }
    }

    fn groups(self, groups: usize) -> Convolution {
        Convolution { groups, ..self }
    }

    fn bench(&self, bench: &Bench) {
        if !self.name.contains(&bench.filter) {
            return;
        }
        let input = Volume::new(self.width, self.width, self.depth);
        let shape = conv(input, &self.window, self.filters, self.groups, true).expect("it fits");
        let mut step = Conv::new(shape, 0);
        if let Some((size, stride, pad)) = self.pool {
            step = step.pool(max_pool(shape.output, &window(size, stride, pad)).expect("it fits"));
        }
        let step = step.activation(Activation::Relu);
        let params = numbers(step.end());
        // On a cache line boundary, as in a network.
        let mut back = vec![0.0; step.packed_backward() + 16];
        let start = back.as_ptr().align_offset(64).min(16);
        let back = &mut back[start..][..step.packed_backward()];
        step.pack_backward(&params, back);
        let threads = bench.columns.iter().map(|column| column.pool.current_num_threads()).max().unwrap_or(1);
        let mut images: Vec<Image> = (0..threads).map(|_| Image::new(step, input.len(), bench.isa)).collect();
        let mut each = |pass: &str, run: &(dyn Fn(&mut Image) + Sync)| {
            bench.time(&format!("{} {pass}", self.name), |threads| {
                images[..threads].par_iter_mut().for_each(run);
                shape.macs() * threads as u64
            });
        };
        each("forward", &|image| image.forward(&params));
        each("d_weights", &|image| image.backward(back, true, false));
        // Nobody asks for the gradient of pictures.
        if self.depth > 3 {
            each("d_input", &|image| image.backward(back, false, true));
        }
        bench.time(&format!("{} forward, one image", self.name), |_| {
            images[0].forward(&params);
            shape.macs()
        });
    }
}

/// What a worker has for one image.
struct Image {
    step: Conv<'static>,
    scratch: Scratch,
    x: Vec<f32>,
    y: Vec<f32>,
    index: Vec<u16>,
    pre: Vec<f32>,
    gradient: Vec<f32>,
    d_y: Vec<f32>,
    d_x: Vec<f32>,
    d_params: Vec<f32>,
}

impl Image {
    fn new(step: Conv<'static>, inputs: usize, isa: Isa) -> Image {
        let outputs = step.output().len();
        Image {
            step,
            scratch: Scratch::new(isa),
            x: numbers(inputs),
            y: vec![0.0; outputs],
            index: vec![0; step.kept_index()],
            pre: vec![0.0; step.kept_pre()],
            gradient: numbers(outputs),
            d_y: vec![0.0; outputs],
            d_x: vec![0.0; inputs],
            d_params: vec![0.0; step.end()],
        }
    }

    fn forward(&mut self, params: &[f32]) {
        self.step.forward(params, &self.x, &mut self.y, &mut self.index, &mut self.pre, &mut self.scratch);
    }

    fn backward(&mut self, back: &[f32], weights: bool, input: bool) {
        self.d_y.copy_from_slice(&self.gradient);
        let kept = Kept { x: &self.x, y: &self.y, index: &self.index, pre: &self.pre };
        let d_x = input.then_some(&mut self.d_x[..]);
        let d_params = Gradients::new(0, &mut self.d_params);
        let mut d_params = if weights { d_params } else { d_params.only(&[]) };
        self.step.backward(back, kept, &mut self.d_y, d_x, &mut d_params, &mut self.scratch);
    }
}

/// A batch through a fully connected layer with relu.
fn connected(bench: &Bench, batch: usize, inputs: usize, units: usize) {
    let name = format!("fc {inputs} -> {units} x{batch}");
    if !name.contains(&bench.filter) {
        return;
    }
    let shape = fc(Volume::new(1, 1, inputs), units).expect("it fits");
    let step = Fc::new(shape, 0).activation(Activation::Relu);
    let (params, x) = (numbers(step.end()), numbers(batch * inputs));
    let macs = shape.macs() * batch as u64;
    let (mut y, mut d_y) = (vec![0.0; batch * units], vec![0.0; batch * units]);
    let (mut d_x, mut d_params) = (x.clone(), vec![0.0; params.len()]);
    let (rows, mut scratch) = (Rows::new(&x, inputs), Scratch::new(bench.isa));
    bench.time(&format!("{name} forward"), |_| {
        step.forward(&params, rows, RowsMut::new(&mut y, units), &mut [], &mut scratch);
        macs
    });
    let gradient = numbers(y.len());
    let mut backward = |weights: bool| {
        d_y.copy_from_slice(&gradient);
        let d_x = (!weights).then(|| RowsMut::new(&mut d_x, inputs));
        let d_params = Gradients::new(0, &mut d_params);
        let d_params = if weights { d_params } else { d_params.only(&[]) };
        let d_y = RowsMut::new(&mut d_y, units);
        let learner = &mut Learner::keep(&params, d_params);
        step.backward(rows, Rows::new(&y, units), &[], d_y, d_x, learner, &mut scratch);
        macs
    };
    bench.time(&format!("{name} d_weights"), |_| backward(true));
    bench.time(&format!("{name} d_input"), |_| backward(false));
    // As training does it: both, and a step with momentum.
    let (mut params, mut velocity) = (params.clone(), vec![0.0; params.len()]);
    let (weights, end) = (shape.weights(), step.end());
    let learns = [Learns { tensor: 0, range: 0..weights }, Learns { tensor: 1, range: weights..end }];
    let mover = |_: usize, stretch: Stretch<'_>| {
        let Stretch { params, gradients, kept: [velocity, _] } = stretch;
        for ((w, g), v) in params.iter_mut().zip(gradients).zip(velocity) {
            *v = 0.9 * *v + g;
            *w -= 1e-9 * *v;
        }
    };
    bench.time(&format!("{name} d_input, d_weights, update"), |_| {
        d_y.copy_from_slice(&gradient);
        let learner = &mut Learner::moving(&mut params, [&mut velocity, &mut []], &learns, &mover);
        let (d_y, d_x) = (RowsMut::new(&mut d_y, units), Some(RowsMut::new(&mut d_x, inputs)));
        step.backward(rows, Rows::new(&y, units), &[], d_y, d_x, learner, &mut scratch);
        2 * macs
    });
}

#[rustfmt::skip]
fn convolutions() -> Vec<Convolution> {
    let new = Convolution::new;
    vec![
        new("nielsen conv 5x5,20 pool", (28, 1), (5, 1, 0), 20).pool(2, 2),
        new("nielsen conv2 5x5,40 pool", (12, 20), (5, 1, 0), 40).pool(2, 2),
        new("lenet conv1 5x5,6 pool", (28, 1), (5, 1, 2), 6).pool(2, 2),
        new("lenet conv2 5x5,16 pool", (14, 6), (5, 1, 0), 16).pool(2, 2),
        new("alexnet conv1 11x11/4,64 pool", (224, 3), (11, 4, 2), 64).pool(3, 2),
        new("alexnet conv2 5x5,192 pool", (27, 64), (5, 1, 2), 192).pool(3, 2),
        new("alexnet conv3 3x3,384", (13, 192), (3, 1, 1), 384),
        new("alexnet conv4 3x3,256", (13, 384), (3, 1, 1), 256),
        new("alexnet conv5 3x3,256 pool", (13, 256), (3, 1, 1), 256).pool(3, 2),
        new("vgg conv1_1 3x3,64", (224, 3), (3, 1, 1), 64),
        new("vgg conv1_2 3x3,64 pool", (224, 64), (3, 1, 1), 64).pool(2, 2),
        new("vgg conv2_1 3x3,128", (112, 64), (3, 1, 1), 128),
        new("vgg conv2_2 3x3,128 pool", (112, 128), (3, 1, 1), 128).pool(2, 2),
        new("vgg conv3_1 3x3,256", (56, 128), (3, 1, 1), 256),
        new("vgg conv3_2 3x3,256", (56, 256), (3, 1, 1), 256),
        new("vgg conv3_3 3x3,256 pool", (56, 256), (3, 1, 1), 256).pool(2, 2),
        new("vgg conv4_1 3x3,512", (28, 256), (3, 1, 1), 512),
        new("vgg conv4_2 3x3,512", (28, 512), (3, 1, 1), 512),
        new("vgg conv4_3 3x3,512 pool", (28, 512), (3, 1, 1), 512).pool(2, 2),
        new("vgg conv5_1 3x3,512", (14, 512), (3, 1, 1), 512),
        new("vgg conv5_2 3x3,512", (14, 512), (3, 1, 1), 512),
        new("vgg conv5_3 3x3,512 pool", (14, 512), (3, 1, 1), 512).pool(2, 2),
        new("googlenet 3a 5x5,32", (28, 16), (5, 1, 2), 32),
        new("googlenet 4e 5x5,128", (14, 32), (5, 1, 2), 128),
        new("resnet18 conv1 7x7/2,64 pool", (224, 3), (7, 2, 3), 64).pool_padded(3, 2, 1),
        new("resnet18 layer1 3x3,64", (56, 64), (3, 1, 1), 64),
        new("resnet18 layer2 3x3/2,128", (56, 64), (3, 2, 1), 128),
        new("resnet18 layer2 1x1/2,128", (56, 64), (1, 2, 0), 128),
        new("resnet18 layer2 3x3,128", (28, 128), (3, 1, 1), 128),
        new("resnet18 layer3 3x3/2,256", (28, 128), (3, 2, 1), 256),
        new("resnet18 layer3 1x1/2,256", (28, 128), (1, 2, 0), 256),
        new("resnet18 layer3 3x3,256", (14, 256), (3, 1, 1), 256),
        new("resnet18 layer4 3x3/2,512", (14, 256), (3, 2, 1), 512),
        new("resnet18 layer4 1x1/2,512", (14, 256), (1, 2, 0), 512),
        new("resnet18 layer4 3x3,512", (7, 512), (3, 1, 1), 512),
        new("mobile depthwise 3x3,128", (56, 128), (3, 1, 1), 128).groups(128),
        new("mobile pointwise 1x1,128", (56, 128), (1, 1, 0), 128),
    ]
}

fn main() {
    // `cargo test --all-targets` runs it too, without this word; there is nothing to test.
    let mut arguments = std::env::args().skip(1);
    let (mut filter, mut threads, mut benching) = (String::new(), 0, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => benching = true,
            "--threads" => threads = arguments.next().and_then(|n| n.parse().ok()).expect("a number of threads"),
            _ => filter = argument,
        }
    }
    if !benching {
        return;
    }
    let isa = Isa::detect();
    let column = |threads: usize| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let peak = pool.broadcast(|_| peak(isa, Duration::from_millis(300))).iter().sum();
        Column { pool, peak }
    };
    let mut columns = vec![column(1), column(threads)];
    columns.dedup_by_key(|column| column.pool.current_num_threads());
    print!("{isa:?}, peak GFLOP/s by threads:");
    columns.iter().for_each(|c| print!(" {:.1} x{}", c.peak, c.pool.current_num_threads()));
    print!("\n\n| |");
    columns.iter().for_each(|c| print!(" µs x{} | GFLOP/s | of peak |", c.pool.current_num_threads()));
    println!("\n|---|{}", "--:|--:|--:|".repeat(columns.len()));
    let bench = Bench { filter, isa, columns };
    convolutions().iter().for_each(|convolution| convolution.bench(&bench));
    for batch in [1, 10, 64] {
        connected(&bench, batch, 2880, 100);
    }
    connected(&bench, 64, 100, 10);
    for batch in [1, 10, 64, 256] {
        connected(&bench, batch, 640, 1000);
        connected(&bench, batch, 1000, 1000);
    }
    connected(&bench, 64, 400, 120);
    connected(&bench, 1, 9216, 4096);
    connected(&bench, 16, 9216, 4096);
}
