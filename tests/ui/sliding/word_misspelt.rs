// Two letters have changed their places.
use convnet::convnet;

convnet! {
    Net<20x20x1> = conv(5x5, 4) -> relu -> pool(2) -> fc(16) -> relu -> softmax(10);
    Map<24x22x1> = fully_convolutoinal(Net);
    //~            ^^^^^^^^^^^^^^^^^^^ there is no layer `fully_convolutoinal`
    //~ help: did you mean `fully_convolutional`?
}

fn main() {}
