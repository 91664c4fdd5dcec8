//! Text without an allocator, for compile-time evaluation.

use crate::{Pair, Volume};
use core::fmt;

/// A short text built in a `const fn`; what does not fit any more is left out.
#[derive(Clone, Copy)]
pub struct Message {
    bytes: [u8; Message::CAPACITY],
    len: usize,
}

impl Message {
    /// How many bytes of text there is room for.
    pub const CAPACITY: usize = 1024;

    /// No text yet.
    pub const fn new() -> Message {
        Message { bytes: [0; Message::CAPACITY], len: 0 }
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // `push` never cuts a string, so this is out of reach.
            Err(_) => "",
        }
    }

    /// Whether there is no text.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds `text`, or nothing where it does not fit.
    #[must_use]
    pub const fn text(mut self, text: &str) -> Message {
        let text = text.as_bytes();
        if text.len() > Message::CAPACITY - self.len {
            return self;
        }
        let mut i = 0;
        while i < text.len() {
            self.bytes[self.len + i] = text[i];
            i += 1;
        }
        self.len += text.len();
        self
    }

    /// Adds `number` in decimal digits.
    #[must_use]
    pub const fn number(self, number: u64) -> Message {
        self.digits(number, 1, false)
    }

    /// Adds `number` with a comma between thousands: `61,100,840`.
    #[must_use]
    pub const fn count(self, number: u64) -> Message {
        self.digits(number, 1, true)
    }

    /// Adds bytes in the largest binary unit that is not above them, to a tenth: `47.0 KiB`, `400 B`.
    #[must_use]
    pub const fn bytes(self, bytes: u64) -> Message {
        let units = [(" GiB", 30), (" MiB", 20), (" KiB", 10)];
        let mut i = 0;
        while i < units.len() {
            let (name, shift) = units[i];
            if bytes >= 1 << shift {
                let tenths = (bytes as u128 * 10 + (1 << (shift - 1))) >> shift;
                return self.count((tenths / 10) as u64).text(".").number((tenths % 10) as u64).text(name);
            }
            i += 1;
        }
        self.number(bytes).text(" B")
    }

    /// Adds `a`x`b`.
    #[must_use]
    pub const fn pair(self, pair: Pair) -> Message {
        self.number(pair.x as u64).text("x").number(pair.y as u64)
    }

    /// Adds one number where both are the same, `a`x`b` otherwise: how strides and pads are written.
    #[must_use]
    pub const fn short_pair(self, pair: Pair) -> Message {
        if pair.x == pair.y { self.number(pair.x as u64) } else { self.pair(pair) }
    }

    /// Adds width x height x depth.
    #[must_use]
    pub const fn volume(self, volume: Volume) -> Message {
        self.pair(Pair::new(volume.width, volume.height)).text("x").number(volume.depth as u64)
    }

    /// Adds `above / below`, two counts of at most 65 bits, as a decimal fraction: exact with up to three places (`12.5`), else rounded to two with
    /// a sign that says so (`≈ 8.67`). `relation` (such as `= `) stands before an exact one.
    #[must_use]
    pub const fn fraction(self, relation: &str, above: u128, below: u128) -> Message {
        let (whole, rest) = ((above / below) as u64, above % below);
        let thousandths = rest * 1000 / below;
        if rest * 1000 % below == 0 {
            let (mut decimals, mut places) = (thousandths as u64, 3);
            while places > 1 && decimals.is_multiple_of(10) {
                decimals /= 10;
                places -= 1;
            }
            self.text(relation).number(whole).text(".").digits(decimals, places, false)
        } else {
            let hundredths = (thousandths as u64 + 5) / 10;
            self.text("≈ ").number(whole + hundredths / 100).text(".").digits(hundredths % 100, 2, false)
        }
    }

    /// Adds a whole message.
    #[must_use]
    pub const fn then(self, other: &Message) -> Message {
        self.text(other.as_str())
    }

    const fn digits(mut self, number: u64, least: usize, commas: bool) -> Message {
        let mut digits = [0; 26];
        let (mut at, mut rest, mut written) = (digits.len(), number, 0);
        while rest > 0 || written < least {
            if commas && written > 0 && written % 3 == 0 {
                at -= 1;
                digits[at] = b',';
            }
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            written += 1;
        }
        if digits.len() - at <= Message::CAPACITY - self.len {
            while at < digits.len() {
                self.bytes[self.len] = digits[at];
                self.len += 1;
                at += 1;
            }
        }
        self
    }
}

impl Default for Message {
    fn default() -> Message {
        Message::new()
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Message) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Message {}
