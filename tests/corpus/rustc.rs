//! rustc as a user's cargo calls it, on one file.

use serde_json::Value;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An error that rustc has printed.
#[derive(Clone, Debug)]
pub struct Found {
    /// `line:first-last`, or `line:first-line:last`; with the name of the file before it if it is another one.
    pub place: String,
    /// The message, and a line for each help and note that rustc adds.
    pub text: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.lines().try_for_each(|line| writeln!(f, "      | {line}"))
    }
}

/// rustc, and the `convnet` and the `rand` that this test has been built with.
pub struct Compiler {
    convnet: PathBuf,
    rand: PathBuf,
    folders: [PathBuf; 2],
}

impl Compiler {
    /// Finds the libraries beside this test's own binary. Other builds of them may lie there: of other sets of features, of
    /// which the newest is as new as the sources, and of other compilers, which do not get through a trial.
    ///
    /// # Panics
    /// If there are none.
    pub fn find() -> Compiler {
        let deps = std::env::current_exe().unwrap().parent().unwrap().to_path_buf();
        let profile = deps.parent().unwrap().file_name().unwrap();
        // With `--target`, macros lie in the folder of the host.
        let host = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name(profile).join("deps");
        let folders = [deps, host];
        let (networks, randoms) = (libraries(&folders[0], "convnet"), libraries(&folders[0], "rand"));
        let pairs = networks.iter().flat_map(|convnet| randoms.iter().map(move |rand| (convnet.clone(), rand.clone())));
        let mut compilers = pairs.map(|(convnet, rand)| Compiler { convnet, rand, folders: folders.clone() });
        let trial = Path::new("tests/corpus/good.rs");
        compilers
            .find(|compiler| compiler.run(trial).status.success())
            .expect("libraries with which a network compiles")
    }

    fn run(&self, file: &Path) -> Output {
        let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        // The folder decides the toolchain, and relative names come back as they are given.
        command.current_dir(env!("CARGO_MANIFEST_DIR")).arg(file);
        command.args(["--edition=2024", "--crate-type=bin", "--crate-name=corpus", "--error-format=json"]);
        // No file is wanted, and the errors are those of `cargo check`.
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus").join(file.with_extension("rmeta"));
        std::fs::create_dir_all(out.parent().unwrap()).unwrap();
        command.arg(format!("--emit=metadata={}", out.display()));
        for (name, library) in [("convnet", &self.convnet), ("rand", &self.rand)] {
            command.arg(format!("--extern={name}={}", library.display()));
        }
        for folder in &self.folders {
            command.arg(format!("-Ldependency={}", folder.display()));
        }
        command.output().expect("rustc runs")
    }

    /// The errors of a file, in the order in which rustc prints them.
    pub fn errors(&self, file: &Path) -> Vec<Found> {
        let output = self.run(file);
        let mut errors = Vec::new();
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            match serde_json::from_str::<Value>(line) {
                Ok(diagnostic) if diagnostic["level"].as_str().is_some_and(|level| level.starts_with("error")) => {
                    errors.extend(found(&diagnostic, file));
                }
                Ok(_) => {}
                // A panic of the compiler or of the macro is no JSON.
                Err(_) => errors.push(Found { place: "no place".to_string(), text: line.to_string() }),
            }
        }
        if output.status.success() {
            errors.push(Found { place: "no place".to_string(), text: "it compiles".to_string() });
        }
        errors
    }
}

/// The builds of a library in a folder, the newest first.
fn libraries(folder: &Path, name: &str) -> Vec<PathBuf> {
    let start = format!("lib{name}-");
    let mut libraries: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    libraries.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(&start) && name.ends_with(".rlib")
    });
    libraries.sort_by_key(|path| std::cmp::Reverse(path.metadata().unwrap().modified().unwrap()));
    libraries
}

/// One error; `None` for the line that counts them.
fn found(diagnostic: &Value, file: &Path) -> Option<Found> {
    let mut text = diagnostic["message"].as_str()?.to_string();
    if text.starts_with("aborting due to") {
        return None;
    }
    for child in diagnostic["children"].as_array()? {
        text.push_str(&format!("\n{}: {}", child["level"].as_str()?, child["message"].as_str()?));
        // A change is shown in the source, or behind the message.
        for change in child["spans"].as_array()?.iter().filter_map(|span| span["suggested_replacement"].as_str()) {
            text.push_str(&format!(": `{change}`"));
        }
    }
    let primary = diagnostic["spans"].as_array()?.iter().find(|span| span["is_primary"] == true);
    let place = primary.map(|span| {
        let number = |key: &str| span[key].as_u64().unwrap_or(0);
        let (first, last) = (number("line_start"), number("line_end"));
        // The end is the first character behind; an empty span is shown as wide as one.
        let (start, end) = (number("column_start"), number("column_end"));
        let end = if first == last { (end - 1).max(start) } else { end - 1 };
        let end = if first == last { end.to_string() } else { format!("{last}:{end}") };
        let name = span["file_name"].as_str().unwrap_or("");
        let other = if Path::new(name) == file { String::new() } else { format!("{name}:") };
        format!("{other}{first}:{start}-{end}")
    });
    Some(Found { place: place.unwrap_or_else(|| "no place".to_string()), text })
}
