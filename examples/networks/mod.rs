//! Networks that were published, as declarations. Their numbers of parameters are those of the papers or of torchvision.

use convnet::{Generated, convnet};

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

    /// Krizhevsky et al. 2012, as torchvision has it.
    pub AlexNet<224x224x3> =
        conv(11x11, 64, stride = 4, pad = 2, round = floor) -> relu -> pool(3, stride = 2)
        -> conv(5x5, 192, pad = 2) -> relu -> pool(3, stride = 2)
        -> conv(3x3, 384, pad = 1) -> relu -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(3, stride = 2)
        -> (dropout -> fc(4096) -> relu) * 2 -> softmax(1000)
        where params == 61_100_840;

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

    /// Simonyan and Zisserman 2014, configuration A.
    pub Vgg11<224x224x3> =
        conv(3x3, 64, pad = 1) -> relu -> pool(2) -> conv(3x3, 128, pad = 1) -> relu -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 2 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 132_863_336;

    /// Simonyan and Zisserman 2014, configuration B.
    pub Vgg13<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 2 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 2 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 133_047_848;

    /// Simonyan and Zisserman 2014, configuration D.
    pub Vgg16<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 138_357_544;

    /// Simonyan and Zisserman 2014, configuration E.
    pub Vgg19<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 4 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 4 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 143_667_240;

    /// Howard et al. 2017: one filter a slice, then 1x1 over all of them.
    pub MobileNet<224x224x3> =
        conv(3x3, 32, stride = 2, pad = 1, bias = false, round = floor) -> bn -> relu
        -> conv(3x3, 32, pad = 1, groups = 32, bias = false) -> bn -> relu -> conv(1x1, 64, bias = false) -> bn -> relu
        -> conv(3x3, 64, stride = 2, pad = 1, groups = 64, bias = false, round = floor) -> bn -> relu
        -> conv(1x1, 128, bias = false) -> bn -> relu
        -> conv(3x3, 128, pad = 1, groups = 128, bias = false) -> bn -> relu -> conv(1x1, 128, bias = false) -> bn -> relu
        -> conv(3x3, 128, stride = 2, pad = 1, groups = 128, bias = false, round = floor) -> bn -> relu
        -> conv(1x1, 256, bias = false) -> bn -> relu
        -> conv(3x3, 256, pad = 1, groups = 256, bias = false) -> bn -> relu -> conv(1x1, 256, bias = false) -> bn -> relu
        -> conv(3x3, 256, stride = 2, pad = 1, groups = 256, bias = false, round = floor) -> bn -> relu
        -> conv(1x1, 512, bias = false) -> bn -> relu
        -> (conv(3x3, 512, pad = 1, groups = 512, bias = false) -> bn -> relu
            -> conv(1x1, 512, bias = false) -> bn -> relu) * 5
        -> conv(3x3, 512, stride = 2, pad = 1, groups = 512, bias = false, round = floor) -> bn -> relu
        -> conv(1x1, 1024, bias = false) -> bn -> relu
        -> conv(3x3, 1024, pad = 1, groups = 1024, bias = false) -> bn -> relu
        -> conv(1x1, 1024, bias = false) -> bn -> relu
        -> global_avgpool -> softmax(1000)
        where params == 4_231_976;
}

/// Someone who wants to know every network.
pub trait Visitor {
    /// Meets a network and the name by which it is asked for.
    fn visit<N: Generated>(&mut self, name: &'static str);
}

/// Shows all networks to `visitor`.
pub fn visit(visitor: &mut impl Visitor) {
    visitor.visit::<LeNet>("lenet");
    visitor.visit::<LeNet>("nielsen1");
    visitor.visit::<Nielsen>("nielsen2");
    visitor.visit::<LeNet5>("lenet5");
    visitor.visit::<AlexNet>("alexnet");
    visitor.visit::<NetworkInNetwork>("nin");
    visitor.visit::<AllConvolutional>("allcnn");
    visitor.visit::<Vgg11>("vgg11");
    visitor.visit::<Vgg13>("vgg13");
    visitor.visit::<Vgg16>("vgg16");
    visitor.visit::<Vgg19>("vgg19");
    visitor.visit::<MobileNet>("mobilenet");
}
