//! The drawings of networks: to scale, and with every text where it can be read.

use convnet::inspect::diagram;
use convnet::zoo::{AlexNet, LeNet, Vgg16};
use convnet::{Generated, convnet};

convnet! {
    Deep<20x6x2> = (conv(3x3, 2, pad = 1) -> bn -> relu) * 100;
    Words<9x5x3> =
        relu -> a_label_that_is_longer_than_any_other: conv(5x3, 7, dilation = 2x1, pad = 3x4, stride = 2, round = floor)
        -> bn -> prelu -> lrn(3) -> another: gelu -> dropout -> global_avgpool -> softmax;
    Marks<1x1x4> = relu -> sigmoid;
}

/// An element's attribute.
fn number(element: &str, attribute: &str) -> Option<f64> {
    let (_, rest) = element.split_once(&format!(" {attribute}=\""))?;
    rest.split_once('"')?.0.parse().ok()
}

fn elements<'a>(svg: &'a str, kind: &'a str) -> impl Iterator<Item = &'a str> {
    svg.lines().filter(move |line| line.starts_with(&format!("<{kind} ")))
}

/// Left, top, right, bottom.
#[derive(Debug, Clone, Copy)]
struct Frame(f64, f64, f64, f64);

/// Where each text stands, in a wide font.
fn texts(svg: &str) -> Vec<(String, Frame)> {
    let texts = elements(svg, "text").map(|element| {
        let (x, y) = (number(element, "x").unwrap(), number(element, "y").unwrap());
        let size = number(element, "font-size").unwrap();
        let text = element.split_once('>').unwrap().1.split_once('<').unwrap().0;
        let width = 0.6 * size * text.chars().count() as f64;
        let left = if element.contains("middle") { x - width / 2.0 } else { x };
        (text.to_owned(), Frame(left, y - 0.8 * size, left + width, y + 0.2 * size))
    });
    texts.collect()
}

/// Widths and heights of the polygons that are upright rectangles: fronts and bars, in the order of the layers.
fn fronts(svg: &str) -> Vec<(f64, f64)> {
    let corners = elements(svg, "polygon").filter_map(|element| {
        let points = element.split_once("points=\"")?.1.split_once('"')?.0;
        let points: Vec<(f64, f64)> = points
            .split(' ')
            .map(|point| point.split_once(',').unwrap())
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        let [a, b, c, d] = points[..] else { return None };
        (a.1 == b.1 && b.0 == c.0 && c.1 == d.1 && d.0 == a.0).then_some((b.0 - a.0, d.1 - a.1))
    });
    corners.collect()
}

fn check<N: Generated>() {
    let (svg, name) = (diagram::<N>(), N::NAME);
    let (width, height) = (number(&svg, "width").unwrap(), number(&svg, "height").unwrap());
    assert!(width <= 1120.0, "{name} is {width} wide");
    let texts = texts(&svg);
    for (i, (text, frame)) in texts.iter().enumerate() {
        let inside = frame.0 >= 0.0 && frame.1 >= 0.0 && frame.2 <= width && frame.3 <= height;
        assert!(inside, "{name}: `{text}` {frame:?} stands outside of {width}x{height}");
        for (other, second) in &texts[..i] {
            let apart = frame.2 <= second.0 || second.2 <= frame.0 || frame.3 <= second.1 || second.3 <= frame.1;
            assert!(apart, "{name}: `{text}` and `{other}` overlap");
        }
    }
    for layer in N::LAYERS.iter().filter(|layer| layer.window.is_some() || layer.macs > 0) {
        assert!(texts.iter().any(|(text, _)| text == layer.name), "{name}: {} is missing", layer.name);
    }
}

#[test]
fn texts_stand_apart_and_inside() {
    check::<LeNet>();
    check::<AlexNet>();
    check::<Vgg16>();
    check::<Deep>();
    check::<Words>();
    check::<Marks>();
}

#[test]
fn fronts_and_bars_are_to_scale() {
    let svg = diagram::<Vgg16>();
    let mut fronts = fronts(&svg).into_iter();
    let solids = Vgg16::LAYERS.iter().filter(|layer| layer.window.is_some() || layer.macs > 0);
    let volumes: Vec<_> = std::iter::once(Vgg16::INPUT).chain(solids.map(|layer| layer.output)).collect();
    let (pixel, value) = (136.0 / 224.0, 120.0 / 4096.0);
    for volume in volumes {
        let (width, height) = fronts.next().expect("a front for each volume");
        let expected = match volume.plane() {
            1 => (14.0, volume.depth as f64 * value),
            _ => (volume.width as f64 * pixel, volume.height as f64 * pixel),
        };
        // Places are written with one decimal.
        let near = |a: f64, b: f64| (a - b).abs() < 0.11;
        assert!(near(width, expected.0) && near(height, expected.1), "{volume:?} is drawn {width} x {height}");
    }
    assert!(fronts.next().is_none());
}

/// The README's picture: `cargo run --example summary -- vgg16 --svg examples/vgg16.svg`.
#[test]
fn the_picture_in_the_readme_is_this_one() {
    assert!(diagram::<Vgg16>() == include_str!("../examples/vgg16.svg"), "examples/vgg16.svg is an older drawing");
}
