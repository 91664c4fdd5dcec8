//! Looking at networks: as text for a terminal, as SVG and HTML for everything else.

mod confusion;
mod diagram;
mod filters;
mod maps;
mod page;
mod picture;
mod pixels;
mod saliency;
mod sheet;
mod summary;
mod trace;

pub use confusion::{confusion, report};
pub use diagram::diagram;
pub use page::Page;
pub use picture::{Curves, DrawError, Picture};
pub use saliency::Saliency;
pub use sheet::Sheet;
pub use summary::summary;
pub use trace::{Area, Trace, TraceError, Values};
