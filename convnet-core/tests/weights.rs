//! Files of weights, whole and broken.

mod linear;

use convnet_core::network::{Generated, Init, Network, Normalization, Storage};
use convnet_core::weights::{Mismatch, Weights, WeightsError};
use linear::{Digits, Small, Values, Zoo};
use safetensors::SafeTensors;
use serde_json::json;
use std::fs;
use std::path::Path;

/// A zoo with another number in every place.
fn zoo() -> Zoo {
    let mut zoo = Zoo::from_store(<Zoo as Generated>::Store::zeroed());
    let store = zoo.store_mut();
    store.params_mut().iter_mut().enumerate().for_each(|(i, w)| *w = 0.1 + i as f32);
    store.params_and_state().1.iter_mut().enumerate().for_each(|(i, s)| *s = -0.3 - i as f32);
    zoo.with_normalization(Normalization::new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
}

/// A safetensors file with these entries (name, type, shape, bytes), which follow each other.
fn file(entries: &[(&str, &str, &[usize], Vec<u8>)]) -> Vec<u8> {
    let mut header = serde_json::Map::new();
    let mut data = Vec::new();
    for (name, dtype, shape, bytes) in entries {
        let start = data.len();
        data.extend(bytes);
        header.insert((*name).into(), json!({ "dtype": dtype, "shape": shape, "data_offsets": [start, data.len()] }));
    }
    with_header(&serde_json::Value::Object(header).to_string(), &data)
}

fn with_header(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
}

fn floats(numbers: impl IntoIterator<Item = f32>) -> Vec<u8> {
    numbers.into_iter().flat_map(f32::to_le_bytes).collect()
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn what_is_saved_is_loaded() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    let saved = zoo();
    saved.save(&path).unwrap();
    let loaded = Zoo::load(&path).unwrap();
    assert_eq!(loaded.store().params(), saved.store().params());
    assert_eq!(loaded.store().state(), saved.store().state());
    assert_eq!(loaded.store().normalization(), saved.store().normalization());

    // The same weights give the same bytes; a file that is there is replaced; nothing else is left behind.
    let bytes = fs::read(&path).unwrap();
    saved.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(names(directory.path()), ["zoo.safetensors"]);
}

#[test]
fn other_readers_understand_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    zoo().save(&path).unwrap();
    let bytes = fs::read(&path).unwrap();
    let (header_len, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    assert!(header_len.is_multiple_of(8));
    let entries = metadata.metadata().clone().unwrap();
    assert_eq!((&*entries["network"], &*entries["mean"]), ("Zoo", "0.485 0.456 0.406"));
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(tensors.len(), 7);
    let conv = tensors.tensor("conv1.weight").unwrap();
    assert_eq!(conv.shape(), [2, 3, 3, 3]);
    assert_eq!(conv.data(), floats((0..54).map(|i| 0.1 + i as f32)));
    let var = tensors.tensor("bn1.running_var").unwrap();
    assert_eq!(var.data(), floats([-2.3, -3.3]));
}

#[test]
fn a_file_of_another_network_lists_every_mismatch() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    zoo().save(&path).unwrap();
    let error = Small::load(&path).err().unwrap();
    let WeightsError::Mismatch { network: "Linear", file_network: Some(file_network), differences, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(file_network, "Zoo");
    assert_eq!(differences.len(), 2 + 7);
    let missing = Mismatch::Missing { name: "fc1.weight".into(), file_name: "fc1.weight".into(), expected: vec![3, 4] };
    assert_eq!(differences[0], missing);
    let message = error.to_string();
    assert!(message.contains("it was saved from Zoo"), "{message}");
    assert!(message.contains("\n  conv1.weight: found [2, 3, 3, 3], but"), "{message}");

    Digits::init(&mut rand::rng()).save(&path).unwrap();
    let error = Small::load(&path).err().unwrap().to_string();
    assert!(error.contains("\n  fc1.weight: expected [3, 4], found [10, 784]"), "{error}");
    assert!(error.contains("\n  fc1.bias: expected [3], found [10]"), "{error}");
}

#[test]
fn names_are_mapped_by_layer_and_by_tensor() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("theirs.safetensors");
    let weights = || floats((0..12).map(|i| i as f32));
    let entries: [(&str, &str, &[usize], Vec<u8>); 3] = [
        ("classifier.2.weight", "F32", &[3, 4], weights()),
        ("classifier.2.bias", "F32", &[3], floats([-1.0, -2.0, -3.0])),
        ("bn.num_batches_tracked", "I64", &[], vec![0; 8]),
    ];
    fs::write(&path, file(&entries)).unwrap();
    for names in [
        &[("fc1", "classifier.2")][..],
        &[("fc1.weight", "classifier.2.weight"), ("fc1.bias", "classifier.2.bias")],
        &[("fc1", "nothing"), ("fc1.weight", "classifier.2.weight"), ("fc1.bias", "classifier.2.bias")],
    ] {
        let network = Small::load_with(&path, names).unwrap();
        assert_eq!(network.store().params()[..3], [0.0, 1.0, 2.0]);
        assert_eq!(network.store().params()[12..], [-1.0, -2.0, -3.0]);
        // A file of others has no normalisation: it stays as it is.
        assert_eq!(*network.store().normalization(), Normalization::default());
    }
    let error = Small::load_with(&path, &[("fc1", "classifier.1"), ("fc2", "classifier.2")]).err().unwrap().to_string();
    for line in [
        "fc2: the mapping names it, but the network has no such layer or tensor",
        "fc1.weight (in the file: classifier.1.weight): expected [3, 4], found nothing of this name",
        "classifier.2.bias: found [3], but the network has no such tensor",
    ] {
        assert!(error.contains(line), "{error}");
    }
    let twice = [("fc1.weight", "classifier.2.bias"), ("fc1.bias", "classifier.2.bias")];
    let error = Small::load_with(&path, &twice).err().unwrap().to_string();
    assert!(
        error.contains("fc1.bias: the mapping has classifier.2.bias for it, as for another tensor before"),
        "{error}"
    );
}

/// A file of the zoo's tensors under other names, with a head that the zoo has not.
fn theirs() -> Vec<u8> {
    let numbers = |len: usize, from: f32| floats((0..len).map(|i| from + 0.1 * i as f32));
    file(&[
        ("features.1.0.weight", "F32", &[2, 3, 3, 3], numbers(54, 1.0)),
        ("features.1.0.bias", "F32", &[2], numbers(2, 2.0)),
        ("norms.1.gamma", "F32", &[2], numbers(2, 3.0)),
        ("norms.1.bias", "F32", &[2], numbers(2, 4.0)),
        ("norms.1.running_mean", "F32", &[2], numbers(2, 5.0)),
        ("norms.1.running_var", "F32", &[2], numbers(2, 6.0)),
        ("norms.1.num_batches_tracked", "I64", &[], vec![0; 8]),
        ("prelu1.weight", "F32", &[3], numbers(3, 7.0)),
        ("head.fc.weight", "F32", &[1], numbers(1, 8.0)),
        ("head.fc.bias", "F32", &[1], numbers(1, 9.0)),
        ("head.scale", "F32", &[1], numbers(1, 9.0)),
    ])
}

const THEIRS: &[(&str, &str)] = &[
    ("bn*.weight", "norms.*.gamma"),
    ("bn*", "norms.*"),
    ("conv*", "features.*.0"),
    ("*2", "never.*"),
    ("", "head.f*"),
    ("", "head.scale"),
];

#[test]
fn what_was_loaded_under_other_names_is_saved_under_them() {
    let directory = tempfile::tempdir().unwrap();
    let (path, copy) = (directory.path().join("theirs.safetensors"), directory.path().join("copy.safetensors"));
    fs::write(&path, theirs()).unwrap();
    // Stars that do not fit each other are told before anything else, also on reading.
    let names = [("bn*", "norms.*"), ("conv*", "features.1.0"), ("*x*", "y*")];
    for error in [Zoo::load_with(&path, &names).err().unwrap(), zoo().save_with(&copy, &names).unwrap_err()] {
        let WeightsError::Names { network: "Zoo", differences, .. } = &error else { panic!("{error}") };
        assert_eq!(differences.len(), 2);
        let message = error.to_string();
        let line = "\n  (\"conv*\", \"features.1.0\"): expected 1 `*` in the file's name, found 0";
        assert!(message.contains(line), "{message}");
    }
    let mut names = THEIRS.to_vec();
    let error = Zoo::load_with(&path, &names).err().unwrap().to_string();
    assert!(error.contains("\n  *2: the mapping names it, but the network has no such"), "{error}");
    names.remove(3);
    // A layer's pair that comes first stands above a later one, the tensor's own above both.
    names.insert(2, ("b*", "never.*"));
    let network = Zoo::load_with(&path, &names).unwrap();
    assert_eq!(network.tensor("bn1.weight").unwrap(), [3.0, 3.1]);
    network.save_with(&copy, &names).unwrap();
    let (before, after) = (fs::read(&path).unwrap(), fs::read(&copy).unwrap());
    let (before, after) = (SafeTensors::deserialize(&before).unwrap(), SafeTensors::deserialize(&after).unwrap());
    let mut written = after.names();
    written.sort();
    let (norm, conv) = ("norms.1.", "features.1.0.");
    let expected = [(conv, "bias"), (conv, "weight"), (norm, "bias"), (norm, "gamma"), (norm, "running_mean")];
    let expected = expected.into_iter().chain([(norm, "running_var"), ("prelu1.", "weight")]);
    assert_eq!(written, expected.map(|(layer, part)| format!("{layer}{part}")).collect::<Vec<_>>());
    for name in written {
        let (before, after) = (before.tensor(name).unwrap(), after.tensor(name).unwrap());
        assert_eq!((before.shape(), before.data()), (after.shape(), after.data()), "{name}");
    }
    assert_eq!(Zoo::load_with(&copy, &names).unwrap().params(), network.params());
    // What is not passed over is one tensor too many.
    let error = Zoo::load_with(&path, &names[..names.len() - 1]).err().unwrap().to_string();
    assert!(error.ends_with("\n  head.scale: found [1], but the network has no such tensor"), "{error}");
}

#[test]
fn names_that_no_file_can_have_are_not_saved() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    for (names, line) in [
        (&[("conv1.bias", "__metadata__")][..], "conv1.bias: the mapping calls it __metadata__, which"),
        (&[("conv1", "bn1")], "bn1.bias: the mapping has bn1.bias for it, as for another tensor before"),
        (&[("conv9", "x")], "conv9: the mapping names it, but the network has no such layer or tensor"),
    ] {
        let error = zoo().save_with(&path, names).unwrap_err();
        assert!(matches!(error, WeightsError::Names { .. }), "{error}");
        assert!(error.to_string().contains(line), "{error}");
    }
    assert!(names(directory.path()).is_empty());
}

#[test]
fn what_matches_is_taken_and_the_rest_left() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("theirs.safetensors");
    let mut bytes = theirs();
    fs::write(&path, &bytes).unwrap();
    let mut network = zoo();
    let matched = network.load_matching(&path, &[("bn1", "norms.1"), ("conv1", "features.1.0")]).unwrap();
    let taken = ["conv1.weight", "conv1.bias", "bn1.bias", "bn1.running_mean", "bn1.running_var", "prelu1.weight"];
    assert_eq!(matched.taken, taken);
    assert_eq!(network.tensor("conv1.bias").unwrap(), [2.0, 2.1]);
    assert_eq!(network.tensor("bn1.running_var").unwrap(), [6.0, 6.1]);
    // What was left, and the normalisation, are as before.
    assert_eq!(network.tensor("bn1.weight"), zoo().tensor("bn1.weight"));
    assert_eq!(network.store().normalization(), zoo().store().normalization());
    let lines: Vec<String> = matched.to_string().lines().map(str::to_owned).collect();
    assert_eq!((&*lines[0], &*lines[7]), ("taken: 6 tensors", "left:"));
    let left = [
        "  bn1.weight (in the file: norms.1.weight): expected [2], found nothing of this name",
        "  head.fc.bias: found [1], but the network has no such tensor",
        "  head.fc.weight: found [1], but the network has no such tensor",
        "  head.scale: found [1], but the network has no such tensor",
        "  norms.1.gamma: found [2], but the network has no such tensor",
    ];
    let mut found = lines[8..].to_vec();
    found.sort();
    assert_eq!(found, left);

    // A file that is damaged, or has nothing that fits, changes nothing.
    let before = network.clone();
    let error = network.load_matching(&path, &[("*1", "other.*")]).unwrap_err();
    let WeightsError::Mismatch { differences, .. } = &error else { panic!("{error}") };
    assert_eq!(differences.len(), 7 + 10);
    bytes.pop();
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(network.load_matching(&path, THEIRS), Err(WeightsError::Damaged { .. })));
    assert_eq!(network.params(), before.params());
    assert_eq!(network.store().version(), before.store().version());
}

/// The normalisation comes with the weights that read the images.
#[test]
fn the_normalisation_is_taken_with_the_first_tensor() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    zoo().save(&path).unwrap();
    let fresh = || Zoo::init(&mut rand::rng());
    let mut network = fresh();
    let matched = network.load_matching(&path, &[("conv1.weight", "another")]).unwrap();
    assert!(!matched.normalization);
    assert_eq!(*network.store().normalization(), Normalization::default());
    let mut network = fresh();
    let matched = network.load_matching(&path, &[("fc1", "of_another_network")]).unwrap();
    assert!(matched.normalization);
    assert_eq!(network.store().normalization(), zoo().store().normalization());
    assert_eq!(network.params(), zoo().params());
    assert!(matched.to_string().starts_with("taken: 7 tensors, and the normalisation of inputs\n  conv1.weight\n"));
    // Only the pair that names nothing is left.
    assert_eq!(matched.left, [Mismatch::Unknown { name: "fc1".into() }]);
}

#[test]
fn other_floats_are_converted_and_integers_are_not() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("types.safetensors");
    let doubles: Vec<u8> = (0..8).flat_map(|i| (0.5 * f64::from(i)).to_le_bytes()).collect();
    fs::write(
        &path,
        file(&[("fc1.weight", "F64", &[2, 4], doubles), ("fc1.bias", "F16", &[2], vec![0, 0x3c, 0, 0xc0])]),
    )
    .unwrap();
    let network = Values::load(&path).unwrap();
    assert_eq!(network.store().params(), [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 1.0, -2.0]);
    fs::write(&path, file(&[("fc1.weight", "I32", &[2, 4], vec![0; 32]), ("fc1.bias", "U8", &[2], vec![0, 0])]))
        .unwrap();
    let error = Values::load(&path).err().unwrap().to_string();
    assert!(error.contains("fc1.weight: expected numbers of type F32 (or F16, BF16, F64), found I32"), "{error}");
    assert!(error.contains("found U8"), "{error}");
}

#[test]
fn every_truncation_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    zoo().save(&path).unwrap();
    let whole = fs::read(&path).unwrap();
    for len in 0..whole.len() {
        fs::write(&path, &whole[..len]).unwrap();
        match Zoo::load(&path) {
            Err(WeightsError::Damaged { path: named, offset, .. }) => {
                assert_eq!(named, path);
                assert!(offset <= len as u64, "{len}: {offset}");
            }
            Err(error) => panic!("{len}: {error}"),
            Ok(_) => panic!("{len} of {} bytes are enough", whole.len()),
        }
    }
    fs::write(&path, [&whole[..], &[0]].concat()).unwrap();
    let error = Zoo::load(&path).err().unwrap().to_string();
    let end = whole.len();
    assert!(error.contains(&format!("at byte {end}: expected 268 bytes of values, found 269")), "{error}");
}

#[test]
fn headers_that_lie_are_found() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("lie.safetensors");
    let tensor = |shape: &str, offsets: &str| {
        format!(r#"{{"fc1.weight":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#)
    };
    let cases = [
        // The length of a header that would be larger than all memory.
        (u64::MAX.to_le_bytes().to_vec(), "the length of a safetensors header, at most 0"),
        ([&(1u64 << 40).to_le_bytes()[..], &[b'{'; 64]].concat(), "the length of a safetensors header, at most 64"),
        (with_header("no json", &[]), "a safetensors header"),
        (with_header("[1, 2]", &[]), "a safetensors header"),
        (with_header(&tensor("[3, 4]", "[0, 40]"), &[0; 40]), "a safetensors header"),
        (with_header(&tensor("[3, 4]", "[48, 0]"), &[0; 48]), "a safetensors header"),
        (with_header(&tensor("[3, 4]", "[0, 48]"), &[0; 47]), "48 bytes of values"),
        (with_header(&tensor("[18446744073709551615, 4]", "[0, 48]"), &[0; 48]), "a safetensors header"),
        (with_header(&tensor("[100000000, 100000000]", "[0, 40000000000000000]"), &[]), "bytes of values"),
    ];
    for (bytes, expected) in cases {
        fs::write(&path, &bytes).unwrap();
        let error = Small::load(&path).err().unwrap();
        assert!(matches!(error, WeightsError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn a_normalisation_that_cannot_be_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    zoo().save(&path).unwrap();
    let text = fs::read(&path).unwrap();
    for (from, to) in [("0.485 0.456 0.406", "0.485 0.456      "), ("0.229", "0    "), ("0.229", "NaN  ")] {
        let at = text.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut changed = text.clone();
        changed[at..at + from.len()].copy_from_slice(to.as_bytes());
        fs::write(&path, changed).unwrap();
        let error = Zoo::load(&path).err().unwrap();
        assert!(error.to_string().contains("expected a normalisation"), "{error}");
    }
}

/// What could not be loaded again is not saved.
#[test]
fn a_normalisation_that_cannot_be_is_not_saved() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zoo.safetensors");
    let cases = [(vec![], vec![1.0]), (vec![f32::NAN], vec![1.0]), (vec![0.0], vec![0.0]), (vec![0.0; 2], vec![1.0])];
    for (mean, std) in cases {
        let error = zoo().with_normalization(Normalization::new(mean, std)).save(&path).unwrap_err();
        assert!(matches!(error, WeightsError::Normalization { .. }), "{error}");
    }
    assert!(names(directory.path()).is_empty());
}

/// A device or a socket stays what it is.
#[cfg(unix)]
#[test]
fn only_files_are_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("socket");
    let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    assert!(matches!(zoo().save(&path), Err(WeightsError::Io { .. })));
    assert!(!fs::metadata(&path).unwrap().is_file());
    assert_eq!(names(directory.path()), ["socket"]);
}

#[test]
fn paths_that_cannot_be_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing/net.safetensors");
    for error in [Small::load(&missing).err().unwrap(), zoo().save(&missing).unwrap_err()] {
        assert!(matches!(error, WeightsError::Io { .. }));
        assert!(error.to_string().contains(&missing.display().to_string()), "{error}");
    }
    assert!(matches!(Small::load(directory.path()), Err(WeightsError::Io { .. })));
    assert!(matches!(zoo().save(directory.path()), Err(WeightsError::Io { .. })));
    assert!(names(directory.path()).is_empty());
}

#[test]
fn initial_weights_have_the_moments_of_their_distribution() {
    use rand::SeedableRng;
    let moments = |init: Init| {
        let network = Digits::init_with(init, &mut rand::rngs::StdRng::seed_from_u64(1));
        let weights = network.store().params()[..7840].to_vec();
        let mean = weights.iter().map(|w| f64::from(*w)).sum::<f64>() / 7840.0;
        let variance = weights.iter().map(|w| (f64::from(*w) - mean).powi(2)).sum::<f64>() / 7840.0;
        let largest = weights.iter().fold(0.0, |largest, w| f32::max(largest, w.abs()));
        let biases = network.store().params()[7840..].to_vec();
        (mean, variance, f64::from(largest), biases)
    };
    let cases = [(Init::He, 2.0 / 784.0_f64), (Init::Xavier, 2.0 / 794.0), (Init::Nielsen, 1.0 / 10.0)];
    for (init, expected) in cases {
        let (mean, variance, largest, biases) = moments(init);
        // Four standard errors of 7,840 draws.
        assert!(mean.abs() < 4.0 * (expected / 7840.0).sqrt(), "{init:?}: {mean}");
        assert!((variance / expected - 1.0).abs() < 4.0 * (2.0f64 / 7840.0).sqrt(), "{init:?}: {variance}");
        let bound = (6.0f64 / 794.0).sqrt();
        match init {
            Init::Xavier => assert!(largest <= bound && largest > 0.99 * bound),
            _ => assert!(largest > 3.0 * expected.sqrt() && largest < 6.0 * expected.sqrt()),
        }
        assert_eq!(biases.iter().any(|b| *b != 0.0), init == Init::Nielsen);
    }
    for init in [Init::He, Init::Nielsen] {
        let zoo = Zoo::init_with(init, &mut rand::rngs::StdRng::seed_from_u64(1));
        assert_eq!(zoo.store().params()[56..], [1.0, 1.0, 0.0, 0.0, 0.25, 0.25, 0.25]);
        assert_eq!(zoo.store().state(), [0.0, 0.0, 1.0, 1.0]);
    }
}
