//! Howard et al. 2017: one filter a slice, then 1x1 over all of them.

use convnet::convnet;

convnet! {
    block separable(d, k, s = 1) =
        conv(3x3, d, stride = s, pad = 1, groups = d, bias = false, round = floor) -> bn -> relu
        -> conv(1x1, k, bias = false) -> bn -> relu;

    /// MobileNet, table 1.
    pub MobileNet<224x224x3> =
        conv(3x3, 32, stride = 2, pad = 1, bias = false, round = floor) -> bn -> relu
        -> separable(32, 64) -> separable(64, 128, s = 2) -> separable(128, 128) -> separable(128, 256, s = 2)
        -> separable(256, 256) -> separable(256, 512, s = 2) -> (separable(512, 512)) * 5
        -> separable(512, 1024, s = 2) -> separable(1024, 1024)
        -> global_avgpool -> softmax(1000)
        where params == 4_231_976;
}
