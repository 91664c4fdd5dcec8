//! The stages that know the language: tokens in, measured networks and errors out.

use crate::diagnostics::{Diagnostics, Edit};
use crate::graph::{Network, Stub};
use crate::{parse, resolve, shape};
use proc_macro2::TokenStream;

/// What an invocation declares.
#[derive(Debug, Default)]
pub struct Front {
    /// The networks without errors, in order.
    pub networks: Vec<Network>,
    /// What is left of the others, in order.
    pub stubs: Vec<Stub>,
    /// The errors of all stages.
    pub diagnostics: Diagnostics,
}

/// Reads, resolves and measures every network of an invocation.
pub fn front(input: TokenStream) -> Front {
    let mut front = Front::default();
    let diagnostics = &mut front.diagnostics;
    let file = parse::parse(input, diagnostics);
    let mut names = Vec::new();
    for declaration in file.networks {
        diagnostics.enter(declaration.index);
        let (index, unended) = (declaration.index, declaration.unended);
        let name = declaration.name.to_string();
        let doubled = names.contains(&name);
        if doubled {
            diagnostics.error(declaration.name.span(), format!("the network `{name}` is declared twice"));
        }
        names.push(name.clone());
        let mut resolved = resolve::resolve(declaration, &front.networks, &front.stubs, diagnostics);
        shape::shape(&mut resolved, diagnostics);
        if let Some(unended) = unended
            && !diagnostics.any_from(unended.unfinished)
        {
            diagnostics
                .error(unended.end, format!("`;` is missing after the declaration of `{name}`"))
                .help("each network ends in `;`")
                .fix([Edit::after(unended.end, ";")]);
        }
        match (doubled, resolved.broken) {
            // A second type of that name would be a second error.
            (true, _) => {}
            (false, true) => front.stubs.push(resolved.into_stub(index)),
            (false, false) => front.networks.push(resolved.network),
        }
    }
    front
}
