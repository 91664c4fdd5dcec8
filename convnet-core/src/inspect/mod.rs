//! Looking at networks: as text for a terminal, as SVG and HTML for everything else.

mod activations;
mod confusion;
mod diagram;
mod filters;
mod maps;
mod page;
mod patterns;
mod picture;
mod pixels;
mod saliency;
mod sheet;
mod summary;
mod trace;

pub use activations::{Activations, Histogram, LayerActivations};
pub use confusion::{confusion, report};
pub use diagram::diagram;
pub use page::Page;
pub use patterns::{Ascent, Pattern, Response, strongest};
pub use picture::{Curves, DrawError, Picture};
pub use saliency::Saliency;
pub use sheet::Sheet;
pub use summary::summary;
pub use trace::{Area, Trace, TraceError, Values};
