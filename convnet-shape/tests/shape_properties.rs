//! Random shapes against a count of window positions that places every window by hand, and every suggestion against
//! the rules.

use convnet_shape::{
    Argument, Axis, Fault, Padding, Pair, Request, Round, Volume, Window, avg_pool, conv, fc, global_avg_pool, max_pool,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The windows along one axis, placed one after the other over padded cells.
///
/// `None` where not even the first fits, or where `Exact` meets a remainder.
fn place(len: usize, size: usize, stride: usize, pads: (usize, usize), dilation: usize, round: Round) -> Option<usize> {
    let end = pads.0 + len + pads.1;
    // The cells that a window at `start` touches.
    let taps = |start: usize| (0..size).map(move |tap| start + tap * dilation);
    let last = |start: usize| taps(start).max().unwrap();
    if last(0) >= end {
        return None;
    }
    let (mut count, mut start) = (1, 0);
    loop {
        let next = start + stride;
        if last(next) < end {
            (count, start) = (count + 1, next);
            continue;
        }
        // The cells behind the last window, which no window touches.
        let left = end - 1 - last(start);
        return match round {
            Round::Exact if left > 0 => None,
            Round::Ceil if left > 0 && next < pads.0 + len => Some(count + 1),
            _ => Some(count),
        };
    }
}

fn random_window(rng: &mut StdRng, dilated: bool) -> Window {
    let pair = |rng: &mut StdRng, least: usize, most: usize| {
        let x = rng.random_range(least..=most);
        if rng.random_bool(0.5) { Pair::square(x) } else { Pair::new(x, rng.random_range(least..=most)) }
    };
    let size = pair(rng, 1, 7);
    let stride = pair(rng, 1, 5);
    let padding = if rng.random_bool(0.2) { Padding::Same } else { Padding::Number(pair(rng, 0, 4)) };
    let dilation = if dilated { pair(rng, 1, 3) } else { Pair::square(1) };
    let round = [Round::Exact, Round::Floor, Round::Ceil][rng.random_range(0..3)];
    Window { size, stride, padding, dilation, round }
}

fn random_volume(rng: &mut StdRng) -> Volume {
    Volume::new(rng.random_range(1..=20), rng.random_range(1..=20), rng.random_range(1..=6))
}

/// What `same` puts before and after: together one less than the reach, the odd one after.
fn pads(padding: Padding, size: usize, dilation: usize, of: impl Fn(Pair) -> usize) -> (usize, usize) {
    match padding {
        Padding::Number(pad) => (of(pad), of(pad)),
        Padding::Same => {
            let around = (size - 1) * dilation;
            (around / 2, around.div_ceil(2))
        }
    }
}

/// Width and height by brute force.
fn positions(input: Volume, w: &Window) -> Option<(usize, usize)> {
    if w.padding == Padding::Same && (w.stride.x > 1 || w.stride.y > 1) {
        return None;
    }
    let px = pads(w.padding, w.size.x, w.dilation.x, |p| p.x);
    let py = pads(w.padding, w.size.y, w.dilation.y, |p| p.y);
    let x = place(input.width, w.size.x, w.stride.x, px, w.dilation.x, w.round)?;
    let y = place(input.height, w.size.y, w.stride.y, py, w.dilation.y, w.round)?;
    Some((x, y))
}

#[test]
fn convolutions_have_as_many_positions_as_can_be_placed() {
    let mut rng = StdRng::seed_from_u64(1);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..20_000 {
        let (input, window) = (random_volume(&mut rng), random_window(&mut rng, true));
        let groups = rng.random_range(1..=3);
        let filters = rng.random_range(1..=8);
        let divided =
            (1..=filters).any(|n| n * groups == filters) && (1..=input.depth).any(|n| n * groups == input.depth);
        let expected = positions(input, &window).filter(|_| divided);
        let shape = conv(input, &window, filters, groups, true);
        assert_eq!(
            shape.ok().map(|s| (s.output.width, s.output.height, s.output.depth)),
            expected.map(|(x, y)| (x, y, filters)),
            "{input:?} {window:?} {filters} {groups}"
        );
        match shape {
            Ok(shape) => {
                good += 1;
                if window.padding == Padding::Same {
                    assert_eq!((shape.output.width, shape.output.height), (input.width, input.height));
                }
                // One by one: each filter sees its group's slices through each tap.
                let mut weights = 0;
                for _filter in 0..filters {
                    for _slice in (0..input.depth).step_by(groups) {
                        weights += (0..window.size.y).map(|_| window.size.x).sum::<usize>();
                    }
                }
                assert_eq!(shape.weights(), weights);
                assert_eq!(shape.params(), weights + filters);
                let (x, y) = expected.unwrap();
                assert_eq!(shape.macs(), (0..x * y).map(|_| weights as u64).sum::<u64>());
            }
            Err(_) => bad += 1,
        }
    }
    assert!(good > 2000 && bad > 2000, "{good} good, {bad} bad: the draw says little");
}

#[test]
fn poolings_have_as_many_positions_as_can_be_placed() {
    let mut rng = StdRng::seed_from_u64(2);
    for _ in 0..20_000 {
        let (input, window) = (random_volume(&mut rng), random_window(&mut rng, false));
        let inside = match window.padding {
            Padding::Number(pad) => pad.x < window.size.x && pad.y < window.size.y,
            Padding::Same => true,
        };
        let expected = positions(input, &window).filter(|_| inside).map(|(x, y)| Volume::new(x, y, input.depth));
        for shape in [max_pool(input, &window), avg_pool(input, &window)] {
            assert_eq!(shape.ok().map(|s| s.output), expected, "{input:?} {window:?}");
            if let Ok(shape) = shape {
                // Every window touches the input.
                for (start, reach, before, len) in [
                    ((shape.output.width - 1) * window.stride.x, window.size.x, shape.pad.x, input.width),
                    ((shape.output.height - 1) * window.stride.y, window.size.y, shape.pad.y, input.height),
                ] {
                    assert!(start < before + len && reach > before, "{input:?} {window:?}");
                }
            }
        }
    }
}

#[test]
fn flat_layers() {
    let mut rng = StdRng::seed_from_u64(3);
    for _ in 0..1000 {
        let input = random_volume(&mut rng);
        let units = rng.random_range(1..50);
        let shape = fc(input, units).unwrap();
        let inputs = (0..input.width).flat_map(|_| 0..input.height).flat_map(|_| 0..input.depth).count();
        assert_eq!(
            (shape.weights(), shape.params(), shape.macs()),
            (inputs * units, inputs * units + units, (inputs * units) as u64)
        );
        assert_eq!(shape.output, Volume::new(1, 1, units));
        assert_eq!(global_avg_pool(input).unwrap().output, Volume::new(1, 1, input.depth));
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

fn pair(text: &str) -> Pair {
    match text.split_once('x') {
        Some((x, y)) => Pair::new(number(x), number(y)),
        None => Pair::square(number(text)),
    }
}

/// The request with a change as its text says it, and the size that is promised.
fn follow(request: Request, text: &str) -> (Request, Option<Pair>) {
    let mut window = request.window().unwrap();
    let (change, size) = match text.split_once(" gives ") {
        Some((change, size)) => (change, Some(pair(size))),
        None => (text, None),
    };
    let with_counts = |of_filters: Option<usize>, of_groups: Option<usize>| match request {
        Request::Conv { input, window, filters, groups } => {
            Request::Conv { input, window, filters: of_filters.unwrap_or(filters), groups: of_groups.unwrap_or(groups) }
        }
        other => panic!("{other:?} has no filters"),
    };
    match change.split(' ').collect::<Vec<_>>()[..] {
        ["stride", s] => window.stride = pair(s),
        ["pad", p] => window.padding = Padding::Number(pair(p)),
        ["pad", p, "with", "`round", "=", "floor`"] => {
            (window.padding, window.round) = (Padding::Number(pair(p)), Round::Floor);
        }
        ["window", f] => window.size = pair(f),
        ["window", f, "at", "stride", s] => {
            assert_eq!(pair(s), window.stride, "{text}");
            window.size = pair(f);
        }
        ["window", "and", "stride", f] => (window.size, window.stride) = (pair(f), pair(f)),
        ["`round", "=", "floor`"] => window.round = Round::Floor,
        ["`round", "=", "ceil`"] => window.round = Round::Ceil,
        [filters, "filters", "split", "into", ..] => return (with_counts(Some(number(filters)), None), size),
        ["`groups", "=", groups, "divides", ..] => {
            return (with_counts(None, Some(number(groups.trim_end_matches('`')))), size);
        }
        _ => panic!("nobody understands {text:?}"),
    }
    let changed = match request {
        Request::Conv { input, filters, groups, .. } => Request::Conv { input, window, filters, groups },
        Request::MaxPool { input, .. } => Request::MaxPool { input, window },
        Request::AvgPool { input, .. } => Request::AvgPool { input, window },
        other => other,
    };
    (changed, size)
}

#[test]
fn every_suggestion_would_compile() {
    let mut rng = StdRng::seed_from_u64(4);
    let (mut followed, mut remainders, mut helpless) = (0, 0, 0);
    for at in 0..30_000 {
        let input = Some(random_volume(&mut rng));
        let window = random_window(&mut rng, at % 3 == 0);
        let request = match at % 3 {
            0 => {
                let (filters, groups) = (rng.random_range(1..=8), rng.random_range(1..=3));
                Request::Conv { input, window, filters, groups }
            }
            1 => Request::MaxPool { input, window },
            _ => Request::AvgPool { input, window },
        };
        let Err(error) = request.output() else { continue };
        let suggestions: Vec<_> = error.help().suggestions.into_iter().flatten().collect();
        // Where the other direction is wrong in another way, no single change helps.
        if matches!(error.fault, Fault::Remainder(_)) && request.errors().count() == 1 {
            remainders += 1;
            helpless += usize::from(suggestions.is_empty());
        }
        for suggestion in suggestions {
            let text = suggestion.text.as_str();
            let (changed, size) = follow(request, text);
            assert_eq!(changed, suggestion.request, "{text}");
            assert_ne!(changed, request, "{text}");
            let output = changed.output().unwrap_or_else(|e| panic!("{request:?}\n{error}\n{text}: {e}")).unwrap();
            if let Some(size) = size {
                assert_eq!(Pair::new(output.width, output.height), size, "{request:?} {text}");
            }
            followed += 1;
        }
    }
    assert!(followed > 10_000 && remainders > 1000, "{followed} {remainders}");
    assert!(helpless * 10 < remainders, "{helpless} of {remainders} remainders without any help");
}

/// Several mistakes in one layer come out together, and none that is only another's shadow: mending each alone leaves the
/// others.
#[test]
fn independent_mistakes_are_all_found() {
    let bad = |size, stride, dilation, filters, groups| {
        let window = Window { size, stride, dilation, ..Window::new(1, 1) };
        let request = Request::Conv { input: Some(Volume::new(28, 30, 3)), window, filters, groups };
        request.errors().map(|error| error.fault).collect::<Vec<_>>()
    };
    let (zero, one, two, five) = (Pair::square(0), Pair::square(1), Pair::square(2), Pair::square(5));
    let zeros = [Argument::Window, Argument::Stride, Argument::Dilation, Argument::Filters, Argument::Groups];
    assert_eq!(bad(zero, zero, zero, 0, 0), zeros.map(|argument| Fault::Zero(argument, Axis::Both)));
    assert_eq!(bad(five, one, one, 8, 1), []);
    assert_eq!(bad(five, two, one, 8, 3), [Fault::Filters, Fault::Remainder(Axis::Each)]);
    assert_eq!(bad(five, two, one, 8, 2), [Fault::Depth, Fault::Remainder(Axis::Each)]);
    assert_eq!(bad(Pair::new(5, 0), one, one, 8, 2), [Fault::Zero(Argument::Window, Axis::Height), Fault::Depth]);
    assert_eq!(
        bad(Pair::square(29), one, one, 0, 1),
        [Fault::Zero(Argument::Filters, Axis::Both), Fault::WindowTooLarge(Axis::Width)]
    );
}

#[test]
fn messages_carry_the_numbers() {
    let window = |size, stride| Window {
        size: Pair::square(size),
        stride: Pair::square(stride),
        padding: Padding::Number(Pair::square(0)),
        dilation: Pair::square(1),
        round: Round::Exact,
    };
    let input = Volume::new(28, 28, 1);
    let error = conv(input, &window(5, 2), 20, 1, true).unwrap_err();
    assert_eq!(error.to_string(), "stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5");
    assert_eq!(
        error.report("conv1").as_str(),
        "conv1 reads 28x28x1: stride 2 does not fit: (28 − 5 + 2·0)/2 + 1 = 12.5\nhelp: stride 1 gives 24x24; window \
         4x4 gives 13x13; window 6x6 gives 12x12\nhelp: `round = floor` gives 12x12; `round = ceil` gives 13x13"
    );
    assert_eq!((error.argument(), error.axis()), (Argument::Stride, Axis::Both));
    for (size, stride, end) in
        [(5, 8, "= 3.875"), (3, 4, "= 7.25"), (5, 3, "≈ 8.67"), (4, 7, "≈ 4.43"), (2, 1000, "= 1.026")]
    {
        let text = conv(input, &window(size, stride), 20, 1, true).unwrap_err().to_string();
        assert!(text.ends_with(end), "{text}");
    }
    let tall = conv(Volume::new(27, 28, 1), &window(3, 2), 20, 1, true).unwrap_err();
    assert_eq!(tall.to_string(), "stride 2 does not fit along the height: (28 − 3 + 2·0)/2 + 1 = 13.5");
    assert_eq!(tall.axis(), Axis::Height);
}

/// The same text at compile time.
#[test]
fn messages_are_built_by_const_evaluation() {
    const WINDOW: Window = Window {
        size: Pair::square(64),
        stride: Pair::square(37),
        padding: Padding::Number(Pair::square(3)),
        dilation: Pair::new(2, 3),
        round: Round::Exact,
    };
    const ERROR: convnet_shape::Error = match conv(Volume::new(1000, 999, 8), &WINDOW, 30, 2, true) {
        Ok(_) => panic!("it does not fit"),
        Err(error) => error,
    };
    const REPORT: convnet_shape::Message = ERROR.report("conv1");
    assert_eq!(REPORT, ERROR.report("conv1"));
    assert!(REPORT.as_str().starts_with("conv1 reads 1000x999x8: stride 37 does not fit"), "{REPORT}");
}
