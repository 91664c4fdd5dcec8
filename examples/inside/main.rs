//! What goes on inside a network: `cargo run --release --example inside` draws, for SqueezeNet and a photograph of a cat,
//! the feature maps of some layers, the pixels that the answer depends on, how the values of all layers are distributed,
//! and the patterns to which filters respond most, as SVG files in the folder `inside`.
//!
//! `-- PICTURE` is for another photograph, `-- --digits` for a small network and MNIST's digits, `--layer NAME` for
//! other layers.

#[path = "../common/exit.rs"]
mod exit;
mod networks;
#[allow(dead_code, reason = "the example that it belongs to uses all of it")]
#[path = "../classify/squeezenet.rs"]
mod squeezenet;
#[cfg(test)]
mod tests;

use clap::Parser;
use convnet::inspect::{Activations, Ascent, Sheet, Trace, TraceError, strongest};
use convnet::{Dataset, Network};
use exit::exit;
use indicatif::{ProgressBar, ProgressStyle};
use networks::{Subject, digits, photos};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Draws what goes on inside a network.
#[derive(Parser)]
#[command(name = "inside")]
struct Options {
    /// A photograph (png, jpg, webp, gif or bmp), or with --digits a picture of a digit
    picture: Option<PathBuf>,
    /// A network with two convolutions and MNIST's digits, instead of SqueezeNet and photographs
    #[arg(long)]
    digits: bool,
    /// A layer whose maps and patterns are drawn; may be said several times
    #[arg(long = "layer", value_name = "NAME")]
    layers: Vec<String>,
    /// How many filters of a layer have their patterns drawn
    #[arg(long, value_name = "N", default_value_t = 12)]
    filters: usize,
    /// Steps of gradient ascent towards a pattern
    #[arg(long, value_name = "N", default_value_t = 96)]
    steps: usize,
    /// The folder that the files go to
    #[arg(long, value_name = "DIR", default_value = "inside")]
    out: PathBuf,
}

/// Strongest images that are drawn of each filter.
const STRONGEST: usize = 3;
/// Classes whose patterns are drawn.
const LIKELIEST: usize = 5;

fn main() -> ExitCode {
    exit(run(&Options::parse(), &mut io::stdout()))
}

fn run(options: &Options, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let picture = options.picture.as_deref();
    if options.digits { draw(&digits(picture)?, options, out) } else { draw(&photos(picture)?, options, out) }
}

/// Draws all there is to be seen.
fn draw<N: Network, D: Dataset>(
    subject: &Subject<N, D>,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let Subject { network, image, data, classes, .. } = subject;
    let layers: Vec<&str> = match &options.layers[..] {
        [] => subject.layers.to_vec(),
        layers => layers.iter().map(String::as_str).collect(),
    };
    let trace = Trace::of(network, image)?;
    // A slip in a name is told before anything is drawn.
    layers.iter().try_for_each(|layer| trace.layer(layer).map(|_| ()))?;
    std::fs::create_dir_all(&options.out).map_err(|error| format!("{}: {error}", options.out.display()))?;
    let mut write = |name: &str, svg: String| -> Result<(), Box<dyn Error>> {
        let path = options.out.join(name).with_extension("svg");
        std::fs::write(&path, svg).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(writeln!(out, "{}", path.display())?)
    };

    for layer in &layers {
        write(&format!("maps_{layer}"), trace.layer(layer)?.sheet().svg()?)?;
    }
    let answer = network.predict(&mut network.workspace(), image)?;
    let class = &classes[answer.class];
    let probability = format!("{class}, with a probability of {:.1}%", 100.0 * answer.probabilities[answer.class]);
    let picture = trace.picture();
    write("saliency", trace.saliency(answer.class)?.sheet(&picture, class).text(probability).svg()?)?;
    write("values", Activations::of(network, data)?.svg())?;
    write("classes", likeliest(subject, &answer.probabilities, options)?.svg()?)?;
    for layer in &layers {
        write(&format!("patterns_{layer}"), patterns(subject, layer, options)?.svg()?)?;
    }
    Ok(())
}

/// The patterns of the classes that are most probable.
fn likeliest<N: Network, D>(
    subject: &Subject<N, D>,
    probabilities: &[f32],
    options: &Options,
) -> Result<Sheet, TraceError> {
    let last = N::LAYERS.last().map_or("", |layer| layer.name);
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
    order.truncate(LIKELIEST);
    let bar = bar(last, order.len());
    let mut sheet = Sheet::new("What the most probable classes respond to")
        .text("A pattern made for each, and the score that it has there")
        .columns(LIKELIEST as u32);
    for class in order {
        let pattern = Ascent::new().steps(2 * options.steps).pattern(&subject.network, last, class)?;
        sheet = sheet.tile(pattern.picture, format!("{}: {:.1}", subject.classes[class], pattern.response));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(sheet)
}

/// The patterns of a layer's first filters, each with the parts of images to which the filter responds most.
fn patterns<N: Network, D: Dataset>(
    subject: &Subject<N, D>,
    layer: &str,
    options: &Options,
) -> Result<Sheet, TraceError> {
    let Subject { network, data, .. } = subject;
    let ascent = Ascent::new().steps(options.steps);
    let responses = strongest(network, layer, data, STRONGEST)?;
    let shown = responses.len().min(options.filters);
    let bar = bar(layer, shown);
    let mut sheet = Sheet::new(format!("What {shown} of {} filters of {layer} respond to", responses.len()))
        .text(format!(
            "A pattern made for each, and beside it where {} of {} images have most of it",
            STRONGEST.min(data.len()),
            data.len()
        ))
        .columns(2 * (STRONGEST as u32 + 1));
    for (filter, responses) in responses.iter().enumerate().take(shown) {
        let pattern = ascent.pattern(network, layer, filter)?;
        sheet = sheet.tile(pattern.picture, format!("{filter}: {:.1}", pattern.response));
        for i in 0..STRONGEST {
            sheet = match responses.get(i) {
                Some(response) => sheet.tile(response.picture(network, data)?, format!("{:.1}", response.response)),
                None => sheet.tile(Default::default(), ""),
            };
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(sheet)
}

fn bar(layer: &str, filters: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} filters, {eta} left").expect("a template");
    ProgressBar::new(filters as u64).with_style(style).with_message(layer.to_owned())
}
