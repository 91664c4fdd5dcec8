//! Trainings that stop, are killed, and go on, on linear networks.

mod linear;

use convnet_core::data::Samples;
use convnet_core::network::{Generated, Network, Optimizer, Storage, Tensor};
use convnet_core::train::{
    Adagrad, Adam, Average, CheckpointError, Clip, History, Plateau, Progress, RmsProp, Schedule, Scheduled, Sgd, Step,
    TrainError, Trainer,
};
use convnet_core::weights::{Mismatch, Weights, WeightsError};
use linear::{Digits, Linear, Small};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Three clusters in four dimensions, so near to each other that costs go up and down.
fn clusters(count: usize) -> Samples<[f32; 4]> {
    let image = |i: usize| {
        let noise = |j: usize| ((i * 37 + j * 11) % 19) as f32 / 9.0;
        let mut image = [noise(0), noise(1), noise(2), noise(3)];
        image[i % 3] += 1.0;
        image
    };
    Samples::with_classes((0..count).map(image).collect(), (0..count).map(|i| i % 3).collect()).unwrap()
}

fn small(seed: u64) -> Small {
    Small::init(&mut StdRng::seed_from_u64(seed))
}

/// Three epochs of four steps, and all that has a state.
fn trainer<'a>(optimizer: &str) -> Trainer<'a, Small> {
    let trainer = Trainer::new().epochs(3).batch(5).validation(6).mixup(0.3).seed(9).progress(Progress::Silent);
    let trainer = trainer.schedule(Schedule::Plateau(Plateau::new(0.5, 0).threshold(0.3)).warmed_up(0.5));
    match optimizer {
        "momentum" => trainer.learning_rate(0.5).momentum(0.9),
        "plain" => trainer.learning_rate(0.5),
        "adam" => trainer.optimizer(Adam::adamw(0.05)),
        "adagrad" => trainer.optimizer(Adagrad::new(0.2).rate_decay(0.1)),
        "rmsprop" => trainer.optimizer(RmsProp::new(0.02).momentum(0.5)),
        _ => trainer.optimizer(Clip::norm(0.5, Sgd::new(0.3).momentum(0.9))),
    }
}

/// What a training comes to, as bits, but for the seconds.
fn outcome(network: &Small, history: &History, averages: [Average<Small>; 2]) -> (Vec<u32>, Vec<u32>, History, String) {
    let bits = |network: &Small| network.params().iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    let mut history = history.clone();
    for epoch in &mut history.epochs {
        (epoch.seconds, epoch.validation_seconds) = (0.0, 0.0);
    }
    let counts = format!("{averages:?}");
    let means = averages.into_iter().filter_map(Average::into_network).flat_map(|mean| bits(&mean)).collect();
    (bits(network), means, history, counts)
}

/// Wherever it stops, it ends as one that does not.
#[test]
fn a_stop_changes_nothing() {
    let data = clusters(26);
    let averages = || [Average::moving(0.7), Average::equal(1)];
    for optimizer in ["momentum", "plain", "adam", "adagrad", "rmsprop", "clip"] {
        let expected = {
            let (mut network, [mut moving, mut equal]) = (small(1), averages());
            let mut trainer = trainer(optimizer).early_stopping(2).observe(&mut moving).observe(&mut equal);
            let history = trainer.train(&mut network, &data).unwrap();
            drop(trainer);
            outcome(&network, &history, [moving, equal])
        };
        for stop in 1..=expected.2.losses.len() {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("checkpoints");
            let mut left = stop;
            let countdown = move |_: &Step| {
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let [mut moving, mut equal] = averages();
            let history = trainer(optimizer)
                .early_stopping(2)
                .observe(&mut moving)
                .observe(&mut equal)
                .on_step(countdown)
                .checkpoints(&path, 0, 1)
                .train(&mut small(1), &data)
                .unwrap();
            assert_eq!((history.losses.len(), history.stopped), (stop, true));

            // Another network, whose weights do not count.
            let (mut network, [mut moving, mut equal]) = (small(2), averages());
            let mut trainer =
                trainer(optimizer).early_stopping(2).observe(&mut moving).observe(&mut equal).resume(&path);
            let history = trainer.train(&mut network, &data).unwrap();
            drop(trainer);
            assert!(outcome(&network, &history, [moving, equal]) == expected, "{optimizer}, stopped after {stop}");
        }
    }
}

#[test]
fn a_finished_training_can_go_on_for_longer() {
    let data = clusters(26);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let run = |epochs: usize, resume: bool| {
        let trainer = trainer("momentum").epochs(epochs);
        let mut trainer = if resume { trainer.checkpoints(path, 3, 2).resume(path) } else { trainer };
        let mut network = small(1);
        let history = trainer.train(&mut network, &data).unwrap();
        (network.params().to_vec(), history.losses)
    };
    // From an empty directory, to the end, from the end to the end, and behind it.
    let first = run(2, true);
    assert_eq!(first, run(2, false));
    assert_eq!(first, run(2, true));
    assert_eq!(run(5, true), run(5, false));
    assert_eq!(names(path), ["best.safetensors", "step-00000018.safetensors", "step-00000020.safetensors"]);
    let error = trainer("momentum").epochs(4).resume(path).train(&mut small(1), &data).unwrap_err();
    assert!(error.to_string().contains("epochs: expected at most 4 of 4 steps, found 5 epochs and 0 steps"), "{error}");
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_last_and_the_best_are_kept() {
    let data = clusters(26);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let history = trainer("adam").checkpoints(path, 5, 2).train(&mut small(1), &data).unwrap();
    assert_eq!(names(path), ["best.safetensors", "step-00000010.safetensors", "step-00000012.safetensors"]);
    // They are weights too.
    let best = history.best().unwrap();
    let network = Small::load(path.join("best.safetensors")).unwrap();
    let mut again = small(1);
    trainer("adam").epochs(best.epoch).train(&mut again, &data).unwrap();
    assert_eq!(network.params(), again.params());
    // Another training would mix its files with these.
    let error = trainer("adam").checkpoints(path, 5, 2).train(&mut small(1), &data).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "checkpoints", .. }), "{error}");
    // What a killed process has left behind goes; what is not ours stays.
    for name in [".step-00000011.safetensors.1-2.tmp", ".best.safetensors.1-2.tmp", ".notes.1-2.tmp", "notes"] {
        fs::write(path.join(name), "").unwrap();
    }
    fs::remove_file(path.join("step-00000012.safetensors")).unwrap();
    trainer("adam").checkpoints(path, 0, 1).resume(path).train(&mut small(1), &data).unwrap();
    assert_eq!(names(path), [".notes.1-2.tmp", "best.safetensors", "notes", "step-00000012.safetensors"]);
}

fn of_file(error: TrainError) -> CheckpointError {
    match error {
        TrainError::Checkpoint(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn checkpoints_of_other_trainings_are_refused_with_all_differences() {
    let data = clusters(26);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    trainer("momentum").checkpoints(path, 0, 1).train(&mut small(1), &data).unwrap();
    let file = path.join("step-00000012.safetensors");

    let mut network = small(3);
    let before = network.params().to_vec();
    let mut average = Average::moving(0.5);
    let mut other = trainer("adam").batch(7).seed(1).observe(&mut average).rate("fc1.bias", 2.0).resume(&file);
    let error = of_file(other.train(&mut network, &clusters(25)).unwrap_err());
    drop(other);
    assert_eq!(network.params(), before);
    let WeightsError::Mismatch { differences, .. } = error.file() else { panic!("{error}") };
    let setting = |difference: &Mismatch| match difference {
        Mismatch::Setting { name, .. } => name.clone(),
        other => other.to_string(),
    };
    let found: Vec<_> = differences.iter().map(setting).collect();
    let settings = ["images", "targets", "batch", "seed", "optimizer", "learning rates of layers", "averages"];
    assert_eq!(found[..7], settings);
    // 19 images in steps of 7 are fewer than the file's steps.
    assert!(found[7..].iter().any(|text| text == "epochs" || text.starts_with("training/losses")), "{found:?}");
    assert!(error.to_string().contains("\n  batch: expected 7, found 5\n  seed: expected 1, found 9\n"), "{error}");

    // Another network: its layers, and its tensors.
    let images = Samples::with_classes(vec![[0.5; 784]; 26], (0..26).map(|i| i % 3).collect()).unwrap();
    let mut digits = Trainer::new().epochs(3).batch(5).validation(6).seed(9).progress(Progress::Silent).resume(&file);
    let error = digits.train(&mut Digits::init(&mut StdRng::seed_from_u64(1)), &images).unwrap_err().to_string();
    for part in [
        "\n  layer 1: expected fc1 (fc), 28x28x1 to 1x1x10, found fc1 (fc), 2x2x1 to 1x1x3",
        "\n  mixup: expected 0, found 0.3",
        "\n  fc1.weight: expected [10, 784], found [3, 4]",
        "\n  training/optimizer/0: expected [7850], found [15]",
        "\n  training/confusion: expected [3, 10, 10], found [3, 3, 3]",
    ] {
        assert!(error.contains(part), "{error}");
    }

    // Weights alone, and nothing.
    small(1).save(path.join("weights.safetensors")).unwrap();
    let error = trainer("momentum").resume(path.join("weights.safetensors")).train(&mut small(1), &data).unwrap_err();
    assert!(error.to_string().contains("expected a checkpoint of a training, format 2, found none"), "{error}");
    let error = trainer("momentum").resume(path.join("nothing")).train(&mut small(1), &data).unwrap_err();
    assert!(error.to_string().starts_with("cannot open "), "{error}");
}

/// An optimizer that does not say what its steps leave in it.
#[derive(Clone, Debug)]
struct Silent(Sgd);

impl Optimizer for Silent {
    fn update(&mut self, params: &mut [f32], gradients: &[f32], tensors: &[Tensor], factors: &[f32]) {
        self.0.update(params, gradients, tensors, factors);
    }
}

impl Scheduled for Silent {
    fn learning_rate(&self) -> f32 {
        self.0.learning_rate()
    }
    fn set_learning_rate(&mut self, learning_rate: f32) {
        self.0.set_learning_rate(learning_rate);
    }
    fn check(&self) -> Result<(), TrainError> {
        self.0.check()
    }
}

#[test]
fn an_optimizer_without_a_state_has_no_checkpoints() {
    let directory = tempfile::tempdir().unwrap();
    let optimizer = || Silent(Sgd::new(0.1).momentum(0.9));
    let trainer = || Trainer::new().epochs(1).optimizer(optimizer()).progress(Progress::Silent);
    trainer().train(&mut small(1), &clusters(9)).unwrap();
    let error = trainer().checkpoints(directory.path(), 0, 1).train(&mut small(1), &clusters(9)).unwrap_err();
    assert!(matches!(error, TrainError::Setting { name: "optimizer", .. }), "{error}");
}

/// No byte can change, and none can be missing or too many, without its being noticed.
#[test]
fn broken_files_are_errors() {
    let data = clusters(12);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let trainer = || trainer("adam").epochs(1).validation(2);
    trainer().checkpoints(path, 0, 1).train(&mut small(1), &data).unwrap();
    let bytes = fs::read(path.join("step-00000002.safetensors")).unwrap();
    let file = path.join("broken.safetensors");
    let mut network = small(3);
    let before = network.params().to_vec();
    let mut resume = trainer().resume(&file);
    let mut error_of = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let error = of_file(resume.train(&mut network, &data).unwrap_err());
        assert_eq!(network.params(), before);
        assert!(error.to_string().contains("broken.safetensors"));
        error
    };
    for place in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[place] ^= 1 << (place % 8);
        error_of(&broken);
    }
    for len in (0..bytes.len()).step_by(7) {
        let error = error_of(&bytes[..len]);
        assert!(matches!(error.file(), WeightsError::Damaged { .. }), "{error}");
    }
    error_of(&[&bytes[..], &[0]].concat());
    let mut sum = bytes.clone();
    *sum.last_mut().unwrap() ^= 1;
    let error = error_of(&sum).to_string();
    assert!(error.contains(&format!("at byte {}: expected ", bytes.len() - 4)), "{error}");
    assert!(error.contains(", the checksum of all bytes before it, found "), "{error}");
    // A header that speaks of more than there is.
    let header_len = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header = String::from_utf8(bytes[8..8 + header_len].to_vec()).unwrap();
    let huge = header.replacen("\"shape\":[15]", "\"shape\":[1099511627776]", 1);
    assert_ne!(huge, header);
    let claims = [&(huge.len() as u64).to_le_bytes()[..], huge.as_bytes(), &bytes[8 + header_len..]].concat();
    let error = error_of(&claims);
    assert!(matches!(error.file(), WeightsError::Damaged { .. }), "{error}");
}

/// From 400x400 to 10 classes: writing its checkpoint takes a while.
type Large = Linear<400, 10, 1_600_010, true>;

fn train_large(directory: Option<&Path>) -> Vec<f32> {
    let image = |i: usize| (0..160_000).map(|j| ((i * 7 + j * 13) % 23) as f32 / 2300.0).collect::<Vec<_>>();
    let data = Samples::with_classes((0..6).map(image).collect(), (0..6).collect()).unwrap();
    let trainer = Trainer::new().epochs(4).batch(2).learning_rate(0.01).momentum(0.9).progress(Progress::Silent);
    let mut trainer = match directory {
        Some(path) => trainer.checkpoints(path, 1, 2).resume(path),
        None => trainer,
    };
    let mut network = Large::init(&mut StdRng::seed_from_u64(1));
    trainer.train(&mut network, &data).unwrap();
    network.store().params().to_vec()
}

/// Where the child is told to put its checkpoints and its result.
const DIRECTORY: &str = "CONVNET_KILLED_TRAINING";

/// Not a test: the process that [`a_killed_training_loses_nothing`] kills.
#[test]
#[ignore = "the process that another test kills"]
fn child() {
    let Some(directory) = std::env::var_os(DIRECTORY) else { return };
    let directory = Path::new(&directory);
    let params = train_large(Some(&directory.join("checkpoints")));
    let mut network = Large::from_store(Storage::zeroed());
    network.params_mut().copy_from_slice(&params);
    network.save(directory.join("result.safetensors")).unwrap();
}

/// A process is killed again and again while it writes a checkpoint, and the next one goes on.
#[test]
fn a_killed_training_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let checkpoints = directory.path().join("checkpoints");
    let unfinished = || -> Vec<String> {
        let entries = fs::read_dir(&checkpoints).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(".tmp")).collect()
    };
    let mut in_the_middle = 0;
    for round in 0..40 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "child"])
            .env(DIRECTORY, directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The first is left behind by the round before, until the child clears it away.
        let mut seen = unfinished();
        let mut writes = 0;
        let finished = loop {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success());
                break true;
            }
            let now = unfinished();
            writes += now.iter().filter(|name| !seen.contains(name)).count();
            seen.extend(now);
            if in_the_middle < 4 && writes > round % 3 {
                child.kill().unwrap();
                child.wait().unwrap();
                in_the_middle += usize::from(!unfinished().is_empty());
                break false;
            }
            std::thread::sleep(Duration::from_micros(200));
        };
        if finished {
            break;
        }
    }
    assert!(in_the_middle > 0);
    let result = Large::load(directory.path().join("result.safetensors")).unwrap();
    assert!(result.params() == train_large(None));
    assert!(unfinished().is_empty());
}
