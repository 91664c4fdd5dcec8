//! Branches that come together, and gradients that do.

/// The sum of several branches, value by value.
#[derive(Clone, Copy, Debug)]
pub struct Add {
    len: usize,
}

impl Add {
    /// Over `len` values.
    pub const fn new(len: usize) -> Add {
        Add { len }
    }

    /// `xs`: `[len]` each, summed from the first to the last; `y`: `[len]`.
    pub fn forward(&self, xs: &[&[f32]], y: &mut [f32]) {
        let y = &mut y[..self.len];
        match xs {
            [] => y.fill(0.0),
            [x] => y.copy_from_slice(&x[..self.len]),
            [a, b, rest @ ..] => {
                for (y, (a, b)) in y.iter_mut().zip(a[..self.len].iter().zip(&b[..self.len])) {
                    *y = a + b;
                }
                rest.iter().for_each(|x| add(x, y));
            }
        }
    }
}

/// Several branches one behind the other along the depth: each is `[depth, height, width]`, and so is the whole.
#[derive(Clone, Copy, Debug)]
pub struct Concat {
    len: usize,
}

impl Concat {
    /// Of `len` values in all.
    pub const fn new(len: usize) -> Concat {
        Concat { len }
    }

    /// `xs`: the branches; `y`: `[len]`.
    pub fn forward(&self, xs: &[&[f32]], y: &mut [f32]) {
        let mut rest = &mut y[..self.len];
        for x in xs {
            let (part, behind) = rest.split_at_mut(x.len());
            part.copy_from_slice(x);
            rest = behind;
        }
    }
}

/// `d_x` = `d_y`: the gradient of a branch, where nothing else has written it.
pub fn give(d_y: &[f32], d_x: &mut [f32]) {
    d_x.copy_from_slice(d_y);
}

/// `d_x` += `d_y`: the gradient of what several read. Readers add theirs in the reverse order of the forward pass.
pub fn add(d_y: &[f32], d_x: &mut [f32]) {
    for (d_x, d_y) in d_x.iter_mut().zip(d_y) {
        *d_x += d_y;
    }
}
