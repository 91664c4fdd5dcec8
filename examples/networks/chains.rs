//! Chains of layers, from 1998 to 2014, and one for cats and dogs.

use convnet::convnet;

convnet! {
    /// Nielsen, "Neural Networks and Deep Learning", chapter 6: one convolution.
    pub LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10)
        where params == 289_630;

    /// Nielsen, chapter 6: two convolutions, wide layers behind them, dropout.
    pub Nielsen<28x28x1> =
        conv(5x5, 20) -> pool(2) -> relu -> conv(5x5, 40) -> pool(2) -> relu
        -> (fc(1000) -> relu -> dropout) * 2 -> softmax(10);

    /// LeCun et al. 1998, figure 2, with all maps of S2 joined to all of C3.
    pub LeNet5<32x32x1> =
        c1: conv(5x5, 6) -> s2: avgpool(2) -> tanh -> c3: conv(5x5, 16) -> s4: avgpool(2) -> tanh
        -> c5: conv(5x5, 120) -> tanh -> f6: fc(84) -> tanh -> output: softmax(10)
        where params == 61_706;

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
