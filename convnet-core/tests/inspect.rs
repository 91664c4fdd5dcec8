//! What networks and trainings look like.

mod linear;

use convnet_core::inspect::{Picture, summary};
use convnet_core::network::{Generated, Network};
use convnet_core::train::History;
use linear::{Zoo, small};
use rand::SeedableRng;
use rand::rngs::StdRng;

#[test]
fn pictures_of_nothing_and_of_nonsense_are_drawn() {
    let empty = History::default();
    assert!(empty.curves().is_empty());
    assert!(Picture::new("nothing").svg().unwrap().contains("nothing"));
    let zoo = Zoo::init(&mut StdRng::seed_from_u64(1));
    let mut odd = convnet_core::inspect::Curves { log: true, ..Default::default() };
    for points in
        [vec![], vec![(1.0, 0.0)], vec![(f64::NAN, 1.0)], vec![(1.0, 1.0)], vec![(0.0, 1e-9), (1e9, f64::INFINITY)]]
    {
        for log in [true, false] {
            odd.log = log;
            odd.curves = vec![("a".into(), points.clone()), ("b".into(), points.clone())];
            Picture::new("odd").curves(odd.clone()).filters(&zoo).svg().unwrap();
        }
    }
    // Two filters of 3x3 pixels: 18 squares of color and two frames.
    let svg = Picture::new("zoo").filters(&zoo).svg().unwrap();
    assert!(svg.contains("The 2 filters of conv1, 3x3"), "{svg}");
    assert_eq!(svg.matches("<rect").count(), 1 + 18 + 2, "{svg}");
    assert!(!Picture::new("linear").filters(&small(1)).svg().unwrap().contains("filters"));
}

#[test]
fn summaries_have_a_line_a_layer() {
    let table = summary::<Zoo>();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 1 + 1 + 1 + 3 + 1 + 1 + 1, "{table}");
    let words: Vec<Vec<&str>> = lines.iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(words[3], ["conv1", "conv", "3x3", "3x2x2", "56", "324", "48", "B", "3x3"], "{table}");
    assert_eq!(words[7], ["Zoo", "63", "324", "144", "B"], "{table}");
    // Parameters and statistics; the input and two rows of outputs, and the gradients: once, and 64 times the rows.
    let (fixed, image) = (4 * 63, 4 * (60 + 2 * 12));
    assert_eq!((Zoo::MEMORY.parameters, Zoo::MEMORY.inference(1)), (4 * 67, fixed + image));
    assert_eq!(Zoo::MEMORY.training(64), fixed + 64 * image);
    assert!(lines[8].contains("268 B") && lines[8].contains("588 B") && lines[8].contains("21.2 KiB"), "{table}");
}
