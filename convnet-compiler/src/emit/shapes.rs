//! The constants: shapes, steps, and what is known of the network.

use super::{Emit, call_at, unseen};
use crate::graph::{Activation, Init, Int, IntPair, Op, Pad, Window};
use crate::plan::Kind;
use convnet_shape::Round;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote};

impl Emit<'_> {
    /// `INPUT`, and for each layer with arithmetic of its own its shape.
    ///
    /// The shape crate's functions run again here, in rustc's const evaluation: for literals they have passed in the
    /// macro; for `const` paths this is where a mistake comes out, on the path's token.
    pub(super) fn shapes(&self) -> TokenStream {
        let [width, height, depth] = &self.network.input;
        let shapes = self.network.layers.iter().enumerate().filter_map(|(i, layer)| {
            let (name, ident) = (&layer.name, self.shape(i));
            let input = self.volume(layer.inputs[0]);
            let (shape, call, expect, paths) = match &layer.op {
                Op::Conv { window, filters, groups, bias, .. } => {
                    let mut paths = window_paths(window);
                    paths.extend([Guilty::of(quote!(Filters), filters), Guilty::of(quote!(Groups), groups)]);
                    let (window, filters, groups) = (window_tokens(window), &filters.tokens, &groups.tokens);
                    let call = quote!(p::conv(#input, &#window, #filters, #groups, #bias));
                    (quote!(ConvShape), call, quote!(expect_conv), paths)
                }
                Op::MaxPool(window) | Op::AvgPool(window) => {
                    let function = if matches!(layer.op, Op::MaxPool(_)) { quote!(max_pool) } else { quote!(avg_pool) };
                    let (paths, window) = (window_paths(window), window_tokens(window));
                    (quote!(PoolShape), quote!(p::#function(#input, &#window)), quote!(expect_pool), paths)
                }
                Op::GlobalAvgPool => {
                    (quote!(PoolShape), quote!(p::global_avg_pool(#input)), quote!(expect_pool), Vec::new())
                }
                Op::Fc { units, .. } => {
                    let tokens = &units.tokens;
                    let paths = vec![Guilty::of(quote!(Units), units)];
                    (quote!(FcShape), quote!(p::fc(#input, #tokens)), quote!(expect_fc), paths)
                }
                Op::Lrn { size, .. } => {
                    let tokens = &size.tokens;
                    let paths = vec![Guilty::of(quote!(Size), size)];
                    (quote!(Volume), quote!(p::lrn(#input, #tokens)), quote!(expect_volume), paths)
                }
                Op::Join { join, .. } => {
                    let join = format_ident!("{join:?}");
                    let branches = layer.inputs.iter().map(|&volume| self.volume(volume));
                    let arguments = quote!(#name, p::Join::#join, &[#(#branches),*]);
                    let call = call_at((layer.word, layer.word), quote!(p::expect_join), arguments);
                    return Some(quote!(const #ident: p::Volume = #call;));
                }
                Op::Softmax => (quote!(Volume), quote!(p::softmax(#input)), quote!(expect_volume), Vec::new()),
                _ => return None,
            };
            let ident = if shape.to_string() == "Volume" { quote!(_) } else { quote!(#ident) };
            let volumes = &self.network.volumes;
            let open = matches!(&layer.op, Op::Lrn { size, .. } if size.value.is_none());
            let known = volumes[layer.inputs[0].0].is_some() && volumes[layer.output.0].is_some() && !open;
            Some(constant(name, ident, shape, call, expect, layer.word, (!known).then_some(&paths[..])))
        });
        let paths = [(quote!(Width), width), (quote!(Height), height), (quote!(Depth), depth)]
            .map(|(argument, int)| Guilty::of(argument, int));
        let tokens = [&width.tokens, &height.tokens, &depth.tokens];
        let call = quote!(p::input(#(#tokens),*));
        let span = self.network.name.span();
        let known = self.network.volumes[0].is_some();
        let input = constant(
            "input",
            quote!(INPUT),
            quote!(Volume),
            call,
            quote!(expect_volume),
            span,
            (!known).then_some(&paths[..]),
        );
        quote! {
            #input
            #(#shapes)*
        }
    }

    /// What a layer writes, as an expression.
    pub(super) fn output_volume(&self, layer: usize) -> TokenStream {
        let shape = self.shape(layer);
        match self.network.layers[layer].op {
            Op::Conv { .. } | Op::MaxPool(_) | Op::AvgPool(_) | Op::GlobalAvgPool | Op::Fc { .. } => {
                quote!(#shape.output)
            }
            Op::Join { .. } => quote!(#shape),
            _ => self.volume(self.network.layers[layer].inputs[0]),
        }
    }

    /// For each step its constant, and for those that learn the place of their parameters.
    pub(super) fn steps(&self) -> TokenStream {
        let (mut params, mut state) = (quote!(0), quote!(0));
        let exact = self.network.exact.then(|| quote!(.exact()));
        let mut ends = Vec::new();
        let mut steps = TokenStream::new();
        for (i, step) in self.plan.steps.iter().enumerate() {
            let (constant, at) = (self.step(i), self.at(i));
            let input = self.volume(self.plan.values[step.input()].volume);
            let op = step.layer.map(|layer| &self.network.layers[layer].op);
            let shape = step.layer.map(|layer| self.shape(layer));
            if step.kind.learns() {
                steps.extend(quote!(const #at: usize = #params;));
                params = quote!(#constant.end());
                ends.push(params.clone());
            }
            let mut fused: Vec<(usize, TokenStream)> = Vec::new();
            if let Some(layer) = step.activation
                && let Op::Activation(activation) = self.network.layers[layer].op
            {
                let activation = activation_tokens(activation);
                fused.push((layer, quote!(.activation(#activation))));
            }
            if let Some(layer) = step.pool {
                let pool = self.shape(layer);
                fused.push((layer, quote!(.pool(#pool))));
            }
            fused.sort_by_key(|(layer, _)| *layer);
            let fused = fused.into_iter().map(|(_, tokens)| tokens);
            let (kind, new) = match (step.kind, op) {
                (Kind::Conv, _) => (quote!(Conv), quote!(new(#shape, #at) #(#fused)* #exact)),
                (Kind::Fc, _) => (quote!(Fc), quote!(new(#shape, #at) #(#fused)*)),
                (Kind::MaxPool, _) => (quote!(MaxPool), quote!(new(#shape))),
                (Kind::AvgPool, _) => (quote!(AvgPool), quote!(new(#shape))),
                (Kind::BatchNorm, Some(&Op::BatchNorm { eps, momentum })) => {
                    let state_at = format_ident!("{}_STATE", constant);
                    steps.extend(quote!(const #state_at: usize = #state;));
                    state = quote!(#constant.state_end());
                    let new = quote!(new(#input.depth, #input.plane(), #at, #state_at, #eps, #momentum) #(#fused)*);
                    (quote!(BatchNorm), new)
                }
                (Kind::Lrn, Some(Op::Lrn { size, alpha, beta, k })) => {
                    let size = &size.tokens;
                    (quote!(Lrn), quote!(new(#input, #size, #alpha, #beta, #k)))
                }
                (Kind::Dropout, Some(Op::Dropout { p })) => (quote!(Dropout), quote!(new(#p, #input.len()))),
                (Kind::Rrelu, Some(Op::Rrelu { lower, upper })) => {
                    (quote!(Rrelu), quote!(new(#lower, #upper, #input.len())))
                }
                (Kind::Add, _) => (quote!(Add), quote!(new(#input.len()) #(#fused)*)),
                // Its branches are written where they belong, or copied there.
                (Kind::Concat, _) => continue,
                (Kind::Prelu, _) => (quote!(Prelu), quote!(new(#input.depth, #input.plane(), #at))),
                (Kind::Act, Some(&Op::Activation(activation))) => {
                    let activation = activation_tokens(activation);
                    (quote!(Act), quote!(new(#activation, #input.len())))
                }
                _ => (quote!(Act), quote!(new(p::Activation::Identity, #input.len()))),
            };
            steps.extend(quote!(const #constant: p::#kind = p::#kind::#new;));
        }
        // The last end would do, but rustc evaluates a constant from within the one that asks for it: from the last step it
        // would nest as deep as the network, and meet its recursion limit. So the steps are asked for from the first on.
        quote! {
            #steps
            const PARAMS: usize = p::largest(&[#(#ends),*]);
            const STATE: usize = #state;
        }
    }

    /// The constants that users see.
    pub(super) fn facts(&self) -> TokenStream {
        let name = unseen(&self.network.name);
        let (mut layers, mut macs) = (Vec::new(), Vec::new());
        for (i, layer) in self.network.layers.iter().enumerate() {
            if self.is_half(i) {
                continue;
            }
            if matches!(layer.op, Op::Conv { .. } | Op::Fc { .. }) && layer.head.is_none() {
                let shape = self.shape(i);
                macs.push(quote!(#shape.macs()));
            }
            layers.push(self.layer(i));
        }
        let tensors = self.plan.steps.iter().enumerate().flat_map(|(i, step)| self.tensors(i, step));
        let head = if self.plan.softmax { quote!(Softmax) } else { quote!(Values) };
        let text = name.to_string();
        let heads = self.heads();
        quote! {
            #heads
            const LAYERS: &[p::Layer] = &p::trace([#(#layers),*]);
            const TENSORS: &[p::Tensor] = &[#(#tensors),*];
            const OUTPUT: p::Volume = LAYERS[LAYERS.len() - 1].output;
            const HEAD: p::Head = p::Head::#head;
            const NAME: &str = #text;

            impl #name {
                /// The volume of an image: width, height, depth.
                pub const INPUT: p::Volume = INPUT;
                /// The volume of an answer.
                pub const OUTPUT: p::Volume = OUTPUT;
                /// Learned numbers.
                pub const PARAMS: usize = PARAMS;
                /// Multiply-adds for one image.
                pub const MACS: u64 = 0 #(+ #macs)*;
                /// The layers, in the order in which they run.
                pub const LAYERS: &'static [p::Layer] = LAYERS;
                /// The bytes of the arrays that a program allocates.
                pub const MEMORY: p::Memory = MEMORY;
                /// The parameters' and the running statistics' names, shapes and places.
                pub const TENSORS: &'static [p::Tensor] = TENSORS;
                #[doc(hidden)]
                pub const STATE: usize = STATE;
            }
        }
    }

    /// The function of a `softmax(N)`, which is one row with its fully connected half.
    fn is_half(&self, index: usize) -> bool {
        let layers = &self.network.layers;
        matches!(layers[index].op, Op::Softmax) && index > 0 && layers[index - 1].name == layers[index].name
    }

    /// Which row of `LAYERS` a layer is.
    pub(super) fn row(&self, index: usize) -> usize {
        (1..=index).filter(|&layer| !self.is_half(layer)).count()
    }

    /// A layer as a row of `LAYERS`.
    fn layer(&self, index: usize) -> TokenStream {
        let layer = &self.network.layers[index];
        let (name, kind, shape) = (&layer.name, layer.kind, self.shape(index));
        // The rows up to that of the layer that writes a volume; 0 for the input.
        let writer = |volume| {
            let writer = self.network.layers.iter().position(|l| l.output == volume);
            writer.map_or(0, |at| self.row(at) + 1)
        };
        let reads = layer.inputs.iter().map(|&volume| Literal::usize_unsuffixed(writer(volume)));
        let reads = quote!(&[#(#reads),*]);
        let plain = |op: TokenStream| {
            let volume = self.output_volume(index);
            quote!(p::Layer::plain(#name, #reads, #volume, p::Op::#op))
        };
        let row = match &layer.op {
            Op::Conv { .. } => quote!(p::Layer::conv(#name, #reads, &#shape)),
            Op::MaxPool(_) => quote!(p::Layer::max_pool(#name, #reads, &#shape)),
            Op::AvgPool(_) | Op::GlobalAvgPool => quote!(p::Layer::avg_pool(#name, #kind, #reads, &#shape)),
            Op::Fc { .. } => quote!(p::Layer::fc(#name, #kind, #reads, &#shape)),
            Op::Activation(activation) => {
                let (volume, activation) = (self.output_volume(index), activation_tokens(*activation));
                quote!(p::Layer::activation(#name, #reads, #volume, #activation))
            }
            Op::BatchNorm { eps, .. } => {
                let volume = self.output_volume(index);
                quote!(p::Layer::batch_norm(#name, #reads, #volume, #eps))
            }
            Op::Prelu => plain(quote!(Prelu)),
            Op::Rrelu { lower, upper } => plain(quote!(Rrelu { lower: #lower, upper: #upper })),
            Op::Lrn { size, alpha, beta, k } => {
                let size = &size.tokens;
                plain(quote!(Lrn { size: #size, alpha: #alpha, beta: #beta, k: #k }))
            }
            Op::Dropout { .. } => plain(quote!(Dropout)),
            Op::Softmax => plain(quote!(Softmax)),
            Op::Join { join, .. } => {
                let join = format_ident!("{join:?}");
                plain(quote!(#join))
            }
            Op::Unknown => unreachable!("a network with errors is a stub"),
        };
        if layer.head.is_some() { quote!(#row.in_head()) } else { row }
    }

    /// Where a `const` path decides a size, rustc has to check that the auxiliary heads give as much as the network.
    fn heads(&self) -> TokenStream {
        let volumes = &self.network.volumes;
        let output = self.network.layers.last().and_then(|last| volumes[last.output.0]);
        let open = self.network.heads.iter().filter(|head| output.is_none() || volumes[head.output.0].is_none());
        let checks = open.map(|head| {
            let (name, volume) = (&head.name, self.volume(head.output));
            let check = call_at((head.word, head.word), quote!(p::check_head), quote!(#name, #volume, OUTPUT));
            quote!(const _: () = #check;)
        });
        quote!(#(#checks)*)
    }

    /// The budgets that rustc has to check, on their tokens.
    pub(super) fn budgets(&self) -> TokenStream {
        let budgets = self.network.budgets.iter().map(|budget| {
            let (limit, unit) = (&budget.limit.tokens, budget.unit);
            // What a variant prints is its name.
            let quantity = format_ident!("{}", format!("{:?}", budget.quantity));
            let relation = format_ident!("{}", format!("{:?}", budget.relation));
            let check = quote!(p::check_budget::<{ LAYERS.len() }>);
            let check = call_at(budget.span, check, quote!(NAME, &BUDGET, LAYERS, &MEMORY));
            quote! {
                const _: () = {
                    const BUDGET: p::Budget = p::Budget {
                        quantity: p::Quantity::#quantity,
                        relation: p::Relation::#relation,
                        limit: #limit as u64 * #unit,
                    };
                    #check
                };
            }
        });
        quote!(#(#budgets)*)
    }

    fn tensors(&self, index: usize, step: &crate::plan::Step) -> Vec<TokenStream> {
        let Some(layer) = step.layer else { return Vec::new() };
        let (shape, at, constant) = (self.shape(layer), self.at(index), self.step(index));
        let name = |part: &str| format!("{}.{part}", self.network.layers[layer].name);
        let (weight, bias) = (name("weight"), name("bias"));
        let depth = self.volume(self.plan.values[step.output].volume);
        let op = &self.network.layers[layer].op;
        let init = match op {
            Op::Conv { init: Some(init), .. } | Op::Fc { init: Some(init), .. } => {
                let init = init_tokens(*init);
                Some(quote!(.init(#init)))
            }
            _ => None,
        };
        match (step.kind, op) {
            (Kind::Conv, Op::Conv { bias: false, .. }) => {
                vec![quote!(p::Tensor::conv_weight(#weight, &#shape, #at) #init)]
            }
            (Kind::Conv, _) => vec![
                quote!(p::Tensor::conv_weight(#weight, &#shape, #at) #init),
                quote!(p::Tensor::conv_bias(#bias, &#shape, #at)),
            ],
            (Kind::Fc, _) => vec![
                quote!(p::Tensor::fc_weight(#weight, &#shape, #at) #init),
                quote!(p::Tensor::fc_bias(#bias, &#shape, #at)),
            ],
            (Kind::Prelu, _) => {
                vec![quote!(p::Tensor::channels(#weight, p::TensorKind::Slope, #depth.depth, #at))]
            }
            (Kind::BatchNorm, _) => {
                let state = format_ident!("{}_STATE", constant);
                let (mean, var) = (name("running_mean"), name("running_var"));
                vec![
                    quote!(p::Tensor::channels(#weight, p::TensorKind::Scale, #depth.depth, #at)),
                    quote!(p::Tensor::channels(#bias, p::TensorKind::Bias, #depth.depth, #at + #depth.depth)),
                    quote!(p::Tensor::channels(#mean, p::TensorKind::RunningMean, #depth.depth, #state)),
                    quote!(p::Tensor::channels(#var, p::TensorKind::RunningVar, #depth.depth, #state + #depth.depth)),
                ]
            }
            _ => Vec::new(),
        }
    }
}

fn activation_tokens(activation: Activation) -> TokenStream {
    let variant = match activation {
        Activation::Relu => quote!(Relu),
        Activation::LeakyRelu(a) => quote!(LeakyRelu(#a)),
        Activation::Elu(a) => quote!(Elu(#a)),
        Activation::Relu6 => quote!(Relu6),
        Activation::Sigmoid => quote!(Sigmoid),
        Activation::Tanh => quote!(Tanh),
        Activation::Gelu => quote!(Gelu),
        Activation::Silu => quote!(Silu),
        Activation::Hardswish => quote!(Hardswish),
    };
    quote!(p::Activation::#variant)
}

fn init_tokens(init: Init) -> TokenStream {
    let variant = match init {
        Init::He => quote!(He),
        Init::Xavier => quote!(Xavier),
        Init::LeCun => quote!(LeCun),
        Init::Small(deviation) => quote!(Small(#deviation)),
        Init::Orthogonal(factor) => quote!(Orthogonal(#factor)),
        Init::Constant(value) => quote!(Constant(#value)),
        Init::Nielsen => quote!(Nielsen),
    };
    quote!(p::Init::#variant)
}

/// A shape as a constant. The macro has seen that it fits, but where it depends on a `const` path: then `arguments` are
/// given, and the error is reported on the one to blame; a call has the span of the token on which rustc is to report its
/// panic.
fn constant(
    layer: &str,
    ident: TokenStream,
    shape: TokenStream,
    call: TokenStream,
    expect: TokenStream,
    word: Span,
    arguments: Option<&[Guilty]>,
) -> TokenStream {
    let Some(arguments) = arguments else {
        return quote!(const #ident: p::#shape = p::#expect(#layer, #call););
    };
    let blame = arguments.iter().map(|Guilty { argument, axis, span }| {
        call_at(*span, quote!(p::blame), quote!(#layer, &result, p::Argument::#argument, p::Axis::#axis))
    });
    let expect = call_at((word, word), quote!(p::#expect), quote!(#layer, result));
    quote! {
        const #ident: p::#shape = {
            let result = #call;
            #(#blame;)*
            #expect
        };
    }
}

/// An argument, and the tokens to blame where a rule is broken by it along an axis.
struct Guilty {
    argument: TokenStream,
    axis: TokenStream,
    span: (Span, Span),
}

impl Guilty {
    fn of(argument: TokenStream, int: &Int) -> Guilty {
        Guilty { argument, axis: quote!(Both), span: int.span }
    }
}

/// The arguments of a window.
fn window_paths(window: &Window) -> Vec<Guilty> {
    let arguments = [
        (quote!(Window), Some(&window.size)),
        (quote!(Stride), Some(&window.stride)),
        (quote!(Dilation), Some(&window.dilation)),
        (quote!(Pad), if let Pad::Number(pad) = &window.pad { Some(pad) } else { None }),
    ];
    arguments
        .into_iter()
        .filter_map(|(argument, pair)| pair.map(|pair| (argument, pair)))
        .flat_map(|(argument, IntPair { x, y })| {
            let of = |axis, span| Guilty { argument: argument.clone(), axis, span };
            let both = of(quote!(Both), (x.span.0, y.span.1));
            // The two halves of a square window are one token.
            if x.span.0.start() == y.span.0.start() {
                vec![both]
            } else {
                vec![of(quote!(Width), x.span), of(quote!(Height), y.span), both]
            }
        })
        .collect()
}

/// The window, with what is not as usual.
fn window_tokens(window: &Window) -> TokenStream {
    let pair = |pair: &IntPair| {
        let (x, y) = (&pair.x.tokens, &pair.y.tokens);
        quote!(#x, #y)
    };
    let size = pair(&window.size);
    let mut tokens = quote!(p::Window::new(#size));
    for (name, numbers) in [(quote!(stride), &window.stride), (quote!(dilation), &window.dilation)] {
        if (numbers.x.value, numbers.y.value) != (Some(1), Some(1)) {
            let numbers = pair(numbers);
            tokens.extend(quote!(.#name(#numbers)));
        }
    }
    match &window.pad {
        Pad::Same(_) => tokens.extend(quote!(.same())),
        Pad::Number(number) if (number.x.value, number.y.value) != (Some(0), Some(0)) => {
            let number = pair(number);
            tokens.extend(quote!(.pad(#number)));
        }
        Pad::Number(_) => {}
    }
    match window.round {
        Round::Exact => {}
        Round::Floor => tokens.extend(quote!(.round(p::Round::Floor))),
        Round::Ceil => tokens.extend(quote!(.round(p::Round::Ceil))),
    }
    tokens
}
