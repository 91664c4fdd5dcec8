// Nothing is near.
use convnet::convnet;

convnet! {
    Net<28x28x1> = conv(5x5, 20) -> attention(8) -> fc(10);
    //~                             ^^^^^^^^^ there is no layer `attention`
    //~ help: the layers are conv, pool, avgpool, global_avgpool, relu
}

fn main() {}
