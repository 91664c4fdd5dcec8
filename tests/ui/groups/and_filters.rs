// The groups do not divide the filters.
use convnet::convnet;

convnet! {
    Net<28x28x4> = conv(3x3, 10, groups = 4) -> fc(10);
    //~                      ^^ conv1 reads 28x28x4: 10 filters do not split into 4 groups: 10/4 = 2.5
    //~ help: 8 filters split into 4 groups; 12 filters split into 4 groups
    //~ help: … `groups = 2` divides
}

fn main() {}
