//! What `LAYERS` tells of each layer, as compile-time asserts.

use convnet::__private::{Field, Window, conv, expect_conv, trace};
use convnet::{Layer, Op, Pair, Volume, convnet};

const WINDOW: usize = 3;

convnet! {
    Net<32x28x3> = edges: conv(5x3, 8, stride = 3x1, pad = 2x1, round = floor) -> bn -> relu;
    Chain<32x28x2> =
        pool(2) -> conv(WINDOW x 3, 8, dilation = 1x2, groups = 2, pad = same, bias = false) -> prelu -> lrn(3) -> dropout
        -> avgpool(3, stride = 2, pad = 1, round = ceil) -> fc(7) -> softmax(5);
    Function<6x4x2> = conv(1, 4) -> global_avgpool -> softmax;
    Vgg16<224x224x3> =
        (conv(3x3, 64, pad = 1) -> relu) * 2 -> pool(2) -> (conv(3x3, 128, pad = 1) -> relu) * 2 -> pool(2)
        -> (conv(3x3, 256, pad = 1) -> relu) * 3 -> pool(2) -> ((conv(3x3, 512, pad = 1) -> relu) * 3 -> pool(2)) * 2
        -> (fc(4096) -> relu -> dropout) * 2 -> softmax(1000)
        where params == 138_357_544, receptive_field == 404;
}

const fn same(pair: Pair, x: usize, y: usize) -> bool {
    pair.x == x && pair.y == y
}

const fn is(layer: &Layer, output: [usize; 3], params: usize, macs: u64) -> bool {
    let volume = layer.output;
    volume.width == output[0]
        && volume.height == output[1]
        && volume.depth == output[2]
        && layer.params == params
        && layer.macs == macs
        && layer.bytes == 4 * output[0] * output[1] * output[2]
}

/// Window, stride, pad and dilation.
const fn slides(layer: &Layer, window: [usize; 2], stride: [usize; 2], pad: [usize; 2], dilation: [usize; 2]) -> bool {
    let Some(size) = layer.window else { return false };
    same(size, window[0], window[1])
        && same(layer.stride, stride[0], stride[1])
        && same(layer.pad, pad[0], pad[1])
        && same(layer.dilation, dilation[0], dilation[1])
}

const fn stands(layer: &Layer) -> bool {
    layer.window.is_none() && same(layer.stride, 1, 1) && same(layer.pad, 0, 0) && same(layer.dilation, 1, 1)
}

const fn sees(layer: &Layer, size: [usize; 2], jump: [usize; 2]) -> bool {
    let field = layer.receptive_field;
    same(field.size, size[0], size[1]) && same(field.jump, jump[0], jump[1])
}

const _: () = {
    let l = Net::LAYERS;
    // (32 − 5 + 4)/3 + 1 = 11.33, (28 − 3 + 2)/1 + 1 = 28.
    assert!(is(&l[0], [11, 28, 8], 3 * 15 * 8 + 8, 11 * 28 * 8 * 45));
    assert!(slides(&l[0], [5, 3], [3, 1], [2, 1], [1, 1]) && sees(&l[0], [5, 3], [3, 1]));
    assert!(is(&l[1], [11, 28, 8], 16, 0) && stands(&l[1]) && sees(&l[1], [5, 3], [3, 1]));
    assert!(l[0].input.width == 32 && l[0].input.height == 28 && l[0].input.depth == 3 && l[0].groups == 1);
    assert!(is(&l[2], [11, 28, 8], 0, 0));

    let l = Chain::LAYERS;
    assert!(
        is(&l[0], [16, 14, 2], 0, 0) && slides(&l[0], [2, 2], [2, 2], [0, 0], [1, 1]) && sees(&l[0], [2, 2], [2, 2])
    );
    assert!(is(&l[1], [16, 14, 8], 72, 16 * 14 * 72) && l[1].groups == 2);
    // The dilated window reaches over 3x5 values, 2 pixels apart.
    assert!(slides(&l[1], [3, 3], [1, 1], [1, 2], [1, 2]) && sees(&l[1], [2 + 2 * 2, 2 + 4 * 2], [2, 2]));
    assert!(is(&l[2], [16, 14, 8], 8, 0) && is(&l[3], [16, 14, 8], 0, 0) && is(&l[4], [16, 14, 8], 0, 0));
    assert!(stands(&l[3]) && sees(&l[4], [6, 10], [2, 2]));
    assert!(is(&l[5], [9, 8, 8], 0, 0) && slides(&l[5], [3, 3], [2, 2], [1, 1], [1, 1]));
    assert!(sees(&l[5], [6 + 2 * 2, 10 + 2 * 2], [4, 4]));
    assert!(is(&l[6], [1, 1, 7], 9 * 8 * 8 * 7 + 7, 9 * 8 * 8 * 7) && stands(&l[6]));
    assert!(sees(&l[6], [10 + 8 * 4, 14 + 7 * 4], [4, 4]));
    assert!(is(&l[7], [1, 1, 5], 40, 35) && sees(&l[7], [42, 42], [4, 4]));

    let l = Function::LAYERS;
    assert!(is(&l[0], [6, 4, 4], 12, 6 * 4 * 8) && is(&l[1], [1, 1, 4], 0, 0) && is(&l[2], [1, 1, 4], 0, 0));
    assert!(slides(&l[1], [6, 4], [1, 1], [0, 0], [1, 1]) && sees(&l[2], [6, 4], [1, 1]));

    // As tables of receptive fields have it: 212 pixels and a jump of 32 behind the last pooling.
    let l = Vgg16::LAYERS;
    assert!(sees(&l[2], [5, 5], [1, 1]) && sees(&l[30], [212, 212], [32, 32]) && sees(&l[31], [404, 404], [32, 32]));
    assert!(Vgg16::MEMORY.parameters == 4 * 138_357_544);
    assert!(Vgg16::MEMORY.total() == Vgg16::MEMORY.parameters + Vgg16::MEMORY.inference(1));
    assert!(Vgg16::MEMORY.training(2) > Vgg16::MEMORY.training(1));
};

#[test]
fn a_chain_reads_layer_by_layer() {
    for (i, layer) in Chain::LAYERS.iter().enumerate() {
        assert_eq!(layer.reads, [i], "{}", layer.name);
        let before = if i == 0 { Chain::INPUT } else { Chain::LAYERS[i - 1].output };
        assert_eq!(layer.input, before, "{}", layer.name);
    }
    let kinds: Vec<&str> = Chain::LAYERS.iter().map(|layer| layer.kind).collect();
    let expected = ["pool", "conv", "prelu", "lrn", "dropout", "avgpool", "fc", "softmax"];
    assert_eq!(kinds, expected);
}

/// CS231n's table of VGG-16: the values of its rows, which leave activations and dropout out.
#[test]
fn the_table_of_the_notes() {
    let rows = Vgg16::LAYERS.iter().filter(|layer| layer.window.is_some() || layer.macs > 0);
    let values: usize = rows.map(|layer| layer.bytes / 4).sum();
    assert_eq!(Vgg16::INPUT.len() + values, 15_237_608);
}

/// Where branches meet, the wider one counts.
#[test]
fn a_join_sees_what_its_branches_see() {
    const INPUT: Volume = Volume::new(9, 9, 4);
    let wide = expect_conv("wide", conv(INPUT, &Window::new(5, 3).pad(2, 1), 4, 1, true));
    let high = expect_conv("high", conv(INPUT, &Window::new(1, 7).pad(0, 3), 4, 1, true));
    let layers = trace([
        Layer::conv("wide", &[0], &wide),
        Layer::conv("high", &[0], &high),
        Layer::plain("sum", &[0, 1, 2], INPUT, Op::Add),
        Layer::conv("last", &[3], &high),
    ]);
    let sizes = layers.map(|layer| layer.receptive_field.size);
    assert_eq!(sizes, [Pair::new(5, 3), Pair::new(1, 7), Pair::new(5, 7), Pair::new(5, 13)]);
    assert_eq!(layers[3].receptive_field.jump, Field::INPUT.jump);
}
