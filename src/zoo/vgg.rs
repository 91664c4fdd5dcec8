//! Simonyan and Zisserman 2014: windows of 3x3, and many of them.

use super::Torchvision;
use convnet::convnet;

convnet! {
    /// VGG, configuration A.
    pub Vgg11<224x224x3> =
        conv(3x3, 64, pad = 1) -> relu -> pool(2) -> conv(3x3, 128, pad = 1) -> relu -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 2 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 132_863_336;

    /// VGG, configuration B.
    pub Vgg13<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 2 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 133_047_848;

    /// VGG, configuration D.
    pub Vgg16<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 138_357_544;

    /// VGG, configuration D, on larger images: scores of all classes for each of 6x6 places, 32 pixels apart, to which an
    /// image of 224x224 can be moved. `Vgg16At384::from(vgg16)` has the same parameters.
    pub Vgg16At384<384x384x3> = fully_convolutional(Vgg16) where params == 138_357_544;

    /// VGG, configuration E.
    pub Vgg19<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 4 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 4 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 143_667_240;

    block unit(k) = conv(3x3, k, pad = 1) -> bn -> relu;
    block end = (fc(4096) -> relu -> dropout) * 2 -> softmax(1000);

    /// Configuration A with batch normalisation.
    pub Vgg11Bn<224x224x3> =
        unit(64) -> pool(2) -> unit(128) -> pool(2) -> (unit(256)) * 2 -> pool(2)
        -> ((unit(512)) * 2 -> pool(2)) * 2 -> end
        where params == 132_868_840;

    /// Configuration B with batch normalisation.
    pub Vgg13Bn<224x224x3> =
        (unit(64)) * 2 -> pool(2) -> (unit(128)) * 2 -> pool(2) -> (unit(256)) * 2 -> pool(2)
        -> ((unit(512)) * 2 -> pool(2)) * 2 -> end
        where params == 133_053_736;

    /// Configuration D with batch normalisation.
    pub Vgg16Bn<224x224x3> =
        (unit(64)) * 2 -> pool(2) -> (unit(128)) * 2 -> pool(2) -> (unit(256)) * 3 -> pool(2)
        -> ((unit(512)) * 3 -> pool(2)) * 2 -> end
        where params == 138_365_992;

    /// Configuration E with batch normalisation.
    pub Vgg19Bn<224x224x3> =
        (unit(64)) * 2 -> pool(2) -> (unit(128)) * 2 -> pool(2) -> (unit(256)) * 4 -> pool(2)
        -> ((unit(512)) * 4 -> pool(2)) * 2 -> end
        where params == 143_678_248;
}

impl Torchvision for Vgg11 {
    const MODEL: &'static str = "vgg11";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("conv2", "features.3"), ("conv3", "features.6"), ("conv4", "features.8"),
        ("conv5", "features.11"), ("conv6", "features.13"), ("conv7", "features.16"), ("conv8", "features.18"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}

impl Torchvision for Vgg11Bn {
    const MODEL: &'static str = "vgg11_bn";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("bn1", "features.1"), ("conv2", "features.4"), ("bn2", "features.5"),
        ("conv3", "features.8"), ("bn3", "features.9"), ("conv4", "features.11"), ("bn4", "features.12"),
        ("conv5", "features.15"), ("bn5", "features.16"), ("conv6", "features.18"), ("bn6", "features.19"),
        ("conv7", "features.22"), ("bn7", "features.23"), ("conv8", "features.25"), ("bn8", "features.26"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}

impl Torchvision for Vgg13 {
    const MODEL: &'static str = "vgg13";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("conv2", "features.2"), ("conv3", "features.5"), ("conv4", "features.7"),
        ("conv5", "features.10"), ("conv6", "features.12"), ("conv7", "features.15"), ("conv8", "features.17"),
        ("conv9", "features.20"), ("conv10", "features.22"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}

impl Torchvision for Vgg13Bn {
    const MODEL: &'static str = "vgg13_bn";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("bn1", "features.1"), ("conv2", "features.3"), ("bn2", "features.4"),
        ("conv3", "features.7"), ("bn3", "features.8"), ("conv4", "features.10"), ("bn4", "features.11"),
        ("conv5", "features.14"), ("bn5", "features.15"), ("conv6", "features.17"), ("bn6", "features.18"),
        ("conv7", "features.21"), ("bn7", "features.22"), ("conv8", "features.24"), ("bn8", "features.25"),
        ("conv9", "features.28"), ("bn9", "features.29"), ("conv10", "features.31"), ("bn10", "features.32"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}

impl Torchvision for Vgg16 {
    const MODEL: &'static str = "vgg16";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("conv2", "features.2"), ("conv3", "features.5"), ("conv4", "features.7"),
        ("conv5", "features.10"), ("conv6", "features.12"), ("conv7", "features.14"), ("conv8", "features.17"),
        ("conv9", "features.19"), ("conv10", "features.21"), ("conv11", "features.24"), ("conv12", "features.26"),
        ("conv13", "features.28"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}

impl Torchvision for Vgg16Bn {
    const MODEL: &'static str = "vgg16_bn";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("bn1", "features.1"), ("conv2", "features.3"), ("bn2", "features.4"),
        ("conv3", "features.7"), ("bn3", "features.8"), ("conv4", "features.10"), ("bn4", "features.11"),
        ("conv5", "features.14"), ("bn5", "features.15"), ("conv6", "features.17"), ("bn6", "features.18"),
        ("conv7", "features.20"), ("bn7", "features.21"), ("conv8", "features.24"), ("bn8", "features.25"),
        ("conv9", "features.27"), ("bn9", "features.28"), ("conv10", "features.30"), ("bn10", "features.31"),
        ("conv11", "features.34"), ("bn11", "features.35"), ("conv12", "features.37"), ("bn12", "features.38"),
        ("conv13", "features.40"), ("bn13", "features.41"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}

impl Torchvision for Vgg19 {
    const MODEL: &'static str = "vgg19";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("conv2", "features.2"), ("conv3", "features.5"), ("conv4", "features.7"),
        ("conv5", "features.10"), ("conv6", "features.12"), ("conv7", "features.14"), ("conv8", "features.16"),
        ("conv9", "features.19"), ("conv10", "features.21"), ("conv11", "features.23"), ("conv12", "features.25"),
        ("conv13", "features.28"), ("conv14", "features.30"), ("conv15", "features.32"), ("conv16", "features.34"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}

impl Torchvision for Vgg19Bn {
    const MODEL: &'static str = "vgg19_bn";
    #[rustfmt::skip]
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("conv1", "features.0"), ("bn1", "features.1"), ("conv2", "features.3"), ("bn2", "features.4"),
        ("conv3", "features.7"), ("bn3", "features.8"), ("conv4", "features.10"), ("bn4", "features.11"),
        ("conv5", "features.14"), ("bn5", "features.15"), ("conv6", "features.17"), ("bn6", "features.18"),
        ("conv7", "features.20"), ("bn7", "features.21"), ("conv8", "features.23"), ("bn8", "features.24"),
        ("conv9", "features.27"), ("bn9", "features.28"), ("conv10", "features.30"), ("bn10", "features.31"),
        ("conv11", "features.33"), ("bn11", "features.34"), ("conv12", "features.36"), ("bn12", "features.37"),
        ("conv13", "features.40"), ("bn13", "features.41"), ("conv14", "features.43"), ("bn14", "features.44"),
        ("conv15", "features.46"), ("bn15", "features.47"), ("conv16", "features.49"), ("bn16", "features.50"),
        ("fc1", "classifier.0"), ("fc2", "classifier.3"), ("softmax1", "classifier.6"),
    ];
}
