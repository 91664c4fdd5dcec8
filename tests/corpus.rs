//! Declarations that must not compile, a file for each mistake, and what a user then sees.
//!
//! A file says under a line which errors it expects there, in the order in which rustc prints them:
//!
//! ```text
//!     Net<28x28x1> = conv(5x5, 20, stride = 2) -> fc(10);
//!     //~                                   ^ conv1 reads 28x28x1: stride 2 does not fit: … = 12.5
//!     //~ help: stride 1 gives 24x24
//! ```
//!
//! The carets stand under the underlined characters, from the first to the last; for several lines, `[` stands under
//! the first and `]`, below the last line, under the last. The text after them must be in the message, with anything in
//! place of `…`. `help:` and `note:` must be in a line of the message (or of what rustc adds to it) that begins with this word;
//! other text is more that the message must contain. Each file must give these errors and no others.

#[path = "corpus/changes.rs"]
mod changes;
#[path = "corpus/expect.rs"]
mod expect;
#[path = "corpus/rustc.rs"]
mod rustc;

use expect::Expected;
use rustc::{Compiler, Found};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// As many compilers at a time: more of them than cores only wait for each other.
const AT_ONCE: usize = 2;

/// What is wrong with the errors of one file, with what was found; nothing if they are as expected.
fn differences(mut expected: &[Expected], mut found: &[Found]) -> String {
    let mut text = String::new();
    loop {
        match (expected, found) {
            ([], []) => return text,
            ([wanted, others @ ..], [error, rest @ ..]) if wanted.place == error.place => {
                if let Some(missing) = wanted.missing_in(&error.text) {
                    writeln!(text, "  at {} without {missing:?}:\n{error}", error.place).unwrap();
                }
                (expected, found) = (others, rest);
            }
            // An error that comes later is not the one in question.
            ([wanted, others @ ..], _)
                if found.first().is_none_or(|error| others.iter().any(|e| e.place == error.place)) =>
            {
                writeln!(text, "  not found at {}: {:?}", wanted.place, wanted.texts).unwrap();
                expected = others;
            }
            (_, [error, rest @ ..]) => {
                writeln!(text, "  not expected at {}:\n{error}", error.place).unwrap();
                found = rest;
            }
            (_, []) => unreachable!("what is expected and not found has been told"),
        }
    }
}

/// The files of each group: a folder is one.
fn groups(root: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mut groups = BTreeMap::new();
    for group in root.read_dir().expect("the corpus is there").map(|entry| entry.unwrap().path()) {
        let name = group.file_name().unwrap().to_string_lossy().into_owned();
        assert!(group.is_dir(), "{name}: a file belongs into the folder of its group");
        let mut files: Vec<PathBuf> = group.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
        files.sort();
        groups.insert(name, files);
    }
    groups
}

#[test]
fn each_mistake_is_told_where_and_how_it_should_be() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let groups = groups(&root.join("tests/ui"));
    let empty: Vec<&String> = groups.iter().filter(|(_, files)| files.is_empty()).map(|(name, _)| name).collect();
    assert!(empty.is_empty(), "groups without a file: {empty:?}");
    let files: Vec<&PathBuf> = groups.values().flatten().collect();
    assert!(files.len() >= 200, "{} files", files.len());

    let compiler = Compiler::find();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let source = std::fs::read_to_string(file).unwrap();
                    let name = file.strip_prefix(root).unwrap();
                    let text = match expect::expected(&source) {
                        Ok(expected) if expected.is_empty() => "  expects nothing\n".to_string(),
                        Ok(expected) => differences(&expected, &compiler.errors(name)),
                        Err(text) => text,
                    };
                    if !text.is_empty() {
                        failures.lock().unwrap().insert(name, text);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    let report: String = failures.iter().map(|(name, text)| format!("{}\n{text}\n", name.display())).collect();
    assert!(failures.is_empty(), "{} of {} files fail:\n\n{report}", failures.len(), files.len());
}

/// Every change that an error suggests is made, and the outcome compiles; or it has the error elsewhere that is announced.
#[test]
fn every_suggested_change_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut outcomes: Vec<(String, changes::Changed)> = Vec::new();
    let (mut tried, mut paths, mut failures) = (0, 0, String::new());
    for file in groups(&root.join("tests/ui")).values().flatten() {
        let name = file.strip_prefix(root).unwrap().display().to_string();
        let mut source = std::fs::read_to_string(file).unwrap();
        let Some(mut errors) = changes::errors(&source) else { continue };
        if errors.is_empty() {
            // rustc finds the mistake in a constant; with its number in the constant's place, the macro says the same.
            source = changes::without_paths(&source);
            errors = changes::errors(&source).expect("only numbers have changed");
            let expected = expect::expected(&source).unwrap();
            for (error, expected) in errors.iter().zip(&expected) {
                paths += 1;
                if let Some(missing) = expected.missing_in(&error.message()) {
                    writeln!(failures, "{name}\n  without paths not {missing:?}, but {}", error.message()).unwrap();
                }
            }
        }
        let before: Vec<String> = errors.iter().map(|error| error.message()).collect();
        for changed in changes::changes(&source, &errors) {
            tried += 1;
            let after: Vec<String> = changes::errors(&changed.source)
                .map_or(vec!["no tokens".into()], |errors| errors.iter().map(|error| error.message()).collect());
            let mut rest = before.clone();
            rest.remove(rest.iter().position(|error| *error == changed.error).unwrap());
            let new: Vec<&String> = after.iter().filter(|error| !rest.contains(error)).collect();
            let good = match &changed.left {
                // Behind one mistake of many another may have hidden, and an unfinished declaration remains one.
                None if before.len() > 1 || name.contains("unfinished") => !new.contains(&&changed.error),
                None => new.is_empty(),
                Some(left) => {
                    let name = left.split([' ', '`']).find(|word| !["the", "budget", "of", ""].contains(word)).unwrap();
                    new.iter().any(|error| error.contains(name))
                }
            };
            if !good {
                writeln!(failures, "{name}\n  {}\n  changed to {}\n  {new:#?}", changed.error, changed.source).unwrap();
            } else if after.is_empty() && !name.contains("many") {
                // There other code relies on what has been changed.
                outcomes.push((name.clone(), changed));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");

    // All in one crate: what remains is to see that rustc agrees.
    let mut crate_source = "fn main() {}\n".to_string();
    let mut ends = Vec::new();
    for (at, (_, changed)) in outcomes.iter().enumerate() {
        // Code that only shows what a mistake would do to it is not part of the change.
        let module = changed.source.replace("crate::", "super::");
        write!(crate_source, "mod m{at} {{\n{module}\n}}\n").unwrap();
        ends.push(crate_source.lines().count());
    }
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("changes.rs");
    std::fs::write(&file, &crate_source).unwrap();
    let mut report = String::new();
    for found in Compiler::find().errors(&file) {
        let line: usize = found.place.split(':').find_map(|part| part.parse().ok()).unwrap_or(0);
        match outcomes.get(ends.partition_point(|end| *end < line)) {
            _ if found.text == "it compiles" => {}
            Some((name, changed)) => {
                writeln!(report, "{name}\n  {}\n  changed to {}\n{found}", changed.error, changed.source).unwrap();
            }
            None => writeln!(report, "{found}").unwrap(),
        }
    }
    assert!(report.is_empty(), "{report}");
    println!("{tried} changes, {} of them in networks that compile then; {paths} errors in constants", outcomes.len());
    assert!(tried > 400 && outcomes.len() > 300 && paths > 10, "{tried}, {}, {paths}", outcomes.len());
}

#[test]
fn differences_are_seen() {
    let source = "fn main() {\n    let x = é + 1;\n    //~     ^ no é\n    //~ help: write … e\n}\n";
    let expected = expect::expected(source).unwrap();
    let found = |columns: &str, text: &str| Found { place: format!("2:{columns}"), text: text.to_string() };
    let good = found("13-13", "there is no é\nhelp: write an e");
    assert_eq!(differences(&expected, std::slice::from_ref(&good)), "");
    for bad in [
        vec![],
        vec![good.clone(), good.clone()],
        vec![found("13-14", &good.text)],
        vec![found("12-13", &good.text)],
        vec![found("13-13", "there is no é")],
        vec![found("13-13", "write an e\nhelp: no é")],
    ] {
        assert_ne!(differences(&expected, &bad), "", "{bad:?}");
    }
}

#[test]
fn a_place_may_span_lines() {
    let expected =
        expect::expected("    a(b,\n    //~ [ bad\n    //~ really\n      c)\n      //~ ]\n//~ ^^ c\n").unwrap();
    let places: Vec<&str> = expected.iter().map(|expected| &*expected.place).collect();
    assert_eq!(places, ["1:9-4:11", "4:5-6"]);
    assert_eq!(expected[0].texts, ["bad", "really"]);
    for bad in ["//~ ^ nothing above", "a\n//~ text of no error", "abcde\n//~ ] not open", "abcde\n//~ [ not closed"] {
        assert!(expect::expected(bad).is_err(), "{bad}");
    }
}
