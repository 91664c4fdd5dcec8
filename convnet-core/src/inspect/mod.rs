//! Looking at networks: as text for a terminal, as SVG and HTML for everything else.

mod activations;
mod base64;
mod calibration;
mod chart;
mod colors;
mod confusion;
mod diagram;
mod examination;
mod filters;
mod maps;
mod mistakes;
mod page;
mod patterns;
mod picture;
mod pixels;
mod report;
mod saliency;
mod sheet;
mod summary;
mod trace;

pub use activations::{Activations, Histogram, LayerActivations};
pub use calibration::{Calibration, CalibrationBin};
pub use confusion::{confusion, report};
pub use diagram::diagram;
pub use examination::Examination;
pub use mistakes::{Mistake, Mistakes, image_of};
pub use page::Page;
pub use patterns::{Ascent, Pattern, Response, strongest};
pub use picture::{Curves, DrawError, Picture};
pub use report::Report;
pub use saliency::Saliency;
pub use sheet::Sheet;
pub use summary::summary;
pub use trace::{Area, Trace, TraceError, Values};
