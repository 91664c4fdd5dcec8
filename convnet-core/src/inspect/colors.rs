//! Colours that stand for values.

/// Below zero, zero and above zero: apart for eyes that don't tell red from green too.
pub(super) const NEGATIVE: [f32; 3] = [33.0, 102.0, 172.0];
const ZERO: [f32; 3] = [247.0, 247.0, 247.0];
pub(super) const POSITIVE: [f32; 3] = [178.0, 24.0, 43.0];

/// The colour of a value from −1 to 1.
pub(super) fn diverging(value: f32) -> [u8; 3] {
    mixed(ZERO, if value < 0.0 { NEGATIVE } else { POSITIVE }, value.abs().min(1.0))
}

/// The colour at the part `part`, from 0 to 1, of the way along these, which are evenly spaced and at least two.
pub(super) fn ramp(colors: &[[f32; 3]], part: f32) -> [u8; 3] {
    let place = part.clamp(0.0, 1.0) * (colors.len() - 1) as f32;
    let below = (place as usize).min(colors.len() - 2);
    mixed(colors[below], colors[below + 1], place - below as f32)
}

/// From `from`, where `part` is 0, to `to`, where it is 1.
pub(super) fn mixed(from: [f32; 3], to: [f32; 3], part: f32) -> [u8; 3] {
    std::array::from_fn(|i| (from[i] + part * (to[i] - from[i])) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_go_from_end_to_end() {
        assert_eq!([-1.0, 0.0, 2.0].map(diverging), [[33, 102, 172], [247; 3], [178, 24, 43]]);
        let grey = [[0.0; 3], [100.0; 3], [250.0; 3]];
        assert_eq!([-1.0, 0.25, 0.5, 0.75, 1.0].map(|part| ramp(&grey, part)[0]), [0, 50, 100, 175, 250]);
    }
}
