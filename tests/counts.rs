//! Counts that were published, as compile-time asserts.

use convnet::zoo::{AlexNet, Vgg16, Vgg19};
use convnet::{Layer, Volume, convnet};

/// LeNet-5's windows, strides and pooling.
const SUBSAMPLING: usize = 2;

convnet! {
    /// CS231n, "Convolutional Networks", the first layer of AlexNet: 55x55x96.
    Cs231n<227x227x3> = conv(11x11, 96, stride = 4);

    /// LeCun et al. 1998, figure 2, with all maps of S2 joined to all of C3.
    LeNet5<32x32x1> =
        c1: conv(5x5, 6) -> s2: avgpool(SUBSAMPLING) -> tanh -> c3: conv(5x5, 16) -> s4: avgpool(SUBSAMPLING) -> tanh
        -> c5: conv(5x5, 120) -> tanh -> f6: fc(84) -> tanh -> output: softmax(10)
        where params <= LENET_LIMIT;
}

const LENET_LIMIT: usize = 61_706;

const fn is(volume: Volume, width: usize, height: usize, depth: usize) -> bool {
    volume.width == width && volume.height == height && volume.depth == depth
}

const fn layer(layers: &[Layer], at: usize, width: usize, depth: usize) -> bool {
    is(layers[at].output, width, width, depth)
}

const _: () = {
    assert!(is(Cs231n::OUTPUT, 55, 55, 96) && Cs231n::PARAMS == 34_944);
    assert!(Cs231n::MACS == 55 * 55 * 96 * 11 * 11 * 3);

    assert!(AlexNet::PARAMS == 61_100_840);
    assert!(layer(AlexNet::LAYERS, 0, 55, 64) && layer(AlexNet::LAYERS, 2, 27, 64));
    assert!(layer(AlexNet::LAYERS, 5, 13, 192) && layer(AlexNet::LAYERS, 12, 6, 256));
    assert!(is(AlexNet::INPUT, 224, 224, 3) && is(AlexNet::OUTPUT, 1, 1, 1000));

    assert!(Vgg16::PARAMS == 138_357_544 && Vgg16::MACS == 15_470_264_320);
    assert!(Vgg19::PARAMS == 143_667_240 && Vgg19::MACS == 19_632_062_464);

    let l = LeNet5::LAYERS;
    assert!(layer(l, 0, 28, 6) && layer(l, 1, 14, 6) && layer(l, 3, 10, 16) && layer(l, 4, 5, 16));
    assert!(layer(l, 6, 1, 120) && layer(l, 8, 1, 84) && layer(l, 10, 1, 10) && l.len() == 11);
    // C1, C5 and F6 as the paper counts them.
    assert!(l[0].params == 156 && l[6].params == 48_120 && l[8].params == 10_164);
    assert!(LeNet5::PARAMS == 61_706);
};

#[test]
fn layers_carry_their_names() {
    let names: Vec<&str> = LeNet5::LAYERS.iter().map(|layer| layer.name).collect();
    assert_eq!(names, ["c1", "s2", "tanh1", "c3", "s4", "tanh2", "c5", "tanh3", "f6", "tanh4", "output"]);
    let kinds: Vec<&str> = Vgg16::LAYERS.iter().map(|layer| layer.kind).collect();
    assert_eq!(kinds[..5], ["conv", "relu", "conv", "relu", "pool"]);
    assert_eq!(kinds[kinds.len() - 4..], ["fc", "relu", "dropout", "softmax"]);
}

convnet! {
    /// Deeper than rustc's recursion limit of 128.
    Deep<4x4x2> = (conv(3x3, 2, pad = 1) -> bn -> relu) * 150;
}

const _: () = assert!(Deep::PARAMS == 150 * (3 * 3 * 2 * 2 + 2 + 4));
