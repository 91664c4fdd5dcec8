//! Budgets: `where params <= 100_000`.

use crate::Message;

/// What a budget is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Learned numbers.
    Params,
    /// Multiply-adds for one image.
    Macs,
    /// Bytes of parameters and of every layer's output for one image.
    Memory,
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

/// What a layer costs, in the budget's quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost<'a> {
    /// The layer's name.
    pub name: &'a str,
    /// Numbers, multiply-adds or bytes.
    pub amount: u64,
}

/// A limit on the whole network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What is limited.
    pub quantity: Quantity,
    /// In which way.
    pub relation: Relation,
    /// Numbers, multiply-adds or bytes.
    pub limit: u64,
}

/// The bytes of `params` numbers and of an output of `values` for one image.
pub const fn memory(params: u64, values: u64) -> u64 {
    params.saturating_add(values).saturating_mul(4)
}

impl Quantity {
    /// The word in a declaration.
    pub const fn word(self) -> &'static str {
        match self {
            Quantity::Params => "params",
            Quantity::Macs => "macs",
            Quantity::Memory => "memory",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Quantity::Params => " parameters",
            Quantity::Macs => " multiply-adds",
            Quantity::Memory => " bytes",
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
    /// The sum of what the layers cost; `u64::MAX` where that overflows.
    pub const fn actual(costs: &[Cost<'_>]) -> u64 {
        let (mut sum, mut i) = (0u64, 0);
        while i < costs.len() {
            sum = sum.saturating_add(costs[i].amount);
            i += 1;
        }
        sum
    }

    /// Compares the layers' costs with the limit.
    ///
    /// # Errors
    /// The actual number, and the three layers that cost most:
    /// ``the budget `params <= 100,000` is not kept: the network has 431,080 parameters, 331,080 too many``, and
    /// on a second line `note: most of them in fc1 (400,500), conv2 (25,050), fc2 (5,010)`.
    pub const fn check(&self, costs: &[Cost<'_>]) -> Result<(), Message> {
        let (actual, limit) = (Budget::actual(costs), self.limit);
        let kept = match self.relation {
            Relation::Equal => actual == limit,
            Relation::Below => actual < limit,
            Relation::AtMost => actual <= limit,
            Relation::Above => actual > limit,
            Relation::AtLeast => actual >= limit,
        };
        if kept {
            return Ok(());
        }
        let difference = actual.abs_diff(limit);
        let m = Message::new()
            .text("the budget `")
            .text(self.quantity.word())
            .text(" ")
            .text(self.relation.sign())
            .text(" ")
            .count(limit)
            .text("` is not kept: the network has ")
            .count(actual)
            .text(self.quantity.unit());
        let m = if actual > limit {
            m.text(", ").count(difference).text(" too many")
        } else if actual < limit {
            m.text(", ").count(difference).text(" too few")
        } else {
            m
        };
        Err(most(m, costs))
    }
}

/// Names the three layers that cost most.
const fn most(mut m: Message, costs: &[Cost<'_>]) -> Message {
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
        m = m.text(if named == 0 { "\nnote: most of them in " } else { ", " });
        m = m.text(costs[found].name).text(" (").count(costs[found].amount).text(")");
        last = best;
        named += 1;
    }
    m
}
