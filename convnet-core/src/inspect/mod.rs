//! Looking at networks: as text for a terminal, as SVG and HTML for everything else.

mod confusion;
mod diagram;
mod filters;
mod page;
mod picture;
mod summary;

pub use confusion::{confusion, report};
pub use diagram::diagram;
pub use page::Page;
pub use picture::{Curves, DrawError, Picture};
pub use summary::summary;
