//! What is looked into: a network with weights, an image, and a few more of its kind.

use crate::squeezenet::{self, SqueezeNet, WEIGHTS, view};
use convnet::data::{Mnist, Samples, digit, read_picture};
use convnet::weights::Weights;
use convnet::{Dataset, Generated, Network, Normalization, Storage, convnet};
use image::RgbImage;
use std::error::Error;
use std::path::Path;

convnet! {
    /// Two convolutions, as tutorials have them.
    pub Cnn<28x28x1> =
        conv(3x3, 32, pad = 1) -> relu -> pool(2) -> conv(3x3, 64, pad = 1) -> relu -> pool(2)
        -> fc(128) -> relu -> softmax(10);
}

/// A network, and what it is shown.
pub struct Subject<N, D> {
    pub network: N,
    /// What it is traced for.
    pub image: RgbImage,
    /// Images over which values are counted, and among which each filter's strongest are looked for.
    pub data: D,
    pub classes: Vec<String>,
    /// The layers to look at, unless others are asked for.
    pub layers: &'static [&'static str],
}

/// SqueezeNet, and the four photographs of cats or the one that is given.
pub fn photos(picture: Option<&Path>) -> Result<Subject<SqueezeNet, impl Dataset>, Box<dyn Error>> {
    const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/photos");
    let names = ["tabby", "persian", "siamese", "egyptian"];
    let mut paths: Vec<_> = names.iter().map(|cat| format!("{PHOTOS}/{cat}_cat.jpg").into()).collect();
    if let Some(picture) = picture {
        paths.insert(0, picture.to_owned());
    }
    let views: Vec<RgbImage> =
        paths.iter().map(|path| Ok(view(&read_picture(path)?))).collect::<Result<_, Box<dyn Error>>>()?;
    let labels = vec![0; views.len()];
    Ok(Subject {
        network: red_first(squeezenet::load(Path::new(WEIGHTS))?),
        image: views[0].clone(),
        data: Samples::with_classes(views, labels)?,
        classes: squeezenet::classes().into_iter().map(str::to_owned).collect(),
        layers: &["conv1", "fire2_concat1", "fire4_concat1", "fire8_concat1", "conv10"],
    })
}

/// The network with Caffe's weights, which read blue first, for pixels as all others have them.
fn red_first(mut network: SqueezeNet) -> SqueezeNet {
    let mut normalization = network.store().normalization().clone();
    normalization.mean.reverse();
    let first = SqueezeNet::TENSORS[0];
    let plane = first.dims[2] * first.dims[3];
    for filter in network.params_mut()[first.range()].chunks_exact_mut(3 * plane) {
        let (blue, others) = filter.split_at_mut(plane);
        blue.swap_with_slice(&mut others[plane..]);
    }
    network.with_normalization(normalization)
}

/// A network that knows digits, and MNIST's first thousand of test or the one that is given.
pub fn digits(picture: Option<&Path>) -> Result<Subject<Cnn, impl Dataset>, Box<dyn Error>> {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mnist_cnn.safetensors");
    let names =
        [("conv1", "features.0"), ("conv2", "features.3"), ("fc1", "classifier.0"), ("softmax1", "classifier.2")];
    let network = Cnn::load_with(FILE, &names)?.with_normalization(Normalization::new([0.1307], [0.3081]));
    let mnist = Mnist::load(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mnist"))?;
    let image = match picture {
        Some(path) => digit(&read_picture(path)?)
            .ok_or_else(|| format!("{}: nothing stands out from the background", path.display()))?,
        None => image::GrayImage::from_raw(28, 28, mnist.test.image(0).to_vec()).ok_or("MNIST's images are 28x28")?,
    };
    let (images, labels) = (0..1000).map(|i| (mnist.test.image(i).to_vec(), mnist.test.label(i))).unzip();
    Ok(Subject {
        network,
        image: image::DynamicImage::from(image).to_rgb8(),
        data: Samples::with_classes(images, labels)?,
        classes: (0..10).map(|digit| digit.to_string()).collect(),
        layers: &["conv1", "relu2", "fc1", "softmax1"],
    })
}
