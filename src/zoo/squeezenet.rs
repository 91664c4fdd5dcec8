//! Iandola et al. 2016: what a layer of 3x3 reads is squeezed by one of 1x1 first.

use super::Torchvision;
use convnet::convnet;

convnet! {
    block fire(s, e) =
        squeeze: conv(1x1, s) -> relu
        -> concat(expand1x1: conv(1x1, e) -> relu, expand3x3: conv(3x3, e, pad = 1) -> relu);
    block classifier = dropout -> classifier_1: conv(1x1, 1000) -> relu -> global_avgpool -> softmax;

    /// SqueezeNet 1.0, as in the paper; labels are torchvision's.
    pub SqueezeNet10<224x224x3> =
        features_0: conv(7x7, 96, stride = 2, round = floor) -> relu -> pool(3, stride = 2, round = ceil)
        -> features_3: fire(16, 64) -> features_4: fire(16, 64) -> features_5: fire(32, 128)
        -> pool(3, stride = 2, round = ceil)
        -> features_7: fire(32, 128) -> features_8: fire(48, 192) -> features_9: fire(48, 192)
        -> features_10: fire(64, 256) -> pool(3, stride = 2, round = ceil)
        -> features_12: fire(64, 256) -> classifier
        where params == 1_248_424;

    /// SqueezeNet 1.1: the accuracy of 1.0 for less than half of its work.
    pub SqueezeNet11<224x224x3> =
        features_0: conv(3x3, 64, stride = 2, round = floor) -> relu -> pool(3, stride = 2, round = ceil)
        -> features_3: fire(16, 64) -> features_4: fire(16, 64) -> pool(3, stride = 2, round = ceil)
        -> features_6: fire(32, 128) -> features_7: fire(32, 128) -> pool(3, stride = 2, round = ceil)
        -> features_9: fire(48, 192) -> features_10: fire(48, 192) -> features_11: fire(64, 256)
        -> features_12: fire(64, 256) -> classifier
        where params == 1_235_496;
}

const NAMES: &[(&str, &str)] =
    &[("features_*", "features.*"), ("features_*_*", "features.*.*"), ("classifier_*", "classifier.*")];

impl Torchvision for SqueezeNet10 {
    const MODEL: &'static str = "squeezenet1_0";
    const NAMES: &'static [(&'static str, &'static str)] = NAMES;
}

impl Torchvision for SqueezeNet11 {
    const MODEL: &'static str = "squeezenet1_1";
    const NAMES: &'static [(&'static str, &'static str)] = NAMES;
}
