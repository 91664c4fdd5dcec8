//! Simonyan and Zisserman 2014: windows of 3x3, and many of them.

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

    /// VGG, configuration E.
    pub Vgg19<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 4 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 4 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 143_667_240;
}
