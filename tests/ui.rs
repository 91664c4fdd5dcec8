//! What the compiler prints for each declaration of the corpus, as a whole: `tests/ui/*/*.stderr`, written by
//! `TRYBUILD=overwrite cargo test --test ui`. What it must say, and where, stands in the declarations themselves:
//! `corpus.rs`.

#[test]
fn declarations_that_must_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
