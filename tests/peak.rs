//! `MEMORY` against the allocator's peak: a pass takes what is planned, and little more for the kernels to work in.

use convnet::train::Sgd;
use convnet::zoo::*;
use convnet::{Generated, Network, Target, Training, convnet};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The most bytes that `run` had in use at once, beside those that were before.
fn peak_of(run: impl FnOnce()) -> usize {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    run();
    ALLOCATOR.peak_usage() - before
}

convnet! {
    Cifar<32x32x3> =
        (conv(3x3, 16, pad = 1) -> bn -> relu) * 2 -> pool(2) -> add(conv(3x3, 16, pad = 1) -> bn, identity) -> relu
        -> concat(conv(1x1, 8), conv(3x3, 8, pad = 1) -> gelu) -> lrn(5) -> global_avgpool -> softmax(10);
}

/// What the kernels work in, at most. In use they see a band of an image at a time, of which Winograd's convolutions
/// have up to 4 MiB transformed, and the gradients of their weights up to 8; in training the padded input of a
/// convolution, and its gradient behind a pooling, as a whole, and up to 96 KiB of the gradients of a fully connected
/// layer's weights, or 1.2 MB of those of a convolution over the whole batch, which are kept nowhere else.
struct Bounds {
    inference: usize,
    training: usize,
}

/// An image's pass in use, and one of training.
fn check<N: Network + Generated>(bounds: Bounds) {
    let name = N::NAME;
    let image = vec![0.5_f32; N::INPUT.len()];
    // Zeros: no kernel looks at the numbers to find out what to work in.
    let mut network = N::from_store(convnet::Storage::zeroed());
    let inference = peak_of(|| {
        let mut workspace = network.workspace();
        network.logits(&mut workspace, &image[..]).expect("fits");
    });
    let training = peak_of(|| {
        let mut training = Training::<N>::new(1);
        network.train_batch(&mut training, &[&image[..]], &[Target::Class(0)], &mut Sgd::new(0.01)).expect("fits");
    });
    let planned = (N::MEMORY.inference(1) as usize, N::MEMORY.training(1) as usize);
    let scratch = (inference.saturating_sub(planned.0), training.saturating_sub(planned.1));
    println!("{name}: {inference} bytes in use, {} of them planned; {training} in training, {}", planned.0, planned.1);
    assert!(inference >= planned.0 && training >= planned.1, "{name}: {inference} and {training}, planned {planned:?}");
    assert!(scratch.0 <= bounds.inference, "{name}: {} bytes in use beside what is planned", scratch.0);
    assert!(scratch.1 <= bounds.training, "{name}: {} bytes in training beside what is planned", scratch.1);
    if name == "Vgg16" {
        assert!(inference <= 30_000_000, "{name}: {inference} bytes in use beside the parameters");
    }
}

/// One test, so that nothing else is counted.
#[test]
fn a_pass_takes_what_is_planned() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    pool.install(|| {
        let bounds = |inference, training| Bounds { inference, training };
        check::<LeNet>(bounds(80_000, 120_000));
        check::<Cifar>(bounds(500_000, 600_000));
        check::<AlexNet>(bounds(3_800_000, 9_300_000));
        check::<Vgg16>(bounds(7_000_000, 24_800_000));
        check::<ResNet18>(bounds(4_300_000, 6_600_000));
        check::<GoogLeNet>(bounds(4_400_000, 9_700_000));
        check::<SqueezeNet10>(bounds(3_600_000, 9_500_000));
        check::<SqueezeNet11>(bounds(3_100_000, 7_500_000));
    });
}
