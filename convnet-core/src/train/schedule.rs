//! How the learning rate changes.

use std::fmt;

/// What the learning rate is multiplied with as the training goes on.
pub enum Schedule {
    /// 1 throughout.
    Constant,
    /// `factor` once more after every `every` epochs.
    Step {
        /// Epochs between two changes.
        every: usize,
        /// What each change multiplies with.
        factor: f64,
    },
    /// `factor` once more after every epoch.
    Exponential {
        /// What each epoch multiplies with.
        factor: f64,
    },
    /// From 1 down to 0 along half a cosine over all epochs, changing at every step (Loshchilov, Hutter 2017,
    /// equation 5, without restarts). Before it the factor may rise evenly from 0 to 1 (Goyal et al. 2017, section
    /// 2.2): first steps at the full rate can push rectified units so far that they never answer again.
    Cosine {
        /// Epochs of the rise, which the cosine has less; 0 for none, 0.5 for half an epoch.
        warmup: f64,
    },
    /// A function of the epoch (from 0).
    Custom(Box<dyn Fn(usize) -> f64 + Send + Sync>),
}

impl Schedule {
    /// A function of the epoch, from 0.
    pub fn custom(factor: impl Fn(usize) -> f64 + Send + Sync + 'static) -> Schedule {
        Schedule::Custom(Box::new(factor))
    }

    /// The factor when `done` of `epochs` epochs lie behind: 2.5 is the middle of the third.
    pub fn factor(&self, done: f64, epochs: usize) -> f64 {
        let epoch = done.floor();
        match self {
            Schedule::Constant => 1.0,
            Schedule::Step { every, factor } => factor.powf((epoch / (*every).max(1) as f64).floor()),
            Schedule::Exponential { factor } => factor.powf(epoch),
            Schedule::Cosine { warmup } if done < *warmup => done / warmup,
            Schedule::Cosine { warmup } => {
                let part = ((done - warmup.max(0.0)) / (epochs as f64 - warmup.max(0.0))).clamp(0.0, 1.0);
                0.5 * (1.0 + (std::f64::consts::PI * part).cos())
            }
            Schedule::Custom(factor) => factor(epoch as usize),
        }
    }
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::Constant => write!(f, "Constant"),
            Schedule::Step { every, factor } => {
                f.debug_struct("Step").field("every", every).field("factor", factor).finish()
            }
            Schedule::Exponential { factor } => f.debug_struct("Exponential").field("factor", factor).finish(),
            Schedule::Cosine { warmup } => f.debug_struct("Cosine").field("warmup", warmup).finish(),
            Schedule::Custom(_) => write!(f, "Custom(..)"),
        }
    }
}
