// AlexNet's two halves, with an odd number of filters.
use convnet::convnet;

convnet! {
    Net<27x27x96> = conv(5x5, 255, pad = 2, groups = 2) -> fc(10);
    //~                       ^^^ conv1 reads 27x27x96: 255 filters do not split into 2 groups: 255/2 = 127.5
    //~ help: 254 filters split into 2 groups; 256 filters split into 2 groups
}

fn main() {}
