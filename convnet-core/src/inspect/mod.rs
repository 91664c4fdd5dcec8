//! Looking at networks: as text for a terminal, as SVG and HTML for everything else.

mod base64;
mod calibration;
mod chart;
mod confusion;
mod diagram;
mod examination;
mod filters;
mod mistakes;
mod page;
mod picture;
mod report;
mod summary;
mod tiles;

pub use calibration::{Calibration, CalibrationBin};
pub use confusion::{confusion, report};
pub use diagram::diagram;
pub use examination::Examination;
pub use mistakes::{Mistake, Mistakes, image_of};
pub use page::Page;
pub use picture::{Curves, DrawError, Picture};
pub use report::Report;
pub use summary::summary;
