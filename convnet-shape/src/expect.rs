//! Errors as compile errors: what the code that `convnet!` generates calls in its `const` items.
//!
//! Each function panics at its caller's place, so rustc points at the tokens whose span the call carries, and each
//! names the layer and the volume that reaches it.

use crate::{Actual, Argument, Axis, Budget, ConvShape, Cost, Error, FcShape, Message, PoolShape, Volume};

/// The shape, or a panic with the broken rule.
#[track_caller]
pub const fn expect_conv(layer: &str, result: Result<ConvShape, Error>) -> ConvShape {
    match result {
        Ok(shape) => shape,
        Err(error) => fail(layer, &error),
    }
}

/// The shape, or a panic with the broken rule.
#[track_caller]
pub const fn expect_pool(layer: &str, result: Result<PoolShape, Error>) -> PoolShape {
    match result {
        Ok(shape) => shape,
        Err(error) => fail(layer, &error),
    }
}

/// The shape, or a panic with the broken rule.
#[track_caller]
pub const fn expect_fc(layer: &str, result: Result<FcShape, Error>) -> FcShape {
    match result {
        Ok(shape) => shape,
        Err(error) => fail(layer, &error),
    }
}

/// The volume of an input, an `lrn` or a `softmax`, or a panic with the broken rule.
#[track_caller]
pub const fn expect_volume(layer: &str, result: Result<Volume, Error>) -> Volume {
    match result {
        Ok(volume) => volume,
        Err(error) => fail(layer, &error),
    }
}

/// Panics if `result` is an error that `argument` is guilty of, along `axis` alone where that is one direction, so that a
/// call that carries the argument's span puts the error on the argument's token.
#[track_caller]
pub const fn blame<T: Copy>(layer: &str, result: &Result<T, Error>, argument: Argument, axis: Axis) {
    if let Err(error) = result
        && error.argument().is(argument)
        && (matches!(axis, Axis::Both) || axis as u8 == error.axis() as u8)
    {
        fail(layer, error)
    }
}

/// Panics if `actual`, to which the layers contribute `costs`, breaks the budget.
#[track_caller]
pub const fn expect_within(network: &str, budget: &Budget, actual: Actual, costs: &[Cost<'_>]) {
    if let Err(message) = budget.check(actual, costs) {
        let text = Message::new().text(network).text(": ").then(&message);
        panic!("{}", text.as_str())
    }
}

#[track_caller]
const fn fail(layer: &str, error: &Error) -> ! {
    panic!("{}", error.report(layer).as_str())
}
