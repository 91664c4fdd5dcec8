//! `MEMORY` against the allocator: what it counts, and nothing else, is allocated before the first pass.

use convnet::__private::{Floats, Indices};
use convnet::{Generated, Learning, Network, Training, convnet};
use rand::SeedableRng;
use rand::rngs::StdRng;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10);
    Norms<8x8x3> =
        conv(3x3, 4, pad = 1, bias = false) -> bn -> relu -> pool(2) -> lrn(3) -> conv(3x3, 6) -> gelu -> fc(5);
    Dense<8x8x1> = fc(16) -> sigmoid -> softmax(3);
    Chain<16x16x3> = (conv(3x3, 8, pad = 1) -> relu) * 2 -> pool(2) -> global_avgpool -> softmax;
    Branches<16x16x3> =
        conv(3x3, 4, pad = 1) -> relu -> add(conv(3x3, 4, pad = 1) -> bn, identity) -> relu
        -> concat(conv(1x1, 3), pool(3, stride = 1, pad = 1)) -> global_avgpool -> softmax(5);
}

/// How many arrays a pass has, counted by hand in its plan.
#[derive(Clone, Copy)]
struct Arrays {
    /// Of floats, once or with rows for the images.
    fixed: usize,
    /// Of floats, in each piece.
    piece: usize,
    /// Of floats, with each image.
    image: usize,
    /// Of indices, with each image.
    indices: usize,
}

/// An array of floats is longer than its values, so that they can begin at a cache line.
const SLACK: usize = 60;

/// The most pieces of a batch.
const PIECES: usize = 16;

impl Arrays {
    /// The allocations for `batch` images, and the bytes that are not the arrays' own: slack, and the lists of pieces
    /// and images.
    fn allocated(&self, batch: usize) -> (usize, usize) {
        let pieces = batch.min(PIECES);
        let piece = self.piece * size_of::<Floats<1>>();
        let image = self.image * size_of::<Floats<1>>() + self.indices * size_of::<Indices<1>>();
        let floats = self.fixed + pieces * self.piece + batch * self.image;
        // The input, which has no slack, and the lists.
        let others = 1 + usize::from(piece > 0) + usize::from(image > 0);
        (floats + batch * self.indices + others, SLACK * floats + pieces * piece + batch * image)
    }
}

/// What `make` makes, and how many allocations and bytes are left of it.
fn measured<T>(make: impl FnOnce() -> T) -> (T, usize, usize) {
    let region = Region::new(ALLOCATOR);
    let made = make();
    let change = region.change();
    (made, change.allocations - change.deallocations, change.bytes_allocated - change.bytes_deallocated)
}

fn check<N: Network + Generated>(normalized: usize, inference: Arrays, training: Arrays) {
    let name = N::NAME;
    let (network, allocations, bytes) = measured(|| N::init(&mut StdRng::seed_from_u64(1)));
    // Parameters, running statistics where there are some, and the pixels' normalisation: a mean and a deviation.
    let arrays = 1 + normalized;
    let pixels = 2 * size_of::<f32>();
    assert_eq!(allocations, arrays + 2, "{name}");
    assert_eq!(bytes, N::MEMORY.parameters as usize + SLACK * arrays + pixels, "{name}");

    let (mut workspace, allocations, bytes) = measured(|| network.workspace());
    let (expected, overhead) = inference.allocated(1);
    assert_eq!(allocations, expected, "{name}");
    assert_eq!(bytes, N::MEMORY.inference(1) as usize + overhead, "{name}");
    assert_eq!(N::MEMORY.total(), N::MEMORY.parameters + N::MEMORY.inference(1), "{name}");

    // What the kernels work in comes in the first pass.
    let image = vec![0.5_f32; N::INPUT.len()];
    let mut pass = || measured(|| network.logits(&mut workspace, &image[..]).expect("fits").len()).2;
    let (first, second) = (pass(), pass());
    println!("{name}: {} bytes, and {first} more in the first pass", N::MEMORY.total());
    assert_eq!(second, 0, "{name}");

    for batch in [1, 5, 40] {
        let (_, allocations, bytes) = measured(|| Training::<N>::new(batch));
        let (expected, overhead) = training.allocated(batch);
        // Which layers learn, and how fast.
        let (_, lists, list_bytes) = measured(|| Learning::new(N::TENSORS));
        assert_eq!(allocations, expected + lists, "{name}, {batch} images");
        let expected = N::MEMORY.training(batch) as usize + overhead + list_bytes;
        assert_eq!(bytes, expected, "{name}, {batch} images");
    }
}

/// One test, so that nothing else is counted.
#[test]
fn what_is_allocated_is_what_memory_says() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    pool.install(|| {
        let arrays = |fixed, piece, image, indices| Arrays { fixed, piece, image, indices };
        // The outputs of conv1, fc1 and softmax1. In training the outputs'
        // gradients too, in a piece those of conv1's parameters, with an image the places of maxima.
        check::<LeNet>(0, arrays(3, 0, 0, 0), arrays(6, 1, 0, 1));
        // The factors and summands that bn1 leaves to conv1, conv2 and fc1; three values share two slots. In training
        // those three and what conv1 gives stay with their image, the sums of bn1, lrn1's sums and gelu's arguments;
        // the gradient that bn1's first half hands to its second takes a slot of the image's that has gone free. The
        // moments and their gradients are the batch's, and conv2 lays its weights out for the way back.
        check::<Norms>(1, arrays(3, 2, 0, 0), arrays(7, 4, 7, 1));
        // An image keeps nothing where every value is a row.
        check::<Dense>(0, arrays(2, 0, 0, 0), arrays(4, 0, 0, 0));
        check::<Chain>(0, arrays(1, 2, 0, 0), arrays(3, 3, 2, 1));
        // The factors and summands that bn1 leaves to conv2, the average and softmax1; two slots, as conv1's values
        // wait for the sum. In training conv1, conv2 and bn1, which writes the sum, stay with their image, the sums of
        // bn1, and its gradient, which leaves its stage; the join, which the way back does not read, has a slot of the
        // worker. Two stages learn, and three slots hold gradients.
        check::<Branches>(1, arrays(3, 2, 0, 0), arrays(8, 5, 5, 1));
    });
}
