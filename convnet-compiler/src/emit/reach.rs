//! How far the backward pass goes: not below the first layer that learns, which is known when the program runs.
//!
//! The parameters lie in the order of the steps, and the backward pass takes the steps from the last to the first. So
//! it can end where no parameter before the end of a step's learns.

use super::Emit;
use crate::plan::{Call, Part, Stage};
use proc_macro2::TokenStream;
use quote::quote;

impl Emit<'_> {
    /// The last step whose parameters a call of the backward pass works for: itself where it learns, else one before.
    /// The last part of a batch normalisation only hands its gradient on.
    fn works_for(&self, call: Call) -> Option<usize> {
        let handed_on = usize::from(call.part != Part::Apply);
        (0..call.step + handed_on).rev().find(|&step| self.plan.steps[step].kind.learns())
    }

    /// Ends the pass, or an image's part of a stage, before `call` unless it is needed; nothing where the one before it
    /// was needed for the same.
    pub(super) fn end_before(&self, call: Call, before: Option<Call>) -> TokenStream {
        match self.works_for(call) {
            Some(step) if before.and_then(|before| self.works_for(before)) != Some(step) => {
                let constant = self.step(step);
                quote!(if !pass.reaches(#constant.end()) { return; })
            }
            _ => TokenStream::new(),
        }
    }

    /// The calls of a stage of the backward pass, as far as they are needed.
    pub(super) fn as_far_as_needed(&self, calls: &[Call], code: impl Fn(Call) -> TokenStream) -> TokenStream {
        // What adds its gradient to another reader's, or hands it to an addend, has asked for what comes before it.
        let shares = |call: Call| {
            let step = &self.plan.steps[call.step];
            let addend = step.addend().is_some_and(|addend| self.plan.values[addend].gradient.is_some());
            step.adds[0].is_some() || addend
        };
        let asked = |&call: &Call| if shares(call) { Call { part: Part::Apply, ..call } } else { call };
        let befores = [None].into_iter().chain(calls.iter().map(asked).map(Some));
        let calls = calls.iter().zip(befores).map(|(&call, before)| {
            let end = before.map(|_| self.end_before(call, before));
            let code = code(call);
            quote!(#end #code)
        });
        calls.collect()
    }

    /// The gradient of a learning step's input as an argument: `Some` where the backward pass goes on below the step.
    pub(super) fn if_wanted(&self, step: usize, d_x: Option<TokenStream>) -> TokenStream {
        let at = self.at(step);
        match d_x {
            Some(d_x) => quote!(pass.reaches(#at).then_some(#d_x)),
            None => quote!(::core::option::Option::None),
        }
    }
}

/// The first call of a stage.
pub(super) fn first_call(stage: &Stage) -> Call {
    match stage {
        Stage::Each { calls, .. } => calls[0],
        Stage::Whole(call) => *call,
    }
}
