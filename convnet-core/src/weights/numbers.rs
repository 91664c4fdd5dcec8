//! Numbers as files have them: little-endian, of several widths.

use safetensors::Dtype;

/// The bytes of a number of this type, where it is one that we convert to 32-bit floats.
pub(crate) fn width(dtype: Dtype) -> Option<usize> {
    match dtype {
        Dtype::F16 | Dtype::BF16 => Some(2),
        Dtype::F32 => Some(4),
        Dtype::F64 => Some(8),
        _ => None,
    }
}

/// Converts numbers of a type that has a [`width`]; `bytes` holds `into.len()` of them.
pub(super) fn convert(dtype: Dtype, bytes: &[u8], into: &mut [f32]) {
    match dtype {
        Dtype::F16 => each(bytes, into, |bytes| half(u16::from_le_bytes(bytes))),
        Dtype::BF16 => each(bytes, into, |bytes| f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16)),
        Dtype::F64 => each(bytes, into, |bytes| f64::from_le_bytes(bytes) as f32),
        _ => each(bytes, into, f32::from_le_bytes),
    }
}

fn each<const WIDTH: usize>(bytes: &[u8], into: &mut [f32], number: impl Fn([u8; WIDTH]) -> f32) {
    for (value, bytes) in into.iter_mut().zip(bytes.as_chunks().0) {
        *value = number(*bytes);
    }
}

/// An IEEE 754 half: sign, 5 bits of exponent (bias 15), 10 of fraction. Exact.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10) & 0x1f;
    let fraction = u32::from(bits) & 0x3ff;
    match exponent {
        // Subnormal: fraction · 2^-24.
        0 => f32::from_bits((fraction as f32 * (1.0 / (1 << 24) as f32)).to_bits() | sign),
        // Infinity and what is no number.
        0x1f => f32::from_bits(sign | 0x7f80_0000 | (fraction << 13)),
        _ => f32::from_bits(sign | ((exponent + 127 - 15) << 23) | (fraction << 13)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_exact() {
        let cases = [
            (0x0000, 0.0),
            (0x8000, -0.0),
            (0x0001, 2f32.powi(-24)),
            (0x83ff, -1023.0 * 2f32.powi(-24)),
            (0x0400, 2f32.powi(-14)),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65504.0),
            (0x7c00, f32::INFINITY),
            (0xfc00, f32::NEG_INFINITY),
        ];
        for (bits, value) in cases {
            assert_eq!(half(bits).to_bits(), f32::to_bits(value), "{bits:04x}");
        }
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn every_width_is_read_little_endian() {
        let mut into = [0.0; 2];
        convert(Dtype::F32, &[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], &mut into);
        assert_eq!(into, [1.0, -2.0]);
        convert(Dtype::BF16, &[0x80, 0x3f, 0, 0xc0], &mut into);
        assert_eq!(into, [1.0, -2.0]);
        convert(Dtype::F16, &[0, 0x3c, 0, 0xc0], &mut into);
        assert_eq!(into, [1.0, -2.0]);
        convert(Dtype::F64, &[0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0], &mut into);
        assert_eq!(into, [1.0, -2.0]);
    }
}
