//! What has to be the same for a training to go on with the same bits.

use crate::network::{Dataset, Network, Target};
use crate::train::Trainer;
use flate2::Crc;

/// The name in a file of a setting begins so.
pub(super) const PREFIX: &str = "setting/";

/// The settings of a training, and of the network's layers: names and what they are.
pub(super) fn settings<N: Network, D: Dataset + ?Sized, V: Dataset + ?Sized>(
    trainer: &mut Trainer<'_, N>,
    data: &D,
    validation: &V,
) -> Vec<(String, String)> {
    let mut settings: Vec<_> = N::LAYERS
        .iter()
        .enumerate()
        .map(|(i, layer)| {
            let [from, to] = [layer.input, layer.output].map(|v| format!("{}x{}x{}", v.width, v.height, v.depth));
            (format!("layer {}", i + 1), format!("{} ({}), {from} to {to}", layer.name, layer.kind))
        })
        .collect();
    let mut add = |name: &str, text: String| settings.push((name.to_owned(), text));
    add("images", data.len().to_string());
    add("targets", fingerprint(data));
    add("validation images", validation.len().to_string());
    add("batch", trainer.batch.to_string());
    add("seed", trainer.seed.to_string());
    add("shuffle", trainer.shuffle.to_string());
    add("mixup", trainer.mixup.to_string());
    add("label smoothing", trainer.label_smoothing.to_string());
    add("class weights", format!("{:?}", trainer.class_weights));
    add("exact", trainer.exact.to_string());
    add("optimizer", format!("{:?}", trainer.make_optimizer()));
    add("schedule", format!("{:?}", trainer.schedule));
    add("learning rates of layers", format!("{:?}", trainer.rates));
    add("patience", format!("{:?}", trainer.patience));
    add("best epoch by", format!("{:?}", trainer.criterion));
    let averages: Vec<_> = trainer.averages().map(|average| average.kind()).collect();
    add("averages", format!("[{}]", averages.join(", ")));
    settings
}

/// A checksum of all targets: that of other data is another one, as a rule.
fn fingerprint<D: Dataset + ?Sized>(data: &D) -> String {
    let mut sum = Crc::new();
    let mut add = |number: u64| sum.update(&number.to_le_bytes());
    for i in 0..data.len() {
        match data.target(i) {
            Target::Class(class) => add(class as u64),
            Target::Values(values) => values.iter().for_each(|value| add(value.to_bits().into())),
            Target::Mixed { classes, share } => {
                classes.iter().for_each(|class| add(*class as u64));
                add(share.to_bits().into());
            }
        }
    }
    format!("checksum {:08x}", sum.sum())
}
