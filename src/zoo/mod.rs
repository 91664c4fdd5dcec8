//! Networks that were published, as declarations: with the feature `zoo`.
//!
//! | networks | from | classes |
//! | --- | --- | --- |
//! | [`LeNet5`] | LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document recognition*, 1998 | 10 |
//! | [`LeNet`], [`Nielsen`] | Nielsen, *Neural Networks and Deep Learning*, 2015, chapter 6 | 10 |
//! | [`AlexNet2012`] | Krizhevsky, Sutskever and Hinton, *ImageNet classification with deep convolutional neural networks*, 2012 | 1000 |
//! | [`AlexNet`] | Krizhevsky, *One weird trick for parallelizing convolutional neural networks*, 2014 | 1000 |
//! | [`ZfNet`] | Zeiler and Fergus, *Visualizing and understanding convolutional networks*, 2013 | 1000 |
//! | [`NetworkInNetwork`] | Lin, Chen and Yan, *Network in network*, 2013 | 10 |
//! | [`AllConvolutional`] | Springenberg, Dosovitskiy, Brox and Riedmiller, *Striving for simplicity*, 2014 | 10 |
//! | [`Vgg11`], [`Vgg13`], [`Vgg16`], [`Vgg16At384`], [`Vgg19`], [`Vgg11Bn`], [`Vgg13Bn`], [`Vgg16Bn`], [`Vgg19Bn`] | Simonyan and Zisserman, *Very deep convolutional networks for large-scale image recognition*, 2014 | 1000 |
//! | [`GoogLeNet`], [`GoogLeNetWithHeads`] | Szegedy et al., *Going deeper with convolutions*, 2014 | 1000 |
//! | [`ResNet18`], [`ResNet34`], [`ResNet50`], [`ResNet101`], [`ResNet152`] | He, Zhang, Ren and Sun, *Deep residual learning for image recognition*, 2015 | 1000 |
//! | [`SqueezeNet10`], [`SqueezeNet11`] | Iandola et al., *SqueezeNet*, 2016 | 1000 |
//! | [`MobileNet`] | Howard et al., *MobileNets*, 2017 | 1000 |
//! | [`DogsVsCats`] | Chollet, *Deep Learning with Python*, 2017, section 5.2 | 2 |
//!
//! Each declares the size of its input and its number of parameters, so that a slip does not compile. A network with
//! other classes, or for images of another size, is such a declaration with other numbers in it:
//! [`load_matching`](crate::weights::Weights::load_matching) gives it the weights that fit.
//!
//! # Weights
//!
//! Those that implement [`Torchvision`] have torchvision's layers, in number and size, and read and write its weights.
//! `python scripts/torchvision_weights.py resnet18 resnet18.safetensors` saves the published ones. Their answers are
//! torchvision's but for rounding (`scripts/torchvision_parity.py`, which also compares the others with PyTorch).
//!
//! Shapes are static, so torchvision's `AdaptiveAvgPool2d` becomes what it is for images of the declared size: nothing
//! in AlexNet (6x6) and the VGGs (7x7), `global_avgpool` where it gives 1x1 (GoogLeNet, the ResNets, the SqueezeNets).

mod alexnet;
mod googlenet;
mod lenet;
mod mobilenet;
mod resnet;
mod small;
mod squeezenet;
mod torchvision;
mod vgg;

pub use alexnet::{AlexNet, AlexNet2012, ZfNet};
use convnet::Network;
pub use googlenet::{GoogLeNet, GoogLeNetWithHeads};
pub use lenet::{LeNet, LeNet5, Nielsen};
pub use mobilenet::MobileNet;
pub use resnet::{ResNet18, ResNet34, ResNet50, ResNet101, ResNet152};
pub use small::{AllConvolutional, DogsVsCats, NetworkInNetwork};
pub use squeezenet::{SqueezeNet10, SqueezeNet11};
pub use torchvision::Torchvision;
pub use vgg::{Vgg11, Vgg11Bn, Vgg13, Vgg13Bn, Vgg16, Vgg16At384, Vgg16Bn, Vgg19, Vgg19Bn};

/// Someone who wants to know every network.
pub trait Visitor {
    /// Meets a network and the name by which it is asked for.
    fn visit<N: Network>(&mut self, name: &'static str);

    /// Meets a network that torchvision has too, under torchvision's name.
    fn visit_torchvision<N: Torchvision>(&mut self) {
        self.visit::<N>(N::MODEL);
    }
}

/// Shows all networks to `visitor`.
pub fn visit(visitor: &mut impl Visitor) {
    visitor.visit::<LeNet>("lenet");
    visitor.visit::<Nielsen>("nielsen");
    visitor.visit::<LeNet5>("lenet5");
    visitor.visit::<AlexNet2012>("alexnet2012");
    visitor.visit_torchvision::<AlexNet>();
    visitor.visit::<ZfNet>("zfnet");
    visitor.visit::<NetworkInNetwork>("nin");
    visitor.visit::<AllConvolutional>("allcnn");
    visitor.visit::<DogsVsCats>("dogsvscats");
    visitor.visit_torchvision::<Vgg11>();
    visitor.visit_torchvision::<Vgg13>();
    visitor.visit_torchvision::<Vgg16>();
    visitor.visit::<Vgg16At384>("vgg16_384");
    visitor.visit_torchvision::<Vgg19>();
    visitor.visit_torchvision::<Vgg11Bn>();
    visitor.visit_torchvision::<Vgg13Bn>();
    visitor.visit_torchvision::<Vgg16Bn>();
    visitor.visit_torchvision::<Vgg19Bn>();
    visitor.visit_torchvision::<GoogLeNet>();
    visitor.visit::<GoogLeNetWithHeads>("googlenet_heads");
    visitor.visit_torchvision::<ResNet18>();
    visitor.visit_torchvision::<ResNet34>();
    visitor.visit_torchvision::<ResNet50>();
    visitor.visit_torchvision::<ResNet101>();
    visitor.visit_torchvision::<ResNet152>();
    visitor.visit_torchvision::<SqueezeNet10>();
    visitor.visit_torchvision::<SqueezeNet11>();
    visitor.visit::<MobileNet>("mobilenet");
}
