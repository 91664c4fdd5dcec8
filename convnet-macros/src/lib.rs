//! The compiler behind `convnet!`.

mod graph;
