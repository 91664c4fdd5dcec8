// Caffe's fully connected layer.
use convnet::convnet;

convnet! {
    Net<28x28x1> = InnerProduct(10);
    //~            ^^^^^^^^^^^^ there is no layer `InnerProduct`
    //~ help: … `fc`
}

fn main() {}
