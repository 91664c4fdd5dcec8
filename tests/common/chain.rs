//! A chain of the reference's layers in `f64`, with branches or not, built beside a declared network to compare with.

use convnet_core::reference;
use convnet_core::shape::{self, ConvShape, FcShape, PoolShape, Volume, Window};
use convnet_core::steps::Activation;

/// The layers of a network and how many parameters lie before the next one.
pub struct Chain {
    pub output: Volume,
    pub params: usize,
    layers: Vec<Layer>,
    /// What the next layer reads: 0 is the input, n what the n-th layer writes.
    from: usize,
    /// Auxiliary heads: which value each gives, and what its cost counts.
    heads: Vec<(usize, f64)>,
}

struct Layer {
    op: Op,
    input: Volume,
    output: Volume,
    /// What it reads.
    reads: Vec<usize>,
    /// Its first parameter.
    at: usize,
}

enum Op {
    Conv(ConvShape),
    MaxPool(PoolShape),
    AvgPool(PoolShape),
    Act(Activation),
    Prelu,
    BatchNorm,
    Lrn { size: usize, alpha: f64, beta: f64, k: f64 },
    Fc(FcShape),
    Add,
    Concat,
}

const EPS: f64 = 1e-5_f32 as f64;

impl Chain {
    pub fn new(width: usize, height: usize, depth: usize) -> Chain {
        Chain { output: Volume::new(width, height, depth), params: 0, layers: Vec::new(), from: 0, heads: Vec::new() }
    }

    fn then(mut self, op: Op, output: Volume, params: usize) -> Chain {
        self.layers.push(Layer { op, input: self.output, output, reads: vec![self.from], at: self.params });
        self.from = self.layers.len();
        self.output = output;
        self.params += params;
        self
    }

    /// `branches` begin where the chain has come to; they are joined by a sum, or along the depth.
    fn join(mut self, op: Op, branches: &[&dyn Fn(Chain) -> Chain]) -> Chain {
        let (from, input) = (self.from, self.output);
        let (mut reads, mut depth) = (Vec::new(), 0);
        for branch in branches {
            (self.from, self.output) = (from, input);
            self = branch(self);
            reads.push(self.from);
            depth += self.output.depth;
        }
        let Volume { width, height, .. } = self.output;
        let output = if matches!(op, Op::Add) { self.output } else { Volume::new(width, height, depth) };
        let mut joined = self.then(op, output, 0);
        joined.layers.last_mut().expect("it has been added").reads = reads;
        joined
    }

    /// A head begins where the chain has come to, and the chain goes on from there.
    pub fn aux(mut self, weight: f64, head: &dyn Fn(Chain) -> Chain) -> Chain {
        let (from, output) = (self.from, self.output);
        self = head(self);
        self.heads.push((self.from, weight));
        (self.from, self.output) = (from, output);
        self
    }

    pub fn add(self, branches: &[&dyn Fn(Chain) -> Chain]) -> Chain {
        self.join(Op::Add, branches)
    }

    pub fn concat(self, branches: &[&dyn Fn(Chain) -> Chain]) -> Chain {
        self.join(Op::Concat, branches)
    }

    pub fn conv(self, window: Window, filters: usize, groups: usize, bias: bool) -> Chain {
        let shape = shape::conv(self.output, &window, filters, groups, bias).expect("fits");
        self.then(Op::Conv(shape), shape.output, shape.params())
    }

    pub fn max_pool(self, window: Window) -> Chain {
        let shape = shape::max_pool(self.output, &window).expect("fits");
        self.then(Op::MaxPool(shape), shape.output, 0)
    }

    pub fn avg_pool(self, window: Window) -> Chain {
        let shape = shape::avg_pool(self.output, &window).expect("fits");
        self.then(Op::AvgPool(shape), shape.output, 0)
    }

    pub fn global_avg_pool(self) -> Chain {
        let shape = shape::global_avg_pool(self.output).expect("fits");
        self.then(Op::AvgPool(shape), shape.output, 0)
    }

    pub fn act(self, f: Activation) -> Chain {
        let output = self.output;
        self.then(Op::Act(f), output, 0)
    }

    pub fn prelu(self) -> Chain {
        let output = self.output;
        self.then(Op::Prelu, output, output.depth)
    }

    pub fn batch_norm(self) -> Chain {
        let output = self.output;
        self.then(Op::BatchNorm, output, 2 * output.depth)
    }

    pub fn lrn(self, size: usize, alpha: f64, beta: f64, k: f64) -> Chain {
        let output = self.output;
        self.then(Op::Lrn { size, alpha, beta, k }, output, 0)
    }

    pub fn fc(self, units: usize) -> Chain {
        let shape = shape::fc(self.output, units).expect("fits");
        self.then(Op::Fc(shape), shape.output, shape.params())
    }

    /// `x`: the images of a mini-batch; returns every layer's output in training, the input first.
    pub fn forward(&self, params: &[f64], x: Vec<Vec<f64>>) -> Vec<Vec<Vec<f64>>> {
        let mut values = vec![x];
        for layer in &self.layers {
            let y = match layer.op {
                Op::Add | Op::Concat => {
                    let images = 0..values[0].len();
                    let of = |image: usize| layer.reads.iter().map(|&read| &values[read][image]).collect::<Vec<_>>();
                    images.map(|image| layer.joined(&of(image))).collect()
                }
                _ => layer.forward(params, &values[layer.reads[0]]),
            };
            values.push(y);
        }
        values
    }

    /// `values` as `forward` returns them, `ends` the gradients of some of them, image by image; returns the gradients of
    /// all parameters.
    pub fn backward(&self, params: &[f64], values: &[Vec<Vec<f64>>], ends: Vec<(usize, Vec<Vec<f64>>)>) -> Vec<f64> {
        let mut d_params = vec![0.0; self.params];
        let mut d: Vec<Vec<Vec<f64>>> =
            values.iter().map(|images| images.iter().map(|v| vec![0.0; v.len()]).collect()).collect();
        let add = |to: &mut [Vec<f64>], from: &[Vec<f64>]| {
            to.iter_mut().flatten().zip(from.iter().flatten()).for_each(|(sum, d)| *sum += d);
        };
        for (value, gradient) in &ends {
            add(&mut d[*value], gradient);
        }
        for (at, layer) in self.layers.iter().enumerate().rev() {
            let d_y = std::mem::take(&mut d[at + 1]);
            let mut from = 0;
            for &read in &layer.reads {
                let len = values[read][0].len();
                let d_x = match layer.op {
                    Op::Add => d_y.clone(),
                    Op::Concat => d_y.iter().map(|d| d[from..from + len].to_vec()).collect(),
                    _ => layer.backward(params, &values[read], d_y.clone(), &mut d_params),
                };
                from += len;
                add(&mut d[read], &d_x);
            }
        }
        d_params
    }

    /// What the network gives for each image.
    pub fn answers(&self, params: &[f64], x: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
        self.forward(params, x).swap_remove(self.from)
    }

    /// The mean log-likelihood cost in training, with that of the auxiliary heads, and the gradients of all parameters.
    pub fn cost_and_gradients(&self, params: &[f64], x: Vec<Vec<f64>>, labels: &[usize]) -> (f64, Vec<f64>) {
        let n = labels.len() as f64;
        let values = self.forward(params, x);
        let (mut cost, mut ends) = (0.0, Vec::new());
        for &(value, weight) in [(self.from, 1.0)].iter().chain(&self.heads) {
            let pairs = || values[value].iter().zip(labels);
            cost += weight * pairs().map(|(z, &label)| reference::log_likelihood(z, label)).sum::<f64>() / n;
            let d = pairs().map(|(z, &label)| {
                let d = reference::log_likelihood_backward(z, label);
                d.into_iter().map(|d| weight * d / n).collect()
            });
            ends.push((value, d.collect()));
        }
        (cost, self.backward(params, &values, ends))
    }
}

impl Layer {
    fn own<'a>(&self, params: &'a [f64], len: usize) -> &'a [f64] {
        &params[self.at..][..len]
    }

    /// The branches of one image together.
    fn joined(&self, branches: &[&Vec<f64>]) -> Vec<f64> {
        let y: Vec<f64> = match self.op {
            Op::Add => (0..self.output.len()).map(|i| branches.iter().map(|branch| branch[i]).sum()).collect(),
            _ => branches.iter().flat_map(|branch| branch.iter().copied()).collect(),
        };
        assert_eq!(y.len(), self.output.len());
        y
    }

    fn forward(&self, params: &[f64], x: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let (depth, plane) = (self.input.depth, self.input.plane());
        let each = |f: &dyn Fn(&[f64]) -> Vec<f64>| x.iter().map(|x| f(x)).collect();
        match &self.op {
            Op::Conv(shape) => {
                let (w, b) = self.own(params, shape.params()).split_at(shape.weights());
                each(&|x| reference::conv(shape, w, b, x))
            }
            Op::MaxPool(shape) => each(&|x| reference::max_pool(shape, x).0),
            Op::AvgPool(shape) => each(&|x| reference::avg_pool(shape, x)),
            Op::Act(f) => each(&|x| x.iter().map(|&x| reference::activation(*f, x)).collect()),
            Op::Prelu => each(&|x| reference::prelu(self.own(params, depth), x)),
            Op::BatchNorm => {
                let (gamma, beta) = self.own(params, 2 * depth).split_at(depth);
                let y = reference::batch_norm(plane, EPS, gamma, beta, &x.concat());
                y.chunks(self.input.len()).map(<[f64]>::to_vec).collect()
            }
            Op::Lrn { size, alpha, beta, k } => each(&|x| reference::lrn(plane, *size, *alpha, *beta, *k, x)),
            Op::Fc(shape) => {
                let (w, b) = self.own(params, shape.params()).split_at(shape.weights());
                each(&|x| reference::fc(shape, w, b, x))
            }
            Op::Add | Op::Concat => unreachable!("read several values"),
        }
    }

    fn backward(&self, params: &[f64], x: &[Vec<f64>], d_y: Vec<Vec<f64>>, d_params: &mut [f64]) -> Vec<Vec<f64>> {
        let (depth, plane) = (self.input.depth, self.input.plane());
        let pairs = x.iter().zip(&d_y);
        match &self.op {
            Op::Conv(shape) => {
                let (w, _) = self.own(params, shape.params()).split_at(shape.weights());
                let (d_w, d_b) = d_params[self.at..][..shape.params()].split_at_mut(shape.weights());
                pairs.map(|(x, d)| reference::conv_backward(shape, w, x, d, d_w, d_b)).collect()
            }
            Op::MaxPool(shape) => {
                pairs.map(|(x, d)| reference::max_pool_backward(shape, &reference::max_pool(shape, x).1, d)).collect()
            }
            Op::AvgPool(shape) => d_y.iter().map(|d| reference::avg_pool_backward(shape, d)).collect(),
            Op::Act(f) => pairs.map(|(x, d)| reference::activation_backward(*f, x, d)).collect(),
            Op::Prelu => {
                let slopes = self.own(params, depth);
                let d_slopes = &mut d_params[self.at..][..depth];
                pairs.map(|(x, d)| reference::prelu_backward(slopes, x, d, d_slopes)).collect()
            }
            Op::BatchNorm => {
                let gamma = self.own(params, depth);
                let (d_gamma, d_beta) = d_params[self.at..][..2 * depth].split_at_mut(depth);
                let (x, d) = (x.concat(), d_y.concat());
                let d_x = reference::batch_norm_backward(plane, EPS, gamma, &x, &d, d_gamma, d_beta);
                d_x.chunks(self.input.len()).map(<[f64]>::to_vec).collect()
            }
            Op::Lrn { size, alpha, beta, k } => {
                pairs.map(|(x, d)| reference::lrn_backward(plane, *size, *alpha, *beta, *k, x, d)).collect()
            }
            Op::Fc(shape) => {
                let (w, _) = self.own(params, shape.params()).split_at(shape.weights());
                let (d_w, d_b) = d_params[self.at..][..shape.params()].split_at_mut(shape.weights());
                pairs.map(|(x, d)| reference::fc_backward(shape, w, x, d, d_w, d_b)).collect()
            }
            Op::Add | Op::Concat => unreachable!("give what they get"),
        }
    }
}
