// What a value of the last layer sees: the smaller side for lower limits, the larger one for upper limits.
use convnet::convnet;

const PIXELS: usize = 20;
const WINDOW: usize = 3;

convnet! {
    Few<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(3x5, 20) -> relu -> conv(1x1, 10) where receptive_field >= 28;
    Many<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(3x5, 20) where receptive_field < 12, receptive_field == 14;
    Paths<28x28x1> = conv(5x5, 20) -> pool(2) -> conv(WINDOW x 5, 20) where receptive_field >= PIXELS, receptive_field < 15;
    Kept<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> softmax(10) where receptive_field == 28, receptive_field > 27;
}

fn main() {}
