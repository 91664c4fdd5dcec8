//! Small pictures: CIFAR-10, and cats against dogs.

use convnet::convnet;

convnet! {
    /// Lin et al. 2013: small networks that slide instead of single filters.
    pub NetworkInNetwork<32x32x3> =
        conv(5x5, 192, pad = 2) -> relu -> conv(1x1, 160) -> relu -> conv(1x1, 96) -> relu
        -> pool(3, stride = 2, round = ceil) -> dropout
        -> conv(5x5, 192, pad = 2) -> relu -> (conv(1x1, 192) -> relu) * 2
        -> avgpool(3, stride = 2, round = ceil) -> dropout
        -> conv(3x3, 192, pad = 1) -> relu -> conv(1x1, 192) -> relu -> conv(1x1, 10) -> relu
        -> global_avgpool -> softmax
        where params == 966_986;

    /// Springenberg et al. 2014, model C: strides instead of poolings.
    pub AllConvolutional<32x32x3> =
        dropout(0.2) -> (conv(3x3, 96, pad = 1) -> relu) * 2
        -> conv(3x3, 96, stride = 2, pad = 1, round = floor) -> relu -> dropout
        -> (conv(3x3, 192, pad = 1) -> relu) * 2
        -> conv(3x3, 192, stride = 2, pad = 1, round = floor) -> relu -> dropout
        -> conv(3x3, 192) -> relu -> conv(1x1, 192) -> relu -> conv(1x1, 10) -> relu
        -> global_avgpool -> softmax
        where params == 1_369_738;

    /// Chollet, "Deep Learning with Python", section 5.2: dogs against cats. Two classes with a softmax instead of one
    /// output with a sigmoid.
    pub DogsVsCats<150x150x3> =
        conv(3x3, 32) -> relu -> pool(2) -> conv(3x3, 64) -> relu -> pool(2) -> conv(3x3, 128) -> relu -> pool(2)
        -> conv(3x3, 128) -> relu -> pool(2, round = floor) -> dropout -> fc(512) -> relu -> softmax(2)
        where params == 3_453_634;
}
