//! Szegedy et al. 2014: modules of four branches, joined along the depth.

use super::Torchvision;
use convnet::convnet;

convnet! {
    block unit(k, f = 1, p = 0, s = 1) =
        conv: conv(f, k, stride = s, pad = p, bias = false, round = floor) -> bn: bn(eps = 0.001) -> relu;
    block inception(a, b, c, d, e, f) = concat(
        branch1: unit(a),
        branch2_0: unit(b) -> branch2_1: unit(c, 3, 1),
        branch3_0: unit(d) -> branch3_1: unit(e, 3, 1),
        pool(3, stride = 1, pad = 1) -> branch4_1: unit(f),
    );

    block to_4a =
        conv1: unit(64, 7, 3, s = 2) -> pool(3, stride = 2, round = ceil)
        -> conv2: unit(64) -> conv3: unit(192, 3, 1) -> pool(3, stride = 2, round = ceil)
        -> inception3a: inception(64, 96, 128, 16, 32, 32) -> inception3b: inception(128, 128, 192, 32, 96, 64)
        -> pool(3, stride = 2, round = ceil) -> inception4a: inception(192, 96, 208, 16, 48, 64);
    block to_4d =
        inception4b: inception(160, 112, 224, 24, 64, 64) -> inception4c: inception(128, 128, 256, 24, 64, 64)
        -> inception4d: inception(112, 144, 288, 32, 64, 64);
    block to_the_end =
        inception4e: inception(256, 160, 320, 32, 128, 128) -> pool(2, round = ceil)
        -> inception5a: inception(256, 160, 320, 32, 128, 128) -> inception5b: inception(384, 192, 384, 48, 128, 128)
        -> global_avgpool -> dropout(0.2) -> fc: softmax(1000);

    /// GoogLeNet as torchvision has it: batch normalisation, and 3x3 in the place of 5x5; without the auxiliary heads,
    /// which only help to train it. Labels are torchvision's.
    pub GoogLeNet<224x224x3> = to_4a -> to_4d -> to_the_end where params == 6_624_904;

    block head = avgpool(5, stride = 3) -> conv: unit(128) -> fc1: fc(1024) -> relu -> dropout(0.7) -> fc2: softmax(1000);

    /// GoogLeNet with its auxiliary heads, to be trained anew (section 5 of the paper). The heads average over 5x5 in
    /// steps of 3, as in the paper: torchvision's adaptive pooling from 14x14 to 4x4 has windows that overlap unevenly.
    pub GoogLeNetWithHeads<224x224x3> =
        to_4a -> aux1: aux(0.3, head) -> to_4d -> aux2: aux(0.3, head) -> to_the_end where params == 13_004_888;
}

impl Torchvision for GoogLeNet {
    const MODEL: &'static str = "googlenet";
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv*_*", "conv*.*"),
        ("inception*_branch*_*", "inception*.branch*.*"),
        ("inception*_branch*_*_*", "inception*.branch*.*.*"),
        // The auxiliary heads of the published file.
        ("", "aux*.conv.*"),
        ("", "aux*.*"),
    ];
    /// The published weights were learned on pixels from -1 to 1: torchvision converts what it has normalised as for
    /// its other networks (`transform_input`).
    const MEAN: [f32; 3] = [0.5; 3];
    const STD: [f32; 3] = [0.5; 3];
}

impl Torchvision for GoogLeNetWithHeads {
    const MODEL: &'static str = GoogLeNet::MODEL;
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv*_*", "conv*.*"),
        ("inception*_branch*_*", "inception*.branch*.*"),
        ("inception*_branch*_*_*", "inception*.branch*.*.*"),
        ("aux*_conv_*", "aux*.conv.*"),
        ("aux*_*", "aux*.*"),
    ];
    const MEAN: [f32; 3] = GoogLeNet::MEAN;
    const STD: [f32; 3] = GoogLeNet::STD;
}
