//! What is looked for within a network: saliency, distributions of values, patterns, and the images with most of them.

use convnet::data::Samples;
use convnet::inspect::{Activations, Area, Ascent, Trace, TraceError, strongest};
use convnet::{Network, Normalization, Volume, convnet};
use rand::{RngExt, SeedableRng, rngs::StdRng};

convnet! {
    Linear<5x4x3> = softmax(4);
    Net<16x12x3> = conv(5x5, 6, pad = 2) -> relu -> pool(2) -> conv(3x3, 7) -> bn -> relu -> fc(9) -> tanh -> softmax(4);
    Values<6x6x1> = conv(3x3, 2) -> relu -> fc(1);
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

fn net() -> Net {
    Net::init(&mut rng()).with_normalization(Normalization::new([0.4, 0.5, 0.6], [0.2, 0.25, 0.3]))
}

/// So many images of raw pixels.
fn images(count: usize, volume: Volume) -> Samples<Vec<u8>> {
    let mut rng = rng();
    let images = (0..count).map(|_| (0..volume.len()).map(|_| rng.random()).collect()).collect();
    Samples::with_classes(images, vec![0; count]).expect("as many")
}

#[test]
fn the_saliency_of_a_linear_score_is_its_weights() {
    let network = Linear::init(&mut rng());
    let trace = Trace::of(&network, &[0.25_f32; 60]).expect("fits");
    let saliency = trace.saliency(2).expect("a class");
    let weights = &network.tensor("softmax1.weight").expect("it is there")[2 * 60..3 * 60];
    for (i, value) in saliency.values.iter().enumerate() {
        let largest = (0..3).map(|c| weights[c * 20 + i].abs()).fold(0.0, f32::max);
        assert!((value - largest).abs() <= 1e-6 * largest, "{i}: {value}, {largest}");
    }
    assert_eq!((saliency.width, saliency.height, saliency.values.len()), (5, 4, 20));
    assert_eq!(saliency.score, trace.layer("softmax1").expect("it is there").values[2]);
    assert_eq!(trace.saliency(4), Err(TraceError::Value { layer: "softmax1", found: 4, count: 4 }));
    let (picture, drawn) = (trace.picture(), saliency.picture());
    assert_eq!((picture.dimensions(), drawn.dimensions()), ((5, 4), (5, 4)));
    let svg = saliency.sheet(&picture, "two").svg().expect("drawn");
    assert!(svg.contains("What speaks for two") && svg.matches("<image ").count() == 3);
}

#[test]
fn a_picture_is_what_the_network_was_given() {
    let (network, data) = (net(), images(1, Net::INPUT));
    let raw = &data.images()[0];
    let trace = Trace::of(&network, raw).expect("fits");
    let picture = trace.picture();
    assert!(picture.as_raw().iter().zip(raw).all(|(a, b)| a.abs_diff(*b) <= 1), "{picture:?}");
    // Values beyond those of pixels are all to be seen.
    let beyond = Trace::of(&network, &[9.0_f32; 16 * 12 * 3]).expect("fits");
    // 9 · 0.2 + 0.4 is 2.2, and of the last channel's 3.3 two thirds.
    let [red, green, blue] = beyond.picture().get_pixel(0, 0).0;
    assert!(red.abs_diff(170) <= 1 && green.abs_diff(212) <= 1 && blue == 255, "{red} {green} {blue}");
}

#[test]
fn feature_maps_have_pictures() {
    let network = net();
    let trace = Trace::of(&network, &images(1, Net::INPUT).images()[0]).expect("fits");
    let maps = trace.layer("relu1").expect("it is there");
    for channel in 0..6 {
        let (values, picture) = (maps.channel(channel).expect("a map"), maps.picture(channel).expect("a map"));
        assert_eq!(values, &maps.values[channel * 192..][..192]);
        let largest = values.iter().copied().fold(0.0, f32::max);
        for (pixel, value) in picture.pixels().zip(values) {
            assert!((f32::from(pixel.0[0]) - 255.0 * value / largest).abs() <= 1.0 && pixel.0[0] == pixel.0[2]);
        }
    }
    assert_eq!((maps.channel(6), maps.picture(6)), (None, None));
    let sheet = maps.sheet().svg().expect("drawn");
    assert!(sheet.contains("relu1: 16x12x6") && sheet.matches("<image ").count() == 6, "{sheet}");
    let units = trace.layer("tanh1").expect("it is there").sheet().svg().expect("drawn");
    assert!(units.contains("9 values, 5 in a row") && units.matches("<image ").count() == 1, "{units}");
}

#[test]
fn counts_of_values_add_up() {
    let mut network = net();
    // A filter that never responds.
    let bias = Net::TENSORS.iter().find(|tensor| tensor.name == "conv1.bias").expect("it is there").at;
    network.params_mut()[bias + 3] = -1000.0;
    let data = images(5, Net::INPUT);
    let activations = Activations::of(&network, &data).expect("they fit");
    assert_eq!((activations.network, activations.images, activations.layers.len()), ("Net", 5, 1 + Net::LAYERS.len()));
    for layer in &activations.layers {
        let mut values: Vec<f64> = Vec::new();
        for image in data.images() {
            let trace = Trace::of(&network, image).expect("fits");
            let found =
                if layer.name == "input" { trace.input() } else { trace.layer(layer.name).expect("it is there") };
            assert_eq!(found.volume, layer.volume);
            values.extend(found.values.iter().map(|&value| f64::from(value)));
        }
        let zeros = values.iter().filter(|value| **value == 0.0).count() as u64;
        let binned: u64 = layer.histogram.bins().map(|(_, count)| count).sum();
        assert_eq!((layer.count, layer.zeros, layer.not_finite), (values.len() as u64, zeros, 0), "{}", layer.name);
        assert_eq!(binned + zeros, layer.count, "{}", layer.name);
        for (range, count) in layer.histogram.bins() {
            let inside = values.iter().filter(|value| **value != 0.0 && range.contains(value)).count() as u64;
            assert_eq!(inside, count, "{}: {range:?}", layer.name);
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
        assert!((layer.mean - mean).abs() < 1e-9 * layer.deviation, "{}: {}, {mean}", layer.name, layer.mean);
        assert!((layer.deviation / variance.sqrt() - 1.0).abs() < 1e-9, "{}", layer.name);
        let (least, most) = values.iter().fold((f64::MAX, f64::MIN), |(a, b), value| (a.min(*value), b.max(*value)));
        assert_eq!((f64::from(layer.least), f64::from(layer.most)), (least, most), "{}", layer.name);
    }
    let dead = |name: &str| activations.layers.iter().find(|layer| layer.name == name).expect("it is there").dead;
    assert_eq!((dead("input"), dead("conv1"), dead("relu1"), dead("pool1"), dead("conv2")), (0, 0, 1, 1, 0));

    let rows = activations.svg().matches("<path ").count();
    assert_eq!(rows, activations.layers.len());
    let relus = activations.only(|layer| layer.kind == "relu");
    assert_eq!(relus.layers.len(), 2);
    assert!(relus.svg().contains("1 of 6"));
}

#[test]
fn values_that_are_no_numbers_are_told() {
    let network = Values::init(&mut rng());
    let data = Samples::with_values(vec![vec![f32::NAN; 36]], vec![vec![0.0]]).expect("as many");
    let activations = Activations::of(&network, &data).expect("they fit");
    let input = &activations.layers[0];
    assert_eq!((input.count, input.not_finite, input.zeros, input.dead), (36, 36, 0, 0));
    assert_eq!((input.mean, input.least, input.most, input.histogram.bins().count()), (0.0, 0.0, 0.0, 0));
    assert!(activations.svg().contains("36 values are infinite or no number"));
    let none = Samples::<Vec<f32>>::with_values(vec![], vec![]).expect("as many");
    let nothing = Activations::of(&network, &none).expect("they fit");
    assert!(nothing.layers.iter().all(|layer| layer.count == 0 && layer.zero_share() == 0.0));
    assert!(nothing.svg().contains("over 0 images"));
}

#[test]
fn ascent_raises_the_response() {
    let network = net();
    for layer in ["conv1", "relu1", "pool1", "bn1", "fc1", "softmax1"] {
        for filter in [0, 3] {
            let pattern = Ascent::new().steps(24).pattern(&network, layer, filter).expect("it is there");
            assert!(pattern.response > pattern.before + 0.1, "{layer} {filter}: {pattern:?}");
            // It is what the network says of it.
            let trace = Trace::of(&network, &pattern.values).expect("fits");
            let values = trace.layer(layer).expect("it is there");
            let Volume { width, height, .. } = values.volume;
            let middle = values.channel(filter).expect("a map")[height / 2 * width + width / 2];
            assert!((middle - pattern.response).abs() < 1e-4 * pattern.response.abs(), "{layer} {filter}");
            assert_eq!(trace.seen(layer, width / 2, height / 2), Ok(pattern.area.clone()));
            // Pixels stay pixels, and the mean, which is 0, where the value does not see them.
            let Area { columns, rows } = &pattern.area;
            let normalization = Normalization::new([0.4, 0.5, 0.6], [0.2, 0.25, 0.3]);
            for (i, value) in pattern.values.iter().enumerate() {
                let (c, x, y) = (i / 192, i % 16, i % 192 / 16);
                let pixel = value * normalization.std[c] + normalization.mean[c];
                let inside = columns.contains(&x) && rows.contains(&y);
                assert!((-1e-6..=1.0 + 1e-6).contains(&pixel) && (inside || value.abs() < 1e-6), "{layer}: {pixel}");
            }
            let size = (columns.len() as u32, rows.len() as u32);
            assert_eq!(pattern.picture.dimensions(), size);
            assert_eq!(Ascent::new().steps(24).pattern(&network, layer, filter), Ok(pattern));
        }
    }
}

/// What a linear filter responds to most is itself.
#[test]
fn the_pattern_of_a_linear_filter_is_the_filter() {
    let network = net().with_normalization(Normalization::default());
    let pattern = Ascent::new().rate(0.004).blur(0.0).pattern(&network, "conv1", 4).expect("it is there");
    let filter = &network.tensor("conv1.weight").expect("it is there")[4 * 75..5 * 75];
    let Area { columns, rows } = &pattern.area;
    assert_eq!((columns.len(), rows.len()), (5, 5));
    let seen = (0..75).map(|i| {
        let (x, y) = (columns.start + i % 5, rows.start + i % 25 / 5);
        pattern.values[i / 25 * 192 + y * 16 + x] - 0.5
    });
    let seen: Vec<f32> = seen.collect();
    let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let cosine = product(&seen, filter) / (product(&seen, &seen) * product(filter, filter)).sqrt();
    assert!(cosine > 0.98, "{cosine}");
}

#[test]
fn a_dead_filter_and_a_wrong_one() {
    let mut network = net();
    let bias = Net::TENSORS.iter().find(|tensor| tensor.name == "conv1.bias").expect("it is there").at;
    network.params_mut()[bias + 3] = -1000.0;
    let pattern = Ascent::new().pattern(&network, "relu1", 3).expect("it is there");
    assert_eq!((pattern.before, pattern.response), (0.0, 0.0));
    let error = Ascent::new().pattern(&network, "relu1", 6).unwrap_err();
    assert_eq!(error.to_string(), "relu1 has no number 6: it has 6, from 0 to 5");
    assert!(Ascent::new().pattern(&network, "relu9", 0).unwrap_err().to_string().contains("near are relu1, relu2"));
    let none = Ascent::new().steps(0).pattern(&network, "conv1", 0).expect("it is there");
    assert_eq!(none.before, none.response);
}

#[test]
fn the_strongest_images_are_found() {
    let (network, data) = (net(), images(20, Net::INPUT));
    for layer in ["pool1", "softmax1"] {
        let found = strongest(&network, layer, &data, 3).expect("it is there");
        let traces: Vec<_> = data.images().iter().map(|image| Trace::of(&network, image).expect("fits")).collect();
        let depth = traces[0].layer(layer).expect("it is there").volume.depth;
        assert_eq!(found.len(), depth);
        for (filter, found) in found.iter().enumerate() {
            let map = |image: usize| traces[image].layer(layer).expect("it is there").channel(filter).expect("a map");
            let most = |image: usize| map(image).iter().copied().fold(f32::MIN, f32::max);
            let mut order: Vec<usize> = (0..20).collect();
            order.sort_by(|&a, &b| most(b).total_cmp(&most(a)));
            assert!(found.iter().map(|response| response.image).eq(order[..3].iter().copied()), "{layer} {filter}");
            for response in found {
                assert_eq!(response.response, most(response.image));
                let volume = traces[0].layer(layer).expect("it is there").volume;
                let place = map(response.image).iter().position(|value| *value == response.response).expect("a place");
                let area = traces[0].seen(layer, place % volume.width, place / volume.width);
                assert_eq!(area, Ok(response.area.clone()));
                let picture = response.picture(&network, &data).expect("drawn");
                let size = (response.area.columns.len() as u32, response.area.rows.len() as u32);
                assert_eq!(picture.dimensions(), size);
                let (x, y) = (response.area.columns.start, response.area.rows.start);
                let raw = data.images()[response.image][3 * (y * 16 + x)];
                assert!(picture.get_pixel(0, 0).0[0].abs_diff(raw) <= 1);
            }
        }
    }
    let few = strongest(&network, "fc1", &images(2, Net::INPUT), 3).expect("it is there");
    assert!(few.iter().all(|found| found.len() == 2));
}
