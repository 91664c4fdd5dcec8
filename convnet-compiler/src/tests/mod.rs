//! The front end as functions over token streams.

mod bad;
mod fuzz;
mod good;
mod mentions;
mod snapshots;
mod unfinished;

use crate::front::{Front, front};
use crate::graph::Network;
use proc_macro2::TokenStream;
use std::str::FromStr;

fn run(source: &str) -> Front {
    front(TokenStream::from_str(source).unwrap_or_else(|e| panic!("{source}: {e}")))
}

/// The only network of a source without errors.
fn network(source: &str) -> Network {
    let mut front = run(source);
    let errors: Vec<String> =
        std::mem::take(&mut front.diagnostics).sorted().iter().map(|d| d.text().to_string()).collect();
    assert!(errors.is_empty(), "{source}: {errors:#?}");
    assert_eq!(front.networks.len(), 1, "{source}");
    front.networks.remove(0)
}

/// The errors of a source, in source order.
fn errors(source: &str) -> Vec<String> {
    run(source).diagnostics.sorted().iter().map(|d| d.text().to_string()).collect()
}
