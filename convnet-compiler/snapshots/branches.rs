///
///| layer | kind | window | output | parameters | multiply-adds | memory | receptive field |
///| --- | --- | --- | --: | --: | --: | --: | --- |
///| input | | | 16x16x3 | | | 3.0 KiB | |
///| conv1 | conv | 3x3, pad 1 | 16x16x8 | 224 | 55,296 | 8.0 KiB | 3x3 |
///| relu1 | relu | | 16x16x8 | 0 | 0 | 8.0 KiB | 3x3 |
///| first_conv1 | conv | 3x3, pad 1 | 16x16x8 | 576 | 147,456 | 8.0 KiB | 5x5 |
///| first_bn1 | bn | | 16x16x8 | 16 | 0 | 8.0 KiB | 5x5 |
///| first_relu1 | relu | | 16x16x8 | 0 | 0 | 8.0 KiB | 5x5 |
///| first_conv2 | conv | 3x3, pad 1 | 16x16x8 | 576 | 147,456 | 8.0 KiB | 7x7 |
///| first_bn2 | bn | | 16x16x8 | 16 | 0 | 8.0 KiB | 7x7 |
///| first_add1 | add | | 16x16x8 | 0 | 0 | 8.0 KiB | 7x7 |
///| first_relu2 | relu | | 16x16x8 | 0 | 0 | 8.0 KiB | 7x7 |
///| conv2 | conv | 1x1 | 16x16x4 | 36 | 8,192 | 4.0 KiB | 7x7 |
///| relu2 | relu | | 16x16x4 | 0 | 0 | 4.0 KiB | 7x7 |
///| conv3 | conv | 1x1 | 16x16x2 | 18 | 4,096 | 2.0 KiB | 7x7 |
///| conv4 | conv | 3x3, pad 1 | 16x16x6 | 114 | 27,648 | 6.0 KiB | 9x9 |
///| relu3 | relu | | 16x16x6 | 0 | 0 | 6.0 KiB | 9x9 |
///| pool1 | pool | 3x3, pad 1 | 16x16x8 | 0 | 0 | 8.0 KiB | 9x9 |
///| concat1 | concat | | 16x16x26 | 0 | 0 | 26.0 KiB | 9x9 |
///| global_avgpool1 | global_avgpool | 16x16 | 1x1x26 | 0 | 0 | 104 B | 24x24 |
///| fc1 | fc | | 1x1x4 | 108 | 104 | 16 B | 24x24 |
///| fc2 | fc | | 1x1x3 | 81 | 78 | 12 B | 24x24 |
///| concat2 | concat | | 1x1x7 | 0 | 0 | 28 B | 24x24 |
///| softmax1 | softmax | | 1x1x7 | 0 | 0 | 28 B | 24x24 |
///| **Branches** | | | | 1,765 | 390,326 | 128.2 KiB | |
///
///Memory: 4 bytes for each value of the output for one image. What a program allocates is in `MEMORY`.
#[derive(Clone, Debug)]
struct Branches {
    store: ::convnet::__private::Store<{ Branches::PARAMS }, { Branches::STATE }>,
}
#[allow(deprecated, non_camel_case_types)]
const _: () = {
    use ::convnet::__private as p;
    const INPUT: p::Volume = p::expect_volume("input", p::input(16, 16, 3));
    const CONV1_SHAPE: p::ConvShape = p::expect_conv(
        "conv1",
        p::conv(INPUT, &p::Window::new(3, 3).pad(1, 1), 8, 1, true),
    );
    const FIRST_CONV1_SHAPE: p::ConvShape = p::expect_conv(
        "first_conv1",
        p::conv(CONV1_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 8, 1, false),
    );
    const FIRST_CONV2_SHAPE: p::ConvShape = p::expect_conv(
        "first_conv2",
        p::conv(FIRST_CONV1_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 8, 1, false),
    );
    const FIRST_ADD1_SHAPE: p::Volume = (p::expect_join)(
        "first_add1",
        p::Join::Add,
        &[CONV1_SHAPE.output, FIRST_CONV2_SHAPE.output],
    );
    const CONV2_SHAPE: p::ConvShape = p::expect_conv(
        "conv2",
        p::conv(FIRST_ADD1_SHAPE, &p::Window::new(1, 1), 4, 1, true),
    );
    const CONV3_SHAPE: p::ConvShape = p::expect_conv(
        "conv3",
        p::conv(FIRST_ADD1_SHAPE, &p::Window::new(1, 1), 2, 1, true),
    );
    const CONV4_SHAPE: p::ConvShape = p::expect_conv(
        "conv4",
        p::conv(CONV3_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 6, 1, true),
    );
    const POOL1_SHAPE: p::PoolShape = p::expect_pool(
        "pool1",
        p::max_pool(FIRST_ADD1_SHAPE, &p::Window::new(3, 3).pad(1, 1)),
    );
    const CONCAT1_SHAPE: p::Volume = (p::expect_join)(
        "concat1",
        p::Join::Concat,
        &[CONV2_SHAPE.output, CONV4_SHAPE.output, POOL1_SHAPE.output, FIRST_ADD1_SHAPE],
    );
    const GLOBAL_AVGPOOL1_SHAPE: p::PoolShape = p::expect_pool(
        "global_avgpool1",
        p::global_avg_pool(CONCAT1_SHAPE),
    );
    const FC1_SHAPE: p::FcShape = p::expect_fc(
        "fc1",
        p::fc(GLOBAL_AVGPOOL1_SHAPE.output, 4),
    );
    const FC2_SHAPE: p::FcShape = p::expect_fc(
        "fc2",
        p::fc(GLOBAL_AVGPOOL1_SHAPE.output, 3),
    );
    const CONCAT2_SHAPE: p::Volume = (p::expect_join)(
        "concat2",
        p::Join::Concat,
        &[FC1_SHAPE.output, FC2_SHAPE.output],
    );
    const _: p::Volume = p::expect_volume("softmax1", p::softmax(CONCAT2_SHAPE));
    const CONV1_AT: usize = 0;
    const CONV1: p::Conv = p::Conv::new(CONV1_SHAPE, CONV1_AT)
        .activation(p::Activation::Relu);
    const FIRST_CONV1_AT: usize = CONV1.end();
    const FIRST_CONV1: p::Conv = p::Conv::new(FIRST_CONV1_SHAPE, FIRST_CONV1_AT);
    const FIRST_BN1_AT: usize = FIRST_CONV1.end();
    const FIRST_BN1_STATE: usize = 0;
    const FIRST_BN1: p::BatchNorm = p::BatchNorm::new(
            FIRST_CONV1_SHAPE.output.depth,
            FIRST_CONV1_SHAPE.output.plane(),
            FIRST_BN1_AT,
            FIRST_BN1_STATE,
            0.00001f32,
            0.1f32,
        )
        .activation(p::Activation::Relu);
    const FIRST_CONV2_AT: usize = FIRST_BN1.end();
    const FIRST_CONV2: p::Conv = p::Conv::new(FIRST_CONV2_SHAPE, FIRST_CONV2_AT);
    const FIRST_BN2_AT: usize = FIRST_CONV2.end();
    const FIRST_BN2_STATE: usize = FIRST_BN1.state_end();
    const FIRST_BN2: p::BatchNorm = p::BatchNorm::new(
            FIRST_CONV2_SHAPE.output.depth,
            FIRST_CONV2_SHAPE.output.plane(),
            FIRST_BN2_AT,
            FIRST_BN2_STATE,
            0.00001f32,
            0.1f32,
        )
        .activation(p::Activation::Relu);
    const CONV2_AT: usize = FIRST_BN2.end();
    const CONV2: p::Conv = p::Conv::new(CONV2_SHAPE, CONV2_AT)
        .activation(p::Activation::Relu);
    const CONV3_AT: usize = CONV2.end();
    const CONV3: p::Conv = p::Conv::new(CONV3_SHAPE, CONV3_AT);
    const CONV4_AT: usize = CONV3.end();
    const CONV4: p::Conv = p::Conv::new(CONV4_SHAPE, CONV4_AT)
        .activation(p::Activation::Relu);
    const POOL1: p::MaxPool = p::MaxPool::new(POOL1_SHAPE);
    const GLOBAL_AVGPOOL1: p::AvgPool = p::AvgPool::new(GLOBAL_AVGPOOL1_SHAPE);
    const COPY11: p::Act = p::Act::new(
        p::Activation::Identity,
        GLOBAL_AVGPOOL1_SHAPE.output.len(),
    );
    const FC1_AT: usize = CONV4.end();
    const FC1: p::Fc = p::Fc::new(FC1_SHAPE, FC1_AT);
    const COPY13: p::Act = p::Act::new(
        p::Activation::Identity,
        GLOBAL_AVGPOOL1_SHAPE.output.len(),
    );
    const FC2_AT: usize = FC1.end();
    const FC2: p::Fc = p::Fc::new(FC2_SHAPE, FC2_AT);
    const PARAMS: usize = p::largest(
        &[
            CONV1.end(),
            FIRST_CONV1.end(),
            FIRST_BN1.end(),
            FIRST_CONV2.end(),
            FIRST_BN2.end(),
            CONV2.end(),
            CONV3.end(),
            CONV4.end(),
            FC1.end(),
            FC2.end(),
        ],
    );
    const STATE: usize = FIRST_BN2.state_end();
    const LAYERS: &[p::Layer] = &p::trace([
        p::Layer::conv("conv1", &[0], &CONV1_SHAPE),
        p::Layer::activation("relu1", &[1], CONV1_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("first_conv1", &[2], &FIRST_CONV1_SHAPE),
        p::Layer::batch_norm("first_bn1", &[3], FIRST_CONV1_SHAPE.output, 0.00001f32),
        p::Layer::activation(
            "first_relu1",
            &[4],
            FIRST_CONV1_SHAPE.output,
            p::Activation::Relu,
        ),
        p::Layer::conv("first_conv2", &[5], &FIRST_CONV2_SHAPE),
        p::Layer::batch_norm("first_bn2", &[6], FIRST_CONV2_SHAPE.output, 0.00001f32),
        p::Layer::plain("first_add1", &[2, 7], FIRST_ADD1_SHAPE, p::Op::Add),
        p::Layer::activation("first_relu2", &[8], FIRST_ADD1_SHAPE, p::Activation::Relu),
        p::Layer::conv("conv2", &[9], &CONV2_SHAPE),
        p::Layer::activation("relu2", &[10], CONV2_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv3", &[9], &CONV3_SHAPE),
        p::Layer::conv("conv4", &[12], &CONV4_SHAPE),
        p::Layer::activation("relu3", &[13], CONV4_SHAPE.output, p::Activation::Relu),
        p::Layer::max_pool("pool1", &[9], &POOL1_SHAPE),
        p::Layer::plain("concat1", &[11, 14, 15, 9], CONCAT1_SHAPE, p::Op::Concat),
        p::Layer::avg_pool(
            "global_avgpool1",
            "global_avgpool",
            &[16],
            &GLOBAL_AVGPOOL1_SHAPE,
        ),
        p::Layer::fc("fc1", "fc", &[17], &FC1_SHAPE),
        p::Layer::fc("fc2", "fc", &[17], &FC2_SHAPE),
        p::Layer::plain("concat2", &[18, 19], CONCAT2_SHAPE, p::Op::Concat),
        p::Layer::plain("softmax1", &[20], CONCAT2_SHAPE, p::Op::Softmax),
    ]);
    const TENSORS: &[p::Tensor] = &[
        p::Tensor::conv_weight("conv1.weight", &CONV1_SHAPE, CONV1_AT),
        p::Tensor::conv_bias("conv1.bias", &CONV1_SHAPE, CONV1_AT),
        p::Tensor::conv_weight("first_conv1.weight", &FIRST_CONV1_SHAPE, FIRST_CONV1_AT),
        p::Tensor::channels(
            "first_bn1.weight",
            p::TensorKind::Scale,
            FIRST_CONV1_SHAPE.output.depth,
            FIRST_BN1_AT,
        ),
        p::Tensor::channels(
            "first_bn1.bias",
            p::TensorKind::Bias,
            FIRST_CONV1_SHAPE.output.depth,
            FIRST_BN1_AT + FIRST_CONV1_SHAPE.output.depth,
        ),
        p::Tensor::channels(
            "first_bn1.running_mean",
            p::TensorKind::RunningMean,
            FIRST_CONV1_SHAPE.output.depth,
            FIRST_BN1_STATE,
        ),
        p::Tensor::channels(
            "first_bn1.running_var",
            p::TensorKind::RunningVar,
            FIRST_CONV1_SHAPE.output.depth,
            FIRST_BN1_STATE + FIRST_CONV1_SHAPE.output.depth,
        ),
        p::Tensor::conv_weight("first_conv2.weight", &FIRST_CONV2_SHAPE, FIRST_CONV2_AT),
        p::Tensor::channels(
            "first_bn2.weight",
            p::TensorKind::Scale,
            FIRST_ADD1_SHAPE.depth,
            FIRST_BN2_AT,
        ),
        p::Tensor::channels(
            "first_bn2.bias",
            p::TensorKind::Bias,
            FIRST_ADD1_SHAPE.depth,
            FIRST_BN2_AT + FIRST_ADD1_SHAPE.depth,
        ),
        p::Tensor::channels(
            "first_bn2.running_mean",
            p::TensorKind::RunningMean,
            FIRST_ADD1_SHAPE.depth,
            FIRST_BN2_STATE,
        ),
        p::Tensor::channels(
            "first_bn2.running_var",
            p::TensorKind::RunningVar,
            FIRST_ADD1_SHAPE.depth,
            FIRST_BN2_STATE + FIRST_ADD1_SHAPE.depth,
        ),
        p::Tensor::conv_weight("conv2.weight", &CONV2_SHAPE, CONV2_AT),
        p::Tensor::conv_bias("conv2.bias", &CONV2_SHAPE, CONV2_AT),
        p::Tensor::conv_weight("conv3.weight", &CONV3_SHAPE, CONV3_AT),
        p::Tensor::conv_bias("conv3.bias", &CONV3_SHAPE, CONV3_AT),
        p::Tensor::conv_weight("conv4.weight", &CONV4_SHAPE, CONV4_AT),
        p::Tensor::conv_bias("conv4.bias", &CONV4_SHAPE, CONV4_AT),
        p::Tensor::fc_weight("fc1.weight", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_bias("fc1.bias", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_weight("fc2.weight", &FC2_SHAPE, FC2_AT),
        p::Tensor::fc_bias("fc2.bias", &FC2_SHAPE, FC2_AT),
    ];
    const OUTPUT: p::Volume = LAYERS[LAYERS.len() - 1].output;
    const HEAD: p::Head = p::Head::Softmax;
    const NAME: &str = "Branches";
    impl Branches {
        /// The volume of an image: width, height, depth.
        pub const INPUT: p::Volume = INPUT;
        /// The volume of an answer.
        pub const OUTPUT: p::Volume = OUTPUT;
        /// Learned numbers.
        pub const PARAMS: usize = PARAMS;
        /// Multiply-adds for one image.
        pub const MACS: u64 = 0 + CONV1_SHAPE.macs() + FIRST_CONV1_SHAPE.macs()
            + FIRST_CONV2_SHAPE.macs() + CONV2_SHAPE.macs() + CONV3_SHAPE.macs()
            + CONV4_SHAPE.macs() + FC1_SHAPE.macs() + FC2_SHAPE.macs();
        /// The layers, in the order in which they run.
        pub const LAYERS: &'static [p::Layer] = LAYERS;
        /// The bytes of the arrays that a program allocates.
        pub const MEMORY: p::Memory = MEMORY;
        /// The parameters' and the running statistics' names, shapes and places.
        pub const TENSORS: &'static [p::Tensor] = TENSORS;
        #[doc(hidden)]
        pub const STATE: usize = STATE;
    }
    pub struct BranchesInferencePiece {
        slot0: p::Floats<
            { p::largest(&[CONV1_SHAPE.output.len(), CONV3_SHAPE.output.len()]) },
        >,
        slot1: p::Floats<
            { p::largest(&[FIRST_CONV1_SHAPE.output.len(), CONCAT1_SHAPE.len()]) },
        >,
        slot2: p::Floats<{ FIRST_ADD1_SHAPE.len() }>,
    }
    impl BranchesInferencePiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(
                    p::largest(&[CONV1_SHAPE.output.len(), CONV3_SHAPE.output.len()]),
                ),
                p::Footprint::floats(
                    p::largest(&[FIRST_CONV1_SHAPE.output.len(), CONCAT1_SHAPE.len()]),
                ),
                p::Footprint::floats(FIRST_ADD1_SHAPE.len()),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            BranchesInferencePiece {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
                slot2: p::Floats::zeros(),
            }
        }
    }
    pub struct BranchesInference {
        first_conv1_folded: p::Floats<{ FIRST_CONV1.folded() }>,
        first_conv2_folded: p::Floats<{ FIRST_CONV2.folded() }>,
        concat2: p::Batch<{ CONCAT2_SHAPE.len() }>,
        rows0: p::Batch<
            { p::largest(&[GLOBAL_AVGPOOL1_SHAPE.output.len(), FC2_SHAPE.output.len()]) },
        >,
        rows1: p::Batch<{ GLOBAL_AVGPOOL1_SHAPE.output.len() }>,
        rows2: p::Batch<{ FC1_SHAPE.output.len() }>,
        pieces: ::std::vec::Vec<BranchesInferencePiece>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl BranchesInference {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(FIRST_CONV1.folded()),
                p::Footprint::floats(FIRST_CONV2.folded()),
                p::Footprint::rows(CONCAT2_SHAPE.len()),
                p::Footprint::rows(
                    p::largest(
                        &[GLOBAL_AVGPOOL1_SHAPE.output.len(), FC2_SHAPE.output.len()],
                    ),
                ),
                p::Footprint::rows(GLOBAL_AVGPOOL1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                BranchesInferencePiece::FOOTPRINT.each_piece(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            BranchesInference {
                first_conv1_folded: p::Floats::zeros(),
                first_conv2_folded: p::Floats::zeros(),
                concat2: p::Batch::zeros(batch),
                rows0: p::Batch::zeros(batch),
                rows1: p::Batch::zeros(batch),
                rows2: p::Batch::zeros(batch),
                pieces: p::pieces(
                    batch,
                    || BranchesInferencePiece::zeros(batch, kernels),
                ),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::InferenceRun for BranchesInference {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            BranchesInference::zeros(batch, kernels)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&self, count: usize) -> p::Rows<'_> {
            self.concat2.rows(count)
        }
    }
    pub struct BranchesTrainingPiece {
        slot0: p::Floats<
            { p::largest(&[GLOBAL_AVGPOOL1_SHAPE.output.len(), CONCAT1_SHAPE.len()]) },
        >,
        slot1: p::Floats<
            {
                p::largest(
                    &[
                        FIRST_ADD1_SHAPE.len(),
                        CONV3_SHAPE.output.len(),
                        FIRST_CONV2_SHAPE.output.len(),
                        FIRST_CONV1_SHAPE.output.len(),
                    ],
                )
            },
        >,
        slot2: p::Floats<
            { p::largest(&[FIRST_ADD1_SHAPE.len(), CONV1_SHAPE.output.len()]) },
        >,
        gradients4: p::Floats<{ CONV4.end() - CONV2_AT }>,
        gradients6: p::Floats<{ FIRST_CONV2.end() - FIRST_CONV2_AT }>,
        gradients8: p::Floats<{ FIRST_CONV1.end() - CONV1_AT }>,
    }
    impl BranchesTrainingPiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(
                    p::largest(
                        &[GLOBAL_AVGPOOL1_SHAPE.output.len(), CONCAT1_SHAPE.len()],
                    ),
                ),
                p::Footprint::floats(
                    p::largest(
                        &[
                            FIRST_ADD1_SHAPE.len(),
                            CONV3_SHAPE.output.len(),
                            FIRST_CONV2_SHAPE.output.len(),
                            FIRST_CONV1_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(
                    p::largest(&[FIRST_ADD1_SHAPE.len(), CONV1_SHAPE.output.len()]),
                ),
                p::Footprint::floats(CONV4.end() - CONV2_AT),
                p::Footprint::floats(FIRST_CONV2.end() - FIRST_CONV2_AT),
                p::Footprint::floats(FIRST_CONV1.end() - CONV1_AT),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            BranchesTrainingPiece {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
                slot2: p::Floats::zeros(),
                gradients4: p::Floats::zeros(),
                gradients6: p::Floats::zeros(),
                gradients8: p::Floats::zeros(),
            }
        }
    }
    pub struct BranchesImage {
        slot0: p::Floats<{ CONV1_SHAPE.output.len() }>,
        slot1: p::Floats<{ FIRST_CONV1_SHAPE.output.len() }>,
        slot2: p::Floats<{ FIRST_CONV1_SHAPE.output.len() }>,
        slot3: p::Floats<{ FIRST_CONV2_SHAPE.output.len() }>,
        slot4: p::Floats<
            { p::largest(&[FIRST_ADD1_SHAPE.len(), CONV1_SHAPE.output.len()]) },
        >,
        slot5: p::Floats<{ CONCAT1_SHAPE.len() }>,
        slot6: p::Floats<{ CONV3_SHAPE.output.len() }>,
        slot7: p::Floats<
            {
                p::largest(
                    &[
                        GLOBAL_AVGPOOL1_SHAPE.output.len(),
                        FIRST_ADD1_SHAPE.len(),
                        FIRST_CONV1_SHAPE.output.len(),
                    ],
                )
            },
        >,
        first_bn1_sums: p::Floats<{ FIRST_BN1.sums() }>,
        first_bn2_sums: p::Floats<{ FIRST_BN2.sums() }>,
        pool1_index: p::Indices<{ POOL1_SHAPE.output.len() }>,
    }
    impl BranchesImage {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(CONV1_SHAPE.output.len()),
                p::Footprint::floats(FIRST_CONV1_SHAPE.output.len()),
                p::Footprint::floats(FIRST_CONV1_SHAPE.output.len()),
                p::Footprint::floats(FIRST_CONV2_SHAPE.output.len()),
                p::Footprint::floats(
                    p::largest(&[FIRST_ADD1_SHAPE.len(), CONV1_SHAPE.output.len()]),
                ),
                p::Footprint::floats(CONCAT1_SHAPE.len()),
                p::Footprint::floats(CONV3_SHAPE.output.len()),
                p::Footprint::floats(
                    p::largest(
                        &[
                            GLOBAL_AVGPOOL1_SHAPE.output.len(),
                            FIRST_ADD1_SHAPE.len(),
                            FIRST_CONV1_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(FIRST_BN1.sums()),
                p::Footprint::floats(FIRST_BN2.sums()),
                p::Footprint::indices(POOL1_SHAPE.output.len()),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            BranchesImage {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
                slot2: p::Floats::zeros(),
                slot3: p::Floats::zeros(),
                slot4: p::Floats::zeros(),
                slot5: p::Floats::zeros(),
                slot6: p::Floats::zeros(),
                slot7: p::Floats::zeros(),
                first_bn1_sums: p::Floats::zeros(),
                first_bn2_sums: p::Floats::zeros(),
                pool1_index: p::Indices::zeros(),
            }
        }
    }
    pub struct BranchesTraining {
        fc1_x: p::Batch<{ GLOBAL_AVGPOOL1_SHAPE.output.len() }>,
        d_fc1_x: p::Batch<{ GLOBAL_AVGPOOL1_SHAPE.output.len() }>,
        fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        d_fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        fc2_x: p::Batch<{ GLOBAL_AVGPOOL1_SHAPE.output.len() }>,
        d_fc2_x: p::Batch<{ GLOBAL_AVGPOOL1_SHAPE.output.len() }>,
        fc2: p::Batch<{ FC2_SHAPE.output.len() }>,
        d_fc2: p::Batch<{ FC2_SHAPE.output.len() }>,
        concat2: p::Batch<{ CONCAT2_SHAPE.len() }>,
        d_concat2: p::Batch<{ CONCAT2_SHAPE.len() }>,
        first_conv1_backward: p::Floats<{ FIRST_CONV1.packed_backward() }>,
        first_bn1_moments: p::Floats<{ FIRST_BN1.sums() }>,
        d_first_bn1_moments: p::Floats<{ FIRST_BN1.back() }>,
        first_conv2_backward: p::Floats<{ FIRST_CONV2.packed_backward() }>,
        first_bn2_moments: p::Floats<{ FIRST_BN2.sums() }>,
        d_first_bn2_moments: p::Floats<{ FIRST_BN2.back() }>,
        conv2_backward: p::Floats<{ CONV2.packed_backward() }>,
        conv3_backward: p::Floats<{ CONV3.packed_backward() }>,
        conv4_backward: p::Floats<{ CONV4.packed_backward() }>,
        pieces: ::std::vec::Vec<BranchesTrainingPiece>,
        images: ::std::vec::Vec<BranchesImage>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl BranchesTraining {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::rows(GLOBAL_AVGPOOL1_SHAPE.output.len()),
                p::Footprint::rows(GLOBAL_AVGPOOL1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(GLOBAL_AVGPOOL1_SHAPE.output.len()),
                p::Footprint::rows(GLOBAL_AVGPOOL1_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(CONCAT2_SHAPE.len()),
                p::Footprint::rows(CONCAT2_SHAPE.len()),
                p::Footprint::floats(FIRST_CONV1.packed_backward()),
                p::Footprint::floats(FIRST_BN1.sums()),
                p::Footprint::floats(FIRST_BN1.back()),
                p::Footprint::floats(FIRST_CONV2.packed_backward()),
                p::Footprint::floats(FIRST_BN2.sums()),
                p::Footprint::floats(FIRST_BN2.back()),
                p::Footprint::floats(CONV2.packed_backward()),
                p::Footprint::floats(CONV3.packed_backward()),
                p::Footprint::floats(CONV4.packed_backward()),
                BranchesTrainingPiece::FOOTPRINT.each_piece(),
                BranchesImage::FOOTPRINT.each_image(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            BranchesTraining {
                fc1_x: p::Batch::zeros(batch),
                d_fc1_x: p::Batch::zeros(batch),
                fc1: p::Batch::zeros(batch),
                d_fc1: p::Batch::zeros(batch),
                fc2_x: p::Batch::zeros(batch),
                d_fc2_x: p::Batch::zeros(batch),
                fc2: p::Batch::zeros(batch),
                d_fc2: p::Batch::zeros(batch),
                concat2: p::Batch::zeros(batch),
                d_concat2: p::Batch::zeros(batch),
                first_conv1_backward: p::Floats::zeros(),
                first_bn1_moments: p::Floats::zeros(),
                d_first_bn1_moments: p::Floats::zeros(),
                first_conv2_backward: p::Floats::zeros(),
                first_bn2_moments: p::Floats::zeros(),
                d_first_bn2_moments: p::Floats::zeros(),
                conv2_backward: p::Floats::zeros(),
                conv3_backward: p::Floats::zeros(),
                conv4_backward: p::Floats::zeros(),
                pieces: p::pieces(
                    batch,
                    || BranchesTrainingPiece::zeros(batch, kernels),
                ),
                images: (0..batch)
                    .map(|_| BranchesImage::zeros(batch, kernels))
                    .collect(),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::TrainingRun for BranchesTraining {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            BranchesTraining::zeros(batch, kernels)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&mut self, count: usize) -> (p::Rows<'_>, p::RowsMut<'_>) {
            (self.concat2.rows(count), self.d_concat2.rows_mut(count))
        }
    }
    const MEMORY: p::Memory = p::Memory::new(
        PARAMS,
        STATE,
        INPUT.len(),
        BranchesInference::FOOTPRINT,
        BranchesTraining::FOOTPRINT,
    );
    #[allow(unused_variables)]
    impl p::Generated for Branches {
        const NAME: &'static str = NAME;
        const INPUT: p::Volume = INPUT;
        const OUTPUT: p::Volume = OUTPUT;
        const PARAMS: usize = PARAMS;
        const MACS: u64 = Branches::MACS;
        const LAYERS: &'static [p::Layer] = LAYERS;
        const MEMORY: p::Memory = MEMORY;
        const TENSORS: &'static [p::Tensor] = TENSORS;
        const HEAD: p::Head = HEAD;
        type Store = p::Store<PARAMS, STATE>;
        type Inference = BranchesInference;
        type Training = BranchesTraining;
        fn from_store(store: Self::Store) -> Self {
            Branches { store }
        }
        fn store(&self) -> &Self::Store {
            &self.store
        }
        fn store_mut(&mut self) -> &mut Self::Store {
            &mut self.store
        }
        #[inline]
        fn fold(params: &[f32], state: &[f32], run: &mut BranchesInference) {
            FIRST_CONV1
                .fold(
                    params,
                    &FIRST_BN1.folded(params, state),
                    &mut run.first_conv1_folded,
                );
            FIRST_CONV2
                .fold(
                    params,
                    &FIRST_BN2.folded(params, state),
                    &mut run.first_conv2_folded,
                );
            FC1.fold(params, run.scratches.first());
            FC2.fold(params, run.scratches.first());
        }
        #[inline]
        fn infer(
            params: &[f32],
            state: &[f32],
            x: p::Rows<'_>,
            run: &mut BranchesInference,
        ) {
            let count = x.count();
            {
                let first_conv1_folded = &run.first_conv1_folded[..];
                let first_conv2_folded = &run.first_conv2_folded[..];
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 17usize),
                    (
                        x,
                        run.rows0.rows_mut_of(count, GLOBAL_AVGPOOL1_SHAPE.output.len()),
                        run.rows1.rows_mut(count),
                    ),
                    |piece, scratch, at, (x, global_avgpool1, fc1_x)| {
                        CONV1
                            .infer(
                                params,
                                x,
                                &mut piece.slot0[..CONV1_SHAPE.output.len()],
                                scratch,
                            );
                        FIRST_CONV1
                            .infer_folded(
                                &FIRST_BN1,
                                params,
                                first_conv1_folded,
                                &piece.slot0[..CONV1_SHAPE.output.len()],
                                &mut piece.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                scratch,
                            );
                        FIRST_CONV2
                            .plus(&piece.slot0[..CONV1_SHAPE.output.len()])
                            .infer_folded(
                                &FIRST_BN2,
                                params,
                                first_conv2_folded,
                                &piece.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                &mut piece.slot2[..FIRST_ADD1_SHAPE.len()],
                                scratch,
                            );
                        CONV2
                            .infer(
                                params,
                                &piece.slot2[..FIRST_ADD1_SHAPE.len()],
                                &mut (&mut piece
                                    .slot1[..CONCAT1_SHAPE
                                    .len()])[0..][..CONV2_SHAPE.output.len()],
                                scratch,
                            );
                        CONV3
                            .infer(
                                params,
                                &piece.slot2[..FIRST_ADD1_SHAPE.len()],
                                &mut piece.slot0[..CONV3_SHAPE.output.len()],
                                scratch,
                            );
                        CONV4
                            .infer(
                                params,
                                &piece.slot0[..CONV3_SHAPE.output.len()],
                                &mut (&mut piece
                                    .slot1[..CONCAT1_SHAPE
                                    .len()])[CONV2_SHAPE.output.len()
                                    + 0..][..CONV4_SHAPE.output.len()],
                                scratch,
                            );
                        POOL1
                            .infer(
                                &piece.slot2[..FIRST_ADD1_SHAPE.len()],
                                &mut (&mut piece
                                    .slot1[..CONCAT1_SHAPE
                                    .len()])[CONV2_SHAPE.output.len() + CONV4_SHAPE.output.len()
                                    + 0..][..POOL1_SHAPE.output.len()],
                            );
                        p::give(
                            &piece.slot2[..FIRST_ADD1_SHAPE.len()],
                            &mut (&mut piece
                                .slot1[..CONCAT1_SHAPE
                                .len()])[0 + CONV2_SHAPE.output.len()
                                + CONV4_SHAPE.output.len()
                                + POOL1_SHAPE.output.len()..][..FIRST_ADD1_SHAPE.len()],
                        );
                        GLOBAL_AVGPOOL1
                            .forward(
                                &piece.slot1[..CONCAT1_SHAPE.len()],
                                global_avgpool1,
                            );
                        COPY11.forward(global_avgpool1, fc1_x);
                    },
                );
            }
            FC1.infer(
                params,
                run.rows1.rows(count),
                run.rows2.rows_mut(count),
                run.scratches.first(),
            );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 0usize),
                    (
                        run.rows0.rows_of(count, GLOBAL_AVGPOOL1_SHAPE.output.len()),
                        run.rows1.rows_mut(count),
                    ),
                    |piece, scratch, at, (global_avgpool1, fc2_x)| {
                        COPY13.forward(global_avgpool1, fc2_x);
                    },
                );
            }
            FC2.infer(
                params,
                run.rows1.rows(count),
                run.rows0.rows_mut_of(count, FC2_SHAPE.output.len()),
                run.scratches.first(),
            );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 19usize, 20usize),
                    (
                        run.rows2.rows(count),
                        run.rows0.rows_of(count, FC2_SHAPE.output.len()),
                        run.concat2.rows_mut(count),
                    ),
                    |piece, scratch, at, (fc1, fc2, concat2)| {
                        p::give(fc1, &mut (concat2)[0..][..FC1_SHAPE.output.len()]);
                        p::give(
                            fc2,
                            &mut (concat2)[0
                                + FC1_SHAPE.output.len()..][..FC2_SHAPE.output.len()],
                        );
                    },
                );
            }
        }
        #[inline]
        fn forward(
            params: &[f32],
            state: &mut [f32],
            x: p::Rows<'_>,
            run: &mut BranchesTraining,
            pass: p::Pass<'_>,
        ) {
            let count = x.count();
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 5usize),
                    (x, &mut run.images[..count]),
                    |piece, scratch, at, (x, image)| {
                        CONV1
                            .forward(
                                params,
                                x,
                                &mut image.slot0[..CONV1_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        FIRST_CONV1
                            .forward(
                                params,
                                &image.slot0[..CONV1_SHAPE.output.len()],
                                &mut image.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        if pass.learns(FIRST_BN1_AT, FIRST_BN1.end()) {
                            FIRST_BN1
                                .sum(
                                    &image.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                    &mut image.first_bn1_sums,
                                );
                        }
                    },
                );
            }
            FIRST_BN1
                .merge(
                    run.images[..count].iter().map(|image| &image.first_bn1_sums[..]),
                    &mut run.first_bn1_moments,
                    state,
                    pass.learns(FIRST_BN1_AT, FIRST_BN1.end()),
                );
            {
                let first_bn1_moments = &run.first_bn1_moments[..];
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 3usize, 9usize),
                    (&mut run.images[..count],),
                    |piece, scratch, at, (image,)| {
                        FIRST_BN1
                            .apply(
                                params,
                                first_bn1_moments,
                                &image.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                &mut image.slot2[..FIRST_CONV1_SHAPE.output.len()],
                            );
                        FIRST_CONV2
                            .forward(
                                params,
                                &image.slot2[..FIRST_CONV1_SHAPE.output.len()],
                                &mut image.slot3[..FIRST_CONV2_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        if pass.learns(FIRST_BN2_AT, FIRST_BN2.end()) {
                            FIRST_BN2
                                .sum(
                                    &image.slot3[..FIRST_CONV2_SHAPE.output.len()],
                                    &mut image.first_bn2_sums,
                                );
                        }
                    },
                );
            }
            FIRST_BN2
                .merge(
                    run.images[..count].iter().map(|image| &image.first_bn2_sums[..]),
                    &mut run.first_bn2_moments,
                    state,
                    pass.learns(FIRST_BN2_AT, FIRST_BN2.end()),
                );
            {
                let first_bn2_moments = &run.first_bn2_moments[..];
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 6usize, 17usize),
                    (run.fc1_x.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (fc1_x, image)| {
                        FIRST_BN2
                            .plus(&image.slot0[..CONV1_SHAPE.output.len()])
                            .apply(
                                params,
                                first_bn2_moments,
                                &image.slot3[..FIRST_CONV2_SHAPE.output.len()],
                                &mut image.slot4[..FIRST_ADD1_SHAPE.len()],
                            );
                        CONV2
                            .forward(
                                params,
                                &image.slot4[..FIRST_ADD1_SHAPE.len()],
                                &mut (&mut image
                                    .slot5[..CONCAT1_SHAPE
                                    .len()])[0..][..CONV2_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        CONV3
                            .forward(
                                params,
                                &image.slot4[..FIRST_ADD1_SHAPE.len()],
                                &mut image.slot6[..CONV3_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        CONV4
                            .forward(
                                params,
                                &image.slot6[..CONV3_SHAPE.output.len()],
                                &mut (&mut image
                                    .slot5[..CONCAT1_SHAPE
                                    .len()])[CONV2_SHAPE.output.len()
                                    + 0..][..CONV4_SHAPE.output.len()],
                                &mut [],
                                &mut [],
                                scratch,
                            );
                        POOL1
                            .forward(
                                &image.slot4[..FIRST_ADD1_SHAPE.len()],
                                &mut (&mut image
                                    .slot5[..CONCAT1_SHAPE
                                    .len()])[CONV2_SHAPE.output.len() + CONV4_SHAPE.output.len()
                                    + 0..][..POOL1_SHAPE.output.len()],
                                &mut image.pool1_index,
                            );
                        p::give(
                            &image.slot4[..FIRST_ADD1_SHAPE.len()],
                            &mut (&mut image
                                .slot5[..CONCAT1_SHAPE
                                .len()])[0 + CONV2_SHAPE.output.len()
                                + CONV4_SHAPE.output.len()
                                + POOL1_SHAPE.output.len()..][..FIRST_ADD1_SHAPE.len()],
                        );
                        GLOBAL_AVGPOOL1
                            .forward(
                                &image.slot5[..CONCAT1_SHAPE.len()],
                                &mut image.slot7[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                            );
                        COPY11
                            .forward(
                                &image.slot7[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                                fc1_x,
                            );
                    },
                );
            }
            FC1.forward(
                params,
                run.fc1_x.rows(count),
                run.fc1.rows_mut(count),
                &mut [],
                run.scratches.first(),
            );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 0usize),
                    (run.fc2_x.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (fc2_x, image)| {
                        COPY13
                            .forward(
                                &image.slot7[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                                fc2_x,
                            );
                    },
                );
            }
            FC2.forward(
                params,
                run.fc2_x.rows(count),
                run.fc2.rows_mut(count),
                &mut [],
                run.scratches.first(),
            );
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 19usize, 20usize),
                    (
                        run.fc1.rows(count),
                        run.fc2.rows(count),
                        run.concat2.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (fc1, fc2, concat2, image)| {
                        p::give(fc1, &mut (concat2)[0..][..FC1_SHAPE.output.len()]);
                        p::give(
                            fc2,
                            &mut (concat2)[0
                                + FC1_SHAPE.output.len()..][..FC2_SHAPE.output.len()],
                        );
                    },
                );
            }
        }
        #[inline]
        fn backward(
            x: p::Rows<'_>,
            run: &mut BranchesTraining,
            pass: p::Pass<'_>,
            learner: &mut p::Learner<'_>,
        ) {
            let count = x.count();
            if pass.reaches(FIRST_CONV1_AT) {
                FIRST_CONV1
                    .pack_backward(learner.params(), &mut run.first_conv1_backward);
            }
            if pass.reaches(FIRST_CONV2_AT) {
                FIRST_CONV2
                    .pack_backward(learner.params(), &mut run.first_conv2_backward);
            }
            if pass.reaches(CONV2_AT) {
                CONV2.pack_backward(learner.params(), &mut run.conv2_backward);
            }
            if pass.reaches(CONV3_AT) {
                CONV3.pack_backward(learner.params(), &mut run.conv3_backward);
            }
            if pass.reaches(CONV4_AT) {
                CONV4.pack_backward(learner.params(), &mut run.conv4_backward);
            }
            if !pass.reaches(FC2.end()) {
                return;
            }
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 19usize, 20usize),
                    (
                        run.d_concat2.rows_mut(count),
                        run.d_fc1.rows_mut(count),
                        run.d_fc2.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (d_concat2, d_fc1, d_fc2, image)| {
                        p::give(
                            &(d_concat2)[0..][..FC1_SHAPE.output.len()],
                            &mut (d_fc1)[..],
                        );
                        p::give(
                            &(d_concat2)[0
                                + FC1_SHAPE.output.len()..][..FC2_SHAPE.output.len()],
                            &mut (d_fc2)[..],
                        );
                    },
                );
            }
            FC2.backward(
                run.fc2_x.rows(count),
                run.fc2.rows(count),
                &[],
                run.d_fc2.rows_mut(count),
                pass.reaches(FC2_AT).then_some(run.d_fc2_x.rows_mut(count)),
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
                    p::work(LAYERS, 0usize, 0usize),
                    (run.d_fc2_x.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (d_fc2_x, image)| {
                        p::give(
                            d_fc2_x,
                            &mut image.slot7[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                        );
                    },
                );
            }
            FC1.backward(
                run.fc1_x.rows(count),
                run.fc1.rows(count),
                &[],
                run.d_fc1.rows_mut(count),
                pass.reaches(FC1_AT).then_some(run.d_fc1_x.rows_mut(count)),
                learner,
                run.scratches.first(),
            );
            if !pass.reaches(CONV4.end()) {
                return;
            }
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients4);
                let conv4_backward = &run.conv4_backward[..];
                let conv3_backward = &run.conv3_backward[..];
                let conv2_backward = &run.conv2_backward[..];
                let first_bn2_moments = &run.first_bn2_moments[..];
                let params = learner.params();
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 6usize, 17usize),
                    (run.d_fc1_x.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (d_fc1_x, image)| {
                        p::give(
                            d_fc1_x,
                            &mut piece.slot0[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                        );
                        p::add(
                            &piece.slot0[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                            &mut image.slot7[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                        );
                        GLOBAL_AVGPOOL1
                            .backward(
                                &mut image.slot7[..GLOBAL_AVGPOOL1_SHAPE.output.len()],
                                &mut piece.slot0[..CONCAT1_SHAPE.len()],
                            );
                        p::give(
                            &(&piece
                                .slot0[..CONCAT1_SHAPE
                                .len()])[0 + CONV2_SHAPE.output.len()
                                + CONV4_SHAPE.output.len()
                                + POOL1_SHAPE.output.len()..][..FIRST_ADD1_SHAPE.len()],
                            &mut (&mut image.slot7[..FIRST_ADD1_SHAPE.len()])[..],
                        );
                        POOL1
                            .backward(
                                &image.pool1_index,
                                &mut (&mut piece
                                    .slot0[..CONCAT1_SHAPE
                                    .len()])[CONV2_SHAPE.output.len() + CONV4_SHAPE.output.len()
                                    + 0..][..POOL1_SHAPE.output.len()],
                                &mut piece.slot1[..FIRST_ADD1_SHAPE.len()],
                            );
                        p::add(
                            &piece.slot1[..FIRST_ADD1_SHAPE.len()],
                            &mut image.slot7[..FIRST_ADD1_SHAPE.len()],
                        );
                        CONV4
                            .backward(
                                conv4_backward,
                                p::Kept::new(
                                    &image.slot6[..CONV3_SHAPE.output.len()],
                                    &(&image
                                        .slot5[..CONCAT1_SHAPE
                                        .len()])[CONV2_SHAPE.output.len()
                                        + 0..][..CONV4_SHAPE.output.len()],
                                    &[],
                                    &[],
                                ),
                                &mut (&mut piece
                                    .slot0[..CONCAT1_SHAPE
                                    .len()])[CONV2_SHAPE.output.len()
                                    + 0..][..CONV4_SHAPE.output.len()],
                                pass
                                    .reaches(CONV4_AT)
                                    .then_some(&mut piece.slot1[..CONV3_SHAPE.output.len()]),
                                &mut pass.gradients(CONV2_AT, &mut piece.gradients4),
                                scratch,
                            );
                        if !pass.reaches(CONV3.end()) {
                            return;
                        }
                        CONV3
                            .backward(
                                conv3_backward,
                                p::Kept::new(
                                    &image.slot4[..FIRST_ADD1_SHAPE.len()],
                                    &[],
                                    &[],
                                    &[],
                                ),
                                &mut piece.slot1[..CONV3_SHAPE.output.len()],
                                pass
                                    .reaches(CONV3_AT)
                                    .then_some(&mut piece.slot2[..FIRST_ADD1_SHAPE.len()]),
                                &mut pass.gradients(CONV2_AT, &mut piece.gradients4),
                                scratch,
                            );
                        if !pass.reaches(CONV2.end()) {
                            return;
                        }
                        p::add(
                            &piece.slot2[..FIRST_ADD1_SHAPE.len()],
                            &mut image.slot7[..FIRST_ADD1_SHAPE.len()],
                        );
                        CONV2
                            .backward(
                                conv2_backward,
                                p::Kept::new(
                                    &image.slot4[..FIRST_ADD1_SHAPE.len()],
                                    &(&image
                                        .slot5[..CONCAT1_SHAPE
                                        .len()])[0..][..CONV2_SHAPE.output.len()],
                                    &[],
                                    &[],
                                ),
                                &mut (&mut piece
                                    .slot0[..CONCAT1_SHAPE
                                    .len()])[0..][..CONV2_SHAPE.output.len()],
                                pass
                                    .reaches(CONV2_AT)
                                    .then_some(&mut piece.slot1[..FIRST_ADD1_SHAPE.len()]),
                                &mut pass.gradients(CONV2_AT, &mut piece.gradients4),
                                scratch,
                            );
                        if !pass.reaches(FIRST_BN2.end()) {
                            return;
                        }
                        p::add(
                            &piece.slot1[..FIRST_ADD1_SHAPE.len()],
                            &mut image.slot7[..FIRST_ADD1_SHAPE.len()],
                        );
                        FIRST_BN2
                            .sum_backward(
                                params,
                                first_bn2_moments,
                                &image.slot3[..FIRST_CONV2_SHAPE.output.len()],
                                &image.slot4[..FIRST_ADD1_SHAPE.len()],
                                &mut image.slot7[..FIRST_ADD1_SHAPE.len()],
                                &mut image.first_bn2_sums,
                            );
                    },
                );
                p::learn(
                    &mut run.pieces,
                    count,
                    |piece| &mut piece.gradients4,
                    CONV2_AT,
                    learner,
                );
            }
            if !pass.reaches(FIRST_BN2.end()) {
                return;
            }
            FIRST_BN2
                .merge_backward(
                    run.images[..count].iter().map(|image| &image.first_bn2_sums[..]),
                    &mut run.d_first_bn2_moments,
                    learner,
                );
            if !pass.reaches(FIRST_CONV2.end()) {
                return;
            }
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients6);
                let first_bn2_moments = &run.first_bn2_moments[..];
                let d_first_bn2_moments = &run.d_first_bn2_moments[..];
                let first_conv2_backward = &run.first_conv2_backward[..];
                let first_bn1_moments = &run.first_bn1_moments[..];
                let params = learner.params();
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 3usize, 9usize),
                    (&mut run.images[..count],),
                    |piece, scratch, at, (image,)| {
                        FIRST_BN2
                            .apply_backward(
                                first_bn2_moments,
                                d_first_bn2_moments,
                                &image.slot3[..FIRST_CONV2_SHAPE.output.len()],
                                &mut image.slot7[..FIRST_ADD1_SHAPE.len()],
                                &mut piece.slot1[..FIRST_CONV2_SHAPE.output.len()],
                            );
                        p::give(
                            &(&image
                                .slot7[..FIRST_ADD1_SHAPE
                                .len()])[..CONV1_SHAPE.output.len()],
                            &mut (&mut image.slot4[..CONV1_SHAPE.output.len()])[..],
                        );
                        FIRST_CONV2
                            .backward(
                                first_conv2_backward,
                                p::Kept::new(
                                    &image.slot2[..FIRST_CONV1_SHAPE.output.len()],
                                    &[],
                                    &[],
                                    &[],
                                ),
                                &mut piece.slot1[..FIRST_CONV2_SHAPE.output.len()],
                                pass
                                    .reaches(FIRST_CONV2_AT)
                                    .then_some(
                                        &mut image.slot7[..FIRST_CONV1_SHAPE.output.len()],
                                    ),
                                &mut pass.gradients(FIRST_CONV2_AT, &mut piece.gradients6),
                                scratch,
                            );
                        if !pass.reaches(FIRST_BN1.end()) {
                            return;
                        }
                        FIRST_BN1
                            .sum_backward(
                                params,
                                first_bn1_moments,
                                &image.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                &image.slot2[..FIRST_CONV1_SHAPE.output.len()],
                                &mut image.slot7[..FIRST_CONV1_SHAPE.output.len()],
                                &mut image.first_bn1_sums,
                            );
                    },
                );
                p::learn(
                    &mut run.pieces,
                    count,
                    |piece| &mut piece.gradients6,
                    FIRST_CONV2_AT,
                    learner,
                );
            }
            if !pass.reaches(FIRST_BN1.end()) {
                return;
            }
            FIRST_BN1
                .merge_backward(
                    run.images[..count].iter().map(|image| &image.first_bn1_sums[..]),
                    &mut run.d_first_bn1_moments,
                    learner,
                );
            if !pass.reaches(FIRST_CONV1.end()) {
                return;
            }
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients8);
                let first_bn1_moments = &run.first_bn1_moments[..];
                let d_first_bn1_moments = &run.d_first_bn1_moments[..];
                let first_conv1_backward = &run.first_conv1_backward[..];
                let params = learner.params();
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 5usize),
                    (x, &mut run.images[..count]),
                    |piece, scratch, at, (x, image)| {
                        FIRST_BN1
                            .apply_backward(
                                first_bn1_moments,
                                d_first_bn1_moments,
                                &image.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                &mut image.slot7[..FIRST_CONV1_SHAPE.output.len()],
                                &mut piece.slot1[..FIRST_CONV1_SHAPE.output.len()],
                            );
                        FIRST_CONV1
                            .backward(
                                first_conv1_backward,
                                p::Kept::new(
                                    &image.slot0[..CONV1_SHAPE.output.len()],
                                    &[],
                                    &[],
                                    &[],
                                ),
                                &mut piece.slot1[..FIRST_CONV1_SHAPE.output.len()],
                                pass
                                    .reaches(FIRST_CONV1_AT)
                                    .then_some(&mut piece.slot2[..CONV1_SHAPE.output.len()]),
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients8),
                                scratch,
                            );
                        if !pass.reaches(CONV1.end()) {
                            return;
                        }
                        p::add(
                            &piece.slot2[..CONV1_SHAPE.output.len()],
                            &mut image.slot4[..CONV1_SHAPE.output.len()],
                        );
                        CONV1
                            .backward(
                                &[],
                                p::Kept::new(
                                    x,
                                    &image.slot0[..CONV1_SHAPE.output.len()],
                                    &[],
                                    &[],
                                ),
                                &mut image.slot4[..CONV1_SHAPE.output.len()],
                                ::core::option::Option::None,
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients8),
                                scratch,
                            );
                    },
                );
                p::learn(
                    &mut run.pieces,
                    count,
                    |piece| &mut piece.gradients8,
                    CONV1_AT,
                    learner,
                );
            }
        }
    }
};
