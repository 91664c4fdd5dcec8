//! He et al. 2015: each block adds to what it reads. As torchvision has them, with a bottleneck's stride at its 3x3;
//! labels are torchvision's.

use super::Torchvision;
use convnet::convnet;

convnet! {
    block stem =
        conv(7x7, 64, stride = 2, pad = 3, bias = false, round = floor) -> bn -> relu
        -> pool(3, stride = 2, pad = 1, round = floor);
    block projection(d, s) =
        downsample_0: conv(1x1, d, stride = s, bias = false, round = floor) -> downsample_1: bn;

    block two(k, s = 1) =
        conv(3x3, k, stride = s, pad = 1, bias = false, round = floor) -> bn -> relu
        -> conv(3x3, k, pad = 1, bias = false) -> bn;
    block basic(k) = add(two(k), identity) -> relu;
    block basic_half(k) = add(two(k, 2), projection(k, 2)) -> relu;

    /// ResNet-18.
    pub ResNet18<224x224x3> =
        stem -> layer1_0: basic(64) -> layer1_1: basic(64)
        -> layer2_0: basic_half(128) -> layer2_1: basic(128)
        -> layer3_0: basic_half(256) -> layer3_1: basic(256)
        -> layer4_0: basic_half(512) -> layer4_1: basic(512)
        -> global_avgpool -> fc: softmax(1000)
        where params == 11_689_512;

    /// ResNet-34.
    pub ResNet34<224x224x3> =
        stem -> layer1_0: basic(64) -> (layer1: basic(64)) * 2
        -> layer2_0: basic_half(128) -> (layer2: basic(128)) * 3
        -> layer3_0: basic_half(256) -> (layer3: basic(256)) * 5
        -> layer4_0: basic_half(512) -> (layer4: basic(512)) * 2
        -> global_avgpool -> fc: softmax(1000)
        where params == 21_797_672;

    block three(k, d, s = 1) =
        conv(1x1, k, bias = false) -> bn -> relu
        -> conv(3x3, k, stride = s, pad = 1, bias = false, round = floor) -> bn -> relu
        -> conv(1x1, d, bias = false) -> bn;
    block bottleneck(k, d) = add(three(k, d), identity) -> relu;
    block projected(k, d, s = 2) = add(three(k, d, s), projection(d, s)) -> relu;

    /// ResNet-50.
    pub ResNet50<224x224x3> =
        stem -> layer1_0: projected(64, 256, s = 1) -> (layer1: bottleneck(64, 256)) * 2
        -> layer2_0: projected(128, 512) -> (layer2: bottleneck(128, 512)) * 3
        -> layer3_0: projected(256, 1024) -> (layer3: bottleneck(256, 1024)) * 5
        -> layer4_0: projected(512, 2048) -> (layer4: bottleneck(512, 2048)) * 2
        -> global_avgpool -> fc: softmax(1000)
        where params == 25_557_032;

    /// ResNet-101.
    pub ResNet101<224x224x3> =
        stem -> layer1_0: projected(64, 256, s = 1) -> (layer1: bottleneck(64, 256)) * 2
        -> layer2_0: projected(128, 512) -> (layer2: bottleneck(128, 512)) * 3
        -> layer3_0: projected(256, 1024) -> (layer3: bottleneck(256, 1024)) * 22
        -> layer4_0: projected(512, 2048) -> (layer4: bottleneck(512, 2048)) * 2
        -> global_avgpool -> fc: softmax(1000)
        where params == 44_549_160;

    /// ResNet-152.
    pub ResNet152<224x224x3> =
        stem -> layer1_0: projected(64, 256, s = 1) -> (layer1: bottleneck(64, 256)) * 2
        -> layer2_0: projected(128, 512) -> (layer2: bottleneck(128, 512)) * 7
        -> layer3_0: projected(256, 1024) -> (layer3: bottleneck(256, 1024)) * 35
        -> layer4_0: projected(512, 2048) -> (layer4: bottleneck(512, 2048)) * 2
        -> global_avgpool -> fc: softmax(1000)
        where params == 60_192_808;
}

/// Of all of them; the other names are the same.
const NAMES: &[(&str, &str)] = &[("layer*_*_*", "layer*.*.*"), ("layer*_*_downsample_*", "layer*.*.downsample.*")];

impl Torchvision for ResNet18 {
    const MODEL: &'static str = "resnet18";
    const NAMES: &'static [(&'static str, &'static str)] = NAMES;
}

impl Torchvision for ResNet34 {
    const MODEL: &'static str = "resnet34";
    const NAMES: &'static [(&'static str, &'static str)] = NAMES;
}

impl Torchvision for ResNet50 {
    const MODEL: &'static str = "resnet50";
    const NAMES: &'static [(&'static str, &'static str)] = NAMES;
}

impl Torchvision for ResNet101 {
    const MODEL: &'static str = "resnet101";
    const NAMES: &'static [(&'static str, &'static str)] = NAMES;
}

impl Torchvision for ResNet152 {
    const MODEL: &'static str = "resnet152";
    const NAMES: &'static [(&'static str, &'static str)] = NAMES;
}
