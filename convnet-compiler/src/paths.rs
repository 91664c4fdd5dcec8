//! The `const` paths of a declaration, evaluated where the user wrote them.
//!
//! The generated constants stand in a block of their own, in which a user's `INPUT` or `p::K` would be another thing. So
//! each path becomes a constant of the network's type, outside of that block, and the graph names that constant.

use crate::emit;
use crate::graph::{Int, IntPair, Network, Op, Pad, Window};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

/// Binds every path of the network, and returns the code that does.
pub fn bind(network: &mut Network) -> TokenStream {
    let name = emit::unseen(&network.name);
    let mut constants = TokenStream::new();
    let mut bound: Vec<(String, TokenStream)> = Vec::new();
    let mut bind = |int: &mut Int| {
        if int.value.is_some() {
            return;
        }
        let path = &int.tokens;
        let text = path.to_string();
        let known = bound.iter().find(|(known, _)| *known == text).map(|(_, constant)| constant.clone());
        let constant = known.unwrap_or_else(|| {
            let constant = format_ident!("__PATH_{}", bound.len() + 1);
            constants.extend(quote!(const #constant: usize = #path;));
            bound.push((text, quote!(#constant)));
            quote!(#constant)
        });
        int.tokens = quote_spanned!(int.span.0=> #name::#constant);
    };
    for int in &mut network.input {
        bind(int);
    }
    for layer in &mut network.layers {
        match &mut layer.op {
            Op::Conv { window, filters, groups, .. } => {
                each(window, &mut bind);
                bind(filters);
                bind(groups);
            }
            Op::MaxPool(window) | Op::AvgPool(window) => each(window, &mut bind),
            Op::Lrn { size, .. } => bind(size),
            Op::Fc { units, .. } => bind(units),
            _ => {}
        }
    }
    for budget in &mut network.budgets {
        bind(&mut budget.limit);
    }
    if constants.is_empty() {
        return constants;
    }
    let cfg = emit::conditions(&network.attrs);
    quote! {
        #(#cfg)*
        #[allow(dead_code, reason = "a network with errors uses none of them")]
        impl #name {
            #constants
        }
    }
}

fn each(window: &mut Window, bind: &mut impl FnMut(&mut Int)) {
    let mut pair = |pair: &mut IntPair| {
        bind(&mut pair.x);
        bind(&mut pair.y);
    };
    pair(&mut window.size);
    pair(&mut window.stride);
    pair(&mut window.dilation);
    if let Pad::Number(pad) = &mut window.pad {
        pair(pad);
    }
}
