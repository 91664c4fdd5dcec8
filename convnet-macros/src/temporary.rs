//! temporary front
use crate::graph::*;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::*;

pub struct Nets(pub Vec<Network>);
fn int(n: usize) -> Int {
    let l = proc_macro2::Literal::usize_unsuffixed(n);
    Int { tokens: quote!(#l), value: Some(n), span: Span::call_site() }
}
enum V {
    Nums(Vec<usize>),
    Real(f32),
    Word(String),
}
fn value(i: ParseStream) -> Result<V> {
    if i.peek(LitFloat) {
        return Ok(V::Real(i.parse::<LitFloat>()?.base10_parse()?));
    }
    if i.peek(LitBool) {
        return Ok(V::Word(i.parse::<LitBool>()?.value.to_string()));
    }
    if i.peek(Ident) {
        return Ok(V::Word(i.parse::<Ident>()?.to_string()));
    }
    let l: Lit = i.parse()?;
    let t = l.to_token_stream().to_string();
    Ok(V::Nums(t.split('x').map(|s| s.parse().unwrap()).collect()))
}
use quote::ToTokens;
fn pair(v: &[usize]) -> IntPair {
    IntPair { x: int(v[0]), y: int(*v.get(1).unwrap_or(&v[0])) }
}
impl Parse for Nets {
    fn parse(i: ParseStream) -> Result<Self> {
        let mut nets = vec![];
        while !i.is_empty() {
            let attrs = i.call(Attribute::parse_outer)?;
            let vis: Visibility = i.parse()?;
            let name: Ident = i.parse()?;
            i.parse::<Token![<]>()?;
            let V::Nums(d) = value(i)? else { panic!() };
            i.parse::<Token![>]>()?;
            i.parse::<Token![=]>()?;
            let mut layers: Vec<Layer> = vec![];
            let mut counts = std::collections::HashMap::<String, usize>::new();
            let mut push = |label: Option<String>, word: &str, op: Op| {
                let name = label.unwrap_or_else(|| {
                    let c = counts.entry(word.into()).or_default();
                    *c += 1;
                    format!("{word}{c}")
                });
                let n = layers.len();
                layers.push(Layer {
                    name,
                    word: Span::call_site(),
                    op,
                    inputs: vec![VolumeId(n)],
                    output: VolumeId(n + 1),
                });
            };
            loop {
                let mut label = None;
                let mut w: Ident = i.parse()?;
                if i.peek(Token![:]) {
                    i.parse::<Token![:]>()?;
                    label = Some(w.to_string());
                    w = i.parse()?;
                }
                let word = w.to_string();
                let (mut pos, mut named) = (vec![], std::collections::HashMap::new());
                if i.peek(token::Paren) {
                    let c;
                    parenthesized!(c in i);
                    while !c.is_empty() {
                        if c.peek(Ident) && c.peek2(Token![=]) {
                            let k: Ident = c.parse()?;
                            c.parse::<Token![=]>()?;
                            named.insert(k.to_string(), value(&c)?);
                        } else {
                            pos.push(value(&c)?);
                        }
                        if c.peek(Token![,]) {
                            c.parse::<Token![,]>()?;
                        }
                    }
                }
                let nums = |v: Option<&V>| match v {
                    Some(V::Nums(n)) => Some(n.clone()),
                    _ => None,
                };
                let real = |v: Option<&V>, d: f32| match v {
                    Some(V::Real(r)) => *r,
                    Some(V::Nums(n)) => n[0] as f32,
                    _ => d,
                };
                let window = |default_stride: bool| {
                    let size = pair(&nums(pos.first()).unwrap());
                    let stride = nums(named.get("stride")).map(|v| pair(&v)).unwrap_or(if default_stride {
                        pair(&[1])
                    } else {
                        size.clone()
                    });
                    let pad = match named.get("pad") {
                        Some(V::Word(_)) => Pad::Same(Span::call_site()),
                        Some(V::Nums(n)) => Pad::Number(pair(n)),
                        _ => Pad::Number(pair(&[0])),
                    };
                    let round = match named.get("round") {
                        Some(V::Word(w)) if w == "floor" => convnet_shape::Round::Floor,
                        Some(V::Word(w)) if w == "ceil" => convnet_shape::Round::Ceil,
                        _ => convnet_shape::Round::Exact,
                    };
                    Window {
                        size,
                        stride,
                        pad,
                        dilation: nums(named.get("dilation")).map(|v| pair(&v)).unwrap_or(pair(&[1])),
                        round,
                    }
                };
                let op = match word.as_str() {
                    "conv" => Op::Conv {
                        window: window(true),
                        filters: int(nums(pos.get(1)).unwrap()[0]),
                        groups: int(nums(named.get("groups")).map_or(1, |v| v[0])),
                        bias: !matches!(named.get("bias"), Some(V::Word(w)) if w == "false"),
                    },
                    "pool" => Op::MaxPool(window(false)),
                    "avgpool" => Op::AvgPool(window(false)),
                    "global_avgpool" => Op::GlobalAvgPool,
                    "relu" => Op::Activation(Activation::Relu),
                    "leaky_relu" => Op::Activation(Activation::LeakyRelu(real(pos.first(), 0.01))),
                    "elu" => Op::Activation(Activation::Elu(real(pos.first(), 1.0))),
                    "relu6" => Op::Activation(Activation::Relu6),
                    "sigmoid" => Op::Activation(Activation::Sigmoid),
                    "tanh" => Op::Activation(Activation::Tanh),
                    "gelu" => Op::Activation(Activation::Gelu),
                    "silu" => Op::Activation(Activation::Silu),
                    "hardswish" => Op::Activation(Activation::Hardswish),
                    "prelu" => Op::Prelu,
                    "rrelu" => Op::Rrelu { lower: real(pos.first(), 0.125), upper: real(pos.get(1), 1.0 / 3.0) },
                    "bn" => Op::BatchNorm { eps: 1e-5, momentum: 0.1 },
                    "lrn" => Op::Lrn {
                        size: int(nums(pos.first()).unwrap()[0]),
                        alpha: real(named.get("alpha"), 1e-4),
                        beta: real(named.get("beta"), 0.75),
                        k: real(named.get("k"), 1.0),
                    },
                    "dropout" => Op::Dropout { p: real(pos.first(), 0.5) },
                    "fc" => Op::Fc { units: int(nums(pos.first()).unwrap()[0]) },
                    "softmax" => {
                        if let Some(n) = nums(pos.first()) {
                            push(Some("softmax1".into()), "softmax", Op::Fc { units: int(n[0]) });
                        }
                        push(Some("softmax1".into()), "softmax", Op::Softmax);
                        if i.peek(Token![->]) {
                            i.parse::<Token![->]>()?;
                            continue;
                        } else {
                            break;
                        }
                    }
                    _ => panic!("{word}"),
                };
                push(label, &word, op);
                if i.peek(Token![->]) {
                    i.parse::<Token![->]>()?;
                } else {
                    break;
                }
            }
            i.parse::<Token![;]>()?;
            let volumes = vec![None; layers.len() + 1];
            nets.push(Network { attrs, vis, name, input: [int(d[0]), int(d[1]), int(d[2])], layers, volumes });
        }
        Ok(Nets(nets))
    }
}
pub fn run(input: TokenStream) -> TokenStream {
    let nets = match syn::parse2::<Nets>(input) {
        Ok(n) => n,
        Err(e) => return e.to_compile_error(),
    };
    nets.0
        .iter()
        .map(|n| {
            let plan = crate::plan::Plan::new(n);
            if std::env::var("CONVNET_PLAN").is_ok() {
                eprintln!("{plan}");
            }
            crate::emit::emit(n, &plan, "")
        })
        .collect()
}
