// Below is not at most: a network of just so many is one too large.
use convnet::convnet;

convnet! {
    LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10)
        where params < 289_630;
    //~       ^^^^^^^^^^^^^^^^ LeNet: the budget `params < 289,630` is not kept: the network has 289,630 parameters
    //~ note: most of them in fc1 (288,100), softmax1 (1,010), conv1 (520)
}

fn main() {}
