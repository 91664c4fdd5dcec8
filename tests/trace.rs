//! A network layer by layer: every value against the reference in `f64`, which has its own loop over the facts, logits
//! against those of the generated code, gradients of the image against differences in `f64`.

mod common;

use common::{Numbers, difference, report};
use convnet::inspect::{Area, Trace, TraceError};
use convnet::{Input, InputError, Layer, Network, Op, Storage, TensorKind, convnet, reference, zoo};

convnet! {
    /// Every kind of layer in a chain.
    Every<24x20x3> =
        conv(3x5, 8, pad = 1x2, bias = false) -> bn -> relu
        -> conv(3x3, 8, pad = 1, groups = 2) -> leaky_relu(0.1) -> pool(3, stride = 2, pad = 1, round = ceil)
        -> conv(3x3, 10, pad = 2, dilation = 2) -> lrn(5, alpha = 0.5, beta = 0.75, k = 2) -> elu(0.7)
        -> conv(1x1, 8, stride = 2) -> prelu -> dropout(0.4)
        -> conv(2x2, 8, pad = same) -> gelu -> rrelu(0.1, 0.3)
        -> conv(3x3, 12, pad = 1, groups = 4) -> silu -> avgpool(3, stride = 2, pad = 1, round = ceil)
        -> conv(3x3, 12, pad = 1, bias = false) -> bn(eps = 0.01) -> hardswish
        -> conv(1x1, 9) -> tanh -> conv(3x2, 10, pad = 1x0) -> pool(2x1) -> relu6
        -> global_avgpool -> fc(16) -> sigmoid -> softmax(6);

    block residual(k) =
        add(identity, conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> conv(3x3, k, pad = 1) -> bn, tanh) -> relu;
    /// Joins within joins, values that many read, auxiliary heads, a softmax of its own.
    Branches<9x8x2> =
        conv(3x3, 4, pad = 1) -> aux(0.3, fc(5) -> softmax) -> relu -> first: residual(4)
        -> concat(conv(1x1, 3), identity, add(conv(1x1, 2), conv(3x3, 2, pad = 1)) -> tanh, pool(3, stride = 1, pad = 1))
        -> late: aux(0.5, global_avgpool -> bn -> softmax(5))
        -> pool(2, round = floor) -> concat(fc(2), conv(4x4, 3) -> silu, global_avgpool -> fc(1)) -> add(identity, identity)
        -> fc(5) -> softmax;

    Plain<12x12x2> = conv(3x3, 5) -> relu -> pool(2) -> fc(6) -> tanh -> softmax(4);
    /// The same on a larger image, whose answer is a map.
    Map<16x14x2> = fully_convolutional(Plain);

    /// Values instead of classes, and no convolution.
    Values<5x4x1> = fc(7) -> gelu -> fc(3);

    /// What values see: strides, padding, dilation, and a join of unequal windows.
    Seeing<20x16x1> =
        a: conv(5x3, 1, stride = 2, pad = 2x0, round = floor) -> b: pool(2, round = floor) -> c: conv(3x1, 1, dilation = 2x1, pad = 2x0)
        -> d: concat(e: conv(1x3, 1, pad = 0x1), identity) -> f: fc(2);
}

/// A network whose numbers, running statistics too, are all of use.
fn random<N: Network>(numbers: &mut Numbers) -> N {
    let mut store = N::Store::zeroed();
    for tensor in N::TENSORS {
        let range = 1.5 / (tensor.fan_in.max(3) as f64).sqrt();
        let mut values = numbers.vec(tensor.len(), range);
        match tensor.kind {
            TensorKind::Scale | TensorKind::RunningVar => values.iter_mut().for_each(|value| *value += 1.0),
            _ => {}
        }
        if tensor.kind.is_state() {
            store.params_and_state().1[tensor.range()].copy_from_slice(&values);
        } else {
            store.params_mut()[tensor.range()].copy_from_slice(&values);
        }
    }
    N::from_store(store)
}

/// What a layer makes of `xs`, by the reference.
fn layer<N: Network>(network: &N, layer: &Layer, xs: &[&Vec<f64>]) -> Vec<f64> {
    let tensor = |part: &str| -> Vec<f64> {
        let values = network.tensor(&format!("{}.{part}", layer.name)).unwrap_or_default();
        values.iter().map(|&value| value.into()).collect()
    };
    let (x, plane) = (xs[0], layer.output.plane());
    let wide = f64::from;
    match layer.op {
        Op::Conv(shape) => reference::conv(&shape, &tensor("weight"), &tensor("bias"), x),
        Op::Fc(shape) => reference::fc(&shape, &tensor("weight"), &tensor("bias"), x),
        Op::MaxPool(shape) => reference::max_pool(&shape, x).0,
        Op::AvgPool(shape) => reference::avg_pool(&shape, x),
        Op::Activation(f) => x.iter().map(|&x| reference::activation(f, x)).collect(),
        Op::Prelu => reference::prelu(&tensor("weight"), x),
        Op::Rrelu { lower, upper } => reference::rrelu(&vec![0.5 * (wide(lower) + wide(upper)); x.len()], x),
        Op::BatchNorm { eps } => {
            let moments = reference::Moments { mean: tensor("running_mean"), var: tensor("running_var") };
            reference::batch_norm_infer(plane, eps.into(), &tensor("weight"), &tensor("bias"), &moments, x)
        }
        Op::Lrn { size, alpha, beta, k } => reference::lrn(plane, size, alpha.into(), beta.into(), k.into(), x),
        Op::Add => (0..x.len()).map(|i| xs.iter().map(|x| x[i]).sum()).collect(),
        Op::Concat => xs.iter().flat_map(|x| x.iter().copied()).collect(),
        Op::Dropout | Op::Softmax => x.clone(),
        _ => panic!("the reference does not know {}", layer.name),
    }
}

/// The values of all layers, the image's before them.
fn values<N: Network>(network: &N, image: Vec<f64>) -> Vec<Vec<f64>> {
    let mut values = vec![image];
    for row in N::LAYERS {
        let xs: Vec<&Vec<f64>> = row.reads.iter().map(|&read| &values[read]).collect();
        values.push(layer(network, row, &xs));
    }
    values
}

fn check<N: Network>() {
    let mut numbers = Numbers(N::PARAMS as u64);
    let network: N = random(&mut numbers);
    for _ in 0..3 {
        let image = numbers.vec(N::INPUT.len(), 1.0);
        let wide: Vec<f64> = image.iter().map(|&value| value.into()).collect();
        let trace = Trace::of(&network, &image).expect("fits");
        assert_eq!(trace.input().values, image);
        let expected = values(&network, wide.clone());
        let mut differences = Vec::new();
        let in_use: Vec<(usize, &Layer)> = N::LAYERS.iter().enumerate().filter(|(_, row)| !row.auxiliary).collect();
        assert!(trace.layers().map(|values| values.name).eq(in_use.iter().map(|(_, row)| row.name)));
        for &(at, row) in &in_use {
            let found = trace.layer(row.name).expect("it is there");
            assert_eq!(found.volume, row.output);
            differences.push(difference(row.name, found.values, &expected[at + 1], 1e-5));
        }
        let mut workspace = network.workspace();
        let logits: Vec<f64> =
            network.logits(&mut workspace, &image).expect("fits").iter().map(|&value| value.into()).collect();
        let (last, row) = in_use[in_use.len() - 1];
        let found = trace.layer(row.name).expect("it is there").values;
        differences.push(difference(&format!("{}: logits", N::NAME), found, &logits, 1e-5));

        // Along a direction, each value's difference is its gradient's.
        let h = 1e-6;
        let direction: Vec<f64> = (0..image.len()).map(|_| numbers.uniform()).collect();
        let moved = |h: f64| values(&network, wide.iter().zip(&direction).map(|(x, d)| x + h * d).collect());
        let (more, less) = (moved(h), moved(-h));
        for &(at, row) in in_use.iter().chain([(last, row)].iter()) {
            let value = (numbers.bits() % row.output.len() as u64) as usize;
            let gradient = trace.gradient(row.name, value).expect("it is there");
            assert_eq!(gradient.len(), image.len());
            let terms = || gradient.iter().zip(&direction).map(|(&g, d)| f64::from(g) * d);
            let (found, scale) = (terms().sum::<f64>(), terms().map(f64::abs).sum::<f64>().max(1e-6));
            let expected = (more[at + 1][value] - less[at + 1][value]) / (2.0 * h);
            let error = (found - expected).abs() / scale;
            let name = format!("{}: gradient of {} value {value}", N::NAME, row.name);
            differences
                .push((error > 1e-4).then(|| format!("{name} is {found}, expected {expected}: {error:.1e} off")));
        }
        report(differences);
    }
}

#[test]
fn every_layer() {
    check::<Every>();
}

#[test]
fn branches_without_their_heads() {
    check::<Branches>();
    let network: Branches = random(&mut Numbers(3));
    let trace = Trace::of(&network, &[0.5_f32; 144]).expect("fits");
    let heads: Vec<&str> = Branches::LAYERS.iter().filter(|row| row.auxiliary).map(|row| row.name).collect();
    assert_eq!(heads.len(), 5);
    for layer in heads {
        assert_eq!(trace.layer(layer), Err(TraceError::Auxiliary { layer }));
    }
}

#[test]
fn larger_images_and_values() {
    check::<Plain>();
    check::<Map>();
    check::<Values>();
}

/// The largest difference from the logits, relative to their range.
fn logits<N: Network>() {
    let mut numbers = Numbers(5);
    let network: N = random(&mut numbers);
    let image = numbers.vec(N::INPUT.len(), 1.0);
    let trace = Trace::of(&network, &image).expect("fits");
    let last = trace.layers().last().expect("a layer").values.to_vec();
    let logits = network.logits(&mut network.workspace(), &image).expect("fits").to_vec();
    let expected: Vec<f64> = logits.into_iter().map(f64::from).collect();
    report([difference(N::NAME, &last, &expected, 1e-5)]);
}

#[test]
fn published_networks() {
    logits::<zoo::LeNet>();
    logits::<zoo::LeNet5>();
    logits::<zoo::NetworkInNetwork>();
    logits::<zoo::AllConvolutional>();
    logits::<zoo::SqueezeNet11>();
}

#[test]
fn values_see_what_they_are_computed_from() {
    let network: Seeing = random(&mut Numbers(1));
    let mut image = Numbers(2).vec(Seeing::INPUT.len(), 1.0);
    let trace = Trace::of(&network, &image).expect("fits");
    // By hand: a is 10x7 and sees 5x3 pixels, 2 apart, b 5x3, c 5x3.
    assert_eq!(trace.seen("a", 0, 0), Ok(Area { columns: 0..3, rows: 0..3 }));
    assert_eq!(trace.seen("a", 9, 6), Ok(Area { columns: 16..20, rows: 12..15 }));
    assert_eq!(trace.seen("b", 1, 1), Ok(Area { columns: 2..9, rows: 4..9 }));
    assert_eq!(trace.seen("f", 0, 0), Ok(Area { columns: 0..20, rows: 0..13 }));
    // Whatever is changed outside changes nothing, and the gradient lies within.
    for row in Seeing::LAYERS {
        let (x, y) = (row.output.width / 2, row.output.height / 2);
        let Area { columns, rows } = trace.seen(row.name, x, y).expect("it is there");
        let inside = |i: usize| columns.contains(&(i % 20)) && rows.contains(&(i / 20));
        let value = y * row.output.width + x;
        let gradient = trace.gradient(row.name, value).expect("it is there");
        let touched = |along: &dyn Fn(usize) -> usize| {
            let places = (0..gradient.len()).filter(|&i| gradient[i] != 0.0).map(along);
            places.fold((usize::MAX, 0), |(a, b), place| (a.min(place), b.max(place)))
        };
        assert!((0..gradient.len()).all(|i| inside(i) || gradient[i] == 0.0), "{}", row.name);
        if !matches!(row.op, Op::MaxPool(_)) && row.name == "a" {
            assert_eq!(touched(&|i| i % 20), (columns.start, columns.end - 1));
            assert_eq!(touched(&|i| i / 20), (rows.start, rows.end - 1));
        }
    }
    let Area { columns, rows } = trace.seen("c", 2, 1).expect("it is there");
    let before = trace.layer("c").expect("it is there").values[5 + 2];
    for (i, value) in image.iter_mut().enumerate() {
        if !(columns.contains(&(i % 20)) && rows.contains(&(i / 20))) {
            *value += 1.0;
        }
    }
    let other = Trace::of(&network, &image).expect("fits");
    assert_eq!(other.layer("c").expect("it is there").values[5 + 2], before);
    assert_eq!(trace.seen("a", 10, 0), Err(TraceError::Value { layer: "a", found: 10, count: 10 }));
}

/// An image that is none.
struct Broken;

impl Input for Broken {
    fn write(&self, volume: convnet::Volume, _: &convnet::Normalization, _: &mut [f32]) -> Result<(), InputError> {
        Err(InputError::Length { expected: volume, found: 0 })
    }
}

#[test]
fn mistakes_are_told() {
    let network: Plain = random(&mut Numbers(1));
    let error = Trace::of(&network, &Broken).err().expect("no image");
    assert_eq!(error.to_string(), "the image has 0 values, but the network's input 12x12x2 has 288");
    let trace = Trace::of(&network, &[0.1_f32; 288]).expect("fits");
    let message = |error: TraceError| error.to_string();
    assert_eq!(message(trace.layer("conv2").unwrap_err()), "Plain has no layer \"conv2\"; near are conv1");
    assert_eq!(
        message(trace.gradient("attention", 0).unwrap_err()),
        "Plain has no layer \"attention\"; it has conv1, relu1, pool1, fc1, tanh1, softmax1"
    );
    assert_eq!(message(trace.gradient("softmax1", 4).unwrap_err()), "softmax1 has no number 4: it has 4, from 0 to 3");
    let error = trace.backward("fc1", vec![0.0; 7]).unwrap_err();
    assert_eq!(message(error), "the gradient has 7 values, but fc1 has 6");
}
