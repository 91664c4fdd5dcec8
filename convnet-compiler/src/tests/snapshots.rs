//! The plans and the expansions of two networks, as text to read. After a change on purpose, write them anew with
//! `UPDATE_SNAPSHOTS=1 cargo test -p convnet-compiler snapshots`, and read the difference.

use crate::{emit, front, plan::Plan};
use quote::quote;
use std::path::PathBuf;

/// Lines of an expansion, formatted with one argument a line: constants, fields, what these take, and a call a pass for each
/// step; and what every network has.
struct Budget {
    fixed: usize,
    per_step: usize,
}

const BUDGET: Budget = Budget { fixed: 220, per_step: 75 };

fn compare(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of snapshots");
        std::fs::write(&path, text).expect("a snapshot");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let line = text.lines().zip(expected.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| text.lines().count().min(expected.lines().count()));
    assert!(
        text == expected,
        "{name} differs from line {} on:\n  now      {:?}\n  snapshot {:?}",
        line + 1,
        text.lines().nth(line),
        expected.lines().nth(line)
    );
}

fn check(name: &str, declaration: proc_macro2::TokenStream) {
    let front = front::front(declaration);
    let [network] = &front.networks[..] else { panic!("one network without errors, not {front:?}") };
    let plan = Plan::new(network);
    compare(&format!("{name}.plan"), &plan.to_string());
    let file = syn::parse2(emit::emit(network, &plan)).expect("the expansion is Rust");
    let code = prettyplease::unparse(&file);
    compare(&format!("{name}.rs"), &code);
    let (lines, limit) = (code.lines().count(), BUDGET.fixed + BUDGET.per_step * plan.steps.len());
    assert!(lines <= limit, "{name} expands to {lines} lines, more than {limit} for {} steps", plan.steps.len());
}

#[test]
fn lenet() {
    check(
        "lenet",
        quote! {
            /// Digits.
            pub LeNet<28x28x1> = conv(5x5, 20) -> pool(2) -> relu -> fc(100) -> relu -> softmax(10);
        },
    );
}

#[test]
fn vgg16() {
    check(
        "vgg16",
        quote! {
            pub Vgg16<224x224x3> =
                (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2)
                -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
                -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2)
                -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
                -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000);
        },
    );
}

/// A residual block, an inception module whose branches are written where they belong, and a volume that many read.
#[test]
fn branches() {
    check(
        "branches",
        quote! {
            block residual(k) =
                add(identity, conv(3x3, k, pad = 1, bias = false) -> bn -> relu -> conv(3x3, k, pad = 1, bias = false) -> bn)
                -> relu;
            Branches<16x16x3> =
                conv(3x3, 8, pad = 1) -> relu -> first: residual(8)
                -> concat(conv(1x1, 4) -> relu, conv(1x1, 2) -> conv(3x3, 6, pad = 1) -> relu, pool(3, stride = 1, pad = 1), identity)
                -> global_avgpool -> concat(fc(4), fc(3)) -> softmax;
        },
    );
}

/// Every kind of step, exact convolutions, and a batch normalisation that cuts the stages.
#[test]
fn every_step() {
    check(
        "every_step",
        quote! {
            Every<24x24x3> =
                conv(3x5, 8, pad = 1x2, bias = false) -> bn -> relu
                -> conv(3x3, 8, pad = 1, groups = 2) -> gelu -> pool(2)
                -> lrn(5) -> prelu -> rrelu -> pool(2) -> tanh -> avgpool(2) -> dropout(0.5) -> conv(1x1, 4) -> fc(8)
                -> silu -> fc(3)
                where exact;
        },
    );
}

/// The table on LeNet's type is the one that the README shows.
#[test]
fn readme() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect(path);
    let code = read("snapshots/lenet.rs");
    let table: Vec<&str> = code.lines().filter_map(|line| line.strip_prefix("///|")).collect();
    assert!(table.len() > 8, "{table:?}");
    let readme = read("../README.md");
    let shown: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix('|')).collect();
    assert!(shown.windows(table.len()).any(|lines| lines == table), "README.md shows another table");
}
