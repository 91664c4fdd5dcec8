//! The other words of the language: values of arguments, and what stands behind `where`. Editors show them as they do
//! [`layers`](crate::layers); nothing here runs.

// They are named as they are written in a declaration.
#![allow(non_camel_case_types)]

/// What `pad` may be, beside a number: `conv(3x3, 8, pad = same)`.
#[non_exhaustive]
pub enum Pad {
    /// As many zeros as keep the size, which needs stride 1; an odd one goes right and below.
    same,
}

/// What becomes of a remainder in (*W* − *R* + 2*P*)/*S*: `pool(3, stride = 2, round = floor)`. Without it a remainder
/// is an error.
#[non_exhaustive]
pub enum Round {
    /// Leaves the last columns and rows out.
    floor,
    /// Adds a window that may hang over the edge; that of a pooling begins inside the input or the padding before it.
    ceil,
}

/// What stands behind `where`: `where params <= 300_000, memory < 2 MiB, exact`.
///
/// After each word but `exact` stand `<=`, `<`, `==`, `>=` or `>`, and a literal or the path of a `const`.
#[non_exhaustive]
pub struct budgets {
    /// Learned numbers.
    pub params: u64,
    /// Multiply-adds for one image.
    pub macs: u64,
    /// Bytes that a program allocates to hold the network and to answer one image, as [`Memory`](crate::Memory) counts
    /// them. With a unit if there is one behind the number: `KiB`, `MiB`, `GiB`, `KB`, `MB`, `GB`.
    pub memory: u64,
    /// The pixels, along each side, that a value of the last layer sees: `<=` and `<` hold for the larger side, `>=`
    /// and `>` for the smaller one, `==` for both.
    pub receptive_field: u64,
    /// Convolutions sum every output's products themselves, without Winograd's minimal filtering of 3x3 and 5x5
    /// windows, which takes fewer multiplications and rounds more.
    pub exact: bool,
}
