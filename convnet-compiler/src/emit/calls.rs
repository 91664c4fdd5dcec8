//! The calls of one image: what a step does with its values in each pass.

use super::Emit;
use crate::plan::{Call, Kind, Part, Place, ValueId};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

/// Which of a value's places is meant.
#[derive(Clone, Copy)]
enum Side {
    Inference,
    Training,
    Gradient,
}

impl Emit<'_> {
    /// Where a value is in a call of an image, to read or to write.
    fn place(&self, value: ValueId, side: Side, write: bool) -> TokenStream {
        let known = &self.plan.values[value];
        let (place, prefix) = match side {
            Side::Inference => (known.inference, ""),
            Side::Training => (Some(known.training), ""),
            Side::Gradient => (known.gradient, "d_"),
        };
        let field = format_ident!("{prefix}{}", self.field(value));
        let borrow = if write { quote!(&mut) } else { quote!(&) };
        match place {
            Some(Place::Input | Place::Rows | Place::SharedRows(_)) => quote!(#field),
            Some(Place::Image(slot)) => self.slot(quote!(image), slot, value, write),
            Some(Place::Slot(slot)) => self.slot(quote!(piece), slot, value, write),
            Some(Place::Part) => {
                let part = known.part.as_ref().expect("it is part of a concatenation");
                let (whole, len) = (self.place(part.whole, side, write), self.len(value));
                let before = part.before.iter().map(|&branch| self.len(branch));
                quote!(#borrow (#whole)[#(#before +)* 0..][..#len])
            }
            None => unreachable!("the plan has given a place to what it uses"),
        }
    }

    /// The beginning of a slot of the worker or the image, as long as a value.
    fn slot(&self, owner: TokenStream, slot: usize, value: ValueId, write: bool) -> TokenStream {
        let (slot, len) = (format_ident!("slot{slot}"), self.len(value));
        let borrow = if write { quote!(&mut) } else { quote!(&) };
        quote!(#borrow #owner.#slot[..#len])
    }
    /// The forward call of a join. What is written straight into a concatenation need not be copied.
    fn forward_join(&self, index: usize, side: Side) -> TokenStream {
        let (step, constant) = (&self.plan.steps[index], self.step(index));
        let y = self.place(step.output, side, true);
        let inputs = step.inputs.iter().map(|&input| match side {
            Side::Inference => self.plan.values[input].inference_is,
            _ => input,
        });
        if step.kind == Kind::Add {
            let xs = inputs.map(|input| {
                let x = self.place(input, side, false);
                quote!(&(#x)[..])
            });
            return quote!(#constant.forward(&[#(#xs),*], #y););
        }
        let mut from = quote!(0);
        let mut lines = TokenStream::new();
        for input in inputs {
            let (x, len) = (self.place(input, side, false), self.len(input));
            if self.plan.values[input].part.as_ref().is_none_or(|part| part.whole != step.output) {
                lines.extend(quote!(p::give(#x, &mut (#y)[#from..][..#len]);));
            }
            from = quote!(#from + #len);
        }
        lines
    }

    /// A step with what comes to it in a sum that it has taken in.
    fn summed(&self, index: usize, addend: Option<ValueId>, side: Side) -> TokenStream {
        let (constant, addend) = (self.step(index), addend.map(|addend| self.place(addend, side, false)).into_iter());
        quote!(#constant #(.plus(#addend))*)
    }

    pub(super) fn infer_call(&self, call: Call) -> TokenStream {
        let step = &self.plan.steps[call.step];
        // A folded normalisation's sum is its convolution's.
        let addend = step.folded.map_or(step, |bn| &self.plan.steps[bn]).addend();
        let addend = addend.map(|v| self.plan.values[v].inference_is);
        let constant = self.summed(call.step, addend, Side::Inference);
        let input = self.plan.values[step.input()].inference_is;
        let x = self.place(input, Side::Inference, false);
        let output = self.plan.values[step.output].inference_is;
        let y = self.place(output, Side::Inference, true);
        match step.kind {
            Kind::Conv if let Some(bn) = step.folded => {
                let (bn, folded) = (self.step(bn), format_ident!("{}_folded", self.field(step.output)));
                quote!(#constant.infer_folded(&#bn, params, #folded, #x, #y, scratch);)
            }
            Kind::Conv => quote!(#constant.infer(params, #x, #y, scratch);),
            Kind::BatchNorm => quote!(#constant.infer(params, state, #x, #y);),
            Kind::Prelu => quote!(#constant.forward(params, #x, #y);),
            Kind::MaxPool | Kind::Lrn | Kind::Rrelu => quote!(#constant.infer(#x, #y);),
            Kind::Add | Kind::Concat => self.forward_join(call.step, Side::Inference),
            Kind::AvgPool | Kind::Act | Kind::Copy => quote!(#constant.forward(#x, #y);),
            Kind::Dropout | Kind::Fc => unreachable!("no call of an image in use"),
        }
    }

    pub(super) fn forward_call(&self, call: Call) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let (constant, output, kept) = (self.step(call.step), self.field(step.output), self.keeps(step));
        let summed = self.summed(call.step, step.addend(), Side::Training);
        let x = self.place(step.input(), Side::Training, false);
        let y = self.place(step.output, Side::Training, true);
        let (index, pre) = (format_ident!("{output}_index"), format_ident!("{output}_pre"));
        let (scale, sums, moments) =
            (format_ident!("{output}_scale"), format_ident!("{output}_sums"), format_ident!("{output}_moments"));
        let random = self.random(call);
        match (step.kind, call.part) {
            (Kind::Conv, _) => {
                let index = if kept.index { quote!(&mut image.#index) } else { quote!(&mut []) };
                let pre = if kept.pre { quote!(&mut image.#pre) } else { quote!(&mut []) };
                quote!(#summed.forward(params, #x, #y, #index, #pre, scratch);)
            }
            (Kind::BatchNorm, Part::Sum) => {
                let learns = self.learns(call.step);
                quote!(if #learns { #constant.sum(#x, &mut image.#sums); })
            }
            (Kind::BatchNorm, _) => quote!(#summed.apply(params, #moments, #x, #y);),
            (Kind::Add | Kind::Concat, _) => self.forward_join(call.step, Side::Training),
            (Kind::MaxPool, _) => quote!(#constant.forward(#x, #y, &mut image.#index);),
            (Kind::Lrn, _) => quote!(#constant.forward(#x, #y, &mut image.#scale);),
            (Kind::Dropout | Kind::Rrelu, _) => quote!(#constant.forward(#x, #y, #random);),
            (Kind::Prelu, _) => quote!(#constant.forward(params, #x, #y);),
            (Kind::AvgPool | Kind::Act | Kind::Copy, _) => quote!(#constant.forward(#x, #y);),
            (Kind::Fc, _) => unreachable!("runs over the whole batch"),
        }
    }

    pub(super) fn backward_call(&self, call: Call, stage: usize) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let input_value = &self.plan.values[step.input()];
        if matches!(step.kind, Kind::Add | Kind::Concat) {
            return self.backward_join(call.step);
        }
        let d_x = input_value.gradient.map(|_| self.place(step.input(), Side::Gradient, true));
        let last = matches!(call.part, Part::All | Part::Apply);
        let adds = step.adds[0].filter(|_| last && d_x.is_some());
        let own = adds.map(|slot| self.slot(quote!(piece), slot, step.input(), true));
        let own = self.backward_step(call, stage, own.or_else(|| d_x.clone()));
        let mut shares = TokenStream::new();
        if let Some(slot) = adds {
            // What another reader has written stays, and this one's share comes to it.
            let part = self.slot(quote!(piece), slot, step.input(), false);
            shares.extend(quote!(p::add(#part, #d_x);));
        }
        if last && let Some(addend) = step.addend() {
            // The step has left the gradient before the activation, which is that of all that it sums.
            let (d_y, len) = (self.place(step.output, Side::Gradient, false), self.len(addend));
            shares.extend(self.share(call.step, 1, quote!(&(#d_y)[..#len])));
        }
        if shares.is_empty() {
            return own;
        }
        // They are asked for where something before the step learns.
        let end = self.end_before(Call { part: Part::Apply, ..call }, Some(call));
        quote!(#own #end #shares)
    }

    /// Hands an input its part of a step's gradient, where that is wanted.
    fn share(&self, index: usize, which: usize, part: TokenStream) -> TokenStream {
        let step = &self.plan.steps[index];
        let input = step.inputs[which];
        if self.plan.values[input].gradient.is_none() {
            return TokenStream::new();
        }
        let d_x = self.place(input, Side::Gradient, true);
        let function = if step.adds[which].is_some() { quote!(add) } else { quote!(give) };
        quote!(p::#function(#part, &mut (#d_x)[..]);)
    }

    /// From a join's gradient to its branches'.
    fn backward_join(&self, index: usize) -> TokenStream {
        let (step, constant) = (&self.plan.steps[index], self.step(index));
        let d_y = self.place(step.output, Side::Gradient, false);
        let mut from = quote!(0);
        let mut lines = TokenStream::new();
        if step.activation.is_some() {
            let y = self.place(step.output, Side::Training, false);
            let d_y = self.place(step.output, Side::Gradient, true);
            lines.extend(quote!(#constant.backward(#y, #d_y);));
        }
        for (which, &input) in step.inputs.iter().enumerate() {
            let len = self.len(input);
            let in_place = self.plan.values[input].part.as_ref().is_some_and(|part| part.whole == step.output);
            if !in_place {
                let part = match step.kind {
                    Kind::Concat => quote!(&(#d_y)[#from..][..#len]),
                    _ => quote!(&(#d_y)[..#len]),
                };
                lines.extend(self.share(index, which, part));
            }
            from = quote!(#from + #len);
        }
        lines
    }

    fn backward_step(&self, call: Call, stage: usize, d_x: Option<TokenStream>) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let (constant, output, keeps) = (self.step(call.step), self.field(step.output), self.keeps(step));
        let read = self.plan.backward_reads(call);
        let kept = |v| if read.contains(&v) { self.place(v, Side::Training, false) } else { quote!(&[]) };
        let (x, y) = (kept(step.input()), kept(step.output));
        let d_y = self.place(step.output, Side::Gradient, true);
        let index = format_ident!("{output}_index");
        let (scale, pre, sums) =
            (format_ident!("{output}_scale"), format_ident!("{output}_pre"), format_ident!("{output}_sums"));
        let (moments, d_moments) = (format_ident!("{output}_moments"), format_ident!("d_{output}_moments"));
        let random = self.random(call);
        let gradients = || {
            let field = format_ident!("gradients{stage}");
            let stages = self.learning_stages();
            let (_, steps) = stages.iter().find(|(s, _)| *s == stage).expect("this step learns in this stage");
            let first = self.at(steps[0]);
            quote!(&mut pass.gradients(#first, &mut piece.#field))
        };
        match (step.kind, call.part) {
            (Kind::Conv, _) => {
                let index = if keeps.index { quote!(&image.#index) } else { quote!(&[]) };
                let pre = if keeps.pre { quote!(&image.#pre) } else { quote!(&[]) };
                let packed =
                    d_x.as_ref().map_or(quote!(&[]), |_| format_ident!("{output}_backward").into_token_stream());
                let (d_x, gradients) = (self.if_wanted(call.step, d_x), gradients());
                quote! {
                    #constant.backward(
                        #packed, p::Kept::new(#x, #y, #index, #pre), #d_y, #d_x, #gradients,
                        scratch,
                    );
                }
            }
            (Kind::BatchNorm, Part::Sum) => {
                quote!(#constant.sum_backward(params, #moments, #x, #y, #d_y, &mut image.#sums);)
            }
            (Kind::Prelu, _) => {
                let (d_x, gradients) = (self.if_wanted(call.step, d_x), gradients());
                quote!(#constant.backward(params, #x, #d_y, #d_x, #gradients);)
            }
            (kind, _) => {
                let Some(d_x) = d_x else { return TokenStream::new() };
                match kind {
                    Kind::BatchNorm => {
                        quote!(#constant.apply_backward(#moments, #d_moments, #x, #d_y, #d_x);)
                    }
                    Kind::Copy => quote!(p::give(#d_y, #d_x);),
                    Kind::MaxPool => quote!(#constant.backward(&image.#index, #d_y, #d_x);),
                    Kind::Lrn => quote!(#constant.backward(#x, #y, &image.#scale, #d_y, #d_x);),
                    Kind::Dropout => quote!(#constant.backward(#d_y, #d_x, #random);),
                    Kind::Rrelu => quote!(#constant.backward(#x, #d_y, #d_x, #random);),
                    Kind::AvgPool => quote!(#constant.backward(#d_y, #d_x);),
                    _ => quote!(#constant.backward(#x, #y, #d_y, #d_x);),
                }
            }
        }
    }

    /// The random numbers of an image in a layer: the same in both passes.
    fn random(&self, call: Call) -> TokenStream {
        let layer = self.plan.steps[call.step].layer.unwrap_or(0) as u64;
        quote!(pass.random(at, #layer))
    }

    /// Whether a step learns: that is known when the program runs.
    pub(super) fn learns(&self, step: usize) -> TokenStream {
        let (at, constant) = (self.at(step), self.step(step));
        quote!(pass.learns(#at, #constant.end()))
    }
}
