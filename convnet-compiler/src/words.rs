//! The words of the language with their arguments, and the nearest one to a word that is not among them.

/// A word that stands for a layer.
#[derive(Debug)]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
    /// The arguments that stand without a name, in order.
    pub positional: &'static [&'static str],
    /// How many of them must be there.
    pub required: usize,
    /// The arguments that are named: `stride = 2`.
    pub named: &'static [&'static str],
    /// How it is written, for error messages.
    pub usage: &'static str,
}

const fn plain(name: &'static str) -> Word {
    Word { name, positional: &[], required: 0, named: &[], usage: name }
}

/// Every layer.
pub static LAYERS: &[Word] = &[
    Word {
        name: "conv",
        positional: &["window", "filters"],
        required: 2,
        named: &["stride", "pad", "groups", "dilation", "bias", "round", "init"],
        usage: "conv(5x5, 20, stride = 1, pad = 0)",
    },
    Word {
        name: "pool",
        positional: &["window"],
        required: 1,
        named: &["stride", "pad", "round"],
        usage: "pool(2, stride = 2)",
    },
    Word {
        name: "avgpool",
        positional: &["window"],
        required: 1,
        named: &["stride", "pad", "round"],
        usage: "avgpool(2, stride = 2)",
    },
    plain("global_avgpool"),
    plain("relu"),
    Word { name: "leaky_relu", positional: &["slope"], required: 0, named: &[], usage: "leaky_relu(0.01)" },
    plain("prelu"),
    Word { name: "rrelu", positional: &["lower", "upper"], required: 0, named: &[], usage: "rrelu(0.125, 0.333)" },
    Word { name: "elu", positional: &["alpha"], required: 0, named: &[], usage: "elu(1.0)" },
    plain("relu6"),
    plain("sigmoid"),
    plain("tanh"),
    plain("gelu"),
    plain("silu"),
    plain("hardswish"),
    Word {
        name: "bn",
        positional: &[],
        required: 0,
        named: &["eps", "momentum"],
        usage: "bn(eps = 0.00001, momentum = 0.1)",
    },
    Word {
        name: "lrn",
        positional: &["size"],
        required: 1,
        named: &["alpha", "beta", "k"],
        usage: "lrn(5, alpha = 0.0001, beta = 0.75, k = 1)",
    },
    Word { name: "dropout", positional: &["p"], required: 0, named: &[], usage: "dropout(0.5)" },
    Word { name: "fc", positional: &["units"], required: 1, named: &["init"], usage: "fc(100)" },
    Word { name: "softmax", positional: &["classes"], required: 0, named: &["init"], usage: "softmax(10)" },
];

/// A word behind `init =`: the distribution of a layer's initial weights.
#[derive(Clone, Copy, Debug)]
pub struct InitWord {
    /// As it is written.
    pub name: &'static str,
    /// What the number between parentheses behind it is; `None` where none stands there.
    pub number: Option<&'static str>,
    /// How it is written, for error messages.
    pub usage: &'static str,
}

/// Every distribution.
pub static INITS: [InitWord; 7] = [
    InitWord { name: "he", number: None, usage: "he" },
    InitWord { name: "xavier", number: None, usage: "xavier" },
    InitWord { name: "lecun", number: None, usage: "lecun" },
    InitWord { name: "small", number: Some("the deviation"), usage: "small(0.01)" },
    InitWord { name: "orthogonal", number: Some("the factor"), usage: "orthogonal" },
    InitWord { name: "constant", number: Some("the value"), usage: "constant(0.1)" },
    InitWord { name: "nielsen", number: None, usage: "nielsen" },
];

/// What joins branches.
pub static JOINS: &[Word] = &[
    Word { name: "add", positional: &[], required: 0, named: &[], usage: "add(identity, conv(3x3, 64, pad = 1))" },
    Word {
        name: "concat",
        positional: &[],
        required: 0,
        named: &[],
        usage: "concat(conv(1x1, 64), conv(3x3, 64, pad = 1))",
    },
];

/// A head of its own for a value on the way: `aux(0.3, a -> softmax(10))`.
pub static AUX: Word =
    Word { name: "aux", positional: &[], required: 0, named: &[], usage: "aux(0.3, global_avgpool -> softmax(10))" };

/// The layers of a network declared before, its fully connected ones as convolutions: `fully_convolutional(Vgg16)`.
pub static SLIDING: Word =
    Word { name: "fully_convolutional", positional: &[], required: 0, named: &[], usage: "fully_convolutional(Vgg16)" };

/// Stands behind `where`: convolutions without Winograd's minimal filtering.
pub const EXACT: &str = "exact";

/// Begins the declaration of a named chain.
pub const BLOCK: &str = "block";

/// Stands for a branch without layers.
pub const IDENTITY: &str = "identity";

/// What other libraries call our words, in small letters, without `_` and without `2d` at the end.
static ALIASES: &[(&str, &str)] = &[
    ("adaptiveavgpool", "global_avgpool"),
    ("averagepool", "avgpool"),
    ("averagepooling", "avgpool"),
    ("avgpool", "avgpool"),
    ("batchnorm", "bn"),
    ("batchnormalization", "bn"),
    ("convolution", "conv"),
    ("dense", "fc"),
    ("fullyconnected", "fc"),
    ("gap", "global_avgpool"),
    ("globalaveragepooling", "global_avgpool"),
    ("hardswish", "hardswish"),
    ("innerproduct", "fc"),
    ("leakyrelu", "leaky_relu"),
    ("linear", "fc"),
    ("localresponsenorm", "lrn"),
    ("logsoftmax", "softmax"),
    ("lrelu", "leaky_relu"),
    ("maxpool", "pool"),
    ("maxpooling", "pool"),
    ("swish", "silu"),
];

/// What other libraries call joins, and papers auxiliary heads.
static ALIASES_OF_STRUCTURES: &[(&str, &str)] = &[
    ("auxiliary", "aux"),
    ("aux_head", "aux"),
    ("cat", "concat"),
    ("concatenate", "concat"),
    ("convolutional", "fully_convolutional"),
    ("eltwise", "add"),
    ("identity", IDENTITY),
    ("sum", "add"),
];

/// What other libraries call the arguments of ours.
pub static ALIASES_OF_ARGUMENTS: &[(&str, &str)] = &[
    ("channels", "filters"),
    ("dilation_rate", "dilation"),
    ("group", "groups"),
    ("initialisation", "init"),
    ("initialization", "init"),
    ("initializer", "init"),
    ("kernel", "window"),
    ("kernel_initializer", "init"),
    ("kernel_size", "window"),
    ("num_output", "filters"),
    ("out_channels", "filters"),
    ("out_features", "units"),
    ("padding", "pad"),
    ("pool_size", "window"),
    ("strides", "stride"),
    ("use_bias", "bias"),
    ("weight_filler", "init"),
];

/// What other libraries call our distributions, in small letters and without `_`.
static ALIASES_OF_INITS: &[(&str, &str)] = &[
    ("calibrated", "lecun"),
    ("gaussian", "small"),
    ("glorot", "xavier"),
    ("glorotnormal", "xavier"),
    ("glorotuniform", "xavier"),
    ("henormal", "he"),
    ("heuniform", "he"),
    ("kaiming", "he"),
    ("kaimingnormal", "he"),
    ("kaiminguniform", "he"),
    ("lecunnormal", "lecun"),
    ("lecununiform", "lecun"),
    ("msra", "he"),
    ("normal", "small"),
    ("ones", "constant(1)"),
    ("random", "small"),
    ("randomnormal", "small"),
    ("saxe", "orthogonal"),
    ("xaviernormal", "xavier"),
    ("xavieruniform", "xavier"),
    ("zero", "constant(0)"),
    ("zeros", "constant(0)"),
];

/// The layer of that name.
pub fn find(name: &str) -> Option<&'static Word> {
    LAYERS.iter().find(|word| word.name == name)
}

/// What joins branches, by its name.
pub fn join(name: &str) -> Option<&'static Word> {
    JOINS.iter().find(|word| word.name == name)
}

/// What has chains or a network between its parentheses, by its name.
pub fn structure(name: &str) -> Option<&'static Word> {
    JOINS.iter().chain([&AUX, &SLIDING]).find(|word| word.name == name)
}

/// The layer that an unknown name may mean.
pub fn nearest_layer(name: &str) -> Option<&'static str> {
    let plain = name.to_lowercase().replace('_', "");
    let plain = plain.strip_suffix("2d").unwrap_or(&plain);
    let alias = ALIASES.iter().find(|(other, _)| *other == plain).map(|(_, ours)| *ours);
    alias.or_else(|| find(plain).map(|word| word.name)).or_else(|| nearest(name, LAYERS.iter().map(|word| word.name)))
}

/// The word with chains or a network between its parentheses that an unknown name may mean.
pub fn nearest_structure(name: &str) -> Option<&'static str> {
    let plain = name.to_lowercase();
    let alias = ALIASES_OF_STRUCTURES.iter().find(|(other, _)| *other == plain).map(|(_, ours)| *ours);
    alias.or_else(|| nearest(name, JOINS.iter().map(|word| word.name).chain([IDENTITY, AUX.name, SLIDING.name])))
}

/// The distribution that an unknown name may mean.
pub fn nearest_init(name: &str) -> Option<&'static str> {
    let plain = name.to_lowercase().replace('_', "");
    let alias = ALIASES_OF_INITS.iter().find(|(other, _)| *other == plain).map(|(_, ours)| *ours);
    // A near name without a number: `constant` is nothing without one.
    let near = |name| {
        INITS.iter().find(|known| known.name == name).map(|known| match name {
            "constant" => known.usage,
            name => name,
        })
    };
    alias.or_else(|| nearest(name, INITS.iter().map(|known| known.name)).and_then(near))
}

/// The candidate that differs from `name` in the fewest letters, if these are few for its length.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().take(40).collect();
    candidates
        .into_iter()
        .map(|word| (distance(&name, &word.to_lowercase().chars().collect::<Vec<_>>()), word))
        .filter(|(distance, word)| *distance <= (word.len().max(name.len()) / 3).max(1) && *distance < word.len())
        // The first of equals, so that the answer does not depend on anything but the order of the table.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour to turn `a` into `b`.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        rows[i][0] = i;
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found() {
        for (wrong, right) in [
            ("cov", "conv"),
            ("con", "conv"),
            ("rellu", "relu"),
            ("Relu", "relu"),
            ("sofmax", "softmax"),
            ("avg_pool", "avgpool"),
            ("max_pool", "pool"),
            ("Linear", "fc"),
            ("drpoout", "dropout"),
            ("sigmiod", "sigmoid"),
            ("global_avg_pool", "global_avgpool"),
        ] {
            assert_eq!(nearest_layer(wrong), Some(right), "{wrong}");
        }
        for far in ["attention", "x", "zzz", "lstm"] {
            assert_eq!(nearest_layer(far), None, "{far}");
        }
    }

    #[test]
    fn distances() {
        let d = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!((d("", "abc"), d("abc", "abc"), d("acb", "abc"), d("ab", "abc"), d("xbc", "abc")), (3, 0, 1, 1, 1));
    }
}
