//! The memory of the passes: a struct for what a worker needs, one for what an image keeps, one for the batch.

use super::{Emit, unseen};
use crate::graph::Op;
use crate::plan::{Call, Held, Kind, Part, Place, Stage, Step};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::HashSet;

/// A field and its type.
pub(super) struct Field {
    name: Ident,
    kind: TokenStream,
    /// How it begins.
    new: TokenStream,
    /// What its arrays take, if it has any.
    footprint: Option<TokenStream>,
}

impl Field {
    fn floats(name: Ident, len: TokenStream) -> Field {
        let kind = quote!(p::Floats<{ #len }>);
        Field { name, kind, new: quote!(p::Floats::zeros()), footprint: Some(quote!(p::Footprint::floats(#len))) }
    }

    fn indices(name: Ident, len: TokenStream) -> Field {
        let kind = quote!(p::Indices<{ #len }>);
        Field { name, kind, new: quote!(p::Indices::zeros()), footprint: Some(quote!(p::Footprint::indices(#len))) }
    }

    fn rows(name: Ident, len: TokenStream) -> Field {
        let kind = quote!(p::Batch<{ #len }>);
        Field { name, kind, new: quote!(p::Batch::zeros(batch)), footprint: Some(quote!(p::Footprint::rows(#len))) }
    }

    fn pieces(kind: Ident) -> Field {
        Field {
            name: format_ident!("pieces"),
            kind: quote!(::std::vec::Vec<#kind>),
            new: quote!(p::pieces(batch, || #kind::zeros(batch, kernels))),
            footprint: Some(quote!(#kind::FOOTPRINT.each_piece())),
        }
    }

    fn images(kind: Ident) -> Field {
        Field {
            name: format_ident!("images"),
            kind: quote!(::std::vec::Vec<#kind>),
            new: quote!((0..batch).map(|_| #kind::zeros(batch, kernels)).collect()),
            footprint: Some(quote!(#kind::FOOTPRINT.each_image())),
        }
    }

    fn scratches() -> Field {
        Field {
            name: format_ident!("scratches"),
            kind: quote!(p::Scratches),
            new: quote!(p::Scratches::new(kernels)),
            footprint: None,
        }
    }

    fn batch() -> Field {
        Field { name: format_ident!("batch"), kind: quote!(usize), new: quote!(batch), footprint: None }
    }
}

impl Emit<'_> {
    /// What a step keeps of each image between forward and backward, beside its output.
    pub(super) fn keeps(&self, step: &Step) -> Kept {
        let from_output = step.activation.is_none_or(|layer| match self.network.layers[layer].op {
            Op::Activation(activation) => activation.differentiates_by_value(),
            _ => true,
        });
        Kept {
            index: step.kind == Kind::MaxPool || step.pool.is_some(),
            pre: matches!(step.kind, Kind::Conv | Kind::Fc) && !from_output,
            scale: step.kind == Kind::Lrn,
            sums: step.kind == Kind::BatchNorm,
        }
    }

    /// The stages of the backward pass in which workers sum gradients, each with the steps that learn in it, the first
    /// of them in the parameters' order first.
    pub(super) fn learning_stages(&self) -> Vec<(usize, Vec<usize>)> {
        let stages = self.plan.backward.iter().enumerate();
        let learning = stages.filter_map(|(i, stage)| match stage {
            Stage::Whole(_) => None,
            Stage::Each { calls, .. } => {
                let mut steps: Vec<usize> = calls.iter().filter(|c| c.part == Part::All).map(|c| c.step).collect();
                steps.retain(|&s| self.plan.steps[s].kind.learns());
                steps.sort_unstable();
                Some((i, steps)).filter(|(_, steps)| !steps.is_empty())
            }
        });
        learning.collect()
    }

    /// The structs.
    pub(super) fn memory(&self) -> TokenStream {
        let inference = self.inference_memory();
        let training = self.training_memory();
        let (answering, learning) = (self.structure("Inference"), self.structure("Training"));
        quote! {
            #inference
            #training

            const MEMORY: p::Memory =
                p::Memory::new(PARAMS, STATE, INPUT.len(), #answering::FOOTPRINT, #learning::FOOTPRINT);
        }
    }

    /// The name of a struct; it begins with the network's, so that it hides nothing of the user's.
    pub(super) fn structure(&self, what: &str) -> Ident {
        format_ident!("{}{what}", unseen(&self.network.name))
    }

    fn inference_memory(&self) -> TokenStream {
        let inference = self.structure("Inference");
        let slots = self.slots(&self.plan.inference_slots);
        let piece = structure(&self.structure("InferencePiece"), slots);
        let mut fields = Vec::new();
        let folding = |step: &Step| step.folded.is_some() && !step.auxiliary;
        for (i, step) in self.plan.steps.iter().enumerate().filter(|(_, step)| folding(step)) {
            let (constant, name) = (self.step(i), format_ident!("{}_folded", self.field(step.output)));
            fields.push(Field::floats(name, quote!(#constant.folded())));
        }
        for (v, value) in self.plan.values.iter().enumerate() {
            if value.inference == Some(Place::Rows) {
                fields.push(Field::rows(self.field(v), self.len(v)));
            }
        }
        for (rows, held) in self.plan.inference_rows.iter().enumerate() {
            fields.push(Field::rows(format_ident!("rows{rows}"), self.largest(held)));
        }
        fields.push(Field::pieces(self.structure("InferencePiece")));
        fields.push(Field::scratches());
        fields.push(Field::batch());
        let run = structure(&inference, fields);
        let output = self.field(self.plan.values[self.plan.output()].inference_is);
        quote! {
            #piece
            #run

            impl p::InferenceRun for #inference {
                #[inline]
                fn new(batch: usize, kernels: p::Kernels) -> Self {
                    #inference::zeros(batch, kernels)
                }

                fn batch(&self) -> usize {
                    self.batch
                }

                fn output(&self, count: usize) -> p::Rows<'_> {
                    self.#output.rows(count)
                }
            }
        }
    }

    /// A field for each slot, as large as the largest value that it holds.
    fn slots<'a>(&'a self, slots: &'a [Vec<Held>]) -> impl Iterator<Item = Field> + 'a {
        let slots = slots.iter().enumerate();
        slots.map(|(slot, held)| Field::floats(format_ident!("slot{slot}"), self.largest(held)))
    }

    /// The length of the largest of some values.
    fn largest(&self, held: &[Held]) -> TokenStream {
        match &self.lengths(held)[..] {
            [length] => length.clone(),
            lengths => quote!(p::largest(&[#(#lengths),*])),
        }
    }

    /// The lengths of some values, each once.
    pub(super) fn lengths(&self, held: &[Held]) -> Vec<TokenStream> {
        let mut seen = HashSet::new();
        let lengths = held.iter().map(|held| self.len(held.value));
        lengths.filter(|length| seen.insert(length.to_string())).collect()
    }

    fn training_memory(&self) -> TokenStream {
        let (training, image_kind) = (self.structure("Training"), self.structure("Image"));
        let slots = self.slots(&self.plan.worker_slots);
        let gradients = self.learning_stages().into_iter().map(|(stage, steps)| {
            let (first, last) = (self.at(steps[0]), self.step(steps[steps.len() - 1]));
            Field::floats(format_ident!("gradients{stage}"), quote!(#last.end() - #first))
        });
        let piece = structure(&self.structure("TrainingPiece"), slots.chain(gradients));

        let mut image: Vec<Field> = self.slots(&self.plan.image_slots).collect();
        let mut run = Vec::new();
        for (v, value) in self.plan.values.iter().enumerate() {
            let (name, gradient) = (self.field(v), format_ident!("d_{}", self.field(v)));
            if value.training == Place::Rows {
                run.push(Field::rows(name, self.len(v)));
            }
            if value.gradient == Some(Place::Rows) {
                run.push(Field::rows(gradient, self.len(v)));
            }
        }
        for (i, step) in self.plan.steps.iter().enumerate() {
            let (constant, output, kept) = (self.step(i), self.field(step.output), self.keeps(step));
            let len = self.len(step.output);
            if kept.index {
                image.push(Field::indices(format_ident!("{output}_index"), len.clone()));
            }
            if kept.pre {
                let name = format_ident!("{output}_pre");
                match step.whole {
                    true => run.push(Field::rows(name, len.clone())),
                    false => image.push(Field::floats(name, len.clone())),
                }
            }
            if kept.scale {
                image.push(Field::floats(format_ident!("{output}_scale"), len));
            }
            if kept.sums {
                let len = quote!(#constant.sums());
                image.push(Field::floats(format_ident!("{output}_sums"), len.clone()));
                run.push(Field::floats(format_ident!("{output}_moments"), len.clone()));
                run.push(Field::floats(format_ident!("d_{output}_moments"), quote!(#constant.back())));
            }
            if self.turns_back(step) {
                run.push(Field::floats(format_ident!("{output}_backward"), quote!(#constant.packed_backward())));
            }
        }
        let image = structure(&image_kind, image);
        run.push(Field::pieces(self.structure("TrainingPiece")));
        run.push(Field::images(image_kind));
        run.push(Field::scratches());
        run.push(Field::batch());
        let run = structure(&training, run);
        let output = self.field(self.plan.output());
        let d_output = format_ident!("d_{output}");
        let heads = self.plan.heads.iter().enumerate().map(|(head, (value, _))| {
            let value = self.field(*value);
            let d_value = format_ident!("d_{value}");
            quote!(#head => (self.#value.rows(count), self.#d_value.rows_mut(count)))
        });
        let auxiliary = (!self.plan.heads.is_empty()).then(|| {
            quote! {
                fn auxiliary(&mut self, head: usize, count: usize) -> (p::Rows<'_>, p::RowsMut<'_>) {
                    match head {
                        #(#heads,)*
                        _ => self.output(count),
                    }
                }
            }
        });
        quote! {
            #piece
            #image
            #run

            impl p::TrainingRun for #training {
                #[inline]
                fn new(batch: usize, kernels: p::Kernels) -> Self {
                    #training::zeros(batch, kernels)
                }

                fn batch(&self) -> usize {
                    self.batch
                }

                fn output(&mut self, count: usize) -> (p::Rows<'_>, p::RowsMut<'_>) {
                    (self.#output.rows(count), self.#d_output.rows_mut(count))
                }

                #auxiliary
            }
        }
    }

    /// Whether a call is a part of a batch normalisation, which keeps moments of the batch.
    pub(super) fn normalises(&self, call: Call) -> bool {
        self.plan.steps[call.step].kind == Kind::BatchNorm
    }
}

/// What a step keeps of each image beside its output.
pub(super) struct Kept {
    /// Which of a window's values was the largest.
    pub index: bool,
    /// The activation's arguments.
    pub pre: bool,
    /// The sums of a local response normalisation.
    pub scale: bool,
    /// The sums of a batch normalisation.
    pub sums: bool,
}

fn structure(name: &Ident, fields: impl IntoIterator<Item = Field>) -> TokenStream {
    let fields: Vec<Field> = fields.into_iter().collect();
    let (names, kinds): (Vec<_>, Vec<_>) = fields.iter().map(|f| (&f.name, &f.kind)).unzip();
    let new = fields.iter().map(|f| {
        let (name, new) = (&f.name, &f.new);
        // `batch` is the function's argument of that name.
        if *name == new.to_string() { quote!(#name) } else { quote!(#name: #new) }
    });
    let footprints = fields.iter().filter_map(|f| f.footprint.as_ref());
    quote! {
        pub struct #name {
            #(#names: #kinds),*
        }

        impl #name {
            const FOOTPRINT: p::Footprint = p::Footprint::sum(&[#(#footprints),*]);

            #[allow(unused_variables)]
            #[inline]
            fn zeros(batch: usize, kernels: p::Kernels) -> Self {
                #name { #(#new),* }
            }
        }
    }
}
