//! Plan to tokens. Everything is decided and checked by now: this stage cannot fail.
//!
//! What comes out for a network: the struct, and one `const _` block with a constant for each layer's shape, a constant
//! for each step, the memory of the passes as structs, and the passes as lists of calls.

mod calls;
mod docs;
mod memory;
mod passes;
mod reach;
mod shapes;

use crate::graph::{Network, Stub, VolumeId};
use crate::plan::{Plan, ValueId};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use std::collections::HashSet;

/// A network and its plan, with the names that its parts have in the generated code.
struct Emit<'a> {
    network: &'a Network,
    plan: &'a Plan,
    /// For each layer: its name as a constant (`CONV1`).
    constants: Vec<String>,
    /// For each value: its name as a field and a variable (`conv1`).
    fields: Vec<String>,
}

/// The code of a network.
pub fn emit(network: &Network, plan: &Plan) -> TokenStream {
    let emit = Emit::new(network, plan);
    let Network { attrs, vis, name, .. } = network;
    let (cfg, this) = (conditions(attrs), unseen(name));
    let constants = emit.shapes();
    let steps = emit.steps();
    let facts = emit.facts();
    let budgets = emit.budgets();
    let docs = docs::docs(network);
    let memory = emit.memory();
    let passes = emit.passes();
    let from = emit.conversion();
    quote! {
        #(#attrs)*
        #(#[doc = #docs])*
        #[derive(Clone, Debug)]
        #vis struct #name {
            store: ::convnet::__private::Store<{ #this::PARAMS }, { #this::STATE }>,
        }

        #(#cfg)*
        #[allow(deprecated, non_camel_case_types)]
        const _: () = {
            use ::convnet::__private as p;

            #constants
            #steps
            #facts
            #budgets
            #memory
            #passes
            #from
        };
    }
}

/// Constants that the generated code has itself.
const CONSTANTS: &[&str] =
    &["BUDGET", "HEAD", "INPUT", "LAYERS", "MEMORY", "NAME", "OUTPUT", "PARAMS", "STATE", "TENSORS"];

/// Endings of constants that the generated code derives from a layer's.
const DERIVED_CONSTANTS: &[&str] = &["_AT", "_SHAPE", "_STATE"];

/// Names that the generated code uses itself.
const RESERVED: &[&str] = &[
    "x", "p", "params", "state", "run", "pass", "count", "image", "piece", "at", "kernels", "batch", "store", "learner",
];

/// Endings of names that the generated code derives from a value's name.
const DERIVED: &[&str] = &["_folded", "_backward", "_index", "_pre", "_scale", "_sums", "_moments"];

impl<'a> Emit<'a> {
    fn new(network: &'a Network, plan: &'a Plan) -> Emit<'a> {
        let copies = (0..plan.steps.len()).map(|step| format!("COPY{step}"));
        let mut used: HashSet<String> = CONSTANTS.iter().map(|s| s.to_string()).chain(copies).collect();
        let constants = network.layers.iter().map(|l| {
            let mut name = l.name.to_uppercase();
            if DERIVED_CONSTANTS.iter().any(|ending| name.ends_with(ending)) {
                name.push('_');
            }
            unique(name, &mut used)
        });
        let constants = constants.collect();
        let mut used: HashSet<String> = RESERVED.iter().map(|s| s.to_string()).collect();
        let fields = plan.values.iter().enumerate().map(|(v, value)| {
            if v == 0 {
                return "x".to_string();
            }
            // In small letters, so that a variable is never taken for a layer's constant.
            let mut name = value.name.to_lowercase();
            if syn::parse_str::<Ident>(&name).is_err() {
                name.push('_');
            }
            let clash = |name: &str| {
                name.starts_with("d_")
                    || name.starts_with("slot")
                    || name.starts_with("gradients")
                    || name.starts_with("rows")
                    || name.starts_with("scratch")
                    || name.starts_with("piece")
                    || name.starts_with("image")
                    || DERIVED.iter().any(|d| name.ends_with(d))
            };
            if clash(&name) {
                name = format!("v_{name}_");
            }
            unique(name, &mut used)
        });
        let fields = fields.collect();
        Emit { network, plan, constants, fields }
    }

    /// A network with the parameters of another becomes it without a copy: its arrays are as long.
    fn conversion(&self) -> TokenStream {
        let Some(source) = &self.network.source else { return TokenStream::new() };
        let learns = |layer: usize| layer >= source.layers;
        if self.plan.steps.iter().any(|step| step.kind.learns() && step.layer.is_some_and(learns)) {
            return TokenStream::new();
        }
        let (name, from, conditions) = (unseen(&self.network.name), unseen(&source.name), &source.conditions);
        quote! {
            #(#conditions)*
            impl ::core::convert::From<#from> for #name {
                fn from(network: #from) -> Self {
                    #name { store: network.store }
                }
            }
        }
    }

    /// The constant of a layer's shape: `CONV1_SHAPE`.
    fn shape(&self, layer: usize) -> Ident {
        format_ident!("{}_SHAPE", self.constants[layer])
    }

    /// The constant of a step: `CONV1`.
    fn step(&self, step: usize) -> Ident {
        match self.plan.steps[step].layer {
            Some(layer) => Ident::new(&self.constants[layer], Span::call_site()),
            None => format_ident!("COPY{step}"),
        }
    }

    /// The constant of a step's place in the parameters: `CONV1_AT`.
    fn at(&self, step: usize) -> Ident {
        format_ident!("{}_AT", self.step(step))
    }

    /// A value's name: `conv1`; with an ending, that of something kept beside it.
    fn field(&self, value: ValueId) -> Ident {
        Ident::new(&self.fields[value], Span::call_site())
    }

    /// A value's volume as an expression.
    fn volume(&self, volume: VolumeId) -> TokenStream {
        match self.network.layers.iter().position(|l| l.output == volume) {
            None => quote!(INPUT),
            Some(layer) => self.output_volume(layer),
        }
    }

    /// The number of a value's numbers as an expression.
    fn len(&self, value: ValueId) -> TokenStream {
        let volume = self.volume(self.plan.values[value].volume);
        quote!(#volume.len())
    }
}

/// The attributes that decide whether a network is compiled at all: what is generated beside its type has them too.
pub fn conditions(attrs: &[syn::Attribute]) -> Vec<&syn::Attribute> {
    attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}

/// The name as generated code refers to it: an editor that is asked about the user's token is led to the definition
/// alone.
pub fn unseen(name: &Ident) -> Ident {
    let mut name = name.clone();
    name.set_span(Span::call_site());
    name
}

/// A call that rustc reports on the tokens from `start` to `end` when it panics. It blames from the call's first token
/// to its last one, so only the parentheses stand there: a name would be one more thing for an editor to show of the
/// token.
fn call_at((start, end): (Span, Span), function: TokenStream, arguments: TokenStream) -> TokenStream {
    let group = |stream, span| {
        let mut group = Group::new(Delimiter::Parenthesis, stream);
        group.set_span(span);
        TokenTree::Group(group)
    };
    [group(function, start), group(arguments, end)].into_iter().collect()
}

/// `name`, or with as many `_` behind it as make it one of its own.
fn unique(mut name: String, used: &mut HashSet<String>) -> String {
    while !used.insert(name.clone()) {
        name.push('_');
    }
    name
}

/// What stands for a network that has errors: its name with everything that a user may ask of it, so that only the
/// declaration is red.
///
/// The constants are made of the `errors` themselves: rustc does not evaluate what depends on an error that it has
/// told, so a user's `assert!(Net::PARAMS == 10)` or `[f32; Net::PARAMS]` is not a second one.
pub fn stub(stub: &Stub, errors: &TokenStream) -> TokenStream {
    let Stub { attrs, vis, name, paths, .. } = stub;
    let title = name.to_string();
    let (cfg, this) = (conditions(attrs), unseen(name));
    quote! {
        #(#attrs)*
        #[derive(Clone, Debug)]
        #vis struct #name {
            store: ::convnet::__private::Store<0, 0>,
        }

        #paths

        #(#cfg)*
        #[allow(deprecated)]
        const _: () = {
            use ::convnet::__private as p;

            const FACTS: p::Facts = {
                #errors
                loop {}
            };

            #[allow(missing_docs, dead_code)]
            impl #this {
                pub const INPUT: p::Volume = FACTS.input;
                pub const OUTPUT: p::Volume = FACTS.output;
                pub const PARAMS: usize = FACTS.params;
                pub const MACS: u64 = FACTS.macs;
                pub const LAYERS: &'static [p::Layer] = FACTS.layers;
                pub const MEMORY: p::Memory = FACTS.memory;
                pub const TENSORS: &'static [p::Tensor] = FACTS.tensors;
            }

            impl p::Generated for #this {
                const NAME: &'static str = #title;
                const INPUT: p::Volume = FACTS.input;
                const OUTPUT: p::Volume = FACTS.output;
                const PARAMS: usize = FACTS.params;
                const MACS: u64 = FACTS.macs;
                const LAYERS: &'static [p::Layer] = FACTS.layers;
                const MEMORY: p::Memory = FACTS.memory;
                const TENSORS: &'static [p::Tensor] = FACTS.tensors;
                const HEAD: p::Head = p::Head::Softmax;

                type Store = p::Store<0, 0>;
                type Inference = p::Stub;
                type Training = p::Stub;

                fn from_store(store: Self::Store) -> Self {
                    #this { store }
                }

                fn store(&self) -> &Self::Store {
                    &self.store
                }

                fn store_mut(&mut self) -> &mut Self::Store {
                    &mut self.store
                }

                fn fold(_: &[f32], _: &[f32], _: &mut p::Stub) {}
                fn infer(_: &[f32], _: &[f32], _: p::Rows<'_>, _: &mut p::Stub) {}
                fn forward(_: &[f32], _: &mut [f32], _: p::Rows<'_>, _: &mut p::Stub, _: p::Pass<'_>) {}
                fn backward(_: p::Rows<'_>, _: &mut p::Stub, _: p::Pass<'_>, _: &mut p::Learner<'_>) {}
            }
        };
    }
}
