//! Budgets: `where params <= 100_000`.

use crate::{Message, Pair};

/// What a budget is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Learned numbers.
    Params,
    /// Multiply-adds for one image.
    Macs,
    /// Bytes of the arrays that hold the network and answer one image.
    Memory,
    /// Pixels of the input that one value of the last layer sees, along each side.
    ReceptiveField,
}

/// How the number must stand to the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `==`
    Equal,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// How much of a quantity a network has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actual {
    /// Numbers, multiply-adds or bytes.
    Count(u64),
    /// Pixels along the width and the height. A lower limit holds for the smaller side, an upper one for the larger.
    Sides(Pair),
}

impl Actual {
    /// The smaller and the larger side.
    const fn sides(self) -> (u64, u64) {
        match self {
            Actual::Count(count) => (count, count),
            Actual::Sides(Pair { x, y }) if x < y => (x as u64, y as u64),
            Actual::Sides(Pair { x, y }) => (y as u64, x as u64),
        }
    }
}

/// What a layer costs, in the budget's quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost<'a> {
    /// The layer's name.
    pub name: &'a str,
    /// Numbers, multiply-adds, bytes, or the pixels by which it widens the receptive field.
    pub amount: u64,
}

/// A limit on the whole network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What is limited.
    pub quantity: Quantity,
    /// In which way.
    pub relation: Relation,
    /// Numbers, multiply-adds, bytes or pixels.
    pub limit: u64,
}

impl Cost<'_> {
    /// The sum of what layers cost; `u64::MAX` where that overflows.
    pub const fn sum(costs: &[Cost<'_>]) -> u64 {
        let (mut sum, mut i) = (0u64, 0);
        while i < costs.len() {
            sum = sum.saturating_add(costs[i].amount);
            i += 1;
        }
        sum
    }
}

/// The bytes of `params` numbers and of an output of `values` for one image.
pub const fn memory(params: u64, values: u64) -> u64 {
    params.saturating_add(values).saturating_mul(4)
}

impl Quantity {
    /// Every one, in the order in which they are explained.
    pub const ALL: [Quantity; 4] = [Quantity::Params, Quantity::Macs, Quantity::Memory, Quantity::ReceptiveField];

    /// The word in a declaration.
    pub const fn word(self) -> &'static str {
        match self {
            Quantity::Params => "params",
            Quantity::Macs => "macs",
            Quantity::Memory => "memory",
            Quantity::ReceptiveField => "receptive_field",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Quantity::Params => " parameters",
            Quantity::Macs => " multiply-adds",
            Quantity::Memory => " bytes",
            Quantity::ReceptiveField => " pixels",
        }
    }

    const fn verb(self) -> &'static str {
        match self {
            Quantity::Params | Quantity::Macs => "the network has ",
            Quantity::Memory => "the network needs ",
            Quantity::ReceptiveField => "an output sees ",
        }
    }

    /// What the layers that cost most do.
    const fn most(self) -> &'static str {
        match self {
            Quantity::ReceptiveField => "\nnote: widened most by ",
            _ => "\nnote: most of them in ",
        }
    }
}

impl Relation {
    /// The sign in a declaration.
    pub const fn sign(self) -> &'static str {
        match self {
            Relation::Equal => "==",
            Relation::Below => "<",
            Relation::AtMost => "<=",
            Relation::Above => ">",
            Relation::AtLeast => ">=",
        }
    }
}

impl Budget {
    /// Compares what a network has with the limit; `costs` is what each layer contributes.
    ///
    /// # Errors
    /// The actual number, and the three layers that contribute most:
    /// ``the budget `params <= 100,000` is not kept: the network has 431,080 parameters, 331,080 too many``, and
    /// on a second line `note: most of them in fc1 (400,500), conv2 (25,050), fc2 (5,010)`.
    pub const fn check(&self, actual: Actual, costs: &[Cost<'_>]) -> Result<(), Message> {
        let ((least, most), limit) = (actual.sides(), self.limit);
        let (kept, guilty) = match self.relation {
            Relation::Equal => (least == limit && most == limit, if least < limit { least } else { most }),
            Relation::Below => (most < limit, most),
            Relation::AtMost => (most <= limit, most),
            Relation::Above => (least > limit, least),
            Relation::AtLeast => (least >= limit, least),
        };
        if kept {
            return Ok(());
        }
        let m = Message::new()
            .text("the budget `")
            .text(self.quantity.word())
            .text(" ")
            .text(self.relation.sign())
            .text(" ")
            .count(limit)
            .text("` is not kept: ")
            .text(self.quantity.verb());
        let m = match actual {
            Actual::Count(count) => m.count(count),
            Actual::Sides(sides) => m.pair(sides),
        };
        let m = m.text(self.quantity.unit());
        let m = if guilty > limit {
            m.text(", ").count(guilty - limit).text(" too many")
        } else if guilty < limit {
            m.text(", ").count(limit - guilty).text(" too few")
        } else {
            m
        };
        Err(self.most(m, costs))
    }

    /// Names the three layers that cost most.
    const fn most(self, mut m: Message, costs: &[Cost<'_>]) -> Message {
        // The place of the last layer named: among equals the earlier comes first.
        let (mut last, mut named): (Option<usize>, usize) = (None, 0);
        while named < 3 {
            let (mut best, mut i): (Option<usize>, usize) = (None, 0);
            while i < costs.len() {
                let after_last = match last {
                    Some(l) => costs[i].amount < costs[l].amount || (costs[i].amount == costs[l].amount && i > l),
                    None => true,
                };
                let before_best = match best {
                    Some(b) => costs[i].amount > costs[b].amount,
                    None => true,
                };
                if after_last && before_best && costs[i].amount > 0 {
                    best = Some(i);
                }
                i += 1;
            }
            let Some(found) = best else { return m };
            m = m.text(if named == 0 { self.quantity.most() } else { ", " });
            m = m.text(costs[found].name).text(" (").count(costs[found].amount).text(")");
            last = best;
            named += 1;
        }
        m
    }
}
