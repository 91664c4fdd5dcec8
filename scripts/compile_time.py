"""Measures how long a crate with VGG-16 takes to compile:

    python3 scripts/compile_time.py [--checks 5] [--builds 3] [--directory DIR]

Makes two crates with the same dependencies, one empty and one that declares VGG-16, initialises it, predicts and trains
a step, and builds their dependencies once. Then, each time after a change of one number in the source:

  cargo check             of both in turn, so that a machine that slows down slows both; counts is the difference
  cargo build --release   of VGG-16's

and prints all times, the medians and the limits. Ends with 1 where a limit is not kept. The crates lie in a temporary
directory, or in `--directory`, which is kept, dependencies and all, for the next time. Needs nothing but Python's library.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECK_LIMIT = 2.0
BUILD_LIMIT = 30.0

WORKSPACE = """[workspace]
members = ["empty", "vgg"]
resolver = "3"
"""

CRATE = """[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[dependencies]
convnet = {{ path = "{root}" }}
rand = "0.10"
"""

EMPTY = """use convnet as _;
use rand as _;

const NUMBER: usize = {number};

fn main() {{
    println!("{{NUMBER}}");
}}
"""

VGG = """use convnet::train::Sgd;
use convnet::{{Network, Target, Training, convnet}};
use rand::{{SeedableRng, rngs::StdRng}};

convnet! {{
    pub Vgg16<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2)
        -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2
        -> softmax({number});
}}

fn main() {{
    let mut network = Vgg16::init(&mut StdRng::seed_from_u64(1));
    let image = vec![0.5; 224 * 224 * 3];
    let class = network.predict(&mut network.workspace(), &image).expect("it fits").class;
    let mut training = Training::<Vgg16>::new(1);
    let mut sgd = Sgd::new(0.001).momentum(0.9);
    let loss = network.train_batch(&mut training, &[&image], &[Target::Class(7)], &mut sgd).expect("it fits");
    println!("class {{class}}, loss {{loss}}");
}}
"""


class Crates:
    """The two crates; every run compiles another number."""

    def __init__(self, directory):
        self.directory = directory
        self.number = 1000
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "Cargo.toml").write_text(WORKSPACE)
        for name in ["Cargo.lock", "rust-toolchain.toml"]:
            shutil.copy(ROOT / name, directory)
        for name in ["empty", "vgg"]:
            (directory / name / "src").mkdir(parents=True, exist_ok=True)
            (directory / name / "Cargo.toml").write_text(CRATE.format(name=name, root=ROOT))
            self.change(name)

    def change(self, name):
        """Writes another number into the source."""
        self.number += 1
        source = {"empty": EMPTY, "vgg": VGG}[name].format(number=self.number)
        (self.directory / name / "src" / "main.rs").write_text(source)

    def seconds(self, name, *command):
        """How long cargo takes for one of the crates after a change."""
        self.change(name)
        # A target directory of the user's own would be shared with other crates.
        env = {key: value for key, value in os.environ.items() if not key.startswith("CARGO_TARGET")}
        command = ["cargo", *command, "--package", name]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=self.directory, env=env, stderr=subprocess.PIPE, text=True)
        seconds = time.perf_counter() - start
        if done.returncode or f" {name} v0.1.0" not in done.stderr:
            sys.exit(f"{' '.join(command)} failed, or compiled nothing:\n{done.stderr}")
        return seconds


def measure(directory, checks, builds):
    """Seconds of checks of the empty crate and of VGG-16's, and of the latter's builds."""
    crates = Crates(directory)
    for name in ["empty", "vgg"]:
        crates.seconds(name, "check")
    times = {"empty": [], "vgg": []}
    for _ in range(checks):
        for name, list in times.items():
            list.append(crates.seconds(name, "check"))
    crates.seconds("vgg", "build", "--release")
    return times["empty"], times["vgg"], [crates.seconds("vgg", "build", "--release") for _ in range(builds)]


def row(name, times):
    print(f"| {name} | {' '.join(f'{t:.2f}' for t in times)} | {statistics.median(times):.2f} |")


def verdict(name, seconds, limit):
    print(f"{name}: {seconds:.2f} s, limit {limit:g} s: {'kept' if seconds < limit else 'NOT KEPT'}")
    return seconds < limit


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checks", type=int, default=5, help="checks of each crate")
    parser.add_argument("--builds", type=int, default=3, help="release builds of VGG-16's crate")
    parser.add_argument("--directory", type=Path, help="where the crates and what is built of them lie, and stay")
    args = parser.parse_args()
    if args.directory:
        empty, vgg, built = measure(args.directory.resolve(), args.checks, args.builds)
    else:
        with tempfile.TemporaryDirectory(prefix="convnet-compile-time-") as directory:
            empty, vgg, built = measure(Path(directory), args.checks, args.builds)
    print(f"After a change of one number, {os.cpu_count()} cores:\n\n| | seconds | median |\n| --- | --- | --: |")
    row("cargo check, empty crate", empty)
    row("cargo check, VGG-16", vgg)
    row("cargo build --release, VGG-16", built)
    print()
    beyond = statistics.median(vgg) - statistics.median(empty)
    kept = [
        verdict("cargo check beyond an empty crate", beyond, CHECK_LIMIT),
        verdict("cargo build --release, dependencies built", statistics.median(built), BUILD_LIMIT),
    ]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
