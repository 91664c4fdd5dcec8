//! A large network never passes through the stack.

use convnet::train::Sgd;
use convnet::zoo::AlexNet;
use convnet::{Network, Target, Training};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// 61 million parameters are 244 MB; the stack has a thousandth of that.
const STACK: usize = 256 * 1024;

#[test]
fn alexnet_is_built_run_and_dropped_on_a_small_stack() {
    let work = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(STACK).build().expect("a pool");
        let mut network = AlexNet::init(&mut StdRng::seed_from_u64(1));
        let image = vec![0.5; 224 * 224 * 3];
        pool.install(|| {
            let answer = network.predict(&mut network.workspace(), &image).expect("fits");
            assert_eq!(answer.probabilities.len(), 1000);
            let sum: f32 = answer.probabilities.iter().sum();
            assert!((sum - 1.0).abs() < 1e-4, "probabilities sum to {sum}");
        });
        // Once in the pool, once in the thread itself.
        let mut training = Training::<AlexNet>::new(1);
        let mut sgd = Sgd::new(0.001).momentum(0.9);
        let mut step = || network.train_batch(&mut training, &[&image], &[Target::Class(7)], &mut sgd).expect("fits");
        let losses = [pool.install(&mut step), step()];
        assert!(losses.iter().all(|loss| loss.is_finite()), "{losses:?}");
        let copy = network.clone();
        drop(network);
        copy.predict(&mut copy.workspace(), &image).expect("fits");
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread");
    thread.join().expect("the thread came to its end");
}
