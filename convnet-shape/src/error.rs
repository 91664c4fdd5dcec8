//! What is wrong with a layer's numbers, and how it is said.

/// Why a layer does not fit its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error;

/// A short text built in a `const fn`.
#[derive(Clone, Copy, Debug)]
pub struct Message;
