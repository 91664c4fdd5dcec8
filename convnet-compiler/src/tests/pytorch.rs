//! Random networks with the shapes that PyTorch gives them, 500 that fit and those that it refuses;
//! `fixtures/make_pytorch_shapes.py` wrote them, and says where the two differ on purpose.

use super::oracle::{Shape, compiled, shapes};

const NETWORKS: &str = include_str!("../../fixtures/pytorch_shapes.tsv");

/// `24x24x20:520:288000`.
fn shape(text: &str) -> Shape {
    let numbers: Vec<u64> = text.split(['x', ':']).map(|number| number.parse().expect("a number")).collect();
    let [width, height, depth, params, macs] = numbers[..] else { panic!("{text}") };
    Shape { volume: [width, height, depth].map(|n| n as usize), params, macs }
}

#[test]
fn pytorch_has_the_same_shapes() {
    let (mut fit, mut refused) = (0, 0);
    for line in NETWORKS.lines() {
        let (source, told) = line.split_once('\t').expect("a declaration and its shapes");
        let found = compiled(source).map(|network| shapes(&network).into_iter().map(|(_, shape)| shape).collect());
        let expected: Option<Vec<Shape>> = (told != "refused").then(|| told.split(' ').map(shape).collect());
        *if expected.is_some() { &mut fit } else { &mut refused } += 1;
        assert_eq!(found, expected, "{source}\n{:#?}", super::errors(source));
    }
    assert!(fit == 500 && refused > 50, "{fit} fit, {refused} refused");
}
