//! What a network makes of a data set.

use super::calibration::Calibration;
use super::mistakes::Mistakes;
use crate::network::{Dataset, Evaluation, InputError, Network, Workspace};
use image::RgbImage;

/// How good a network is on a data set, how well it knows that, and where it is most wrong. It takes one pass over the
/// data set, and keeps of its images those of the worst mistakes.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// Cost, accuracy and confusion matrix.
    pub evaluation: Evaluation,
    /// How often the network is right where it is so sure; without predictions for networks without classes.
    pub calibration: Calibration,
    /// The worst mistakes; none for networks without classes.
    pub mistakes: Mistakes,
    /// Their images.
    pub images: Vec<RgbImage>,
}

impl Examination {
    /// Of `network` on `data`, with the `most` worst mistakes.
    ///
    /// # Errors
    /// Where an image does not fit the network's input, or a target its output.
    pub fn of<N: Network, D: Dataset + ?Sized>(
        network: &N,
        workspace: &mut Workspace<N>,
        data: &D,
        most: usize,
    ) -> Result<Examination, InputError> {
        let (mut calibration, mut mistakes) = (Calibration::default(), Mistakes::new(most));
        let evaluation = network.evaluate_with(workspace, data, |index, answer| {
            if let Some(label) = data.target(index).class() {
                calibration.add(answer.probabilities[answer.class], answer.class == label);
                mistakes.add(index, label, answer);
            }
        })?;
        let images = mistakes.images(data, N::INPUT)?;
        Ok(Examination { evaluation, calibration, mistakes, images })
    }
}
