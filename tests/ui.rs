//! Declarations that must not compile, each with what the compiler prints: `tests/ui/*.stderr`, written by
//! `TRYBUILD=overwrite cargo test --test ui`.

#[test]
fn declarations_that_must_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
