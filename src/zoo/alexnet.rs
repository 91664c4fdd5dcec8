//! Krizhevsky, Sutskever and Hinton 2012, and what followed at once.

use super::Torchvision;
use convnet::convnet;

convnet! {
    /// Krizhevsky et al. 2012, section 3: layers 2, 4 and 5 are cut in two, one half for each of the paper's two GPUs.
    /// The paper multiplies the sum of squares by 0.0001; `alpha` is divided by the number of slices first.
    pub AlexNet2012<227x227x3> =
        conv(11x11, 96, stride = 4) -> relu -> lrn(5, alpha = 0.0005, beta = 0.75, k = 2) -> pool(3, stride = 2)
        -> conv(5x5, 256, pad = 2, groups = 2) -> relu
        -> lrn(5, alpha = 0.0005, beta = 0.75, k = 2) -> pool(3, stride = 2)
        -> conv(3x3, 384, pad = 1) -> relu -> conv(3x3, 384, pad = 1, groups = 2) -> relu
        -> conv(3x3, 256, pad = 1, groups = 2) -> relu -> pool(3, stride = 2)
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 60_965_224;

    /// Krizhevsky 2014, "One weird trick", as torchvision has it: one tower instead of two, no normalisation.
    pub AlexNet<224x224x3> =
        conv(11x11, 64, stride = 4, pad = 2, round = floor) -> relu -> pool(3, stride = 2)
        -> conv(5x5, 192, pad = 2) -> relu -> pool(3, stride = 2)
        -> conv(3x3, 384, pad = 1) -> relu -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(3, stride = 2)
        -> (dropout -> fc(4096) -> relu) * 2 -> softmax(1000)
        where params == 61_100_840;

    /// Zeiler and Fergus 2013, figure 3: AlexNet with smaller windows and strides in its first layers.
    pub ZfNet<224x224x3> =
        conv(7x7, 96, stride = 2, pad = 1, round = floor) -> relu -> pool(3, stride = 2, round = ceil) -> lrn(5)
        -> conv(5x5, 256, stride = 2) -> relu -> pool(3, stride = 2, round = ceil) -> lrn(5)
        -> (conv(3x3, 384, pad = 1) -> relu) * 2 -> conv(3x3, 256, pad = 1) -> relu -> pool(3, stride = 2)
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 62_357_608;
}

impl Torchvision for AlexNet {
    const MODEL: &'static str = "alexnet";
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"),
        ("conv2", "features.3"),
        ("conv3", "features.6"),
        ("conv4", "features.8"),
        ("conv5", "features.10"),
        ("fc1", "classifier.1"),
        ("fc2", "classifier.4"),
        ("softmax1", "classifier.6"),
    ];
}
