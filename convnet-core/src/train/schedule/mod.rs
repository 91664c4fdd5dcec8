//! How the learning rate changes.

mod one_cycle;
mod plateau;

pub use one_cycle::OneCycle;
pub use plateau::Plateau;

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
    /// `factor` once more after each of these numbers of epochs.
    Milestones {
        /// Epochs that lie behind at each change.
        at: Vec<usize>,
        /// What each change multiplies with.
        factor: f64,
    },
    /// Up and down once over all epochs.
    OneCycle(OneCycle),
    /// Less where the cost falls no more.
    Plateau(Plateau),
    /// From 0 evenly to where another schedule begins, which has the epochs that are left.
    Warmup {
        /// Epochs of the rise; 0.5 for half an epoch.
        epochs: f64,
        /// What comes behind; its epochs are counted from the end of the rise.
        then: Box<Schedule>,
    },
    /// A function of the epoch (from 0).
    Custom(Box<dyn Fn(usize) -> f64 + Send + Sync>),
}

impl Schedule {
    /// A function of the epoch, from 0.
    pub fn custom(factor: impl Fn(usize) -> f64 + Send + Sync + 'static) -> Schedule {
        Schedule::Custom(Box::new(factor))
    }

    /// This schedule behind a rise from 0 of so many epochs; 0.5 for half an epoch.
    pub fn warmed_up(self, epochs: f64) -> Schedule {
        Schedule::Warmup { epochs, then: Box::new(self) }
    }

    /// The factor when `done` of `epochs` epochs lie behind: 2.5 is the middle of the third.
    pub fn factor(&self, done: f64, epochs: usize) -> f64 {
        self.factor_of(done, epochs as f64)
    }

    fn factor_of(&self, done: f64, epochs: f64) -> f64 {
        let epoch = done.floor();
        match self {
            Schedule::Constant => 1.0,
            Schedule::Step { every, factor } => factor.powf((epoch / (*every).max(1) as f64).floor()),
            Schedule::Exponential { factor } => factor.powf(epoch),
            Schedule::Cosine { warmup } if done < *warmup => done / warmup,
            Schedule::Cosine { warmup } => {
                let part = (done - warmup.max(0.0)) / (epochs - warmup.max(0.0));
                cosine(1.0, 0.0, part)
            }
            Schedule::Milestones { at, factor } => {
                factor.powi(at.iter().filter(|at| **at as f64 <= epoch).count() as i32)
            }
            Schedule::OneCycle(cycle) => cycle.factor(done / epochs),
            Schedule::Plateau(plateau) => plateau.factor_now(),
            Schedule::Warmup { epochs: rise, then } if done < *rise => done / rise * then.factor_of(0.0, epochs - rise),
            Schedule::Warmup { epochs: rise, then } => then.factor_of(done - rise, epochs - rise),
            Schedule::Custom(factor) => factor(epoch as usize),
        }
    }

    /// The momentum then, where the schedule has a say in it.
    pub fn momentum(&self, done: f64, epochs: usize) -> Option<f64> {
        self.momentum_of(done, epochs as f64)
    }

    fn momentum_of(&self, done: f64, epochs: f64) -> Option<f64> {
        match self {
            Schedule::OneCycle(cycle) => cycle.momentum_at(done / epochs),
            Schedule::Warmup { epochs: rise, then } => then.momentum_of((done - rise).max(0.0), epochs - rise),
            _ => None,
        }
    }

    /// Before a training.
    pub fn begin(&mut self) {
        match self {
            Schedule::Plateau(plateau) => plateau.begin(),
            Schedule::Warmup { then, .. } => then.begin(),
            _ => {}
        }
    }

    /// After an epoch: the mean cost of the validation, or of the training without one.
    pub fn observe(&mut self, loss: f64) {
        match self {
            Schedule::Plateau(plateau) => plateau.observe(loss),
            Schedule::Warmup { then, .. } => then.observe(loss),
            _ => {}
        }
    }
}

impl Schedule {
    /// What the epochs of a training have left in it.
    pub(super) fn state(&self) -> Vec<f64> {
        match self {
            Schedule::Plateau(plateau) => plateau.state().to_vec(),
            Schedule::Warmup { then, .. } => then.state(),
            _ => Vec::new(),
        }
    }

    /// Takes what [`state`](Schedule::state) has said; whether it is that of such a schedule.
    pub(super) fn restore(&mut self, state: &[f64]) -> bool {
        match self {
            Schedule::Plateau(plateau) => state.try_into().map(|state| plateau.restore(state)).is_ok(),
            Schedule::Warmup { then, .. } => then.restore(state),
            _ => state.is_empty(),
        }
    }
}

/// Along half a cosine from `start` to `end`, of which `part` lies behind.
fn cosine(start: f64, end: f64, part: f64) -> f64 {
    end + 0.5 * (start - end) * (1.0 + (std::f64::consts::PI * part.clamp(0.0, 1.0)).cos())
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
            Schedule::Milestones { at, factor } => {
                f.debug_struct("Milestones").field("at", at).field("factor", factor).finish()
            }
            Schedule::OneCycle(cycle) => cycle.fmt(f),
            Schedule::Plateau(plateau) => plateau.fmt(f),
            Schedule::Warmup { epochs, then } => {
                f.debug_struct("Warmup").field("epochs", epochs).field("then", then).finish()
            }
            Schedule::Custom(_) => write!(f, "Custom(..)"),
        }
    }
}
