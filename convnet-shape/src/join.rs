//! Branches that come together: sums, and volumes joined along the depth.

use crate::{Message, Volume};

/// How branches come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Value by value; all volumes are equal.
    Add,
    /// One behind the other along the depth; width and height are equal.
    Concat,
}

impl Join {
    /// The word in a declaration.
    pub const fn word(self) -> &'static str {
        match self {
            Join::Add => "add",
            Join::Concat => "concat",
        }
    }

    /// The volume that `branches` give together.
    ///
    /// # Errors
    /// The branch, from 0 on, whose volume differs from that of most others: of two, the second.
    pub const fn volume(self, branches: &[Volume]) -> Result<Volume, usize> {
        let (mut best, mut most, mut i) = (0, 0, 0);
        while i < branches.len() {
            let (mut count, mut j) = (0, 0);
            while j < branches.len() {
                if self.agree(branches[i], branches[j]) {
                    count += 1;
                }
                j += 1;
            }
            if count > most {
                (best, most) = (i, count);
            }
            i += 1;
        }
        let (mut depth, mut i) = (0usize, 0);
        while i < branches.len() {
            if !self.agree(branches[best], branches[i]) {
                return Err(i);
            }
            depth = depth.saturating_add(branches[i].depth);
            i += 1;
        }
        Ok(match (self, branches) {
            (_, []) => Volume::new(0, 0, 0),
            (Join::Add, _) => branches[0],
            (Join::Concat, _) => Volume::new(branches[0].width, branches[0].height, depth),
        })
    }

    const fn agree(self, a: Volume, b: Volume) -> bool {
        a.width == b.width && a.height == b.height && (matches!(self, Join::Concat) || a.depth == b.depth)
    }

    /// What is wrong with a branch:
    /// `the branches give 56x56x64, 56x56x256: branch 2 differs, and a sum is of equal volumes`.
    pub const fn message(self, branches: &[Volume], guilty: usize) -> Message {
        let mut m = Message::new().text("the branches give ");
        let mut i = 0;
        while i < branches.len() {
            m = m.text(if i == 0 { "" } else { ", " }).volume(branches[i]);
            i += 1;
        }
        m = m.text(": branch ").number(guilty as u64 + 1).text(" differs, and ");
        m.text(match self {
            Join::Add => "a sum is of equal volumes",
            Join::Concat => "volumes are joined along the depth where width and height are equal",
        })
    }
}

/// The volume, or a panic with what is wrong: in a `const` item a compile error on the caller's tokens.
#[track_caller]
pub const fn expect_join(layer: &str, join: Join, branches: &[Volume]) -> Volume {
    match join.volume(branches) {
        Ok(volume) => volume,
        Err(guilty) => {
            let text = Message::new().text(layer).text(": ").then(&join.message(branches, guilty));
            panic!("{}", text.as_str())
        }
    }
}
