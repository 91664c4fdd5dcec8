//! The passes: lists of calls.

use super::reach::first_call;
use super::{Emit, unseen};
use crate::plan::{Call, Kind, Part, Place, RowUse, Stage, Step, ValueId};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

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
        let fold = self.fold();
        let infer = self.stages(Pass::Inference);
        let forward = self.stages(Pass::Forward);
        let pack = self.pack_backward();
        let backward = self.stages(Pass::Backward);
        let weights = self.plan.heads.iter().map(|(_, weight)| weight);
        let auxiliary =
            (!self.plan.heads.is_empty()).then(|| quote!(const AUXILIARY: &'static [f32] = &[#(#weights),*];));
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
                #auxiliary

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

                fn fold(params: &[f32], state: &[f32], run: &mut #inference) {
                    #fold
                }

                fn infer(params: &[f32], state: &[f32], x: p::Rows<'_>, run: &mut #inference) {
                    let count = x.count();
                    #infer
                }

                fn forward(params: &[f32], state: &mut [f32], x: p::Rows<'_>, run: &mut #training, pass: p::Pass<'_>) {
                    let count = x.count();
                    #forward
                }

                fn backward(params: &[f32], x: p::Rows<'_>, run: &mut #training, pass: p::Pass<'_>) {
                    let count = x.count();
                    pass.clear_frozen(&mut run.gradients);
                    #pack
                    #backward
                }
            }
        }
    }

    /// The batch normalisations that convolutions have taken in.
    fn fold(&self) -> TokenStream {
        let used = self.plan.steps.iter().enumerate().filter(|(_, step)| !step.auxiliary);
        let lines = used.filter_map(|(i, step)| {
            let (constant, bn) = (self.step(i), self.step(step.folded?));
            let folded = format_ident!("{}_folded", self.field(step.output));
            Some(quote!(#constant.fold(params, &#bn.folded(params, state), &mut run.#folded);))
        });
        quote!(#(#lines)*)
    }

    /// Lays the weights of the convolutions out for the gradients of their inputs.
    fn pack_backward(&self) -> TokenStream {
        let convs = self.plan.steps.iter().enumerate().filter(|(_, step)| self.turns_back(step));
        let lines = convs.map(|(i, step)| {
            let (constant, at) = (self.step(i), self.at(i));
            let packed = format_ident!("{}_backward", self.field(step.output));
            quote! {
                if pass.reaches(#at) {
                    #constant.pack_backward(params, &mut run.#packed);
                }
            }
        });
        quote!(#(#lines)*)
    }

    /// Whether a step is a convolution whose input has a gradient.
    pub(super) fn turns_back(&self, step: &Step) -> bool {
        step.kind == Kind::Conv && self.plan.values[step.input()].gradient.is_some()
    }

    fn stages(&self, pass: Pass) -> TokenStream {
        let stages = match pass {
            Pass::Inference => &self.plan.inference,
            Pass::Forward => &self.plan.forward,
            Pass::Backward => &self.plan.backward,
        };
        let stages = stages.iter().enumerate().map(|(i, stage)| {
            let before = i.checked_sub(1).map(|before| first_call(&stages[before]));
            let end = (pass == Pass::Backward).then(|| self.end_before(first_call(stage), before));
            let calls = match stage {
                Stage::Each { calls, rows } => self.each(pass, i, calls, rows),
                Stage::Whole(call) => self.whole(pass, *call),
            };
            quote!(#end #calls)
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
        let from = layers.iter().min().map_or(0, |&first| self.row(first));
        let to = layers.iter().max().map_or(0, |&last| self.row(last) + 1);
        let mut borrows = Vec::new();
        for &call in calls {
            let step = &self.plan.steps[call.step];
            let output = self.field(step.output);
            let mut borrow = |name: proc_macro2::Ident| borrows.push(quote!(let #name = &run.#name[..];));
            if pass == Pass::Inference && step.folded.is_some() {
                borrow(format_ident!("{output}_folded"));
            } else if pass == Pass::Backward && self.turns_back(step) {
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
        let lines: TokenStream = match pass {
            Pass::Inference => calls.iter().map(|&call| self.infer_call(call)).collect(),
            Pass::Forward => calls.iter().map(|&call| self.forward_call(call)).collect(),
            Pass::Backward => self.as_far_as_needed(calls, |call| self.backward_call(call, stage)),
        };
        let body = quote! {
            #(#borrows)*
            p::each(&mut run.pieces, count, p::work(LAYERS, #from, #to), (#(#items,)*), |piece, at, (#(#names,)*)| {
                #lines
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
            (Pass::Forward, Kind::BatchNorm) => {
                let learns = self.learns(call.step);
                quote!(#constant.merge(#all_sums, &mut run.#moments, state, #learns);)
            }
            (Pass::Backward, Kind::BatchNorm) => {
                let gradients = quote!(&mut pass.gradients(0, &mut run.gradients));
                quote!(#constant.merge_backward(#all_sums, &mut run.#d_moments, #gradients);)
            }
            (Pass::Forward, _) => {
                let pre = if keeps_pre { quote!(run.#pre.values_mut(count)) } else { quote!(&mut []) };
                quote!(#constant.forward(params, #from, run.#y.rows_mut(count), #pre, &mut run.scratch);)
            }
            (Pass::Backward, _) => {
                let pre = if keeps_pre { quote!(run.#pre.values(count)) } else { quote!(&[]) };
                let d_x = self.plan.values[step.input()].gradient.map(|_| quote!(run.#d_x.rows_mut(count)));
                let d_x = self.if_wanted(call.step, d_x);
                quote! {
                    #constant.backward(
                        params, #from, run.#y.rows(count), #pre, run.#d_y.rows_mut(count), #d_x,
                        &mut pass.gradients(0, &mut run.gradients), &mut run.scratch,
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

    fn infer_call(&self, call: Call) -> TokenStream {
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
                quote!(#constant.infer_folded(&#bn, params, #folded, #x, #y, &mut piece.scratch);)
            }
            Kind::Conv => quote!(#constant.infer(params, #x, #y, &mut piece.scratch);),
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
                quote!(#summed.forward(params, #x, #y, #index, #pre, &mut piece.scratch);)
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

    fn backward_call(&self, call: Call, stage: usize) -> TokenStream {
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
                        &mut piece.scratch,
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
        quote!(pass.random(at, #layer))
    }

    /// Whether a step learns: that is known when the program runs.
    fn learns(&self, step: usize) -> TokenStream {
        let (at, constant) = (self.at(step), self.step(step));
        quote!(pass.learns(#at, #constant.end()))
    }
}
