//! `MEMORY` against the allocator's peak: a pass takes what is planned, and little more for the kernels to work in.

use convnet::train::Sgd;
use convnet::{Generated, Network, Target, Training, convnet};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[path = "../examples/networks/googlenet.rs"]
mod googlenet;
#[path = "../examples/networks/squeezenet.rs"]
mod squeezenet;

use googlenet::GoogLeNet;
use squeezenet::{SqueezeNet10, SqueezeNet11};

/// The system's allocator, with the bytes that are in use and the most that ever were.
struct Peak {
    now: AtomicUsize,
    most: AtomicUsize,
}

// SAFETY: the system's allocator does all the work.
unsafe impl GlobalAlloc for Peak {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.count(layout);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.count(layout);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.now.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

impl Peak {
    fn count(&self, layout: Layout) {
        let now = self.now.fetch_add(layout.size(), Relaxed) + layout.size();
        self.most.fetch_max(now, Relaxed);
    }

    /// The most bytes that `run` had in use at once, beside those that were before.
    fn of(&self, run: impl FnOnce()) -> usize {
        let before = self.now.load(Relaxed);
        self.most.store(before, Relaxed);
        run();
        self.most.load(Relaxed) - before
    }
}

#[global_allocator]
static ALLOCATOR: Peak = Peak { now: AtomicUsize::new(0), most: AtomicUsize::new(0) };

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10);

    Cifar<32x32x3> =
        (conv(3x3, 16, pad = 1) -> bn -> relu) * 2 -> pool(2) -> add(conv(3x3, 16, pad = 1) -> bn, identity) -> relu
        -> concat(conv(1x1, 8), conv(3x3, 8, pad = 1) -> gelu) -> lrn(5) -> global_avgpool -> softmax(10);

    /// torchvision's.
    AlexNet<224x224x3> =
        conv(11x11, 64, stride = 4, pad = 2, round = floor) -> relu -> pool(3, stride = 2)
        -> conv(5x5, 192, pad = 2) -> relu -> pool(3, stride = 2)
        -> conv(3x3, 384, pad = 1) -> relu -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(3, stride = 2)
        -> (dropout -> fc(4096) -> relu) * 2 -> softmax(1000);

    Vgg16<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000);

    block two(k, s = 1) =
        conv(3x3, k, stride = s, pad = 1, bias = false, round = floor) -> bn -> relu
        -> conv(3x3, k, pad = 1, bias = false) -> bn;
    block same(k) = add(two(k), identity) -> relu;
    block half(k) = add(two(k, 2), conv(1x1, k, stride = 2, bias = false, round = floor) -> bn) -> relu;
    ResNet18<224x224x3> =
        conv(7x7, 64, stride = 2, pad = 3, bias = false, round = floor) -> bn -> relu
        -> pool(3, stride = 2, pad = 1, round = floor) -> (same(64)) * 2
        -> half(128) -> same(128) -> half(256) -> same(256) -> half(512) -> same(512) -> global_avgpool -> softmax(1000)
        where params == 11_689_512;
}

/// What the kernels work in, at most. In use they see a band of an image at a time; in training the padded input of a
/// convolution, and its gradient behind a pooling, as a whole.
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
    let inference = ALLOCATOR.of(|| {
        let mut workspace = network.workspace();
        network.logits(&mut workspace, &image[..]).expect("fits");
    });
    let training = ALLOCATOR.of(|| {
        let mut training = Training::<N>::new(1);
        network.train_batch(&mut training, &[&image[..]], &[Target::Class(0)], &mut Sgd::new(0.01)).expect("fits");
    });
    let planned = (N::MEMORY.inference(1) as usize, N::MEMORY.training(1) as usize);
    let scratch = (inference.saturating_sub(planned.0), training.saturating_sub(planned.1));
    println!("{name}: {inference} bytes in use, {} of them planned; {training} in training, {}", planned.0, planned.1);
    assert!(inference >= planned.0 && training >= planned.1, "{name}: {inference} and {training}, planned {planned:?}");
    assert!(
        cfg!(debug_assertions) || scratch.0 <= bounds.inference,
        "{name}: {} bytes in use beside what is planned",
        scratch.0
    );
    assert!(
        cfg!(debug_assertions) || scratch.1 <= bounds.training,
        "{name}: {} bytes in training beside what is planned",
        scratch.1
    );
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
        check::<Cifar>(bounds(250_000, 400_000));
        check::<AlexNet>(bounds(1_000_000, 3_000_000));
        check::<Vgg16>(bounds(1_000_000, 28_000_000));
        check::<ResNet18>(bounds(1_000_000, 2_000_000));
        check::<GoogLeNet>(bounds(1_500_000, 2_000_000));
        check::<SqueezeNet10>(bounds(2_500_000, 3_000_000));
        check::<SqueezeNet11>(bounds(2_500_000, 6_000_000));
    });
}
