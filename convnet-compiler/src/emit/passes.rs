//! The passes: lists of calls.

use super::{Emit, unseen};
use crate::plan::{Call, Kind, Part, Place, RowUse, Stage, ValueId};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Which pass is written.
#[derive(Clone, Copy, PartialEq)]
enum Pass {
    Inference,
    Forward,
    Backward,
}

/// Which of a value's places is meant.
#[derive(Clone, Copy)]
enum Side {
    Inference,
    Training,
    Gradient,
}

impl Emit<'_> {
    /// `impl Generated for ..`.
    pub(super) fn passes(&self) -> TokenStream {
        let name = unseen(&self.network.name);
        let (inference, training) = (self.structure("Inference"), self.structure("Training"));
        let pack = self.pack(Pass::Inference);
        let infer = self.stages(Pass::Inference);
        let forward_pack = self.pack(Pass::Forward);
        let forward = self.stages(Pass::Forward);
        let backward_pack = self.pack(Pass::Backward);
        let backward = self.stages(Pass::Backward);
        // Inlined: a network that nobody runs, as most of those in a library are to its users, is no machine code.
        quote! {
            #[allow(unused_variables)]
            impl p::Generated for #name {
                const NAME: &'static str = NAME;
                const INPUT: p::Volume = INPUT;
                const OUTPUT: p::Volume = OUTPUT;
                const PARAMS: usize = PARAMS;
                const MACS: u64 = #name::MACS;
                const LAYERS: &'static [p::Layer] = LAYERS;
                const MEMORY: p::Memory = MEMORY;
                const TENSORS: &'static [p::Tensor] = TENSORS;
                const HEAD: p::Head = HEAD;

                type Store = p::Store<PARAMS, STATE>;
                type Inference = #inference;
                type Training = #training;

                fn from_store(store: Self::Store) -> Self {
                    #name { store }
                }

                fn store(&self) -> &Self::Store {
                    &self.store
                }

                fn store_mut(&mut self) -> &mut Self::Store {
                    &mut self.store
                }

                #[inline]
                fn pack(params: &[f32], state: &[f32], run: &mut #inference) {
                    #pack
                }

                #[inline]
                fn infer(params: &[f32], state: &[f32], x: p::Rows<'_>, run: &mut #inference) {
                    let count = x.count();
                    #infer
                }

                #[inline]
                fn forward(params: &[f32], state: &mut [f32], x: p::Rows<'_>, run: &mut #training, random: p::Random) {
                    let count = x.count();
                    #forward_pack
                    #forward
                }

                #[inline]
                fn backward(params: &[f32], x: p::Rows<'_>, run: &mut #training, random: p::Random) {
                    let count = x.count();
                    #backward_pack
                    #backward
                }
            }
        }
    }

    /// Lays the weights of the convolutions out.
    fn pack(&self, pass: Pass) -> TokenStream {
        let convs = self.plan.steps.iter().enumerate().filter(|(_, s)| s.kind == Kind::Conv);
        let lines = convs.filter_map(|(i, step)| {
            let (constant, output) = (self.step(i), self.field(step.output));
            if let (Pass::Inference, Some(bn)) = (pass, step.folded) {
                let (bn, packed, bias) =
                    (self.step(bn), format_ident!("{output}_packed"), format_ident!("{output}_bias"));
                Some(quote! {
                    #constant.pack_folded(
                        params, &#bn.folded(params, state), &mut run.#packed, &mut run.#bias, &mut run.scratch,
                    );
                })
            } else if pass != Pass::Backward {
                let packed = format_ident!("{output}_packed");
                Some(quote!(#constant.pack(params, &mut run.#packed, &mut run.scratch);))
            } else if self.plan.values[step.input()].gradient.is_some() {
                let packed = format_ident!("{output}_backward");
                Some(quote!(#constant.pack_backward(params, &mut run.#packed, &mut run.scratch);))
            } else {
                None
            }
        });
        quote!(#(#lines)*)
    }

    fn stages(&self, pass: Pass) -> TokenStream {
        let stages = match pass {
            Pass::Inference => &self.plan.inference,
            Pass::Forward => &self.plan.forward,
            Pass::Backward => &self.plan.backward,
        };
        let stages = stages.iter().enumerate().map(|(i, stage)| match stage {
            Stage::Each { calls, rows } => self.each(pass, i, calls, rows),
            Stage::Whole(call) => self.whole(pass, *call),
        });
        quote!(#(#stages)*)
    }

    /// A stage that takes the images one by one.
    fn each(&self, pass: Pass, stage: usize, calls: &[Call], rows: &[RowUse]) -> TokenStream {
        let (mut items, mut names) = (Vec::new(), Vec::new());
        for row in rows {
            let field = self.field(row.value);
            let field = if row.gradient { format_ident!("d_{field}") } else { field };
            items.push(match (row.value, row.write) {
                (0, _) => quote!(x),
                (_, false) => quote!(run.#field.rows(count)),
                (_, true) => quote!(run.#field.rows_mut(count)),
            });
            names.push(quote!(#field));
        }
        if pass != Pass::Inference {
            items.push(quote!(&mut run.images[..count]));
            names.push(quote!(image));
        }
        let layers: Vec<usize> = calls.iter().flat_map(|c| self.plan.steps[c.step].layers()).collect();
        let from = layers.iter().min().copied().unwrap_or(0);
        let to = layers.iter().max().map_or(0, |last| last + 1);
        let mut borrows = Vec::new();
        for &call in calls {
            let step = &self.plan.steps[call.step];
            let output = self.field(step.output);
            let mut borrow = |name: proc_macro2::Ident| borrows.push(quote!(let #name = &run.#name[..];));
            if step.kind == Kind::Conv && pass != Pass::Backward {
                borrow(format_ident!("{output}_packed"));
                if pass == Pass::Inference && step.folded.is_some() {
                    borrow(format_ident!("{output}_bias"));
                }
            } else if step.kind == Kind::Conv && self.plan.values[step.input()].gradient.is_some() {
                borrow(format_ident!("{output}_backward"));
            } else if self.normalises(call) && pass != Pass::Inference {
                if call.part == Part::Apply || pass == Pass::Backward {
                    borrow(format_ident!("{output}_moments"));
                }
                if call.part == Part::Apply && pass == Pass::Backward {
                    borrow(format_ident!("d_{output}_moments"));
                }
            }
        }
        let lines = calls.iter().map(|&call| match pass {
            Pass::Inference => self.infer_call(call),
            Pass::Forward => self.forward_call(call),
            Pass::Backward => self.backward_call(call, stage),
        });
        let body = quote! {
            #(#borrows)*
            p::each(&mut run.pieces, count, p::work(LAYERS, #from, #to), (#(#items,)*), |piece, at, (#(#names,)*)| {
                #(#lines)*
            });
        };
        let learning = self.learning_stages().into_iter().find(|(s, _)| pass == Pass::Backward && *s == stage);
        let body = match learning {
            None => body,
            Some((_, steps)) => {
                let gradients = format_ident!("gradients{stage}");
                let (first, last) = (self.at(steps[0]), self.step(steps[steps.len() - 1]));
                quote! {
                    p::clear(&mut run.pieces, count, |piece| &mut piece.#gradients);
                    #body
                    p::sum(&mut run.pieces, count, |piece| &piece.#gradients, &mut run.gradients[#first..#last.end()]);
                }
            }
        };
        quote!({ #body })
    }

    /// A call over the whole batch.
    fn whole(&self, pass: Pass, call: Call) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let (constant, y) = (self.step(call.step), self.field(step.output));
        let input = if pass == Pass::Inference { self.plan.values[step.input()].inference_is } else { step.input() };
        let x = self.field(input);
        let rows = |v: ValueId| {
            let field = self.field(v);
            if v == 0 { quote!(x) } else { quote!(run.#field.rows(count)) }
        };
        let (from, pre) = (rows(input), format_ident!("{y}_pre"));
        let keeps_pre = self.keeps(step).pre;
        let (d_x, d_y) = (format_ident!("d_{x}"), format_ident!("d_{y}"));
        let (sums, moments, d_moments) =
            (format_ident!("{y}_sums"), format_ident!("{y}_moments"), format_ident!("d_{y}_moments"));
        let all_sums = quote!(run.images[..count].iter().map(|image| &image.#sums[..]));
        match (pass, step.kind) {
            (Pass::Inference, _) => {
                quote!(#constant.infer(params, #from, run.#y.rows_mut(count), &mut run.scratch);)
            }
            (Pass::Forward, Kind::BatchNorm) => quote!(#constant.merge(#all_sums, &mut run.#moments, state);),
            (Pass::Backward, Kind::BatchNorm) => {
                let gradients = quote!(&mut p::Gradients::new(0, &mut run.gradients));
                quote!(#constant.merge_backward(#all_sums, &mut run.#d_moments, #gradients);)
            }
            (Pass::Forward, _) => {
                let pre = if keeps_pre { quote!(run.#pre.values_mut(count)) } else { quote!(&mut []) };
                quote!(#constant.forward(params, #from, run.#y.rows_mut(count), #pre, &mut run.scratch);)
            }
            (Pass::Backward, _) => {
                let pre = if keeps_pre { quote!(run.#pre.values(count)) } else { quote!(&[]) };
                let d_x = match self.plan.values[step.input()].gradient {
                    Some(_) => quote!(::core::option::Option::Some(run.#d_x.rows_mut(count))),
                    None => quote!(::core::option::Option::None),
                };
                quote! {
                    #constant.backward(
                        params, #from, run.#y.rows(count), #pre, run.#d_y.rows_mut(count), #d_x,
                        &mut p::Gradients::new(0, &mut run.gradients), &mut run.scratch,
                    );
                }
            }
        }
    }

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
            Some(Place::Input | Place::Rows) => quote!(#field),
            Some(Place::Image) => quote!(#borrow image.#field),
            Some(Place::Slot(slot)) => self.slot(slot, value, write),
            Some(Place::Part) => {
                let part = known.part.as_ref().expect("it is part of a concatenation");
                let (whole, len) = (self.place(part.whole, side, write), self.len(value));
                let before = part.before.iter().map(|&branch| self.len(branch));
                quote!(#borrow (#whole)[#(#before +)* 0..][..#len])
            }
            None => unreachable!("the plan has given a place to what it uses"),
        }
    }

    /// The beginning of a worker's slot, as long as a value.
    fn slot(&self, slot: usize, value: ValueId, write: bool) -> TokenStream {
        let (slot, len) = (format_ident!("slot{slot}"), self.len(value));
        let borrow = if write { quote!(&mut) } else { quote!(&) };
        quote!(#borrow piece.#slot[..#len])
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

    fn infer_call(&self, call: Call) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let constant = self.step(call.step);
        let input = self.plan.values[step.input()].inference_is;
        let x = self.place(input, Side::Inference, false);
        let output = self.plan.values[step.output].inference_is;
        let y = self.place(output, Side::Inference, true);
        match step.kind {
            Kind::Conv if let Some(bn) = step.folded => {
                let field = self.field(step.output);
                let (packed, bias) = (format_ident!("{field}_packed"), format_ident!("{field}_bias"));
                let bn = self.step(bn);
                quote!(#constant.infer_folded(&#bn, #packed, #bias, #x, #y, &mut piece.scratch);)
            }
            Kind::Conv => {
                let packed = format_ident!("{}_packed", self.field(step.output));
                quote!(#constant.infer(params, #packed, #x, #y, &mut piece.scratch);)
            }
            Kind::BatchNorm => quote!(#constant.infer(params, state, #x, #y);),
            Kind::Prelu => quote!(#constant.forward(params, #x, #y);),
            Kind::MaxPool | Kind::Lrn | Kind::Rrelu => quote!(#constant.infer(#x, #y);),
            Kind::Add | Kind::Concat => self.forward_join(call.step, Side::Inference),
            Kind::AvgPool | Kind::Act | Kind::Copy => quote!(#constant.forward(#x, #y);),
            Kind::Dropout | Kind::Fc => unreachable!("no call of an image in use"),
        }
    }

    fn forward_call(&self, call: Call) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let (constant, output, kept) = (self.step(call.step), self.field(step.output), self.keeps(step));
        let x = self.place(step.input(), Side::Training, false);
        let y = self.place(step.output, Side::Training, true);
        let (index, pre) = (format_ident!("{output}_index"), format_ident!("{output}_pre"));
        let (scale, sums, moments) =
            (format_ident!("{output}_scale"), format_ident!("{output}_sums"), format_ident!("{output}_moments"));
        let random = self.random(call);
        match (step.kind, call.part) {
            (Kind::Conv, _) => {
                let packed = format_ident!("{output}_packed");
                let index = if kept.index { quote!(&mut image.#index) } else { quote!(&mut []) };
                let pre = if kept.pre { quote!(&mut image.#pre) } else { quote!(&mut []) };
                quote!(#constant.forward(params, #packed, #x, #y, #index, #pre, &mut piece.scratch);)
            }
            (Kind::BatchNorm, Part::Sum) => quote!(#constant.sum(#x, &mut image.#sums);),
            (Kind::BatchNorm, _) => quote!(#constant.apply(params, #moments, #x, #y);),
            (Kind::Add | Kind::Concat, _) => self.forward_join(call.step, Side::Training),
            (Kind::MaxPool, _) => quote!(#constant.forward(#x, #y, &mut image.#index);),
            (Kind::Lrn, _) => quote!(#constant.forward(#x, #y, &mut image.#scale);),
            (Kind::Dropout | Kind::Rrelu, _) => quote!(#constant.forward(#x, #y, #random);),
            (Kind::Prelu, _) => quote!(#constant.forward(params, #x, #y);),
            (Kind::AvgPool | Kind::Act | Kind::Copy, _) => quote!(#constant.forward(#x, #y);),
            (Kind::Fc, _) => unreachable!("runs over the whole batch"),
        }
    }

    fn backward_call(&self, call: Call, stage: usize) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let input_value = &self.plan.values[step.input()];
        if matches!(step.kind, Kind::Add | Kind::Concat) {
            return self.backward_join(call.step);
        }
        let d_x = input_value.gradient.map(|_| self.place(step.input(), Side::Gradient, true));
        let slot = step.adds[0].filter(|_| matches!(call.part, Part::All | Part::Apply));
        let (Some(slot), Some(sum)) = (slot, &d_x) else { return self.backward_step(call, stage, d_x) };
        // What another reader has written stays, and this one's share comes to it.
        let part = self.slot(slot, step.input(), true);
        let own = self.backward_step(call, stage, Some(part));
        let part = self.slot(slot, step.input(), false);
        quote!(#own p::add(#part, #sum);)
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
            let value = &self.plan.values[input];
            let in_place = value.part.as_ref().is_some_and(|part| part.whole == step.output);
            if value.gradient.is_some() && !in_place {
                let d_x = self.place(input, Side::Gradient, true);
                let function = if step.adds[which].is_some() { quote!(add) } else { quote!(give) };
                let part = match step.kind {
                    Kind::Concat => quote!(&(#d_y)[#from..][..#len]),
                    _ => quote!(&(#d_y)[..#len]),
                };
                lines.extend(quote!(p::#function(#part, &mut (#d_x)[..]);));
            }
            from = quote!(#from + #len);
        }
        lines
    }

    fn backward_step(&self, call: Call, stage: usize, d_x: Option<TokenStream>) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let (constant, output, kept) = (self.step(call.step), self.field(step.output), self.keeps(step));
        let x = self.place(step.input(), Side::Training, false);
        let y = self.place(step.output, Side::Training, false);
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
            quote!(&mut p::Gradients::new(#first, &mut piece.#field))
        };
        match (step.kind, call.part) {
            (Kind::Conv, _) => {
                let index = if kept.index { quote!(&image.#index) } else { quote!(&[]) };
                let pre = if kept.pre { quote!(&image.#pre) } else { quote!(&[]) };
                let (packed, d_x) = match d_x {
                    Some(d_x) => {
                        let packed = format_ident!("{output}_backward");
                        (quote!(#packed), quote!(::core::option::Option::Some(#d_x)))
                    }
                    None => (quote!(&[]), quote!(::core::option::Option::None)),
                };
                let gradients = gradients();
                quote! {
                    #constant.backward(
                        #packed, p::Kept::new(#x, #y, #index, #pre), #d_y, #d_x, #gradients,
                        &mut piece.scratch,
                    );
                }
            }
            (Kind::BatchNorm, Part::Sum) => {
                quote!(#constant.sum_backward(params, #moments, #x, #y, #d_y, &mut image.#sums);)
            }
            (Kind::Prelu, _) => {
                let gradients = gradients();
                let d_x = match d_x {
                    Some(d_x) => quote!(::core::option::Option::Some(#d_x)),
                    None => quote!(::core::option::Option::None),
                };
                quote!(#constant.backward(params, #x, #d_y, #d_x, #gradients);)
            }
            (kind, _) => {
                let Some(d_x) = d_x else { return TokenStream::new() };
                match kind {
                    Kind::BatchNorm => {
                        quote!(#constant.apply_backward(params, #moments, #d_moments, #x, #d_y, #d_x);)
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
        quote!(random.part(at as u64).part(#layer))
    }
}
