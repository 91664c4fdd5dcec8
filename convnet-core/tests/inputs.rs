//! Images of all kinds, on their way into a network.

use convnet_core::network::{Input, InputError, Normalization};
use convnet_core::shape::Volume;

#[test]
fn images_of_all_kinds_become_inputs() {
    use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};
    let plain = Normalization { scale: 1.0, ..Normalization::default() };
    let write = |image: &dyn Input, volume: Volume| {
        let mut into = vec![0.0; volume.len()];
        image.write(volume, &plain, &mut into).map(|()| into)
    };
    let rgb = RgbImage::from_fn(2, 1, |x, _| Rgb([10 + x as u8, 20 + x as u8, 30 + x as u8]));
    assert_eq!(write(&rgb, Volume::new(2, 1, 3)).unwrap(), [10.0, 11.0, 20.0, 21.0, 30.0, 31.0]);
    assert_eq!(write(&DynamicImage::from(rgb.clone()), Volume::new(2, 1, 3)).unwrap()[2..4], [20.0, 21.0]);
    assert_eq!(write(&rgb, Volume::new(2, 1, 4)).unwrap()[6..], [255.0, 255.0]);
    let grey = GrayImage::from_pixel(4, 4, Luma([100]));
    assert_eq!(write(&grey, Volume::new(2, 2, 3)).unwrap(), [100.0; 12]);
    assert_eq!(write(&grey, Volume::new(2, 2, 5)), Err(InputError::Channels { channels: 5 }));
    assert!(matches!(write(&GrayImage::new(0, 3), Volume::new(2, 2, 1)), Err(InputError::Size { width: 0, .. })));
    assert_eq!(write(&vec![1.0_f32, 2.0], Volume::new(2, 1, 1)).unwrap(), [1.0, 2.0]);
    assert_eq!(write(&[7_u8, 8], Volume::new(1, 1, 2)).unwrap(), [7.0, 8.0]);
    let error = write(&[7_u8, 8], Volume::new(28, 28, 1)).unwrap_err();
    assert_eq!(error.to_string(), "the image has 2 values, but the network's input 28x28x1 has 784");
    let three = Normalization { scale: 1.0, mean: vec![1.0, 2.0, 3.0], std: vec![1.0, 2.0, 4.0], whitening: None };
    let mut into = [0.0; 3];
    [11_u8, 12, 13].write(Volume::new(1, 1, 3), &three, &mut into).unwrap();
    assert_eq!(into, [10.0, 5.0, 2.5]);
    let error = [11_u8, 12].write(Volume::new(1, 1, 2), &three, &mut into[..2]).unwrap_err();
    assert_eq!(error, InputError::Normalization { channels: 2, found: 3 });
}
