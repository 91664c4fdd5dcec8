//! The program from its arguments to what it writes.
