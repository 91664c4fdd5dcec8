//! Budgets at their limits, and what they say.

use convnet_shape::{Actual, Budget, Cost, Message, Pair, Quantity, Relation};

const COSTS: &[Cost<'_>] = &[
    Cost { name: "conv1", amount: 4 },
    Cost { name: "relu1", amount: 0 },
    Cost { name: "conv2", amount: 8 },
    Cost { name: "pool1", amount: 1 },
    Cost { name: "conv3", amount: 8 },
];

fn said(quantity: Quantity, relation: Relation, limit: u64, actual: Actual) -> Option<String> {
    let message = Budget { quantity, relation, limit }.check(actual, COSTS).err();
    message.map(|message| message.to_string())
}

#[test]
fn a_count_is_compared_with_each_sign() {
    for actual in [99, 100, 101] {
        let broken = |relation| said(Quantity::Params, relation, 100, Actual::Count(actual)).is_some();
        assert_eq!(broken(Relation::Equal), actual != 100);
        assert_eq!(broken(Relation::Below), actual >= 100);
        assert_eq!(broken(Relation::AtMost), actual > 100);
        assert_eq!(broken(Relation::Above), actual <= 100);
        assert_eq!(broken(Relation::AtLeast), actual < 100);
    }
}

#[test]
fn a_lower_limit_holds_for_the_smaller_side_and_an_upper_one_for_the_larger() {
    for (x, y) in [(14, 20), (20, 14)] {
        for limit in 12..=22 {
            let broken =
                |relation| said(Quantity::ReceptiveField, relation, limit, Actual::Sides(Pair::new(x, y))).is_some();
            assert_eq!(broken(Relation::AtLeast), limit > 14);
            assert_eq!(broken(Relation::Above), limit >= 14);
            assert_eq!(broken(Relation::AtMost), limit < 20);
            assert_eq!(broken(Relation::Below), limit <= 20);
            assert!(broken(Relation::Equal));
        }
    }
    assert_eq!(said(Quantity::ReceptiveField, Relation::Equal, 14, Actual::Sides(Pair::square(14))), None);
}

#[test]
fn messages_have_the_number_and_three_layers() {
    let count = |quantity, relation, limit| said(quantity, relation, limit, Actual::Count(1234)).unwrap();
    assert_eq!(
        count(Quantity::Memory, Relation::Below, 1024),
        "the budget `memory < 1,024` is not kept: the network needs 1,234 bytes, 210 too many\n\
         note: most of them in conv2 (8), conv3 (8), conv1 (4)"
    );
    assert_eq!(
        count(Quantity::Macs, Relation::Below, 1234).lines().next().unwrap(),
        "the budget `macs < 1,234` is not kept: the network has 1,234 multiply-adds"
    );
    let sides =
        |relation, limit| said(Quantity::ReceptiveField, relation, limit, Actual::Sides(Pair::new(14, 20))).unwrap();
    assert_eq!(
        sides(Relation::AtLeast, 28),
        "the budget `receptive_field >= 28` is not kept: an output sees 14x20 pixels, 14 too few\n\
         note: widened most by conv2 (8), conv3 (8), conv1 (4)"
    );
    assert!(sides(Relation::AtMost, 15).contains("14x20 pixels, 5 too many"));
    assert!(sides(Relation::Equal, 14).contains("14x20 pixels, 6 too many"));
    assert!(sides(Relation::Equal, 20).contains("14x20 pixels, 6 too few"));
}

#[test]
fn bytes_are_written_in_binary_units() {
    for (bytes, text) in [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (48_128, "47.0 KiB"),
        (1_156_000, "1.1 MiB"),
        (553_430_176, "527.8 MiB"),
        (u64::MAX, "17,179,869,184.0 GiB"),
    ] {
        assert_eq!(Message::new().bytes(bytes).as_str(), text);
    }
}
