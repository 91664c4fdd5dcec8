//! Networks of the zoo without dropout, to train without random numbers.

use convnet::convnet;

convnet! {
    pub AlexNet<224x224x3> =
        conv(11x11, 64, stride = 4, pad = 2, round = floor) -> relu -> pool(3, stride = 2)
        -> conv(5x5, 192, pad = 2) -> relu -> pool(3, stride = 2)
        -> conv(3x3, 384, pad = 1) -> relu -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(3, stride = 2)
        -> (fc(4096) -> relu) * 2 -> softmax(1000)
        where params == 61_100_840;

    block unit(k, f = 1, p = 0, s = 1) =
        conv: conv(f, k, stride = s, pad = p, bias = false, round = floor) -> bn: bn(eps = 0.001) -> relu;
    block inception(a, b, c, d, e, f) = concat(
        branch1: unit(a),
        branch2_0: unit(b) -> branch2_1: unit(c, 3, 1),
        branch3_0: unit(d) -> branch3_1: unit(e, 3, 1),
        pool(3, stride = 1, pad = 1) -> branch4_1: unit(f),
    );
    pub GoogLeNet<224x224x3> =
        conv1: unit(64, 7, 3, s = 2) -> pool(3, stride = 2, round = ceil)
        -> conv2: unit(64) -> conv3: unit(192, 3, 1) -> pool(3, stride = 2, round = ceil)
        -> inception3a: inception(64, 96, 128, 16, 32, 32) -> inception3b: inception(128, 128, 192, 32, 96, 64)
        -> pool(3, stride = 2, round = ceil)
        -> inception4a: inception(192, 96, 208, 16, 48, 64) -> inception4b: inception(160, 112, 224, 24, 64, 64)
        -> inception4c: inception(128, 128, 256, 24, 64, 64) -> inception4d: inception(112, 144, 288, 32, 64, 64)
        -> inception4e: inception(256, 160, 320, 32, 128, 128) -> pool(2, round = ceil)
        -> inception5a: inception(256, 160, 320, 32, 128, 128) -> inception5b: inception(384, 192, 384, 48, 128, 128)
        -> global_avgpool -> fc: softmax(1000)
        where params == 6_624_904;
}
