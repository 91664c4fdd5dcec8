//! The rows of the table: their networks, and how each is trained.

use crate::training::Training;
use convnet::data::{Affine, Augment, Elastic, Shift, Sometimes};
use convnet::{Init, Network, convnet};
use std::fmt;

convnet! {
    block sigmoids(k) = conv(5x5, k) -> pool(2) -> sigmoid;
    block rectified(k) = conv(5x5, k) -> pool(2) -> relu;
    block normalised(k) = conv(3x3, k, pad = 1, bias = false) -> bn -> relu;

    pub Plain<28x28x1> = fc(100) -> sigmoid -> softmax(10);
    pub OneConv<28x28x1> = sigmoids(20) -> fc(100) -> sigmoid -> softmax(10);
    pub TwoConv<28x28x1> = sigmoids(20) -> sigmoids(40) -> fc(100) -> sigmoid -> softmax(10);
    pub Rectified<28x28x1> = rectified(20) -> rectified(40) -> fc(100) -> relu -> softmax(10);
    pub TwoFc<28x28x1> = rectified(20) -> rectified(40) -> fc(100) -> relu -> fc(100) -> relu -> softmax(10);

    /// A `p_dropout` in `network3.py` is that of a layer's inputs.
    pub Dropout<28x28x1> =
        rectified(20) -> rectified(40)
        -> dropout(0.5) -> fc(1000) -> relu -> dropout(0.5) -> fc(1000) -> relu -> dropout(0.5) -> softmax(10);

    /// Not of the book.
    pub Deep<28x28x1> =
        normalised(16) -> normalised(32) -> pool(2)
        -> normalised(48) -> normalised(48) -> pool(2)
        -> normalised(96) -> normalised(96) -> global_avgpool -> dropout(0.3) -> softmax(10);
}

/// How a network is trained.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    pub epochs: usize,
    /// Images of a mini-batch.
    pub batch: usize,
    /// The largest learning rate.
    pub learning_rate: f32,
    pub weight_decay: f32,
    pub label_smoothing: f32,
    pub init: Init,
    pub expansion: Expansion,
}

impl Recipe {
    /// Parts of the training in which the learning rate rises.
    pub const RISE: f64 = 0.1;
    pub const MOMENTUM: f32 = 0.9;
    /// How much of the moving average of weights stays in a step. Validation and test are of the average: it lies in
    /// the middle of what the last two or three epochs led to, and its accuracies jump less from one epoch to the next.
    pub const AVERAGE: f64 = 0.9995;
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Recipe { epochs, batch, learning_rate, weight_decay, label_smoothing, init, expansion } = self;
        write!(f, "{epochs} epochs, batches of {batch}, learning rate {learning_rate} with rise and cosine, ")?;
        write!(f, "Nesterov momentum {}, weight decay {weight_decay}, ", Recipe::MOMENTUM)?;
        write!(f, "a moving average of weights ({}), ", Recipe::AVERAGE)?;
        if *label_smoothing > 0.0 {
            write!(f, "label smoothing {label_smoothing}, ")?;
        }
        write!(f, "first weights by {init:?}, {expansion}")
    }
}

/// How training images are changed in each epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expansion {
    /// Not at all.
    None,
    /// As other hands might have written them, but for a little.
    Moved,
    /// All by whole pixels, which keeps them as sharp as those of the test, and one half of them also as other hands might
    /// have written them.
    Turned,
    /// The same, and some of them bent.
    Bent,
}

impl Expansion {
    /// The transforms; `None` where images stay as they are.
    pub fn augment(self) -> Option<Augment> {
        match self {
            Expansion::None => None,
            // Elastic distortions made the networks of two convolutions worse in so few epochs.
            Expansion::Moved => {
                let affine = Affine::new().rotate(-6.0..=6.0).scale(0.95..=1.05).shear(-4.0..=4.0);
                Some(Augment::new().then(affine.shift(-0.04..=0.04)))
            }
            Expansion::Turned | Expansion::Bent => {
                let affine = Affine::new().rotate(-10.0..=10.0).scale(0.9..=1.1).shear(-8.0..=8.0);
                let turned = Augment::new().then(Shift::new(1)).then(Sometimes::new(0.5, affine.shift(-0.04..=0.04)));
                let bent = self == Expansion::Bent;
                Some(if bent { turned.then(Sometimes::new(0.3, Elastic::new(24.0, 4.0))) } else { turned })
            }
        }
    }
}

impl fmt::Display for Expansion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expansion::None => "images as they are",
            Expansion::Moved => "images moved, turned, scaled and sheared",
            Expansion::Turned => "images moved by a pixel, half of them turned, scaled and sheared",
            Expansion::Bent => "images moved by a pixel, half of them turned, scaled and sheared, three in ten bent",
        })
    }
}

/// A row of the table.
pub struct Row {
    /// From 1.
    pub number: u8,
    pub what: &'static str,
    /// The accuracy on the test images that there is to reach, in percent: the book's, but for the last row.
    pub goal: f64,
    /// Networks that answer together: trainings that differ by their seeds.
    pub members: u64,
    pub training: Training,
}

impl Row {
    /// Whether no row before has trained the same networks.
    pub fn is_new(&self) -> bool {
        self.training.name == name(self.number)
    }

    /// How it is trained, in a line.
    pub fn how(&self) -> String {
        let Row { members, training, .. } = self;
        match (self.is_new(), members) {
            (true, 1) => training.recipe.to_string(),
            (true, _) => format!("{members} networks that answer together; {}", training.recipe),
            (false, _) => {
                format!("{members} networks as in {}, with seeds of their own, that answer together", training.name)
            }
        }
    }
}

/// The name of the trainings that a row begins.
fn name(row: u8) -> String {
    format!("row{row}")
}

/// All rows.
pub fn rows() -> Vec<Row> {
    // Sigmoids want large steps.
    let sigmoid = Recipe {
        epochs: 20,
        batch: 32,
        learning_rate: 0.1,
        weight_decay: 3e-5,
        label_smoothing: 0.0,
        init: Init::Xavier,
        expansion: Expansion::None,
    };
    let plain = Recipe { epochs: 30, learning_rate: 0.2, weight_decay: 1e-4, ..sigmoid };
    let relu = Recipe { epochs: 15, batch: 64, learning_rate: 0.05, weight_decay: 5e-4, init: Init::He, ..sigmoid };
    let moved = Recipe { epochs: 30, weight_decay: 1e-4, expansion: Expansion::Moved, ..relu };
    // With dropout before all three layers the last tenth of a percent takes long.
    let dropout = Recipe { epochs: 80, weight_decay: 2e-4, label_smoothing: 0.05, expansion: Expansion::Bent, ..moved };
    let deep = Recipe { epochs: 25, weight_decay: 5e-4, expansion: Expansion::Turned, ..dropout };
    vec![
        row::<Plain>(1, "fc 100, sigmoid", 97.80, plain),
        row::<OneConv>(2, "conv and pool before it", 98.78, sigmoid),
        row::<TwoConv>(3, "two times conv and pool", 99.06, sigmoid),
        row::<Rectified>(4, "relu, L2", 99.23, relu),
        row::<Rectified>(5, "expanded data", 99.37, moved),
        row::<TwoFc>(6, "two fc of 100", 99.43, moved),
        row::<Dropout>(7, "two fc of 1,000, dropout", 99.60, dropout),
        Row { number: 8, what: "ensemble of five", goal: 99.67, members: 5, ..row::<Dropout>(7, "", 0.0, dropout) },
        Row { members: 5, ..row::<Deep>(9, "six conv, bn, ensemble of five", 99.70, deep) },
    ]
}

/// A row of one network of type `N`.
fn row<N: Network>(number: u8, what: &'static str, goal: f64, recipe: Recipe) -> Row {
    let training = Training::of::<N>(name(number), recipe);
    Row { number, what, goal, members: 1, training }
}
