//! Whole networks, timed: `cargo bench --bench networks -- --net vgg16 --case infer --batch 8 --threads 2`.
//!
//! Each run is one case and prints one line of JSON: `median_ms` and `least_ms` of a pass, the `runs` they are taken
//! from, the `gflops` (two for a multiply-add) that the median stands for, and the most memory that the process has had
//! (`peak_rss_mb`, Linux only). `scripts/compare_peers.py` runs it in turn with other programs that do the same work.
//!
//! | case | what is timed |
//! | --- | --- |
//! | `infer` | images in memory to their answers |
//! | `train` | a step: forward, cost, backward, the update by SGD; with momentum but for the two networks of digits |
//! | `epoch` | MNIST's 60,000 images in a new order through `nielsen1`, with momentum |
//! | `start` | nothing: one prediction, to time the whole process from outside |
//! | `peak` | the machine: multiply-adds, and reading of memory |

mod epoch;
mod machine;

use clap::{Parser, ValueEnum};
use convnet::data::Samples;
use convnet::train::Sgd;
use convnet::zoo::{AlexNet, LeNet, Nielsen, ResNet18, Vgg16};
use convnet::{Isa, Network, Training, Workspace};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::error::Error;
use std::time::{Duration, Instant};

type Failure = Box<dyn Error + Send + Sync>;

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Net {
    /// LeNet of the zoo: one convolution.
    Nielsen1,
    /// Nielsen of the zoo: two convolutions, dropout.
    Nielsen2,
    Alexnet,
    Vgg16,
    Resnet18,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Case {
    Infer,
    Train,
    Epoch,
    Start,
    Peak,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Set {
    Avx512,
    Avx2,
    Neon,
    Scalar,
}

#[derive(Debug, Parser)]
struct Options {
    #[arg(long, value_enum, default_value = "nielsen1")]
    net: Net,
    #[arg(long, value_enum, default_value = "infer")]
    case: Case,
    /// Images in a pass.
    #[arg(long, default_value_t = 1)]
    batch: usize,
    /// Threads; 0 for as many as the machine has.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// About how long to measure.
    #[arg(long, default_value_t = 2.0)]
    secs: f64,
    /// The instruction set; the widest of the machine unless said.
    #[arg(long, value_enum)]
    isa: Option<Set>,
    /// Whether fully connected layers read their weights as bfloat16 in `infer`.
    #[arg(long)]
    bf16: bool,
    /// Measured epochs, behind one that warms up.
    #[arg(long, default_value_t = 2)]
    epochs: usize,
    /// The directory of MNIST's four files.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mnist"))]
    data: String,
    /// Said by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    fn isa(&self) -> Result<Isa, Failure> {
        let isa = match self.isa {
            None => return Ok(Isa::detect()),
            Some(Set::Avx512) => Isa::Avx512,
            Some(Set::Avx2) => Isa::Avx2,
            Some(Set::Neon) => Isa::Neon,
            Some(Set::Scalar) => Isa::Scalar,
        };
        if isa.is_available() { Ok(isa) } else { Err(format!("this machine has no {isa:?}").into()) }
    }
}

fn main() -> Result<(), Failure> {
    // `cargo test --all-targets` runs it too, without this word; there is nothing to test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let options = Options::parse();
    rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global()?;
    let mut line = run(&options)?;
    let said = json!({
        "peer": "convnet",
        "net": format!("{:?}", options.net).to_lowercase(),
        "case": format!("{:?}", options.case).to_lowercase(),
        "batch": options.batch,
        "bf16": options.bf16,
        "threads": rayon::current_num_threads(),
        "isa": format!("{:?}", options.isa()?).to_lowercase(),
        "peak_rss_mb": machine::peak_rss_mb(),
    });
    let line = line.as_object_mut().expect("what is measured has names");
    line.extend(said.as_object().expect("an object").clone());
    println!("{}", json!(line));
    Ok(())
}

fn run(options: &Options) -> Result<Value, Failure> {
    match options.case {
        Case::Peak => return Ok(machine::limits(options.isa()?, options.secs)),
        Case::Epoch => return epoch::run(options.isa()?, &options.data, options.epochs, options.batch),
        Case::Infer | Case::Train | Case::Start => {}
    }
    match options.net {
        Net::Nielsen1 => network::<LeNet>(options, 0.0),
        Net::Nielsen2 => network::<Nielsen>(options, 0.0),
        Net::Alexnet => network::<AlexNet>(options, 0.9),
        Net::Vgg16 => network::<Vgg16>(options, 0.9),
        Net::Resnet18 => network::<ResNet18>(options, 0.9),
    }
}

/// One case of one network, whose weights and images are random.
fn network<N: Network>(options: &Options, momentum: f32) -> Result<Value, Failure> {
    let mut rng = StdRng::seed_from_u64(0);
    let mut network = N::init(&mut rng);
    let mut image = || (0..N::INPUT.len()).map(|_| rng.random_range(-1.7..1.7)).collect::<Vec<f32>>();
    let images: Vec<Vec<f32>> = (0..options.batch).map(|_| image()).collect();
    let mut times = Vec::new();
    match options.case {
        Case::Train => {
            let classes = (0..images.len()).map(|i| 7 * i % N::OUTPUT.len()).collect();
            let samples = Samples::with_classes(images, classes)?;
            let indices: Vec<usize> = (0..options.batch).collect();
            let mut training = Training::<N>::with_isa(options.batch, options.isa()?);
            let mut sgd = Sgd::new(0.01).momentum(momentum);
            let mut step = 0;
            time(options.secs, &mut times, || {
                step += 1;
                network.train_step(&mut training, &samples, &indices, &mut sgd, step).map(drop)
            })?;
        }
        _ => {
            let mut workspace = Workspace::<N>::with_isa(options.isa()?).bf16(options.bf16);
            let mut pass = || match &images[..] {
                [image] => network.logits(&mut workspace, image).map(drop),
                images => network.predict_batch(&mut workspace, images).map(drop),
            };
            if options.case == Case::Start {
                pass()?;
                return Ok(json!({}));
            }
            time(options.secs, &mut times, pass)?;
        }
    }
    let mut line = summary(&mut times);
    let work = Work::of::<N>(options);
    line["gflops"] = json!(work.gflop() / (1e-3 * line["median_ms"].as_f64().expect("a number")));
    line["conv_gflop"] = json!(work.conv);
    line["fc_gflop"] = json!(work.connected);
    line["fc_mb"] = json!(work.megabytes);
    Ok(line)
}

/// Median and least of `times`, in seconds, as milliseconds.
fn summary(times: &mut [f64]) -> Value {
    times.sort_by(f64::total_cmp);
    json!({ "median_ms": 1e3 * times[times.len() / 2], "least_ms": 1e3 * times[0], "runs": times.len() })
}

/// Calls `f` for about `secs` seconds, and at least three times; `times` has the seconds of each call. The first calls,
/// for a third of that time, warm up.
fn time<E>(secs: f64, times: &mut Vec<f64>, mut f: impl FnMut() -> Result<(), E>) -> Result<(), E> {
    let end = Instant::now() + Duration::from_secs_f64(secs / 3.0);
    loop {
        f()?;
        if Instant::now() > end {
            break;
        }
    }
    let end = Instant::now() + Duration::from_secs_f64(secs);
    while times.len() < 3 || Instant::now() < end {
        let start = Instant::now();
        f()?;
        times.push(start.elapsed().as_secs_f64());
    }
    Ok(())
}

/// What a pass has to do, whoever does it: the direct convolution's multiplications, whatever the method.
struct Work {
    /// Floating point operations of the convolutions, in 10⁹: two for a multiply-add.
    conv: f64,
    /// The same of the fully connected layers.
    connected: f64,
    /// The fully connected layers' parameters, in 10⁶ bytes.
    megabytes: f64,
}

impl Work {
    /// A training step multiplies three times: forward, for the weights' gradients, and for the inputs'; the first
    /// layer has no use for the last.
    fn of<N: Network>(options: &Options) -> Work {
        let mut work = Work { conv: 0.0, connected: 0.0, megabytes: 0.0 };
        for layer in N::LAYERS {
            let passes = match options.case {
                Case::Train if layer.reads.contains(&0) => 2.0,
                Case::Train => 3.0,
                _ => 1.0,
            };
            let gflop = 2e-9 * passes * layer.macs as f64 * options.batch as f64;
            if layer.kind == "conv" {
                work.conv += gflop;
            } else {
                work.connected += gflop;
                work.megabytes += 4e-6 * layer.params as f64;
            }
        }
        work
    }

    fn gflop(&self) -> f64 {
        self.conv + self.connected
    }
}
