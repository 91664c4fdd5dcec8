//! The passes: lists of calls.

use super::reach::first_call;
use super::{Emit, unseen};
use crate::plan::{Call, Kind, Part, Place, RowUse, Stage, Step, ValueId};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Which pass is written.
#[derive(Clone, Copy, PartialEq)]
enum Pass {
    Inference,
    Forward,
    Backward,
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

                #[inline]
                fn fold(params: &[f32], state: &[f32], run: &mut #inference) {
                    #fold
                }

                #[inline]
                fn infer(params: &[f32], state: &[f32], x: p::Rows<'_>, run: &mut #inference) {
                    let count = x.count();
                    #infer
                }

                #[inline]
                fn forward(params: &[f32], state: &mut [f32], x: p::Rows<'_>, run: &mut #training, pass: p::Pass<'_>) {
                    let count = x.count();
                    #forward
                }

                #[inline]
                fn backward(
                    x: p::Rows<'_>,
                    run: &mut #training,
                    pass: p::Pass<'_>,
                    learner: &mut p::Learner<'_>,
                ) {
                    let count = x.count();
                    #pack
                    #backward
                }
            }
        }
    }

    /// The batch normalisations that convolutions have taken in, and the weights of fully connected layers.
    fn fold(&self) -> TokenStream {
        let used = self.plan.steps.iter().enumerate().filter(|(_, step)| !step.auxiliary);
        let lines = used.filter_map(|(i, step)| {
            let constant = self.step(i);
            if step.kind == Kind::Fc {
                return Some(quote!(#constant.fold(params, run.scratches.first());));
            }
            let bn = self.step(step.folded?);
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
                    #constant.pack_backward(learner.params(), &mut run.#packed);
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
            items.push(match row.gradient {
                false => self.rows(pass, row.value, row.write),
                true => quote!(run.#field.rows_mut(count)),
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
        if pass == Pass::Backward && calls.iter().any(|call| self.reads_params(call.step)) {
            borrows.push(quote!(let params = learner.params();));
        }
        let (items, names) = (tuple(&items), tuple(&names));
        let body = quote! {
            #(#borrows)*
            p::each(
                &mut run.pieces, &mut run.scratches, count, p::work(LAYERS, #from, #to), #items,
                |piece, scratch, at, #names| { #lines },
            );
        };
        let learning = self.learning_stages().into_iter().find(|(s, _)| pass == Pass::Backward && *s == stage);
        let body = match learning {
            None => body,
            Some((_, steps)) => {
                let gradients = format_ident!("gradients{stage}");
                let first = self.at(steps[0]);
                quote! {
                    p::clear(&mut run.pieces, count, |piece| &mut piece.#gradients);
                    #body
                    p::learn(&mut run.pieces, count, |piece| &mut piece.#gradients, #first, learner);
                }
            }
        };
        quote!({ #body })
    }

    /// Whether a step reads its parameters where they lie on the way back of an image.
    fn reads_params(&self, step: usize) -> bool {
        matches!(self.plan.steps[step].kind, Kind::BatchNorm | Kind::Prelu)
    }

    /// The rows of a value, to read or to write.
    fn rows(&self, pass: Pass, value: ValueId, write: bool) -> TokenStream {
        let (field, len) = (self.field(value), self.len(value));
        match self.plan.values[value].inference.filter(|_| pass == Pass::Inference) {
            _ if value == 0 => quote!(x),
            Some(Place::SharedRows(rows)) => {
                let same = self.lengths(&self.plan.inference_rows[rows]).len() == 1;
                let rows = format_ident!("rows{rows}");
                if same {
                    return if write { quote!(run.#rows.rows_mut(count)) } else { quote!(run.#rows.rows(count)) };
                }
                if write { quote!(run.#rows.rows_mut_of(count, #len)) } else { quote!(run.#rows.rows_of(count, #len)) }
            }
            _ if write => quote!(run.#field.rows_mut(count)),
            _ => quote!(run.#field.rows(count)),
        }
    }

    /// A call over the whole batch.
    fn whole(&self, pass: Pass, call: Call) -> TokenStream {
        let step = &self.plan.steps[call.step];
        let (constant, y) = (self.step(call.step), self.field(step.output));
        let input = if pass == Pass::Inference { self.plan.values[step.input()].inference_is } else { step.input() };
        let x = self.field(input);
        let output = if pass == Pass::Inference { self.plan.values[step.output].inference_is } else { step.output };
        let (from, to) = (self.rows(pass, input, false), self.rows(pass, output, true));
        let pre = format_ident!("{y}_pre");
        let keeps_pre = self.keeps(step).pre;
        let (d_x, d_y) = (format_ident!("d_{x}"), format_ident!("d_{y}"));
        let (sums, moments, d_moments) =
            (format_ident!("{y}_sums"), format_ident!("{y}_moments"), format_ident!("d_{y}_moments"));
        let all_sums = quote!(run.images[..count].iter().map(|image| &image.#sums[..]));
        match (pass, step.kind) {
            (Pass::Inference, Kind::Conv) => {
                let Some(bn) = step.folded else {
                    return quote!(#constant.infer(params, #from.data(), #to.data(), run.scratches.first()););
                };
                let addend = self.plan.steps[bn].addend().map(|addend| self.plan.values[addend].inference_is);
                let addend = addend.map(|addend| self.rows(pass, addend, false)).into_iter();
                let (bn, folded) = (self.step(bn), format_ident!("{y}_folded"));
                quote! {
                    #constant #(.plus(#addend.data()))*
                        .infer_folded(&#bn, params, &run.#folded, #from.data(), #to.data(), run.scratches.first());
                }
            }
            (Pass::Forward, Kind::Conv) => {
                let pre = if keeps_pre { quote!(run.#pre.values_mut(count)) } else { quote!(&mut []) };
                quote! {
                    #constant.forward(
                        params, #from.data(), #to.data(), &mut [], #pre, run.scratches.first(),
                    );
                }
            }
            (Pass::Backward, Kind::Conv) => {
                let pre = if keeps_pre { quote!(run.#pre.values(count)) } else { quote!(&[]) };
                let d_x = self.plan.values[step.input()].gradient.map(|_| quote!(run.#d_x.rows_mut(count)));
                let packed = d_x.as_ref().map_or(quote!(&[]), |_| {
                    let packed = format_ident!("{y}_backward");
                    quote!(&run.#packed)
                });
                let d_x = self.if_wanted(call.step, d_x);
                quote! {
                    #constant.backward_batch(
                        #packed, #from, run.#y.rows(count), #pre, run.#d_y.rows_mut(count), #d_x, learner,
                        run.scratches.first(),
                    );
                }
            }
            (Pass::Inference, _) => {
                quote!(#constant.infer(params, #from, #to, run.scratches.first());)
            }
            (Pass::Forward, Kind::BatchNorm) => {
                let learns = self.learns(call.step);
                quote!(#constant.merge(#all_sums, &mut run.#moments, state, #learns);)
            }
            (Pass::Backward, Kind::BatchNorm) => {
                quote!(#constant.merge_backward(#all_sums, &mut run.#d_moments, learner);)
            }
            (Pass::Forward, _) => {
                let pre = if keeps_pre { quote!(run.#pre.values_mut(count)) } else { quote!(&mut []) };
                quote!(#constant.forward(params, #from, #to, #pre, run.scratches.first());)
            }
            (Pass::Backward, _) => {
                let pre = if keeps_pre { quote!(run.#pre.values(count)) } else { quote!(&[]) };
                let d_x = self.plan.values[step.input()].gradient.map(|_| quote!(run.#d_x.rows_mut(count)));
                let d_x = self.if_wanted(call.step, d_x);
                quote! {
                    #constant.backward(
                        #from, run.#y.rows(count), #pre, run.#d_y.rows_mut(count), #d_x, learner,
                        run.scratches.first(),
                    );
                }
            }
        }
    }
}

/// A tuple of them: of tuples where there are more than the library takes images' items from.
fn tuple(items: &[TokenStream]) -> TokenStream {
    const MOST: usize = 8;
    if items.len() <= MOST {
        return quote!((#(#items,)*));
    }
    let tuples: Vec<TokenStream> = items.chunks(MOST).map(tuple).collect();
    tuple(&tuples)
}
