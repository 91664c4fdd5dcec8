//! Every layer written naively: the oracle of all tests, and a place to read what a layer computes.
//!
//! What flows in: shapes of `convnet-shape` and plain slices of `f32` or `f64` ([`Float`]). What flows out: new
//! vectors. Nothing here is fast. Forward stands beside backward; a gradient has the name of its value with `d_` in
//! front, and means "how much the cost grows when that value grows". Functions named `.._backward` return the gradient
//! of the layer's input and *add* to the gradients of its parameters.
//!
//! Layers work on one image, `[depth, height, width]` flattened, but for [`batch_norm`], which needs the whole
//! mini-batch.

mod activation;
mod conv;
mod cost;
mod dropout;
mod fc;
mod float;
mod norm;
mod pool;

pub use activation::{
    activation, activation_backward, activation_derivative, prelu, prelu_backward, rrelu, rrelu_backward,
};
pub use conv::{conv, conv_backward};
pub use cost::{
    log_likelihood, log_likelihood_backward, mean_squared_error, mean_squared_error_backward, softmax, softmax_backward,
};
pub use dropout::{dropout, dropout_backward};
pub use fc::{fc, fc_backward};
pub use float::{Float, erf};
pub use norm::{Moments, batch_norm, batch_norm_backward, batch_norm_infer, lrn, lrn_backward, running_update};
pub use pool::{avg_pool, avg_pool_backward, max_pool, max_pool_backward};
