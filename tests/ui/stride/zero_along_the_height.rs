// The other one too.
use convnet::convnet;

convnet! {
    Net<28x28x1> = avgpool(2, stride = 2x0) -> fc(10);
    //~                                ^^^ avgpool1 reads 28x28x1: stride 0 never moves the window along the height
}

fn main() {}
