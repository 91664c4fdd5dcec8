//! Digits: the first ConvNets, and those of a textbook.

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
}
