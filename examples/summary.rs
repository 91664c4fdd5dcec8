//! What a network is made of, before it runs: `cargo run --release --example summary -- [NETWORK] [--svg FILE]`.
//!
//! Prints the memory and the weights of each layer in the manner of CS231n's notes on VGG-16, all from the constants
//! that `convnet!` has computed, and draws the network.

#[path = "common/exit.rs"]
mod exit;

use clap::Parser;
use convnet::inspect::diagram;
use convnet::{Layer, Memory, Network, Volume, zoo};
use exit::exit;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Prints a network's table, and draws the network.
#[derive(Parser)]
struct Options {
    /// Which network; --list names all
    #[arg(default_value = "vgg16")]
    network: String,
    /// Draw it into this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Name the networks
    #[arg(long)]
    list: bool,
}

/// A network's facts without its type.
struct Facts {
    name: &'static str,
    title: &'static str,
    input: Volume,
    layers: &'static [Layer],
    params: usize,
    memory: Memory,
    diagram: fn() -> String,
}

/// Every network's facts.
struct All(Vec<Facts>);

impl zoo::Visitor for All {
    fn visit<N: Network>(&mut self, name: &'static str) {
        self.0.push(Facts {
            name,
            title: N::NAME,
            input: N::INPUT,
            layers: N::LAYERS,
            params: N::PARAMS,
            memory: N::MEMORY,
            diagram: diagram::<N>,
        });
    }
}

fn main() -> ExitCode {
    exit(run(&Options::parse()))
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let mut all = All(Vec::new());
    zoo::visit(&mut all);
    let mut out = io::stdout().lock();
    if options.list {
        writeln!(out, "{:<34} {:>6} {:>11} {:>9} {:>9} {:>9}", "", "", "", "to answer", "to train,", "to train,")?;
        writeln!(
            out,
            "{:<34} {:>6} {:>11} {:>9} {:>9} {:>9}",
            "", "layers", "parameters", "one image", "an image", "once"
        )?;
        for facts in &all.0 {
            let (layers, params) = (facts.layers.len(), grouped(facts.params as u64));
            let [answer, fixed, image] = planned(&facts.memory).map(bytes);
            let (name, title) = (facts.name, facts.title);
            writeln!(out, "{name:<15} {title:<18} {layers:>6} {params:>11} {answer:>9} {image:>9} {fixed:>9}")?;
        }
        return Ok(());
    }
    let Some(facts) = all.0.iter().find(|facts| facts.name == options.network) else {
        let names: Vec<&str> = all.0.iter().map(|facts| facts.name).collect();
        return Err(format!("no network `{}`; there are {}", options.network, names.join(", ")).into());
    };
    table(facts, &mut out)?;
    if let Some(path) = &options.svg {
        std::fs::write(path, (facts.diagram)()).map_err(|error| format!("{}: {error}", path.display()))?;
        writeln!(out, "drawn in {}", path.display())?;
    }
    Ok(())
}

/// A line of the table: `CONV3-64: [224x224x64]`, `224*224*64=3.2M`, `(3*3*3)*64 = 1,728`.
type Line = [String; 3];

/// The table of the notes, and its sums.
fn table(facts: &Facts, out: &mut impl Write) -> io::Result<()> {
    let mut lines: Vec<Line> = vec![[format!("INPUT: [{}]", volume(facts.input)), values(facts.input), "0".into()]];
    let (mut sum, mut biases) = (facts.input.len(), 0);
    for layer in facts.layers {
        let in_place = layer.window.is_none() && layer.macs == 0;
        if in_place && layer.params == 0 {
            continue;
        }
        let (formula, weights) = weights(layer);
        let memory = match (in_place, layer.auxiliary) {
            (true, _) => "in place".into(),
            (false, false) => values(layer.output),
            (false, true) => format!("{} to train", values(layer.output)),
        };
        let text = if weights == 0 { formula } else { format!("{formula} = {}", grouped(weights as u64)) };
        lines.push([format!("{}: [{}]", word(layer), volume(layer.output)), memory, text]);
        sum += if in_place || layer.auxiliary { 0 } else { layer.output.len() };
        biases += layer.params - weights;
    }
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    writeln!(out, "{}, one image; weights without biases\n", facts.title)?;
    for [layer, memory, weights] in &lines {
        writeln!(out, "{layer:<first$}  memory: {memory:<second$}  weights: {weights}")?;
    }
    writeln!(out, "\nTOTAL memory: {} values * 4 bytes = {} / image", short(sum), bytes(4 * sum as u64))?;
    let total = grouped(facts.params as u64);
    writeln!(out, "TOTAL params: {total}, of which {} are biases", grouped(biases as u64))?;
    let notes = if facts.name == "vgg16" { "; CS231n's notes say 24M, but their lines add up to this too" } else { "" };
    writeln!(
        out,
        "What counts is each value above once: activations, dropout, sums and joins can work in place{notes}."
    )?;
    let (parameters, [answer, fixed, image]) = (bytes(facts.memory.parameters), planned(&facts.memory).map(bytes));
    writeln!(out, "A program allocates {parameters} for the parameters, {answer} to answer one image,")?;
    writeln!(out, "and to train {image} for each image of a batch and {fixed} for batches of any size from 16 on.")
}

/// What is planned to answer one image, to train with batches of any size, and with each of their images, in bytes.
fn planned(memory: &Memory) -> [u64; 3] {
    // From 16 images on a batch is cut into as many pieces, however many images there are.
    let image = memory.training(17) - memory.training(16);
    [memory.inference(1), memory.training(16) - 16 * image, image]
}

/// `27.3 MB`.
fn bytes(bytes: u64) -> String {
    match bytes {
        1_000_000_000.. => format!("{:.1} GB", bytes as f64 / 1e9),
        1_000_000.. => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} KB", bytes as f64 / 1e3),
    }
}

/// `CONV3-64`, `POOL2`, `FC`.
fn word(layer: &Layer) -> String {
    // A `softmax(N)` is a fully connected layer and a function.
    let kind = if layer.kind == "softmax" && layer.macs > 0 { "FC".into() } else { layer.kind.to_uppercase() };
    let window = layer.window.map_or(String::new(), |window| match window {
        window if window.x == window.y => window.x.to_string(),
        window => format!("{}x{}", window.x, window.y),
    });
    let filters = if layer.kind == "conv" { format!("-{}", layer.output.depth) } else { String::new() };
    format!("{kind}{window}{filters}")
}

/// How the weights without the biases are counted, and how many there are.
fn weights(layer: &Layer) -> (String, usize) {
    let (input, output) = (layer.input, layer.output);
    match layer.window {
        Some(window) if layer.macs > 0 => {
            let depth = input.depth / layer.groups;
            let formula = format!("({}*{}*{depth})*{}", window.x, window.y, output.depth);
            (formula, window.x * window.y * depth * output.depth)
        }
        None if layer.macs > 0 => (format!("{}*{}", factors(input), output.depth), input.len() * output.depth),
        // Factors and terms of a normalisation, learned slopes.
        _ if layer.params > 0 => (format!("{}*{}", layer.params / output.depth, output.depth), layer.params),
        _ => ("0".into(), 0),
    }
}

fn volume(volume: Volume) -> String {
    format!("{}x{}x{}", volume.width, volume.height, volume.depth)
}

/// `7*7*512`; what is 1 is left out.
fn factors(volume: Volume) -> String {
    match volume {
        Volume { width: 1, height: 1, depth } => depth.to_string(),
        Volume { width, height, depth } => format!("{width}*{height}*{depth}"),
    }
}

/// `224*224*64=3.2M`.
fn values(volume: Volume) -> String {
    match factors(volume) {
        product if product.contains('*') => format!("{product}={}", short(volume.len())),
        number => number,
    }
}

/// `3.2M`, `803K`, `1000`.
fn short(number: usize) -> String {
    match number {
        1_000_000.. => format!("{:.1}M", number as f64 / 1e6),
        10_000.. => format!("{:.0}K", number as f64 / 1e3),
        _ => number.to_string(),
    }
}

/// `1,728`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let places = digits.len();
    let comma = |i: usize| if i > 0 && (places - i).is_multiple_of(3) { "," } else { "" };
    digits.chars().enumerate().fold(String::new(), |text, (i, digit)| text + comma(i) + &digit.to_string())
}
