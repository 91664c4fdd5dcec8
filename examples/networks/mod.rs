//! Networks that were published, as declarations. Their numbers of parameters are those of the papers or of
//! torchvision.

mod chains;
mod googlenet;
mod mobilenet;
mod resnet;
mod squeezenet;
mod vgg;

pub use chains::*;
use convnet::Generated;
pub use googlenet::GoogLeNet;
pub use mobilenet::MobileNet;
pub use resnet::{ResNet18, ResNet34, ResNet50, ResNet101, ResNet152};
pub use squeezenet::{SqueezeNet10, SqueezeNet11};
pub use vgg::{Vgg11, Vgg13, Vgg16, Vgg19};

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
    visitor.visit::<AlexNet2012>("alexnet2012");
    visitor.visit::<AlexNet>("alexnet");
    visitor.visit::<ZfNet>("zfnet");
    visitor.visit::<NetworkInNetwork>("nin");
    visitor.visit::<AllConvolutional>("allcnn");
    visitor.visit::<DogsVsCats>("dogsvscats");
    visitor.visit::<Vgg11>("vgg11");
    visitor.visit::<Vgg13>("vgg13");
    visitor.visit::<Vgg16>("vgg16");
    visitor.visit::<Vgg19>("vgg19");
    visitor.visit::<GoogLeNet>("googlenet");
    visitor.visit::<ResNet18>("resnet18");
    visitor.visit::<ResNet34>("resnet34");
    visitor.visit::<ResNet50>("resnet50");
    visitor.visit::<ResNet101>("resnet101");
    visitor.visit::<ResNet152>("resnet152");
    visitor.visit::<SqueezeNet10>("squeezenet1.0");
    visitor.visit::<SqueezeNet11>("squeezenet1.1");
    visitor.visit::<MobileNet>("mobilenet");
}
