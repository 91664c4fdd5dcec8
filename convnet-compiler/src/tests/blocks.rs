//! Blocks: what stands for what, and what they cannot do.

use super::{errors, network, run};
use crate::graph::{Network, Op};

fn names(network: &Network) -> Vec<&str> {
    network.layers.iter().map(|layer| &*layer.name).collect()
}

#[test]
fn parameters_stand_for_numbers_alone() {
    let net = network(
        "block b(stride, k = 3, p = 1) = conv(k x k, { 4 * k }, stride = stride, pad = p, round = floor) -> relu;
         N<9x9x1> = b(2) -> b(1, k = 1, p = 0) -> b(p = 2, 1, 5);",
    );
    assert_eq!(net.volumes.last().unwrap().unwrap(), convnet_shape::Volume::new(5, 5, 20));
    // A label is no number, whatever the parameter is.
    assert_eq!(errors("block b(k) = k: relu; N<9x9x1> = b(2) -> conv(1, 1);"), [""; 0]);
    // Nor is a part of a path, and in braces `==` is no argument's name.
    let net = network("block b(k) = fc(k::K) -> fc({ if k == 2 { 5 } else { 6 } }); N<9x9x1> = b(2);");
    let Op::Fc { units, .. } = &net.layers[1].op else { panic!() };
    assert_eq!(units.tokens.to_string(), "{ if 2 == 2 { 5 } else { 6 } }");
}

#[test]
fn labels_go_before_names() {
    let net = network(
        "block inner = conv(3x3, 2, pad = 1) -> last: relu;
         block outer = inner -> (a: inner) * 2 -> add(identity, b: inner);
         N<9x9x2> = conv(3x3, 2) -> x: outer -> (y: inner) * 2;",
    );
    let expected = [
        "conv1",
        "x_conv1",
        "x_last",
        "x_a_1_conv1",
        "x_a_1_last",
        "x_a_2_conv1",
        "x_a_2_last",
        "x_b_conv1",
        "x_b_last",
        "x_add1",
        "y_1_conv1",
        "y_1_last",
        "y_2_conv1",
        "y_2_last",
    ];
    assert_eq!(names(&net), expected);
}

#[test]
fn a_mistake_in_a_body_comes_once() {
    let body = |uses: &str| errors(&format!("block b(k) = conv(3x3, k, strid = 1) -> relu; {uses}"));
    for uses in
        ["N<28x28x1> = b(1) -> b(2) -> fc(3) -> b(4);", "N<28x28x1> = b(1); M<9x9x2> = conv(1, 2) -> b(4) -> b(1);"]
    {
        let found = body(uses);
        assert_eq!(found.len(), 1, "{uses}: {found:#?}");
        assert!(found[0].starts_with("conv1 reads 28x28x1: `conv` has no argument `strid`"), "{found:#?}");
    }
    // Each network has its own: they break different rules.
    let found = errors("block b = conv(5x5, 2, stride = 2); N<28x28x1> = b; M<4x4x1> = b;");
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn a_broken_block_is_told_once() {
    for block in ["block b(k = 1.5) = fc(k);", "block b = ;", "block b(k, k) = fc(k);", "block b : fc(2);"] {
        let front = run(&format!("{block} N<9x9x1> = b -> fc(2); M<9x9x1> = b(3) -> b; O<9x9x1> = fc(2);"));
        assert_eq!((front.networks.len(), front.stubs.len()), (1, 2), "{block}");
        assert_eq!(front.diagnostics.sorted().len(), 1, "{block}");
    }
}

#[test]
fn no_block_goes_on_for_ever() {
    for (source, error) in [
        ("block a = relu -> a; N<4x4x1> = a;", "the block `a` uses itself"),
        ("block a = b; block b = a; N<4x4x1> = b;", "the block `b` is declared further down"),
        ("N<4x4x1> = a(3); block a(k) = fc(k);", "the block `a` is declared further down"),
    ] {
        assert_eq!(errors(source), [format!("{error}\nhelp: a block stands before what uses it")], "{source}");
    }
    // Each uses the one before twice, with and without layers, and hands on an argument that doubles.
    for (first, body, told) in [
        ("relu", "LAST(k) -> LAST(k)", "with this block the network has more than 4096"),
        ("relu", "add(LAST(k), LAST(k))", "with this block the network has more than 4096"),
        ("identity", "LAST(k) -> LAST(k)", "with this block the network has more than 4096"),
        ("fc(k)", "LAST({ k + k })", "`k` of `b30` is too long an expression"),
    ] {
        let mut source = format!("block b0(k) = {first};");
        for n in 1..40 {
            source += &format!("block b{n}(k) = {};", body.replace("LAST", &format!("b{}", n - 1)));
        }
        source += "N<4x4x1> = b39(K);";
        let found = errors(&source);
        assert!(found.iter().any(|text| text.starts_with(told)), "{first}: {found:#?}");
        assert!(found.len() <= 2, "{first}: {found:#?}");
    }
}
