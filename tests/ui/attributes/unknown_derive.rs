// And the derives in sight.
use convnet::convnet;

convnet! {
    #[derive(Mystery)]
    //~      ^^^^^^^ cannot find derive macro `Mystery` in this scope
    Net<28x28x1> = fc(10);
}

fn main() {}
