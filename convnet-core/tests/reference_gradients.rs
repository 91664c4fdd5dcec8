//! The reference's gradients against finite differences in `f64`, and its values against numbers worked out by hand.

mod common;

use common::{Numbers, window};
use convnet_core::reference::{self, Moments};
use convnet_core::steps::Activation;
use convnet_shape::{Padding, Pair, Round, Volume, Window};

/// The derivative of `cost` with respect to each of `at`, from four values around it (error of order h⁴).
fn differences(at: &[f64], cost: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let h = 1e-3;
    let derivative = |i: usize| {
        let moved = |by: f64| {
            let mut x = at.to_vec();
            x[i] += by;
            cost(&x)
        };
        (8.0 * (moved(h) - moved(-h)) - (moved(2.0 * h) - moved(-2.0 * h))) / (12.0 * h)
    };
    (0..at.len()).map(derivative).collect()
}

/// Relative error at most 1e-6, value by value; values below a thousandth of the largest are measured against that.
fn assert_same(case: &str, gradient: &[f64], differences: &[f64]) {
    assert_eq!(gradient.len(), differences.len(), "{case}: length");
    let floor = 1e-3 * gradient.iter().chain(differences).fold(0.0, |m: f64, v| m.max(v.abs()));
    assert!(floor > 0.0, "{case}: all gradients are zero, which tests nothing");
    for (i, (&g, &d)) in gradient.iter().zip(differences).enumerate() {
        let error = (g - d).abs() / g.abs().max(d.abs()).max(floor);
        assert!(error <= 1e-6, "{case}: value {i}: gradient {g}, finite difference {d}, relative error {error:e}");
    }
}

/// A cost with a different slope for every output: Σ rᵢ·yᵢ. Its gradient is r.
fn weighed(r: &[f64], y: &[f64]) -> f64 {
    assert_eq!(r.len(), y.len());
    r.iter().zip(y).map(|(r, y)| r * y).sum()
}

const ACTIVATIONS: [Activation; 10] = [
    Activation::Identity,
    Activation::Relu,
    Activation::LeakyRelu(0.1),
    Activation::Elu(0.7),
    Activation::Relu6,
    Activation::Sigmoid,
    Activation::Tanh,
    Activation::Gelu,
    Activation::Silu,
    Activation::Hardswish,
];

#[test]
fn conv() {
    let same = Window { padding: Padding::Same, ..window((4, 2), (1, 1), (0, 0)) };
    let dilated = Window { dilation: Pair::new(2, 3), ..window((3, 2), (1, 2), (2, 1)) };
    let ceil = Window { round: Round::Ceil, ..window((3, 3), (2, 2), (1, 1)) };
    let cases = [
        ("plain", Volume::new(5, 4, 2), window((3, 2), (1, 1), (0, 0)), 3, 1, true),
        ("stride and pad", Volume::new(7, 6, 1), window((3, 5), (2, 3), (1, 2)), 2, 1, true),
        ("groups, no bias", Volume::new(4, 3, 4), window((2, 3), (1, 1), (1, 0)), 6, 2, false),
        ("depthwise", Volume::new(4, 4, 3), window((3, 3), (1, 1), (1, 1)), 3, 3, true),
        ("dilation", Volume::new(8, 7, 2), dilated, 2, 1, true),
        ("even same", Volume::new(5, 4, 2), same, 2, 2, true),
        ("ceil", Volume::new(6, 4, 1), ceil, 2, 1, true),
    ];
    let mut numbers = Numbers::new(1);
    for (case, input, window, filters, groups, bias) in cases {
        let shape = convnet_shape::conv(input, &window, filters, groups, bias).expect(case);
        let x = numbers.vec(shape.input.len(), 1.0);
        let w = numbers.vec(shape.weights(), 1.0);
        let b = numbers.vec(if bias { filters } else { 0 }, 1.0);
        let r = numbers.vec(shape.output.len(), 1.0);
        // Gradients of parameters are added to what is there.
        let mut d_w = vec![1.0; w.len()];
        let mut d_b = vec![1.0; b.len()];
        let d_x = reference::conv_backward(&shape, &w, &x, &r, &mut d_w, &mut d_b);
        d_w.iter_mut().chain(&mut d_b).for_each(|d| *d -= 1.0);
        let cost = |w: &[f64], b: &[f64], x: &[f64]| weighed(&r, &reference::conv(&shape, w, b, x));
        assert_same(case, &d_x, &differences(&x, |x| cost(&w, &b, x)));
        assert_same(case, &d_w, &differences(&w, |w| cost(w, &b, &x)));
        if bias {
            assert_same(case, &d_b, &differences(&b, |b| cost(&w, b, &x)));
        }
    }
}

#[test]
fn pools() {
    let ceil = |w| Window { round: Round::Ceil, ..w };
    let cases = [
        ("2x2", Volume::new(4, 6, 2), window((2, 2), (2, 2), (0, 0))),
        ("overlapping", Volume::new(5, 6, 2), window((3, 2), (1, 1), (0, 0))),
        ("padded", Volume::new(5, 5, 1), window((3, 3), (2, 2), (1, 1))),
        ("ceil", Volume::new(6, 5, 2), ceil(window((3, 2), (2, 2), (1, 0)))),
        ("gaps", Volume::new(7, 8, 1), window((2, 2), (3, 3), (0, 0))),
        ("ceil, padded", Volume::new(6, 8, 2), ceil(window((4, 4), (3, 3), (2, 1)))),
    ];
    let mut numbers = Numbers::new(2);
    for (case, input, window) in cases {
        let shape = convnet_shape::max_pool(input, &window).expect(case);
        let x = numbers.distinct(input.len(), 0.01);
        let r = numbers.vec(shape.output.len(), 1.0);
        let (_, index) = reference::max_pool(&shape, &x);
        let d_x = reference::max_pool_backward(&shape, &index, &r);
        assert_same(case, &d_x, &differences(&x, |x| weighed(&r, &reference::max_pool(&shape, x).0)));

        let shape = convnet_shape::avg_pool(input, &window).expect(case);
        let d_x = reference::avg_pool_backward(&shape, &r);
        assert_same(case, &d_x, &differences(&x, |x| weighed(&r, &reference::avg_pool(&shape, x))));
    }
    let shape = convnet_shape::global_avg_pool(Volume::new(3, 5, 4)).unwrap();
    let x = numbers.vec(60, 1.0);
    let r = numbers.vec(4, 1.0);
    let d_x = reference::avg_pool_backward(&shape, &r);
    assert_same("global", &d_x, &differences(&x, |x| weighed(&r, &reference::avg_pool(&shape, x))));
}

#[test]
fn activations() {
    // Away from the kinks at −3, 0, 3 and 6 by more than the differences reach.
    let x: Vec<f64> = (-40..70).map(|i| 0.1 * f64::from(i) + 0.05).collect();
    let r = Numbers::new(3).vec(x.len(), 1.0);
    for f in ACTIVATIONS {
        let y = |x: &[f64]| x.iter().map(|&x| reference::activation(f, x)).collect::<Vec<_>>();
        let d_x = reference::activation_backward(f, &x, &r);
        // The tails of sigmoid and its kin are far below a thousandth of the rest, so each value stands for itself.
        for i in 0..x.len() {
            let difference = differences(&x[i..=i], |x| weighed(&r[i..=i], &y(x)))[0];
            let error = (d_x[i] - difference).abs();
            let bound = 1e-6 * d_x[i].abs().max(1e-5);
            assert!(error <= bound, "{f:?} at {}: {} against {difference}", x[i], d_x[i]);
        }
    }
}

#[test]
fn rectifiers_with_slopes() {
    let mut numbers = Numbers::new(4);
    let x = numbers.distinct(24, 0.05);
    let r = numbers.vec(24, 1.0);
    let slopes = numbers.vec(3, 0.5);
    let mut d_slopes = vec![0.0; 3];
    let d_x = reference::prelu_backward(&slopes, &x, &r, &mut d_slopes);
    assert_same("prelu x", &d_x, &differences(&x, |x| weighed(&r, &reference::prelu(&slopes, x))));
    assert_same("prelu slopes", &d_slopes, &differences(&slopes, |s| weighed(&r, &reference::prelu(s, &x))));

    let slopes = numbers.vec(24, 0.5);
    let d_x = reference::rrelu_backward(&slopes, &x, &r);
    assert_same("rrelu", &d_x, &differences(&x, |x| weighed(&r, &reference::rrelu(&slopes, x))));

    let keep: Vec<bool> = (0..24).map(|i| i % 3 != 0).collect();
    let d_x = reference::dropout_backward(0.4, &keep, &r);
    assert_same("dropout", &d_x, &differences(&x, |x| weighed(&r, &reference::dropout(0.4, &keep, x))));
}

#[test]
fn norms() {
    let mut numbers = Numbers::new(5);
    for size in 1..=7 {
        let x = numbers.vec(5 * 4, 2.0);
        let r = numbers.vec(5 * 4, 1.0);
        let lrn = |x: &[f64]| reference::lrn(4, size, 0.8, 0.75, 1.5, x);
        let d_x = reference::lrn_backward(4, size, 0.8, 0.75, 1.5, &x, &r);
        assert_same(&format!("lrn({size})"), &d_x, &differences(&x, |x| weighed(&r, &lrn(x))));
    }

    let (images, depth, plane, eps) = (3, 4, 5, 1e-5);
    let x = numbers.vec(images * depth * plane, 2.0);
    let r = numbers.vec(x.len(), 1.0);
    let gamma = numbers.vec(depth, 1.0);
    let beta = numbers.vec(depth, 1.0);
    let mut d_gamma = vec![0.0; depth];
    let mut d_beta = vec![0.0; depth];
    let d_x = reference::batch_norm_backward(plane, eps, &gamma, &x, &r, &mut d_gamma, &mut d_beta);
    let cost = |g: &[f64], b: &[f64], x: &[f64]| weighed(&r, &reference::batch_norm(plane, eps, g, b, x));
    assert_same("bn x", &d_x, &differences(&x, |x| cost(&gamma, &beta, x)));
    assert_same("bn gamma", &d_gamma, &differences(&gamma, |g| cost(g, &beta, &x)));
    assert_same("bn beta", &d_beta, &differences(&beta, |b| cost(&gamma, b, &x)));
}

#[test]
fn dense_and_costs() {
    let mut numbers = Numbers::new(6);
    let shape = convnet_shape::fc(Volume::new(2, 3, 2), 5).unwrap();
    let x = numbers.vec(12, 1.0);
    let w = numbers.vec(60, 1.0);
    let b = numbers.vec(5, 1.0);
    let r = numbers.vec(5, 1.0);
    let mut d_w = vec![0.0; 60];
    let mut d_b = vec![0.0; 5];
    let d_x = reference::fc_backward(&shape, &w, &x, &r, &mut d_w, &mut d_b);
    let cost = |w: &[f64], b: &[f64], x: &[f64]| weighed(&r, &reference::fc(&shape, w, b, x));
    assert_same("fc x", &d_x, &differences(&x, |x| cost(&w, &b, x)));
    assert_same("fc weights", &d_w, &differences(&w, |w| cost(w, &b, &x)));
    assert_same("fc bias", &d_b, &differences(&b, |b| cost(&w, b, &x)));

    let logits = numbers.vec(5, 3.0);
    let d = reference::log_likelihood_backward(&logits, 2);
    assert_same("log-likelihood", &d, &differences(&logits, |z| reference::log_likelihood(z, 2)));
    let d = reference::softmax_backward(&reference::softmax(&logits), &r);
    assert_same("softmax", &d, &differences(&logits, |z| weighed(&r, &reference::softmax(z))));
    let d = reference::mean_squared_error_backward(&logits, &b);
    assert_same("squared error", &d, &differences(&logits, |y| reference::mean_squared_error(y, &b)));
}

/// Numbers that do not come from the code: gradients alone would not notice a wrong layer with the right derivative.
#[test]
fn values_by_hand() {
    // erf to 20 digits: Abramowitz, Stegun, table 7.1, and its asymptotic value at 3.
    for (x, expected) in
        [(0.5, 0.520_499_877_813_046_5), (1.0, 0.842_700_792_949_714_9), (2.0, 0.995_322_265_018_952_7)]
    {
        assert!(
            (reference::erf(x) - expected).abs() < 4e-16 && (reference::erf(-x) + expected).abs() < 4e-16,
            "erf {x}"
        );
    }
    assert_eq!([reference::erf(0.0), reference::erf(7.0), reference::erf(-7.0)], [0.0, 1.0, -1.0]);

    // A cross-correlation (the filter is not turned round), stride 2 across, one column of padding.
    let shape = convnet_shape::conv(Volume::new(3, 2, 1), &window((2, 2), (3, 1), (1, 0)), 1, 1, true).unwrap();
    let y = reference::conv(&shape, &[1.0, 10.0, 100.0, 1000.0], &[0.5], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(y, [4010.5, 603.5]);

    // `same` with an even window: one more column on the right.
    let same = Window { padding: Padding::Same, ..window((2, 1), (1, 1), (0, 0)) };
    let shape = convnet_shape::conv(Volume::new(3, 1, 1), &same, 1, 1, false).unwrap();
    assert_eq!(reference::conv(&shape, &[1.0, 10.0], &[], &[1.0, 2.0, 3.0]), [21.0, 32.0, 3.0]);

    // The last window of `ceil` hangs over: the pad counts for an average, what lies beyond does not.
    let ceil = Window { round: Round::Ceil, ..window((3, 1), (2, 1), (1, 0)) };
    let shape = convnet_shape::avg_pool(Volume::new(4, 1, 1), &ceil).unwrap();
    assert_eq!(reference::avg_pool(&shape, &[1.0, 2.0, 3.0, 6.0]), [1.0, 11.0 / 3.0, 3.0]);
    let (y, index) = reference::max_pool(&shape, &[-1.0, -2.0, -2.0, -6.0]);
    assert_eq!((y, index), (vec![-1.0, -2.0, -6.0], vec![1, 0, 0]));

    // Even sizes of lrn reach one channel further back than ahead.
    let y = reference::lrn(1, 2, 2.0, 1.0, 1.0, &[1.0, 2.0, 3.0]);
    assert_eq!(y, [1.0 / 2.0, 2.0 / 6.0, 3.0 / 14.0]);

    let mut running: Moments<f64> = Moments { mean: vec![1.0], var: vec![1.0] };
    reference::running_update(2, 0.1, &mut running, &[1.0, 2.0, 3.0, 6.0]);
    assert!((running.mean[0] - 1.2).abs() < 1e-15 && (running.var[0] - (0.9 + 0.1 * 14.0 / 3.0)).abs() < 1e-15);

    let at = |f| reference::activation(f, -1.0_f64);
    assert!((at(Activation::Gelu) + 0.158_655_253_931_457_05).abs() < 1e-15);
    assert!((at(Activation::Silu) + 0.268_941_421_369_995_1).abs() < 1e-15);
    assert!((at(Activation::Hardswish) + 1.0 / 3.0).abs() < 1e-15);
    assert!((at(Activation::Elu(2.0)) + 2.0 * 0.632_120_558_828_557_7).abs() < 1e-15);
}
