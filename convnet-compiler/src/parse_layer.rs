//! Chains and layers: `conv1: conv(5x5, 20, stride = 2) -> (relu -> pool(2)) * 3`.

use crate::diagnostics::{Diagnostics, Edit, LayerId};
use crate::parse::{flatten, is_arrow, is_punct};
use crate::parse_label::{label_slips, valid_label};
use crate::parse_number::{self, describe};
use crate::syntax::{Argument, Block, Item, LayerItem, span_of};
use crate::words::{self, Word};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenTree};

/// Reads the chains of one declaration.
pub struct Chains<'a> {
    pub(crate) diagnostics: &'a mut Diagnostics,
    /// The blocks of the invocation.
    pub(crate) blocks: &'a [Block],
    /// The statement that the present tokens stand in: what is declared before it can be used.
    pub(crate) statement: usize,
    /// How many layers have been met.
    pub(crate) layers: usize,
    /// How often blocks have been used.
    pub(crate) uses: usize,
    /// The uses of blocks, one within the other, that led to the present tokens.
    pub(crate) outside: Vec<Span>,
    /// In how many parentheses, joins and blocks the present tokens stand.
    pub(crate) nesting: usize,
    /// The statements of the blocks with errors of their own that have been used.
    pub(crate) broken_blocks: Vec<usize>,
    /// The present tokens stand in an auxiliary head.
    pub(crate) in_head: bool,
}

/// More layers than this are a slip of the keyboard, such as a repetition of repetitions.
pub const MOST_LAYERS: usize = 4096;

/// Deeper than this nobody nests, and the stack that the compiler runs on has an end.
const DEEPEST: usize = 512;

impl<'a> Chains<'a> {
    /// Before the first layer of a statement.
    pub fn new(blocks: &'a [Block], statement: usize, diagnostics: &'a mut Diagnostics) -> Chains<'a> {
        let (outside, broken_blocks) = Default::default();
        Chains {
            diagnostics,
            blocks,
            statement,
            layers: 0,
            uses: 0,
            outside,
            nesting: 0,
            broken_blocks,
            in_head: false,
        }
    }

    /// The number of the next layer.
    pub(crate) fn next_layer(&mut self) -> LayerId {
        self.layers += 1;
        self.layers - 1
    }

    /// Layers with arrows between them. `place` is blamed where there is no token at all.
    pub fn chain(&mut self, tokens: &[TokenTree], place: Span) -> Vec<Item> {
        if self.nesting == DEEPEST {
            self.diagnostics.error(place, format!("layers are nested more than {DEEPEST} deep"));
            return vec![Item::Broken];
        }
        self.nesting += 1;
        let items = self.pieces(tokens, place);
        self.nesting -= 1;
        items
    }

    fn pieces(&mut self, tokens: &[TokenTree], place: Span) -> Vec<Item> {
        if tokens.is_empty() {
            self.diagnostics.error(place, "a layer is missing here").help("`conv(5x5, 20) -> relu -> softmax(10)`");
            return vec![Item::Broken];
        }
        let mut items = Vec::new();
        let mut start = 0;
        loop {
            let arrow = (start..tokens.len()).find(|at| is_arrow(tokens, *at));
            let mut end = arrow.unwrap_or(tokens.len());
            if let Some(arrow) = arrow
                && arrow > start
                && is_punct(tokens.get(arrow - 1), '-')
            {
                end = arrow - 1;
                let span = (tokens[end].span(), tokens[arrow + 1].span());
                self.diagnostics
                    .error_over(span, "`-->` is too long an arrow")
                    .help("write `->`")
                    .fix([Edit::replace(span, "->")]);
            }
            if start == end {
                self.nothing(tokens, arrow, start);
                items.push(Item::Broken);
            } else {
                self.between_arrows(&tokens[start..end], &mut items);
            }
            match arrow {
                Some(at) => start = at + 2,
                None => return items,
            }
        }
    }

    /// Two arrows, an arrow in front, or one at the end; what could be there may stay away.
    fn nothing(&mut self, tokens: &[TokenTree], arrow: Option<usize>, start: usize) {
        let at = arrow.unwrap_or_else(|| start - 2);
        let arrow_span = (tokens[at].span(), tokens[at + 1].span());
        let (side, help) = match (arrow, start) {
            (None, _) => ("after", "leave the last arrow out, or write a layer behind it"),
            (Some(_), 0) => ("before", "leave the arrow out: the first layer follows the `=` or the `(`"),
            (Some(_), _) => ("before", "one arrow stands between two layers"),
        };
        self.diagnostics
            .error_over(arrow_span, format!("a layer is missing {side} this arrow"))
            .help(help)
            .fix([Edit::replace(arrow_span, "")]);
    }

    /// One layer; or several, where the arrow between them has been forgotten.
    fn between_arrows(&mut self, mut tokens: &[TokenTree], items: &mut Vec<Item>) {
        loop {
            tokens = self.item(tokens, items);
            match tokens {
                [] => return,
                [TokenTree::Ident(word), rest @ ..] if self.is_known(word) || is_punct(rest.first(), ':') => {
                    self.diagnostics
                        .error(word.span(), format!("`->` is missing before `{word}`"))
                        .help(format!("`-> {word}`"))
                        .fix([Edit::before(word.span(), "-> ")]);
                }
                [dash, gap, rest @ ..] if is_punct(Some(dash), '-') && is_punct(Some(gap), '>') => {
                    let span = (dash.span(), gap.span());
                    self.diagnostics
                        .error_over(span, "an arrow is one word")
                        .help("write `->`")
                        .fix([Edit::replace(span, "->")]);
                    tokens = rest;
                    if tokens.is_empty() {
                        return;
                    }
                }
                _ if joint(tokens) > 0 => {
                    let (sign, rest) = tokens.split_at(joint(tokens));
                    let text: String = sign.iter().map(ToString::to_string).collect();
                    self.diagnostics
                        .error_over(span_of(sign), format!("`{text}` does not join layers"))
                        .help("write `->`")
                        .fix([Edit::replace(span_of(sign), "->")]);
                    tokens = rest;
                }
                [dash] if is_punct(Some(dash), '-') => {
                    self.diagnostics.error(dash.span(), "`-` is half an arrow").help("write `->` and the next layer");
                    items.push(Item::Broken);
                    return;
                }
                [star, number, rest @ ..] if is_punct(Some(star), '*') => {
                    let error = self.diagnostics.error(star.span(), "only layers in parentheses are repeated");
                    error.help(format!("`(relu) * {number}`, with the layers to be repeated between the parentheses"));
                    items.push(Item::Broken);
                    tokens = rest;
                    if tokens.is_empty() {
                        return;
                    }
                }
                [other, ..] => {
                    self.diagnostics.error(
                        other.span(),
                        format!("{} does not belong here: `->` and the next layer, `where`, or `;`", describe(other)),
                    );
                    items.push(Item::Broken);
                    return;
                }
            }
        }
    }

    /// Reads one layer or one repetition off the front; there is at least one token.
    fn item<'t>(&mut self, tokens: &'t [TokenTree], items: &mut Vec<Item>) -> &'t [TokenTree] {
        let (label, tokens) = match tokens {
            [TokenTree::Ident(label), colon, rest @ ..]
                if is_punct(Some(colon), ':') && !is_punct(rest.first(), ':') =>
            {
                (Some((label, colon)), rest)
            }
            _ => (None, tokens),
        };
        let tokens = label_slips(tokens, label.is_some(), self.diagnostics);
        match tokens {
            [TokenTree::Literal(number), star, TokenTree::Group(group), rest @ ..] if is_punct(Some(star), '*') => {
                self.diagnostics
                    .error(number.span(), "the number of repetitions stands behind the layers")
                    .help(format!("`( .. ) * {number}`"))
                    .fix([
                        Edit::replace((number.span(), star.span()), ""),
                        Edit::after(group.span(), format!(" * {number}")),
                    ]);
                items.push(Item::Broken);
                rest
            }
            [TokenTree::Group(group), rest @ ..]
                if group.delimiter() != Delimiter::Parenthesis && is_punct(rest.first(), '*') =>
            {
                self.diagnostics
                    .error(group.span(), format!("layers that are repeated do not stand in {}", describe(&tokens[0])))
                    .help("`( .. ) * 2`")
                    .fix([Edit::replace((group.span(), group.span()), format!("({})", group.stream()))]);
                self.repeat(group, rest, items)
            }
            [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Parenthesis => {
                if let Some((label, colon)) = label {
                    self.diagnostics
                        .error(label.span(), format!("the label `{label}` stands before several layers"))
                        .help("a label names one layer: write it inside, or leave it out")
                        .fix([Edit::replace((label.span(), colon.span()), "")]);
                }
                self.repeat(group, rest, items)
            }
            [TokenTree::Ident(_), rest @ ..] if is_punct(rest.first(), ':') && parse_number::path_len(tokens) > 1 => {
                self.path(tokens, items)
            }
            [TokenTree::Ident(word), rest @ ..] => {
                let (arguments, rest) = arguments_of(word, rest, self.layers, self.diagnostics);
                let label = label.map(|(label, _)| label).filter(|label| valid_label(label, self.diagnostics));
                items.push(self.layer(label, word, arguments));
                rest
            }
            [other, rest @ ..] => {
                self.diagnostics.error(other.span(), format!("a layer is expected here, not {}", describe(other)));
                items.push(Item::Broken);
                // The rest up to the next arrow belongs to the same mistake.
                &rest[rest.len()..]
            }
            [] => {
                if let Some((label, colon)) = label {
                    self.diagnostics
                        .error_over(
                            (label.span(), colon.span()),
                            format!("a layer is missing after the label `{label}`"),
                        )
                        .help(format!("`{label}: relu`"));
                }
                items.push(Item::Broken);
                tokens
            }
        }
    }

    /// Whether this is the word of a layer, of a join or of a block.
    fn is_known(&self, word: &Ident) -> bool {
        let name = word.to_string();
        words::find(&name).is_some() || words::structure(&name).is_some() || self.blocks.iter().any(|b| b.name == *word)
    }

    /// `nn::Linear(784, 10)`: layers have no paths.
    fn path<'t>(&mut self, tokens: &'t [TokenTree], items: &mut Vec<Item>) -> &'t [TokenTree] {
        let (path, rest) = tokens.split_at(parse_number::path_len(tokens));
        let text: String = path.iter().map(ToString::to_string).collect();
        let error = self.diagnostics.error_over(span_of(path), format!("there is no layer `{text}`"));
        let last = text.rsplit(':').next().unwrap_or_default();
        if let Some(near) = words::find(last).map(|word| word.name).or_else(|| words::nearest_layer(last)) {
            error.help(format!("did you mean `{near}`?")).fix([Edit::replace(span_of(path), near)]);
        }
        items.push(Item::Broken);
        match rest {
            [TokenTree::Group(_), rest @ ..] => rest,
            rest => rest,
        }
    }

    fn layer(&mut self, label: Option<&Ident>, word: &Ident, group: Option<&Group>) -> Item {
        let name = word.to_string();
        if let Some(join) = words::join(&name) {
            return self.join(label.cloned(), word, join, group);
        }
        if name == words::AUX.name {
            return self.aux(label.cloned(), word, group);
        }
        if name == words::SLIDING.name {
            return self.sliding(label, word, group);
        }
        let blocks = self.blocks;
        if let Some(block) = blocks.iter().find(|block| block.name == *word) {
            return self.call(label.cloned(), word, block, group);
        }
        if name == words::IDENTITY {
            self.diagnostics
                .error(word.span(), "`identity` is a branch without layers, and stands alone in its branch")
                .help("`add(identity, conv(3x3, 8, pad = 1))`; elsewhere leave it out");
            return Item::Broken;
        }
        let id = self.next_layer();
        let known = words::find(&name);
        let Some(found) = known.or_else(|| unknown(word, blocks, self.diagnostics)) else { return Item::Broken };
        let diagnostics = &mut *self.diagnostics;
        // Of a word that is not known, only its place among its kind is taken for granted.
        let arguments = known.and_then(|word| diagnostics.in_layer(id, |d| arguments(word, group, d)));
        let in_block = !self.outside.is_empty();
        Item::Layer(LayerItem { label: label.cloned(), word: found, span: word.span(), arguments, id, in_block })
    }

    /// `( .. ) * n`, or parentheses alone.
    fn repeat<'t>(&mut self, group: &Group, rest: &'t [TokenTree], items: &mut Vec<Item>) -> &'t [TokenTree] {
        let chain = self.chain(&flatten(group.stream()), group.span());
        let [star, after @ ..] = rest else {
            items.push(Item::Repeat { chain, times: 1, span: group.span() });
            return rest;
        };
        if !is_punct(Some(star), '*') {
            let sign = is_punct(Some(star), '^') || matches!(star, TokenTree::Ident(x) if x == "x");
            if let (true, [TokenTree::Literal(_), left @ ..]) = (sign, after) {
                self.diagnostics
                    .error(star.span(), format!("{} does not repeat layers", describe(star)))
                    .help("write `*`")
                    .fix([Edit::replace((star.span(), star.span()), "*")]);
                items.push(Item::Broken);
                return left;
            }
            items.push(Item::Repeat { chain, times: 1, span: group.span() });
            return rest;
        }
        let len = match after {
            [TokenTree::Literal(_), ..] => 1,
            [minus, TokenTree::Literal(_), ..] if is_punct(Some(minus), '-') => 2,
            [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::Brace => 1,
            _ => parse_number::path_len(after),
        };
        let (number, left) = after.split_at(len);
        if number.is_empty() {
            let span = after.first().unwrap_or(star).span();
            self.diagnostics
                .error(span, "a number of repetitions is expected after `*`")
                .help("`(conv(3x3, 8) -> relu) * 3`");
            items.push(Item::Broken);
            return &after[after.len()..];
        }
        items.push(self.times(number).map_or(Item::Broken, |(times, span)| Item::Repeat { chain, times, span }));
        left
    }

    /// The number of repetitions.
    fn times(&mut self, number: &[TokenTree]) -> Option<(usize, Span)> {
        let times = parse_number::int(number, "the number of repetitions", self.diagnostics)?;
        match times.value {
            Some(0) => {
                let error = self.diagnostics.error_over(times.span, "layers repeated 0 times are no layers");
                error.help("once is `* 1`").fix([Edit::replace(times.span, "1")]);
                None
            }
            Some(n) => Some((n, times.span.0)),
            None => {
                self.diagnostics
                    .error_over(span_of(number), "the number of repetitions is a literal")
                    .help("it decides which layers there are, and a macro cannot see the value of a `const`");
                None
            }
        }
    }
}

/// The parentheses behind a layer's word, and what follows them; `layer` is to be that layer.
fn arguments_of<'t>(
    word: &Ident,
    rest: &'t [TokenTree],
    layer: LayerId,
    diagnostics: &mut Diagnostics,
) -> (Option<&'t Group>, &'t [TokenTree]) {
    match rest {
        [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Parenthesis => (Some(group), rest),
        [sign, TokenTree::Group(group), rest @ ..] if is_punct(Some(sign), '!') => {
            diagnostics
                .error(sign.span(), format!("`{word}` is no macro"))
                .help("leave the `!` out")
                .fix([Edit::replace((sign.span(), sign.span()), "")]);
            (Some(group), rest)
        }
        [group @ TokenTree::Group(inner), rest @ ..] => {
            let text = format!("the arguments of `{word}` stand in parentheses, not in {}", describe(group));
            let (open, close) = (inner.span_open(), inner.span_close());
            diagnostics.in_layer(layer, |diagnostics| {
                diagnostics
                    .error(inner.span(), text)
                    .help(format!("`{word}({})`", inner.stream()))
                    .fix([Edit::replace((open, open), "("), Edit::replace((close, close), ")")]);
            });
            (Some(inner), rest)
        }
        rest => (None, rest),
    }
}

/// How many tokens are a sign that other languages join layers with, if something follows it.
fn joint(tokens: &[TokenTree]) -> usize {
    let pairs = [('=', '>'), ('>', '>'), ('|', '>'), ('-', '-'), ('<', '-')];
    let is_pair = |(a, b): &(char, char)| is_punct(tokens.first(), *a) && is_punct(tokens.get(1), *b);
    let is_sign = |sign: &char| is_punct(tokens.first(), *sign);
    let len = if pairs.iter().any(is_pair) {
        2
    } else {
        usize::from([',', '|', '>', '.', '=', '-', '+'].iter().any(is_sign))
    };
    if tokens.len() > len { len } else { 0 }
}

/// Reports a word that stands for no layer; returns the one that may be meant.
fn unknown(word: &Ident, blocks: &[Block], diagnostics: &mut Diagnostics) -> Option<&'static Word> {
    let name = word.to_string();
    let blocks: Vec<String> = blocks.iter().map(|block| block.name.to_string()).collect();
    let layer = words::nearest_layer(&name);
    let other = words::nearest(&name, blocks.iter().map(String::as_str)).or_else(|| words::nearest_structure(&name));
    // Of a block or a join and a layer the nearer one; what other libraries call a layer is near to no word.
    let near = match (layer, other) {
        (Some(layer), Some(other)) => words::nearest(&name, [other, layer]).or(Some(layer)),
        (layer, other) => layer.or(other),
    };
    let error = diagnostics.error(word.span(), format!("there is no layer `{name}`"));
    if name.eq_ignore_ascii_case("flatten") {
        error.help("leave it out: `fc` and `softmax(N)` read a volume as it is");
        return None;
    }
    if name == words::EXACT {
        error.help("`where exact` stands behind all layers");
        return None;
    }
    if let Some(near) = near {
        error.help(format!("did you mean `{near}`?")).fix([Edit::replace((word.span(), word.span()), near)]);
        if name.to_lowercase().starts_with("adaptive") {
            error.help(
                "sizes are known here: to 1x1 it is `global_avgpool`, to NxN `avgpool` by the quotient, or nothing",
            );
        }
        return words::find(near);
    }
    let all: Vec<&str> = words::LAYERS.iter().map(|word| word.name).collect();
    error.help(format!("the layers are {}", all.join(", ")));
    None
}

/// What stands between the parentheses, cut at the commas. `None` if an argument cannot be told from its neighbours.
fn arguments(word: &Word, group: Option<&Group>, diagnostics: &mut Diagnostics) -> Option<Vec<Argument>> {
    let Some(group) = group else { return Some(Vec::new()) };
    let tokens = flatten(group.stream());
    let mut arguments = Vec::new();
    let mut broken = false;
    let mut start = 0;
    while start < tokens.len() {
        let end = (start..tokens.len()).find(|at| is_punct(tokens.get(*at), ',')).unwrap_or(tokens.len());
        let piece = &tokens[start..end];
        start = end + 1;
        if piece.is_empty() {
            // A comma at the end is fine, and so is nothing at all; one too many is not.
            let comma = tokens[end].span();
            diagnostics
                .error(comma, "an argument is missing before this comma")
                .help("leave the comma out")
                .fix([Edit::replace((comma, comma), "")]);
            broken = true;
            continue;
        }
        match argument(word, piece, diagnostics) {
            Some(argument) => arguments.push(argument),
            None => broken = true,
        }
    }
    (!broken).then_some(arguments)
}

/// `20` or `stride = 2`.
fn argument(word: &Word, piece: &[TokenTree], diagnostics: &mut Diagnostics) -> Option<Argument> {
    let (name, value) = match piece {
        [TokenTree::Ident(name), sign, value @ ..] if is_punct(Some(sign), '=') => (Some(name), value),
        [TokenTree::Ident(name), rest @ ..] if word.named.contains(&&*name.to_string()) => {
            let error = diagnostics.error(name.span(), format!("`=` is missing after `{name}`"));
            match rest {
                [colon, value, ..] if is_punct(Some(colon), ':') => {
                    let colon = (colon.span(), colon.span());
                    error.help(format!("`{name} = {value}`")).fix([Edit::replace(colon, " =")]);
                }
                [value, ..] => {
                    error.help(format!("`{name} = {value}`")).fix([Edit::after(name.span(), " =")]);
                }
                [] => {
                    error.help(format!("`{name} = ..`"));
                }
            }
            return None;
        }
        value => (None, value),
    };
    if value.is_empty() {
        let name = name.map(ToString::to_string).unwrap_or_default();
        diagnostics.error_over(span_of(piece), format!("a value is missing after `{name} =`"));
        return None;
    }
    Some(Argument { name: name.cloned(), value: value.to_vec() })
}
