///
///| layer | kind | window | output | parameters | multiply-adds | memory | receptive field |
///| --- | --- | --- | --: | --: | --: | --: | --- |
///| input | | | 224x224x3 | | | 588.0 KiB | |
///| conv1 | conv | 3x3, pad 1 | 224x224x64 | 1,792 | 86,704,128 | 12.3 MiB | 3x3 |
///| relu1 | relu | | 224x224x64 | 0 | 0 | 12.3 MiB | 3x3 |
///| conv2 | conv | 3x3, pad 1 | 224x224x64 | 36,928 | 1,849,688,064 | 12.3 MiB | 5x5 |
///| relu2 | relu | | 224x224x64 | 0 | 0 | 12.3 MiB | 5x5 |
///| pool1 | pool | 2x2, stride 2 | 112x112x64 | 0 | 0 | 3.1 MiB | 6x6, jump 2 |
///| conv3 | conv | 3x3, pad 1 | 112x112x128 | 73,856 | 924,844,032 | 6.1 MiB | 10x10, jump 2 |
///| relu3 | relu | | 112x112x128 | 0 | 0 | 6.1 MiB | 10x10, jump 2 |
///| conv4 | conv | 3x3, pad 1 | 112x112x128 | 147,584 | 1,849,688,064 | 6.1 MiB | 14x14, jump 2 |
///| relu4 | relu | | 112x112x128 | 0 | 0 | 6.1 MiB | 14x14, jump 2 |
///| pool2 | pool | 2x2, stride 2 | 56x56x128 | 0 | 0 | 1.5 MiB | 16x16, jump 4 |
///| conv5 | conv | 3x3, pad 1 | 56x56x256 | 295,168 | 924,844,032 | 3.1 MiB | 24x24, jump 4 |
///| relu5 | relu | | 56x56x256 | 0 | 0 | 3.1 MiB | 24x24, jump 4 |
///| conv6 | conv | 3x3, pad 1 | 56x56x256 | 590,080 | 1,849,688,064 | 3.1 MiB | 32x32, jump 4 |
///| relu6 | relu | | 56x56x256 | 0 | 0 | 3.1 MiB | 32x32, jump 4 |
///| conv7 | conv | 3x3, pad 1 | 56x56x256 | 590,080 | 1,849,688,064 | 3.1 MiB | 40x40, jump 4 |
///| relu7 | relu | | 56x56x256 | 0 | 0 | 3.1 MiB | 40x40, jump 4 |
///| pool3 | pool | 2x2, stride 2 | 28x28x256 | 0 | 0 | 784.0 KiB | 44x44, jump 8 |
///| conv8 | conv | 3x3, pad 1 | 28x28x512 | 1,180,160 | 924,844,032 | 1.5 MiB | 60x60, jump 8 |
///| relu8 | relu | | 28x28x512 | 0 | 0 | 1.5 MiB | 60x60, jump 8 |
///| conv9 | conv | 3x3, pad 1 | 28x28x512 | 2,359,808 | 1,849,688,064 | 1.5 MiB | 76x76, jump 8 |
///| relu9 | relu | | 28x28x512 | 0 | 0 | 1.5 MiB | 76x76, jump 8 |
///| conv10 | conv | 3x3, pad 1 | 28x28x512 | 2,359,808 | 1,849,688,064 | 1.5 MiB | 92x92, jump 8 |
///| relu10 | relu | | 28x28x512 | 0 | 0 | 1.5 MiB | 92x92, jump 8 |
///| pool4 | pool | 2x2, stride 2 | 14x14x512 | 0 | 0 | 392.0 KiB | 100x100, jump 16 |
///| conv11 | conv | 3x3, pad 1 | 14x14x512 | 2,359,808 | 462,422,016 | 392.0 KiB | 132x132, jump 16 |
///| relu11 | relu | | 14x14x512 | 0 | 0 | 392.0 KiB | 132x132, jump 16 |
///| conv12 | conv | 3x3, pad 1 | 14x14x512 | 2,359,808 | 462,422,016 | 392.0 KiB | 164x164, jump 16 |
///| relu12 | relu | | 14x14x512 | 0 | 0 | 392.0 KiB | 164x164, jump 16 |
///| conv13 | conv | 3x3, pad 1 | 14x14x512 | 2,359,808 | 462,422,016 | 392.0 KiB | 196x196, jump 16 |
///| relu13 | relu | | 14x14x512 | 0 | 0 | 392.0 KiB | 196x196, jump 16 |
///| pool5 | pool | 2x2, stride 2 | 7x7x512 | 0 | 0 | 98.0 KiB | 212x212, jump 32 |
///| fc1 | fc | | 1x1x4096 | 102,764,544 | 102,760,448 | 16.0 KiB | 404x404, jump 32 |
///| relu14 | relu | | 1x1x4096 | 0 | 0 | 16.0 KiB | 404x404, jump 32 |
///| dropout1 | dropout | | 1x1x4096 | 0 | 0 | 16.0 KiB | 404x404, jump 32 |
///| fc2 | fc | | 1x1x4096 | 16,781,312 | 16,777,216 | 16.0 KiB | 404x404, jump 32 |
///| relu15 | relu | | 1x1x4096 | 0 | 0 | 16.0 KiB | 404x404, jump 32 |
///| dropout2 | dropout | | 1x1x4096 | 0 | 0 | 16.0 KiB | 404x404, jump 32 |
///| softmax1 | softmax | | 1x1x1000 | 4,097,000 | 4,096,000 | 3.9 KiB | 404x404, jump 32 |
///| **Vgg16** | | | | 138,357,544 | 15,470,264,320 | 109.3 MiB | |
///
///Memory: 4 bytes for each value of the output for one image. What a program allocates is in `MEMORY`.
#[derive(Clone, Debug)]
pub struct Vgg16 {
    store: ::convnet::__private::Store<{ Vgg16::PARAMS }, { Vgg16::STATE }>,
}
#[allow(deprecated, non_camel_case_types)]
const _: () = {
    use ::convnet::__private as p;
    const INPUT: p::Volume = p::expect_volume("input", p::input(224, 224, 3));
    const CONV1_SHAPE: p::ConvShape = p::expect_conv(
        "conv1",
        p::conv(INPUT, &p::Window::new(3, 3).pad(1, 1), 64, 1, true),
    );
    const CONV2_SHAPE: p::ConvShape = p::expect_conv(
        "conv2",
        p::conv(CONV1_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 64, 1, true),
    );
    const POOL1_SHAPE: p::PoolShape = p::expect_pool(
        "pool1",
        p::max_pool(CONV2_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const CONV3_SHAPE: p::ConvShape = p::expect_conv(
        "conv3",
        p::conv(POOL1_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 128, 1, true),
    );
    const CONV4_SHAPE: p::ConvShape = p::expect_conv(
        "conv4",
        p::conv(CONV3_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 128, 1, true),
    );
    const POOL2_SHAPE: p::PoolShape = p::expect_pool(
        "pool2",
        p::max_pool(CONV4_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const CONV5_SHAPE: p::ConvShape = p::expect_conv(
        "conv5",
        p::conv(POOL2_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 256, 1, true),
    );
    const CONV6_SHAPE: p::ConvShape = p::expect_conv(
        "conv6",
        p::conv(CONV5_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 256, 1, true),
    );
    const CONV7_SHAPE: p::ConvShape = p::expect_conv(
        "conv7",
        p::conv(CONV6_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 256, 1, true),
    );
    const POOL3_SHAPE: p::PoolShape = p::expect_pool(
        "pool3",
        p::max_pool(CONV7_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const CONV8_SHAPE: p::ConvShape = p::expect_conv(
        "conv8",
        p::conv(POOL3_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 512, 1, true),
    );
    const CONV9_SHAPE: p::ConvShape = p::expect_conv(
        "conv9",
        p::conv(CONV8_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 512, 1, true),
    );
    const CONV10_SHAPE: p::ConvShape = p::expect_conv(
        "conv10",
        p::conv(CONV9_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 512, 1, true),
    );
    const POOL4_SHAPE: p::PoolShape = p::expect_pool(
        "pool4",
        p::max_pool(CONV10_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const CONV11_SHAPE: p::ConvShape = p::expect_conv(
        "conv11",
        p::conv(POOL4_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 512, 1, true),
    );
    const CONV12_SHAPE: p::ConvShape = p::expect_conv(
        "conv12",
        p::conv(CONV11_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 512, 1, true),
    );
    const CONV13_SHAPE: p::ConvShape = p::expect_conv(
        "conv13",
        p::conv(CONV12_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 512, 1, true),
    );
    const POOL5_SHAPE: p::PoolShape = p::expect_pool(
        "pool5",
        p::max_pool(CONV13_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const FC1_SHAPE: p::FcShape = p::expect_fc("fc1", p::fc(POOL5_SHAPE.output, 4096));
    const FC2_SHAPE: p::FcShape = p::expect_fc("fc2", p::fc(FC1_SHAPE.output, 4096));
    const SOFTMAX1_SHAPE: p::FcShape = p::expect_fc(
        "softmax1",
        p::fc(FC2_SHAPE.output, 1000),
    );
    const _: p::Volume = p::expect_volume("softmax1", p::softmax(SOFTMAX1_SHAPE.output));
    const CONV1_AT: usize = 0;
    const CONV1: p::Conv = p::Conv::new(CONV1_SHAPE, CONV1_AT)
        .activation(p::Activation::Relu);
    const CONV2_AT: usize = CONV1.end();
    const CONV2: p::Conv = p::Conv::new(CONV2_SHAPE, CONV2_AT)
        .activation(p::Activation::Relu)
        .pool(POOL1_SHAPE);
    const CONV3_AT: usize = CONV2.end();
    const CONV3: p::Conv = p::Conv::new(CONV3_SHAPE, CONV3_AT)
        .activation(p::Activation::Relu);
    const CONV4_AT: usize = CONV3.end();
    const CONV4: p::Conv = p::Conv::new(CONV4_SHAPE, CONV4_AT)
        .activation(p::Activation::Relu)
        .pool(POOL2_SHAPE);
    const CONV5_AT: usize = CONV4.end();
    const CONV5: p::Conv = p::Conv::new(CONV5_SHAPE, CONV5_AT)
        .activation(p::Activation::Relu);
    const CONV6_AT: usize = CONV5.end();
    const CONV6: p::Conv = p::Conv::new(CONV6_SHAPE, CONV6_AT)
        .activation(p::Activation::Relu);
    const CONV7_AT: usize = CONV6.end();
    const CONV7: p::Conv = p::Conv::new(CONV7_SHAPE, CONV7_AT)
        .activation(p::Activation::Relu)
        .pool(POOL3_SHAPE);
    const CONV8_AT: usize = CONV7.end();
    const CONV8: p::Conv = p::Conv::new(CONV8_SHAPE, CONV8_AT)
        .activation(p::Activation::Relu);
    const CONV9_AT: usize = CONV8.end();
    const CONV9: p::Conv = p::Conv::new(CONV9_SHAPE, CONV9_AT)
        .activation(p::Activation::Relu);
    const CONV10_AT: usize = CONV9.end();
    const CONV10: p::Conv = p::Conv::new(CONV10_SHAPE, CONV10_AT)
        .activation(p::Activation::Relu);
    const POOL4: p::MaxPool = p::MaxPool::new(POOL4_SHAPE);
    const CONV11_AT: usize = CONV10.end();
    const CONV11: p::Conv = p::Conv::new(CONV11_SHAPE, CONV11_AT)
        .activation(p::Activation::Relu);
    const CONV12_AT: usize = CONV11.end();
    const CONV12: p::Conv = p::Conv::new(CONV12_SHAPE, CONV12_AT)
        .activation(p::Activation::Relu);
    const CONV13_AT: usize = CONV12.end();
    const CONV13: p::Conv = p::Conv::new(CONV13_SHAPE, CONV13_AT)
        .activation(p::Activation::Relu);
    const POOL5: p::MaxPool = p::MaxPool::new(POOL5_SHAPE);
    const FC1_AT: usize = CONV13.end();
    const FC1: p::Fc = p::Fc::new(FC1_SHAPE, FC1_AT).activation(p::Activation::Relu);
    const DROPOUT1: p::Dropout = p::Dropout::new(0.5f32, FC1_SHAPE.output.len());
    const FC2_AT: usize = FC1.end();
    const FC2: p::Fc = p::Fc::new(FC2_SHAPE, FC2_AT).activation(p::Activation::Relu);
    const DROPOUT2: p::Dropout = p::Dropout::new(0.5f32, FC2_SHAPE.output.len());
    const SOFTMAX1_AT: usize = FC2.end();
    const SOFTMAX1: p::Fc = p::Fc::new(SOFTMAX1_SHAPE, SOFTMAX1_AT);
    const PARAMS: usize = p::largest(
        &[
            CONV1.end(),
            CONV2.end(),
            CONV3.end(),
            CONV4.end(),
            CONV5.end(),
            CONV6.end(),
            CONV7.end(),
            CONV8.end(),
            CONV9.end(),
            CONV10.end(),
            CONV11.end(),
            CONV12.end(),
            CONV13.end(),
            FC1.end(),
            FC2.end(),
            SOFTMAX1.end(),
        ],
    );
    const STATE: usize = 0;
    const LAYERS: &[p::Layer] = &p::trace([
        p::Layer::conv("conv1", &[0], &CONV1_SHAPE),
        p::Layer::activation("relu1", &[1], CONV1_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv2", &[2], &CONV2_SHAPE),
        p::Layer::activation("relu2", &[3], CONV2_SHAPE.output, p::Activation::Relu),
        p::Layer::max_pool("pool1", &[4], &POOL1_SHAPE),
        p::Layer::conv("conv3", &[5], &CONV3_SHAPE),
        p::Layer::activation("relu3", &[6], CONV3_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv4", &[7], &CONV4_SHAPE),
        p::Layer::activation("relu4", &[8], CONV4_SHAPE.output, p::Activation::Relu),
        p::Layer::max_pool("pool2", &[9], &POOL2_SHAPE),
        p::Layer::conv("conv5", &[10], &CONV5_SHAPE),
        p::Layer::activation("relu5", &[11], CONV5_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv6", &[12], &CONV6_SHAPE),
        p::Layer::activation("relu6", &[13], CONV6_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv7", &[14], &CONV7_SHAPE),
        p::Layer::activation("relu7", &[15], CONV7_SHAPE.output, p::Activation::Relu),
        p::Layer::max_pool("pool3", &[16], &POOL3_SHAPE),
        p::Layer::conv("conv8", &[17], &CONV8_SHAPE),
        p::Layer::activation("relu8", &[18], CONV8_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv9", &[19], &CONV9_SHAPE),
        p::Layer::activation("relu9", &[20], CONV9_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv10", &[21], &CONV10_SHAPE),
        p::Layer::activation("relu10", &[22], CONV10_SHAPE.output, p::Activation::Relu),
        p::Layer::max_pool("pool4", &[23], &POOL4_SHAPE),
        p::Layer::conv("conv11", &[24], &CONV11_SHAPE),
        p::Layer::activation("relu11", &[25], CONV11_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv12", &[26], &CONV12_SHAPE),
        p::Layer::activation("relu12", &[27], CONV12_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv13", &[28], &CONV13_SHAPE),
        p::Layer::activation("relu13", &[29], CONV13_SHAPE.output, p::Activation::Relu),
        p::Layer::max_pool("pool5", &[30], &POOL5_SHAPE),
        p::Layer::fc("fc1", "fc", &[31], &FC1_SHAPE),
        p::Layer::activation("relu14", &[32], FC1_SHAPE.output, p::Activation::Relu),
        p::Layer::plain("dropout1", &[33], FC1_SHAPE.output, p::Op::Dropout),
        p::Layer::fc("fc2", "fc", &[34], &FC2_SHAPE),
        p::Layer::activation("relu15", &[35], FC2_SHAPE.output, p::Activation::Relu),
        p::Layer::plain("dropout2", &[36], FC2_SHAPE.output, p::Op::Dropout),
        p::Layer::fc("softmax1", "softmax", &[37], &SOFTMAX1_SHAPE),
    ]);
    const TENSORS: &[p::Tensor] = &[
        p::Tensor::conv_weight("conv1.weight", &CONV1_SHAPE, CONV1_AT),
        p::Tensor::conv_bias("conv1.bias", &CONV1_SHAPE, CONV1_AT),
        p::Tensor::conv_weight("conv2.weight", &CONV2_SHAPE, CONV2_AT),
        p::Tensor::conv_bias("conv2.bias", &CONV2_SHAPE, CONV2_AT),
        p::Tensor::conv_weight("conv3.weight", &CONV3_SHAPE, CONV3_AT),
        p::Tensor::conv_bias("conv3.bias", &CONV3_SHAPE, CONV3_AT),
        p::Tensor::conv_weight("conv4.weight", &CONV4_SHAPE, CONV4_AT),
        p::Tensor::conv_bias("conv4.bias", &CONV4_SHAPE, CONV4_AT),
        p::Tensor::conv_weight("conv5.weight", &CONV5_SHAPE, CONV5_AT),
        p::Tensor::conv_bias("conv5.bias", &CONV5_SHAPE, CONV5_AT),
        p::Tensor::conv_weight("conv6.weight", &CONV6_SHAPE, CONV6_AT),
        p::Tensor::conv_bias("conv6.bias", &CONV6_SHAPE, CONV6_AT),
        p::Tensor::conv_weight("conv7.weight", &CONV7_SHAPE, CONV7_AT),
        p::Tensor::conv_bias("conv7.bias", &CONV7_SHAPE, CONV7_AT),
        p::Tensor::conv_weight("conv8.weight", &CONV8_SHAPE, CONV8_AT),
        p::Tensor::conv_bias("conv8.bias", &CONV8_SHAPE, CONV8_AT),
        p::Tensor::conv_weight("conv9.weight", &CONV9_SHAPE, CONV9_AT),
        p::Tensor::conv_bias("conv9.bias", &CONV9_SHAPE, CONV9_AT),
        p::Tensor::conv_weight("conv10.weight", &CONV10_SHAPE, CONV10_AT),
        p::Tensor::conv_bias("conv10.bias", &CONV10_SHAPE, CONV10_AT),
        p::Tensor::conv_weight("conv11.weight", &CONV11_SHAPE, CONV11_AT),
        p::Tensor::conv_bias("conv11.bias", &CONV11_SHAPE, CONV11_AT),
        p::Tensor::conv_weight("conv12.weight", &CONV12_SHAPE, CONV12_AT),
        p::Tensor::conv_bias("conv12.bias", &CONV12_SHAPE, CONV12_AT),
        p::Tensor::conv_weight("conv13.weight", &CONV13_SHAPE, CONV13_AT),
        p::Tensor::conv_bias("conv13.bias", &CONV13_SHAPE, CONV13_AT),
        p::Tensor::fc_weight("fc1.weight", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_bias("fc1.bias", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_weight("fc2.weight", &FC2_SHAPE, FC2_AT),
        p::Tensor::fc_bias("fc2.bias", &FC2_SHAPE, FC2_AT),
        p::Tensor::fc_weight("softmax1.weight", &SOFTMAX1_SHAPE, SOFTMAX1_AT),
        p::Tensor::fc_bias("softmax1.bias", &SOFTMAX1_SHAPE, SOFTMAX1_AT),
    ];
    const OUTPUT: p::Volume = LAYERS[LAYERS.len() - 1].output;
    const HEAD: p::Head = p::Head::Softmax;
    const NAME: &str = "Vgg16";
    impl Vgg16 {
        /// The volume of an image: width, height, depth.
        pub const INPUT: p::Volume = INPUT;
        /// The volume of an answer.
        pub const OUTPUT: p::Volume = OUTPUT;
        /// Learned numbers.
        pub const PARAMS: usize = PARAMS;
        /// Multiply-adds for one image.
        pub const MACS: u64 = 0 + CONV1_SHAPE.macs() + CONV2_SHAPE.macs()
            + CONV3_SHAPE.macs() + CONV4_SHAPE.macs() + CONV5_SHAPE.macs()
            + CONV6_SHAPE.macs() + CONV7_SHAPE.macs() + CONV8_SHAPE.macs()
            + CONV9_SHAPE.macs() + CONV10_SHAPE.macs() + CONV11_SHAPE.macs()
            + CONV12_SHAPE.macs() + CONV13_SHAPE.macs() + FC1_SHAPE.macs()
            + FC2_SHAPE.macs() + SOFTMAX1_SHAPE.macs();
        /// The layers, in the order in which they run.
        pub const LAYERS: &'static [p::Layer] = LAYERS;
        /// The bytes of the arrays that a program allocates.
        pub const MEMORY: p::Memory = MEMORY;
        /// The parameters' and the running statistics' names, shapes and places.
        pub const TENSORS: &'static [p::Tensor] = TENSORS;
        #[doc(hidden)]
        pub const STATE: usize = STATE;
    }
    pub struct Vgg16InferencePiece {
        slot0: p::Floats<
            {
                p::largest(
                    &[
                        CONV1_SHAPE.output.len(),
                        CONV3_SHAPE.output.len(),
                        CONV5_SHAPE.output.len(),
                    ],
                )
            },
        >,
        slot1: p::Floats<
            {
                p::largest(
                    &[
                        POOL1_SHAPE.output.len(),
                        POOL2_SHAPE.output.len(),
                        CONV6_SHAPE.output.len(),
                    ],
                )
            },
        >,
    }
    impl Vgg16InferencePiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(
                    p::largest(
                        &[
                            CONV1_SHAPE.output.len(),
                            CONV3_SHAPE.output.len(),
                            CONV5_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(
                    p::largest(
                        &[
                            POOL1_SHAPE.output.len(),
                            POOL2_SHAPE.output.len(),
                            CONV6_SHAPE.output.len(),
                        ],
                    ),
                ),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            Vgg16InferencePiece {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
            }
        }
    }
    pub struct Vgg16Inference {
        softmax1: p::Batch<{ SOFTMAX1_SHAPE.output.len() }>,
        rows0: p::Batch<
            {
                p::largest(
                    &[
                        POOL3_SHAPE.output.len(),
                        CONV9_SHAPE.output.len(),
                        POOL4_SHAPE.output.len(),
                        CONV12_SHAPE.output.len(),
                        POOL5_SHAPE.output.len(),
                        FC2_SHAPE.output.len(),
                    ],
                )
            },
        >,
        rows1: p::Batch<
            {
                p::largest(
                    &[
                        CONV8_SHAPE.output.len(),
                        CONV10_SHAPE.output.len(),
                        CONV11_SHAPE.output.len(),
                        CONV13_SHAPE.output.len(),
                        FC1_SHAPE.output.len(),
                    ],
                )
            },
        >,
        pieces: ::std::vec::Vec<Vgg16InferencePiece>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl Vgg16Inference {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::rows(SOFTMAX1_SHAPE.output.len()),
                p::Footprint::rows(
                    p::largest(
                        &[
                            POOL3_SHAPE.output.len(),
                            CONV9_SHAPE.output.len(),
                            POOL4_SHAPE.output.len(),
                            CONV12_SHAPE.output.len(),
                            POOL5_SHAPE.output.len(),
                            FC2_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::rows(
                    p::largest(
                        &[
                            CONV8_SHAPE.output.len(),
                            CONV10_SHAPE.output.len(),
                            CONV11_SHAPE.output.len(),
                            CONV13_SHAPE.output.len(),
                            FC1_SHAPE.output.len(),
                        ],
                    ),
                ),
                Vgg16InferencePiece::FOOTPRINT.each_piece(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            Vgg16Inference {
                softmax1: p::Batch::zeros(batch),
                rows0: p::Batch::zeros(batch),
                rows1: p::Batch::zeros(batch),
                pieces: p::pieces(batch, || Vgg16InferencePiece::zeros(batch, kernels)),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::InferenceRun for Vgg16Inference {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            Vgg16Inference::zeros(batch, kernels)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&self, count: usize) -> p::Rows<'_> {
            self.softmax1.rows(count)
        }
    }
    pub struct Vgg16TrainingPiece {
        slot0: p::Floats<
            {
                p::largest(
                    &[
                        CONV6_SHAPE.output.len(),
                        POOL2_SHAPE.output.len(),
                        POOL1_SHAPE.output.len(),
                    ],
                )
            },
        >,
        slot1: p::Floats<
            {
                p::largest(
                    &[
                        CONV5_SHAPE.output.len(),
                        CONV3_SHAPE.output.len(),
                        CONV1_SHAPE.output.len(),
                    ],
                )
            },
        >,
        gradients13: p::Floats<{ CONV7.end() - CONV1_AT }>,
    }
    impl Vgg16TrainingPiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(
                    p::largest(
                        &[
                            CONV6_SHAPE.output.len(),
                            POOL2_SHAPE.output.len(),
                            POOL1_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(
                    p::largest(
                        &[
                            CONV5_SHAPE.output.len(),
                            CONV3_SHAPE.output.len(),
                            CONV1_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(CONV7.end() - CONV1_AT),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            Vgg16TrainingPiece {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
                gradients13: p::Floats::zeros(),
            }
        }
    }
    pub struct Vgg16Image {
        slot0: p::Floats<{ CONV1_SHAPE.output.len() }>,
        slot1: p::Floats<{ POOL1_SHAPE.output.len() }>,
        slot2: p::Floats<{ CONV3_SHAPE.output.len() }>,
        slot3: p::Floats<{ POOL2_SHAPE.output.len() }>,
        slot4: p::Floats<{ CONV5_SHAPE.output.len() }>,
        slot5: p::Floats<{ CONV6_SHAPE.output.len() }>,
        conv2_index: p::Indices<{ POOL1_SHAPE.output.len() }>,
        conv4_index: p::Indices<{ POOL2_SHAPE.output.len() }>,
        conv7_index: p::Indices<{ POOL3_SHAPE.output.len() }>,
        pool4_index: p::Indices<{ POOL4_SHAPE.output.len() }>,
        pool5_index: p::Indices<{ POOL5_SHAPE.output.len() }>,
    }
    impl Vgg16Image {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(CONV1_SHAPE.output.len()),
                p::Footprint::floats(POOL1_SHAPE.output.len()),
                p::Footprint::floats(CONV3_SHAPE.output.len()),
                p::Footprint::floats(POOL2_SHAPE.output.len()),
                p::Footprint::floats(CONV5_SHAPE.output.len()),
                p::Footprint::floats(CONV6_SHAPE.output.len()),
                p::Footprint::indices(POOL1_SHAPE.output.len()),
                p::Footprint::indices(POOL2_SHAPE.output.len()),
                p::Footprint::indices(POOL3_SHAPE.output.len()),
                p::Footprint::indices(POOL4_SHAPE.output.len()),
                p::Footprint::indices(POOL5_SHAPE.output.len()),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            Vgg16Image {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
                slot2: p::Floats::zeros(),
                slot3: p::Floats::zeros(),
                slot4: p::Floats::zeros(),
                slot5: p::Floats::zeros(),
                conv2_index: p::Indices::zeros(),
                conv4_index: p::Indices::zeros(),
                conv7_index: p::Indices::zeros(),
                pool4_index: p::Indices::zeros(),
                pool5_index: p::Indices::zeros(),
            }
        }
    }
    pub struct Vgg16Training {
        conv7: p::Batch<{ POOL3_SHAPE.output.len() }>,
        d_conv7: p::Batch<{ POOL3_SHAPE.output.len() }>,
        conv8: p::Batch<{ CONV8_SHAPE.output.len() }>,
        d_conv8: p::Batch<{ CONV8_SHAPE.output.len() }>,
        conv9: p::Batch<{ CONV9_SHAPE.output.len() }>,
        d_conv9: p::Batch<{ CONV9_SHAPE.output.len() }>,
        conv10: p::Batch<{ CONV10_SHAPE.output.len() }>,
        d_conv10: p::Batch<{ CONV10_SHAPE.output.len() }>,
        pool4: p::Batch<{ POOL4_SHAPE.output.len() }>,
        d_pool4: p::Batch<{ POOL4_SHAPE.output.len() }>,
        conv11: p::Batch<{ CONV11_SHAPE.output.len() }>,
        d_conv11: p::Batch<{ CONV11_SHAPE.output.len() }>,
        conv12: p::Batch<{ CONV12_SHAPE.output.len() }>,
        d_conv12: p::Batch<{ CONV12_SHAPE.output.len() }>,
        conv13: p::Batch<{ CONV13_SHAPE.output.len() }>,
        d_conv13: p::Batch<{ CONV13_SHAPE.output.len() }>,
        pool5: p::Batch<{ POOL5_SHAPE.output.len() }>,
        d_pool5: p::Batch<{ POOL5_SHAPE.output.len() }>,
        fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        d_fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        dropout1: p::Batch<{ FC1_SHAPE.output.len() }>,
        d_dropout1: p::Batch<{ FC1_SHAPE.output.len() }>,
        fc2: p::Batch<{ FC2_SHAPE.output.len() }>,
        d_fc2: p::Batch<{ FC2_SHAPE.output.len() }>,
        dropout2: p::Batch<{ FC2_SHAPE.output.len() }>,
        d_dropout2: p::Batch<{ FC2_SHAPE.output.len() }>,
        softmax1: p::Batch<{ SOFTMAX1_SHAPE.output.len() }>,
        d_softmax1: p::Batch<{ SOFTMAX1_SHAPE.output.len() }>,
        conv2_backward: p::Floats<{ CONV2.packed_backward() }>,
        conv3_backward: p::Floats<{ CONV3.packed_backward() }>,
        conv4_backward: p::Floats<{ CONV4.packed_backward() }>,
        conv5_backward: p::Floats<{ CONV5.packed_backward() }>,
        conv6_backward: p::Floats<{ CONV6.packed_backward() }>,
        conv7_backward: p::Floats<{ CONV7.packed_backward() }>,
        conv8_backward: p::Floats<{ CONV8.packed_backward() }>,
        conv9_backward: p::Floats<{ CONV9.packed_backward() }>,
        conv10_backward: p::Floats<{ CONV10.packed_backward() }>,
        conv11_backward: p::Floats<{ CONV11.packed_backward() }>,
        conv12_backward: p::Floats<{ CONV12.packed_backward() }>,
        conv13_backward: p::Floats<{ CONV13.packed_backward() }>,
        pieces: ::std::vec::Vec<Vgg16TrainingPiece>,
        images: ::std::vec::Vec<Vgg16Image>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl Vgg16Training {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::rows(POOL3_SHAPE.output.len()),
                p::Footprint::rows(POOL3_SHAPE.output.len()),
                p::Footprint::rows(CONV8_SHAPE.output.len()),
                p::Footprint::rows(CONV8_SHAPE.output.len()),
                p::Footprint::rows(CONV9_SHAPE.output.len()),
                p::Footprint::rows(CONV9_SHAPE.output.len()),
                p::Footprint::rows(CONV10_SHAPE.output.len()),
                p::Footprint::rows(CONV10_SHAPE.output.len()),
                p::Footprint::rows(POOL4_SHAPE.output.len()),
                p::Footprint::rows(POOL4_SHAPE.output.len()),
                p::Footprint::rows(CONV11_SHAPE.output.len()),
                p::Footprint::rows(CONV11_SHAPE.output.len()),
                p::Footprint::rows(CONV12_SHAPE.output.len()),
                p::Footprint::rows(CONV12_SHAPE.output.len()),
                p::Footprint::rows(CONV13_SHAPE.output.len()),
                p::Footprint::rows(CONV13_SHAPE.output.len()),
                p::Footprint::rows(POOL5_SHAPE.output.len()),
                p::Footprint::rows(POOL5_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(SOFTMAX1_SHAPE.output.len()),
                p::Footprint::rows(SOFTMAX1_SHAPE.output.len()),
                p::Footprint::floats(CONV2.packed_backward()),
                p::Footprint::floats(CONV3.packed_backward()),
                p::Footprint::floats(CONV4.packed_backward()),
                p::Footprint::floats(CONV5.packed_backward()),
                p::Footprint::floats(CONV6.packed_backward()),
                p::Footprint::floats(CONV7.packed_backward()),
                p::Footprint::floats(CONV8.packed_backward()),
                p::Footprint::floats(CONV9.packed_backward()),
                p::Footprint::floats(CONV10.packed_backward()),
                p::Footprint::floats(CONV11.packed_backward()),
                p::Footprint::floats(CONV12.packed_backward()),
                p::Footprint::floats(CONV13.packed_backward()),
                Vgg16TrainingPiece::FOOTPRINT.each_piece(),
                Vgg16Image::FOOTPRINT.each_image(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            Vgg16Training {
                conv7: p::Batch::zeros(batch),
                d_conv7: p::Batch::zeros(batch),
                conv8: p::Batch::zeros(batch),
                d_conv8: p::Batch::zeros(batch),
                conv9: p::Batch::zeros(batch),
                d_conv9: p::Batch::zeros(batch),
                conv10: p::Batch::zeros(batch),
                d_conv10: p::Batch::zeros(batch),
                pool4: p::Batch::zeros(batch),
                d_pool4: p::Batch::zeros(batch),
                conv11: p::Batch::zeros(batch),
                d_conv11: p::Batch::zeros(batch),
                conv12: p::Batch::zeros(batch),
                d_conv12: p::Batch::zeros(batch),
                conv13: p::Batch::zeros(batch),
                d_conv13: p::Batch::zeros(batch),
                pool5: p::Batch::zeros(batch),
                d_pool5: p::Batch::zeros(batch),
                fc1: p::Batch::zeros(batch),
                d_fc1: p::Batch::zeros(batch),
                dropout1: p::Batch::zeros(batch),
                d_dropout1: p::Batch::zeros(batch),
                fc2: p::Batch::zeros(batch),
                d_fc2: p::Batch::zeros(batch),
                dropout2: p::Batch::zeros(batch),
                d_dropout2: p::Batch::zeros(batch),
                softmax1: p::Batch::zeros(batch),
                d_softmax1: p::Batch::zeros(batch),
                conv2_backward: p::Floats::zeros(),
                conv3_backward: p::Floats::zeros(),
                conv4_backward: p::Floats::zeros(),
                conv5_backward: p::Floats::zeros(),
                conv6_backward: p::Floats::zeros(),
                conv7_backward: p::Floats::zeros(),
                conv8_backward: p::Floats::zeros(),
                conv9_backward: p::Floats::zeros(),
                conv10_backward: p::Floats::zeros(),
                conv11_backward: p::Floats::zeros(),
                conv12_backward: p::Floats::zeros(),
                conv13_backward: p::Floats::zeros(),
                pieces: p::pieces(batch, || Vgg16TrainingPiece::zeros(batch, kernels)),
                images: (0..batch).map(|_| Vgg16Image::zeros(batch, kernels)).collect(),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::TrainingRun for Vgg16Training {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            Vgg16Training::zeros(batch, kernels)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&mut self, count: usize) -> (p::Rows<'_>, p::RowsMut<'_>) {
            (self.softmax1.rows(count), self.d_softmax1.rows_mut(count))
        }
    }
    const MEMORY: p::Memory = p::Memory::new(
        PARAMS,
        STATE,
        INPUT.len(),
        Vgg16Inference::FOOTPRINT,
        Vgg16Training::FOOTPRINT,
    );
    #[allow(unused_variables)]
    impl p::Generated for Vgg16 {
        const NAME: &'static str = NAME;
        const INPUT: p::Volume = INPUT;
        const OUTPUT: p::Volume = OUTPUT;
        const PARAMS: usize = PARAMS;
        const MACS: u64 = Vgg16::MACS;
        const LAYERS: &'static [p::Layer] = LAYERS;
        const MEMORY: p::Memory = MEMORY;
        const TENSORS: &'static [p::Tensor] = TENSORS;
        const HEAD: p::Head = HEAD;
        type Store = p::Store<PARAMS, STATE>;
        type Inference = Vgg16Inference;
        type Training = Vgg16Training;
        fn from_store(store: Self::Store) -> Self {
            Vgg16 { store }
        }
        fn store(&self) -> &Self::Store {
            &self.store
        }
        fn store_mut(&mut self) -> &mut Self::Store {
            &mut self.store
        }
        #[inline]
        fn fold(params: &[f32], state: &[f32], run: &mut Vgg16Inference) {
            FC1.fold(params, run.scratches.first());
            FC2.fold(params, run.scratches.first());
            SOFTMAX1.fold(params, run.scratches.first());
        }
        #[inline]
        fn infer(
            params: &[f32],
            state: &[f32],
            x: p::Rows<'_>,
            run: &mut Vgg16Inference,
        ) {
            let count = x.count();
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 17usize),
                    (x, run.rows0.rows_mut_of(count, POOL3_SHAPE.output.len())),
                    |piece, scratch, at, (x, conv7)| {
                        CONV1
                            .infer(
                                params,
                                x,
                                &mut piece.slot0[..CONV1_SHAPE.output.len()],
                                scratch,
                            );
                        CONV2
                            .infer(
                                params,
                                &piece.slot0[..CONV1_SHAPE.output.len()],
                                &mut piece.slot1[..POOL1_SHAPE.output.len()],
                                scratch,
                            );
                        CONV3
                            .infer(
                                params,
                                &piece.slot1[..POOL1_SHAPE.output.len()],
                                &mut piece.slot0[..CONV3_SHAPE.output.len()],
                                scratch,
                            );
                        CONV4
                            .infer(
                                params,
                                &piece.slot0[..CONV3_SHAPE.output.len()],
                                &mut piece.slot1[..POOL2_SHAPE.output.len()],
                                scratch,
                            );
                        CONV5
                            .infer(
                                params,
                                &piece.slot1[..POOL2_SHAPE.output.len()],
                                &mut piece.slot0[..CONV5_SHAPE.output.len()],
                                scratch,
                            );
                        CONV6
                            .infer(
                                params,
                                &piece.slot0[..CONV5_SHAPE.output.len()],
                                &mut piece.slot1[..CONV6_SHAPE.output.len()],
                                scratch,
                            );
                        CONV7
                            .infer(
                                params,
                                &piece.slot1[..CONV6_SHAPE.output.len()],
                                conv7,
                                scratch,
                            );
                    },
                );
            }
            CONV8
                .infer(
                    params,
                    run.rows0.rows_of(count, POOL3_SHAPE.output.len()).data(),
                    run.rows1.rows_mut_of(count, CONV8_SHAPE.output.len()).data(),
                    run.scratches.first(),
                );
            CONV9
                .infer(
                    params,
                    run.rows1.rows_of(count, CONV8_SHAPE.output.len()).data(),
                    run.rows0.rows_mut_of(count, CONV9_SHAPE.output.len()).data(),
                    run.scratches.first(),
                );
            CONV10
                .infer(
                    params,
                    run.rows0.rows_of(count, CONV9_SHAPE.output.len()).data(),
                    run.rows1.rows_mut_of(count, CONV10_SHAPE.output.len()).data(),
                    run.scratches.first(),
                );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 23usize, 24usize),
                    (
                        run.rows1.rows_of(count, CONV10_SHAPE.output.len()),
                        run.rows0.rows_mut_of(count, POOL4_SHAPE.output.len()),
                    ),
                    |piece, scratch, at, (conv10, pool4)| {
                        POOL4.infer(conv10, pool4);
                    },
                );
            }
            CONV11
                .infer(
                    params,
                    run.rows0.rows_of(count, POOL4_SHAPE.output.len()).data(),
                    run.rows1.rows_mut_of(count, CONV11_SHAPE.output.len()).data(),
                    run.scratches.first(),
                );
            CONV12
                .infer(
                    params,
                    run.rows1.rows_of(count, CONV11_SHAPE.output.len()).data(),
                    run.rows0.rows_mut_of(count, CONV12_SHAPE.output.len()).data(),
                    run.scratches.first(),
                );
            CONV13
                .infer(
                    params,
                    run.rows0.rows_of(count, CONV12_SHAPE.output.len()).data(),
                    run.rows1.rows_mut_of(count, CONV13_SHAPE.output.len()).data(),
                    run.scratches.first(),
                );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 30usize, 31usize),
                    (
                        run.rows1.rows_of(count, CONV13_SHAPE.output.len()),
                        run.rows0.rows_mut_of(count, POOL5_SHAPE.output.len()),
                    ),
                    |piece, scratch, at, (conv13, pool5)| {
                        POOL5.infer(conv13, pool5);
                    },
                );
            }
            FC1.infer(
                params,
                run.rows0.rows_of(count, POOL5_SHAPE.output.len()),
                run.rows1.rows_mut_of(count, FC1_SHAPE.output.len()),
                run.scratches.first(),
            );
            FC2.infer(
                params,
                run.rows1.rows_of(count, FC1_SHAPE.output.len()),
                run.rows0.rows_mut_of(count, FC2_SHAPE.output.len()),
                run.scratches.first(),
            );
            SOFTMAX1
                .infer(
                    params,
                    run.rows0.rows_of(count, FC2_SHAPE.output.len()),
                    run.softmax1.rows_mut(count),
                    run.scratches.first(),
                );
        }
        #[inline]
        fn forward(
            params: &[f32],
            state: &mut [f32],
            x: p::Rows<'_>,
            run: &mut Vgg16Training,
            pass: p::Pass<'_>,
        ) {
            let count = x.count();
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 17usize),
                    (x, run.conv7.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (x, conv7, image)| {
                        CONV1
                            .forward(
                                params,
                                x,
                                &mut image.slot0[..CONV1_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        CONV2
                            .forward(
                                params,
                                &image.slot0[..CONV1_SHAPE.output.len()],
                                &mut image.slot1[..POOL1_SHAPE.output.len()],
                                &mut image.conv2_index,
                                &mut [],
                                scratch,
                            );
                        CONV3
                            .forward(
                                params,
                                &image.slot1[..POOL1_SHAPE.output.len()],
                                &mut image.slot2[..CONV3_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        CONV4
                            .forward(
                                params,
                                &image.slot2[..CONV3_SHAPE.output.len()],
                                &mut image.slot3[..POOL2_SHAPE.output.len()],
                                &mut image.conv4_index,
                                &mut [],
                                scratch,
                            );
                        CONV5
                            .forward(
                                params,
                                &image.slot3[..POOL2_SHAPE.output.len()],
                                &mut image.slot4[..CONV5_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        CONV6
                            .forward(
                                params,
                                &image.slot4[..CONV5_SHAPE.output.len()],
                                &mut image.slot5[..CONV6_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        CONV7
                            .forward(
                                params,
                                &image.slot5[..CONV6_SHAPE.output.len()],
                                conv7,
                                &mut image.conv7_index,
                                &mut [],
                                scratch,
                            );
                    },
                );
            }
            CONV8
                .forward(
                    params,
                    run.conv7.rows(count).data(),
                    run.conv8.rows_mut(count).data(),
                    &mut [],
                    &mut [],
                    run.scratches.first(),
                );
            CONV9
                .forward(
                    params,
                    run.conv8.rows(count).data(),
                    run.conv9.rows_mut(count).data(),
                    &mut [],
                    &mut [],
                    run.scratches.first(),
                );
            CONV10
                .forward(
                    params,
                    run.conv9.rows(count).data(),
                    run.conv10.rows_mut(count).data(),
                    &mut [],
                    &mut [],
                    run.scratches.first(),
                );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 23usize, 24usize),
                    (
                        run.conv10.rows(count),
                        run.pool4.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (conv10, pool4, image)| {
                        POOL4.forward(conv10, pool4, &mut image.pool4_index);
                    },
                );
            }
            CONV11
                .forward(
                    params,
                    run.pool4.rows(count).data(),
                    run.conv11.rows_mut(count).data(),
                    &mut [],
                    &mut [],
                    run.scratches.first(),
                );
            CONV12
                .forward(
                    params,
                    run.conv11.rows(count).data(),
                    run.conv12.rows_mut(count).data(),
                    &mut [],
                    &mut [],
                    run.scratches.first(),
                );
            CONV13
                .forward(
                    params,
                    run.conv12.rows(count).data(),
                    run.conv13.rows_mut(count).data(),
                    &mut [],
                    &mut [],
                    run.scratches.first(),
                );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 30usize, 31usize),
                    (
                        run.conv13.rows(count),
                        run.pool5.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (conv13, pool5, image)| {
                        POOL5.forward(conv13, pool5, &mut image.pool5_index);
                    },
                );
            }
            FC1.forward(
                params,
                run.pool5.rows(count),
                run.fc1.rows_mut(count),
                &mut [],
                run.scratches.first(),
            );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 33usize, 34usize),
                    (
                        run.fc1.rows(count),
                        run.dropout1.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (fc1, dropout1, image)| {
                        DROPOUT1.forward(fc1, dropout1, pass.random(at, 33u64));
                    },
                );
            }
            FC2.forward(
                params,
                run.dropout1.rows(count),
                run.fc2.rows_mut(count),
                &mut [],
                run.scratches.first(),
            );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 36usize, 37usize),
                    (
                        run.fc2.rows(count),
                        run.dropout2.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (fc2, dropout2, image)| {
                        DROPOUT2.forward(fc2, dropout2, pass.random(at, 36u64));
                    },
                );
            }
            SOFTMAX1
                .forward(
                    params,
                    run.dropout2.rows(count),
                    run.softmax1.rows_mut(count),
                    &mut [],
                    run.scratches.first(),
                );
        }
        #[inline]
        fn backward(
            x: p::Rows<'_>,
            run: &mut Vgg16Training,
            pass: p::Pass<'_>,
            learner: &mut p::Learner<'_>,
        ) {
            let count = x.count();
            if pass.reaches(CONV2_AT) {
                CONV2.pack_backward(learner.params(), &mut run.conv2_backward);
            }
            if pass.reaches(CONV3_AT) {
                CONV3.pack_backward(learner.params(), &mut run.conv3_backward);
            }
            if pass.reaches(CONV4_AT) {
                CONV4.pack_backward(learner.params(), &mut run.conv4_backward);
            }
            if pass.reaches(CONV5_AT) {
                CONV5.pack_backward(learner.params(), &mut run.conv5_backward);
            }
            if pass.reaches(CONV6_AT) {
                CONV6.pack_backward(learner.params(), &mut run.conv6_backward);
            }
            if pass.reaches(CONV7_AT) {
                CONV7.pack_backward(learner.params(), &mut run.conv7_backward);
            }
            if pass.reaches(CONV8_AT) {
                CONV8.pack_backward(learner.params(), &mut run.conv8_backward);
            }
            if pass.reaches(CONV9_AT) {
                CONV9.pack_backward(learner.params(), &mut run.conv9_backward);
            }
            if pass.reaches(CONV10_AT) {
                CONV10.pack_backward(learner.params(), &mut run.conv10_backward);
            }
            if pass.reaches(CONV11_AT) {
                CONV11.pack_backward(learner.params(), &mut run.conv11_backward);
            }
            if pass.reaches(CONV12_AT) {
                CONV12.pack_backward(learner.params(), &mut run.conv12_backward);
            }
            if pass.reaches(CONV13_AT) {
                CONV13.pack_backward(learner.params(), &mut run.conv13_backward);
            }
            if !pass.reaches(SOFTMAX1.end()) {
                return;
            }
            SOFTMAX1
                .backward(
                    run.dropout2.rows(count),
                    run.softmax1.rows(count),
                    &[],
                    run.d_softmax1.rows_mut(count),
                    pass.reaches(SOFTMAX1_AT).then_some(run.d_dropout2.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(FC2.end()) {
                return;
            }
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 36usize, 37usize),
                    (
                        run.d_dropout2.rows_mut(count),
                        run.d_fc2.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (d_dropout2, d_fc2, image)| {
                        DROPOUT2.backward(d_dropout2, d_fc2, pass.random(at, 36u64));
                    },
                );
            }
            FC2.backward(
                run.dropout1.rows(count),
                run.fc2.rows(count),
                &[],
                run.d_fc2.rows_mut(count),
                pass.reaches(FC2_AT).then_some(run.d_dropout1.rows_mut(count)),
                learner,
                run.scratches.first(),
            );
            if !pass.reaches(FC1.end()) {
                return;
            }
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 33usize, 34usize),
                    (
                        run.d_dropout1.rows_mut(count),
                        run.d_fc1.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (d_dropout1, d_fc1, image)| {
                        DROPOUT1.backward(d_dropout1, d_fc1, pass.random(at, 33u64));
                    },
                );
            }
            FC1.backward(
                run.pool5.rows(count),
                run.fc1.rows(count),
                &[],
                run.d_fc1.rows_mut(count),
                pass.reaches(FC1_AT).then_some(run.d_pool5.rows_mut(count)),
                learner,
                run.scratches.first(),
            );
            if !pass.reaches(CONV13.end()) {
                return;
            }
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 30usize, 31usize),
                    (
                        run.d_pool5.rows_mut(count),
                        run.d_conv13.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (d_pool5, d_conv13, image)| {
                        POOL5.backward(&image.pool5_index, d_pool5, d_conv13);
                    },
                );
            }
            CONV13
                .backward_batch(
                    &run.conv13_backward,
                    run.conv12.rows(count),
                    run.conv13.rows(count),
                    &[],
                    run.d_conv13.rows_mut(count),
                    pass.reaches(CONV13_AT).then_some(run.d_conv12.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(CONV12.end()) {
                return;
            }
            CONV12
                .backward_batch(
                    &run.conv12_backward,
                    run.conv11.rows(count),
                    run.conv12.rows(count),
                    &[],
                    run.d_conv12.rows_mut(count),
                    pass.reaches(CONV12_AT).then_some(run.d_conv11.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(CONV11.end()) {
                return;
            }
            CONV11
                .backward_batch(
                    &run.conv11_backward,
                    run.pool4.rows(count),
                    run.conv11.rows(count),
                    &[],
                    run.d_conv11.rows_mut(count),
                    pass.reaches(CONV11_AT).then_some(run.d_pool4.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(CONV10.end()) {
                return;
            }
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 23usize, 24usize),
                    (
                        run.d_pool4.rows_mut(count),
                        run.d_conv10.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (d_pool4, d_conv10, image)| {
                        POOL4.backward(&image.pool4_index, d_pool4, d_conv10);
                    },
                );
            }
            CONV10
                .backward_batch(
                    &run.conv10_backward,
                    run.conv9.rows(count),
                    run.conv10.rows(count),
                    &[],
                    run.d_conv10.rows_mut(count),
                    pass.reaches(CONV10_AT).then_some(run.d_conv9.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(CONV9.end()) {
                return;
            }
            CONV9
                .backward_batch(
                    &run.conv9_backward,
                    run.conv8.rows(count),
                    run.conv9.rows(count),
                    &[],
                    run.d_conv9.rows_mut(count),
                    pass.reaches(CONV9_AT).then_some(run.d_conv8.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(CONV8.end()) {
                return;
            }
            CONV8
                .backward_batch(
                    &run.conv8_backward,
                    run.conv7.rows(count),
                    run.conv8.rows(count),
                    &[],
                    run.d_conv8.rows_mut(count),
                    pass.reaches(CONV8_AT).then_some(run.d_conv7.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(CONV7.end()) {
                return;
            }
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients13);
                let conv7_backward = &run.conv7_backward[..];
                let conv6_backward = &run.conv6_backward[..];
                let conv5_backward = &run.conv5_backward[..];
                let conv4_backward = &run.conv4_backward[..];
                let conv3_backward = &run.conv3_backward[..];
                let conv2_backward = &run.conv2_backward[..];
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 17usize),
                    (
                        run.conv7.rows(count),
                        run.d_conv7.rows_mut(count),
                        x,
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (conv7, d_conv7, x, image)| {
                        CONV7
                            .backward(
                                conv7_backward,
                                p::Kept::new(
                                    &image.slot5[..CONV6_SHAPE.output.len()],
                                    conv7,
                                    &image.conv7_index,
                                    &[],
                                ),
                                d_conv7,
                                pass
                                    .reaches(CONV7_AT)
                                    .then_some(&mut piece.slot0[..CONV6_SHAPE.output.len()]),
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients13),
                                scratch,
                            );
                        if !pass.reaches(CONV6.end()) {
                            return;
                        }
                        CONV6
                            .backward(
                                conv6_backward,
                                p::Kept::new(
                                    &image.slot4[..CONV5_SHAPE.output.len()],
                                    &image.slot5[..CONV6_SHAPE.output.len()],
                                    &[],
                                    &[],
                                ),
                                &mut piece.slot0[..CONV6_SHAPE.output.len()],
                                pass
                                    .reaches(CONV6_AT)
                                    .then_some(&mut piece.slot1[..CONV5_SHAPE.output.len()]),
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients13),
                                scratch,
                            );
                        if !pass.reaches(CONV5.end()) {
                            return;
                        }
                        CONV5
                            .backward(
                                conv5_backward,
                                p::Kept::new(
                                    &image.slot3[..POOL2_SHAPE.output.len()],
                                    &image.slot4[..CONV5_SHAPE.output.len()],
                                    &[],
                                    &[],
                                ),
                                &mut piece.slot1[..CONV5_SHAPE.output.len()],
                                pass
                                    .reaches(CONV5_AT)
                                    .then_some(&mut piece.slot0[..POOL2_SHAPE.output.len()]),
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients13),
                                scratch,
                            );
                        if !pass.reaches(CONV4.end()) {
                            return;
                        }
                        CONV4
                            .backward(
                                conv4_backward,
                                p::Kept::new(
                                    &image.slot2[..CONV3_SHAPE.output.len()],
                                    &image.slot3[..POOL2_SHAPE.output.len()],
                                    &image.conv4_index,
                                    &[],
                                ),
                                &mut piece.slot0[..POOL2_SHAPE.output.len()],
                                pass
                                    .reaches(CONV4_AT)
                                    .then_some(&mut piece.slot1[..CONV3_SHAPE.output.len()]),
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients13),
                                scratch,
                            );
                        if !pass.reaches(CONV3.end()) {
                            return;
                        }
                        CONV3
                            .backward(
                                conv3_backward,
                                p::Kept::new(
                                    &image.slot1[..POOL1_SHAPE.output.len()],
                                    &image.slot2[..CONV3_SHAPE.output.len()],
                                    &[],
                                    &[],
                                ),
                                &mut piece.slot1[..CONV3_SHAPE.output.len()],
                                pass
                                    .reaches(CONV3_AT)
                                    .then_some(&mut piece.slot0[..POOL1_SHAPE.output.len()]),
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients13),
                                scratch,
                            );
                        if !pass.reaches(CONV2.end()) {
                            return;
                        }
                        CONV2
                            .backward(
                                conv2_backward,
                                p::Kept::new(
                                    &image.slot0[..CONV1_SHAPE.output.len()],
                                    &image.slot1[..POOL1_SHAPE.output.len()],
                                    &image.conv2_index,
                                    &[],
                                ),
                                &mut piece.slot0[..POOL1_SHAPE.output.len()],
                                pass
                                    .reaches(CONV2_AT)
                                    .then_some(&mut piece.slot1[..CONV1_SHAPE.output.len()]),
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients13),
                                scratch,
                            );
                        if !pass.reaches(CONV1.end()) {
                            return;
                        }
                        CONV1
                            .backward(
                                &[],
                                p::Kept::new(
                                    x,
                                    &image.slot0[..CONV1_SHAPE.output.len()],
                                    &[],
                                    &[],
                                ),
                                &mut piece.slot1[..CONV1_SHAPE.output.len()],
                                ::core::option::Option::None,
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients13),
                                scratch,
                            );
                    },
                );
                p::learn(
                    &mut run.pieces,
                    count,
                    |piece| &mut piece.gradients13,
                    CONV1_AT,
                    learner,
                );
            }
        }
    }
};
