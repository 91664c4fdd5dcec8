///
///| layer | kind | window | output | parameters | multiply-adds | memory | receptive field |
///| --- | --- | --- | --: | --: | --: | --: | --- |
///| input | | | 24x24x3 | | | 6.8 KiB | |
///| conv1 | conv | 3x5, pad 1x2 | 24x24x8 | 360 | 207,360 | 18.0 KiB | 3x5 |
///| bn1 | bn | | 24x24x8 | 16 | 0 | 18.0 KiB | 3x5 |
///| relu1 | relu | | 24x24x8 | 0 | 0 | 18.0 KiB | 3x5 |
///| conv2 | conv | 3x3, pad 1, groups 2 | 24x24x8 | 296 | 165,888 | 18.0 KiB | 5x7 |
///| gelu1 | gelu | | 24x24x8 | 0 | 0 | 18.0 KiB | 5x7 |
///| pool1 | pool | 2x2, stride 2 | 12x12x8 | 0 | 0 | 4.5 KiB | 6x8, jump 2 |
///| lrn1 | lrn | | 12x12x8 | 0 | 0 | 4.5 KiB | 6x8, jump 2 |
///| prelu1 | prelu | | 12x12x8 | 8 | 0 | 4.5 KiB | 6x8, jump 2 |
///| rrelu1 | rrelu | | 12x12x8 | 0 | 0 | 4.5 KiB | 6x8, jump 2 |
///| pool2 | pool | 2x2, stride 2 | 6x6x8 | 0 | 0 | 1.1 KiB | 8x10, jump 4 |
///| tanh1 | tanh | | 6x6x8 | 0 | 0 | 1.1 KiB | 8x10, jump 4 |
///| avgpool1 | avgpool | 2x2, stride 2 | 3x3x8 | 0 | 0 | 288 B | 12x14, jump 8 |
///| dropout1 | dropout | | 3x3x8 | 0 | 0 | 288 B | 12x14, jump 8 |
///| conv3 | conv | 1x1 | 3x3x4 | 36 | 288 | 144 B | 12x14, jump 8 |
///| fc1 | fc | | 1x1x8 | 296 | 288 | 32 B | 28x30, jump 8 |
///| silu1 | silu | | 1x1x8 | 0 | 0 | 32 B | 28x30, jump 8 |
///| fc2 | fc | | 1x1x3 | 27 | 24 | 12 B | 28x30, jump 8 |
///| **Every** | | | | 1,039 | 373,848 | 111.0 KiB | |
///
///Memory: 4 bytes for each value of the output for one image. What a program allocates is in `MEMORY`.
#[derive(Clone, Debug)]
struct Every {
    store: ::convnet::__private::Store<{ Every::PARAMS }, { Every::STATE }>,
}
#[allow(deprecated, non_camel_case_types)]
const _: () = {
    use ::convnet::__private as p;
    const INPUT: p::Volume = p::expect_volume("input", p::input(24, 24, 3));
    const CONV1_SHAPE: p::ConvShape = p::expect_conv(
        "conv1",
        p::conv(INPUT, &p::Window::new(3, 5).pad(1, 2), 8, 1, false),
    );
    const CONV2_SHAPE: p::ConvShape = p::expect_conv(
        "conv2",
        p::conv(CONV1_SHAPE.output, &p::Window::new(3, 3).pad(1, 1), 8, 2, true),
    );
    const POOL1_SHAPE: p::PoolShape = p::expect_pool(
        "pool1",
        p::max_pool(CONV2_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const _: p::Volume = p::expect_volume("lrn1", p::lrn(POOL1_SHAPE.output, 5));
    const POOL2_SHAPE: p::PoolShape = p::expect_pool(
        "pool2",
        p::max_pool(POOL1_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const AVGPOOL1_SHAPE: p::PoolShape = p::expect_pool(
        "avgpool1",
        p::avg_pool(POOL2_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const CONV3_SHAPE: p::ConvShape = p::expect_conv(
        "conv3",
        p::conv(AVGPOOL1_SHAPE.output, &p::Window::new(1, 1), 4, 1, true),
    );
    const FC1_SHAPE: p::FcShape = p::expect_fc("fc1", p::fc(CONV3_SHAPE.output, 8));
    const FC2_SHAPE: p::FcShape = p::expect_fc("fc2", p::fc(FC1_SHAPE.output, 3));
    const CONV1_AT: usize = 0;
    const CONV1: p::Conv = p::Conv::new(CONV1_SHAPE, CONV1_AT).exact();
    const BN1_AT: usize = CONV1.end();
    const BN1_STATE: usize = 0;
    const BN1: p::BatchNorm = p::BatchNorm::new(
            CONV1_SHAPE.output.depth,
            CONV1_SHAPE.output.plane(),
            BN1_AT,
            BN1_STATE,
            0.00001f32,
            0.1f32,
        )
        .activation(p::Activation::Relu);
    const CONV2_AT: usize = BN1.end();
    const CONV2: p::Conv = p::Conv::new(CONV2_SHAPE, CONV2_AT)
        .activation(p::Activation::Gelu)
        .pool(POOL1_SHAPE)
        .exact();
    const LRN1: p::Lrn = p::Lrn::new(POOL1_SHAPE.output, 5, 0.0001f32, 0.75f32, 1f32);
    const PRELU1_AT: usize = CONV2.end();
    const PRELU1: p::Prelu = p::Prelu::new(
        POOL1_SHAPE.output.depth,
        POOL1_SHAPE.output.plane(),
        PRELU1_AT,
    );
    const RRELU1: p::Rrelu = p::Rrelu::new(
        0.125f32,
        0.33333334f32,
        POOL1_SHAPE.output.len(),
    );
    const POOL2: p::MaxPool = p::MaxPool::new(POOL2_SHAPE);
    const TANH1: p::Act = p::Act::new(p::Activation::Tanh, POOL2_SHAPE.output.len());
    const AVGPOOL1: p::AvgPool = p::AvgPool::new(AVGPOOL1_SHAPE);
    const DROPOUT1: p::Dropout = p::Dropout::new(0.5f32, AVGPOOL1_SHAPE.output.len());
    const CONV3_AT: usize = PRELU1.end();
    const CONV3: p::Conv = p::Conv::new(CONV3_SHAPE, CONV3_AT).exact();
    const FC1_AT: usize = CONV3.end();
    const FC1: p::Fc = p::Fc::new(FC1_SHAPE, FC1_AT).activation(p::Activation::Silu);
    const FC2_AT: usize = FC1.end();
    const FC2: p::Fc = p::Fc::new(FC2_SHAPE, FC2_AT);
    const PARAMS: usize = p::largest(
        &[
            CONV1.end(),
            BN1.end(),
            CONV2.end(),
            PRELU1.end(),
            CONV3.end(),
            FC1.end(),
            FC2.end(),
        ],
    );
    const STATE: usize = BN1.state_end();
    const LAYERS: &[p::Layer] = &p::trace([
        p::Layer::conv("conv1", &[0], &CONV1_SHAPE),
        p::Layer::batch_norm("bn1", &[1], CONV1_SHAPE.output, 0.00001f32),
        p::Layer::activation("relu1", &[2], CONV1_SHAPE.output, p::Activation::Relu),
        p::Layer::conv("conv2", &[3], &CONV2_SHAPE),
        p::Layer::activation("gelu1", &[4], CONV2_SHAPE.output, p::Activation::Gelu),
        p::Layer::max_pool("pool1", &[5], &POOL1_SHAPE),
        p::Layer::plain(
            "lrn1",
            &[6],
            POOL1_SHAPE.output,
            p::Op::Lrn {
                size: 5,
                alpha: 0.0001f32,
                beta: 0.75f32,
                k: 1f32,
            },
        ),
        p::Layer::plain("prelu1", &[7], POOL1_SHAPE.output, p::Op::Prelu),
        p::Layer::plain(
            "rrelu1",
            &[8],
            POOL1_SHAPE.output,
            p::Op::Rrelu {
                lower: 0.125f32,
                upper: 0.33333334f32,
            },
        ),
        p::Layer::max_pool("pool2", &[9], &POOL2_SHAPE),
        p::Layer::activation("tanh1", &[10], POOL2_SHAPE.output, p::Activation::Tanh),
        p::Layer::avg_pool("avgpool1", "avgpool", &[11], &AVGPOOL1_SHAPE),
        p::Layer::plain("dropout1", &[12], AVGPOOL1_SHAPE.output, p::Op::Dropout),
        p::Layer::conv("conv3", &[13], &CONV3_SHAPE),
        p::Layer::fc("fc1", "fc", &[14], &FC1_SHAPE),
        p::Layer::activation("silu1", &[15], FC1_SHAPE.output, p::Activation::Silu),
        p::Layer::fc("fc2", "fc", &[16], &FC2_SHAPE),
    ]);
    const TENSORS: &[p::Tensor] = &[
        p::Tensor::conv_weight("conv1.weight", &CONV1_SHAPE, CONV1_AT),
        p::Tensor::channels(
            "bn1.weight",
            p::TensorKind::Scale,
            CONV1_SHAPE.output.depth,
            BN1_AT,
        ),
        p::Tensor::channels(
            "bn1.bias",
            p::TensorKind::Bias,
            CONV1_SHAPE.output.depth,
            BN1_AT + CONV1_SHAPE.output.depth,
        ),
        p::Tensor::channels(
            "bn1.running_mean",
            p::TensorKind::RunningMean,
            CONV1_SHAPE.output.depth,
            BN1_STATE,
        ),
        p::Tensor::channels(
            "bn1.running_var",
            p::TensorKind::RunningVar,
            CONV1_SHAPE.output.depth,
            BN1_STATE + CONV1_SHAPE.output.depth,
        ),
        p::Tensor::conv_weight("conv2.weight", &CONV2_SHAPE, CONV2_AT),
        p::Tensor::conv_bias("conv2.bias", &CONV2_SHAPE, CONV2_AT),
        p::Tensor::channels(
            "prelu1.weight",
            p::TensorKind::Slope,
            POOL1_SHAPE.output.depth,
            PRELU1_AT,
        ),
        p::Tensor::conv_weight("conv3.weight", &CONV3_SHAPE, CONV3_AT),
        p::Tensor::conv_bias("conv3.bias", &CONV3_SHAPE, CONV3_AT),
        p::Tensor::fc_weight("fc1.weight", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_bias("fc1.bias", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_weight("fc2.weight", &FC2_SHAPE, FC2_AT),
        p::Tensor::fc_bias("fc2.bias", &FC2_SHAPE, FC2_AT),
    ];
    const OUTPUT: p::Volume = LAYERS[LAYERS.len() - 1].output;
    const HEAD: p::Head = p::Head::Values;
    const NAME: &str = "Every";
    impl Every {
        /// The volume of an image: width, height, depth.
        pub const INPUT: p::Volume = INPUT;
        /// The volume of an answer.
        pub const OUTPUT: p::Volume = OUTPUT;
        /// Learned numbers.
        pub const PARAMS: usize = PARAMS;
        /// Multiply-adds for one image.
        pub const MACS: u64 = 0 + CONV1_SHAPE.macs() + CONV2_SHAPE.macs()
            + CONV3_SHAPE.macs() + FC1_SHAPE.macs() + FC2_SHAPE.macs();
        /// The layers, in the order in which they run.
        pub const LAYERS: &'static [p::Layer] = LAYERS;
        /// The bytes of the arrays that a program allocates.
        pub const MEMORY: p::Memory = MEMORY;
        /// The parameters' and the running statistics' names, shapes and places.
        pub const TENSORS: &'static [p::Tensor] = TENSORS;
        #[doc(hidden)]
        pub const STATE: usize = STATE;
    }
    pub struct EveryInferencePiece {
        slot0: p::Floats<
            {
                p::largest(
                    &[
                        CONV1_SHAPE.output.len(),
                        POOL1_SHAPE.output.len(),
                        POOL2_SHAPE.output.len(),
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
                        AVGPOOL1_SHAPE.output.len(),
                    ],
                )
            },
        >,
    }
    impl EveryInferencePiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(
                    p::largest(
                        &[
                            CONV1_SHAPE.output.len(),
                            POOL1_SHAPE.output.len(),
                            POOL2_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(
                    p::largest(
                        &[
                            POOL1_SHAPE.output.len(),
                            POOL2_SHAPE.output.len(),
                            AVGPOOL1_SHAPE.output.len(),
                        ],
                    ),
                ),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            EveryInferencePiece {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
            }
        }
    }
    pub struct EveryInference {
        conv1_folded: p::Floats<{ CONV1.folded() }>,
        fc2: p::Batch<{ FC2_SHAPE.output.len() }>,
        rows0: p::Batch<{ CONV3_SHAPE.output.len() }>,
        rows1: p::Batch<{ FC1_SHAPE.output.len() }>,
        pieces: ::std::vec::Vec<EveryInferencePiece>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl EveryInference {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(CONV1.folded()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(CONV3_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                EveryInferencePiece::FOOTPRINT.each_piece(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            EveryInference {
                conv1_folded: p::Floats::zeros(),
                fc2: p::Batch::zeros(batch),
                rows0: p::Batch::zeros(batch),
                rows1: p::Batch::zeros(batch),
                pieces: p::pieces(batch, || EveryInferencePiece::zeros(batch, kernels)),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::InferenceRun for EveryInference {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            EveryInference::zeros(batch, kernels)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&self, count: usize) -> p::Rows<'_> {
            self.fc2.rows(count)
        }
    }
    pub struct EveryTrainingPiece {
        slot0: p::Floats<
            {
                p::largest(
                    &[
                        POOL1_SHAPE.output.len(),
                        AVGPOOL1_SHAPE.output.len(),
                        POOL2_SHAPE.output.len(),
                    ],
                )
            },
        >,
        slot1: p::Floats<
            {
                p::largest(
                    &[
                        AVGPOOL1_SHAPE.output.len(),
                        POOL2_SHAPE.output.len(),
                        POOL1_SHAPE.output.len(),
                        CONV1_SHAPE.output.len(),
                    ],
                )
            },
        >,
        gradients2: p::Floats<{ CONV3.end() - CONV2_AT }>,
        gradients4: p::Floats<{ CONV1.end() - CONV1_AT }>,
    }
    impl EveryTrainingPiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(
                    p::largest(
                        &[
                            POOL1_SHAPE.output.len(),
                            AVGPOOL1_SHAPE.output.len(),
                            POOL2_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(
                    p::largest(
                        &[
                            AVGPOOL1_SHAPE.output.len(),
                            POOL2_SHAPE.output.len(),
                            POOL1_SHAPE.output.len(),
                            CONV1_SHAPE.output.len(),
                        ],
                    ),
                ),
                p::Footprint::floats(CONV3.end() - CONV2_AT),
                p::Footprint::floats(CONV1.end() - CONV1_AT),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            EveryTrainingPiece {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
                gradients2: p::Floats::zeros(),
                gradients4: p::Floats::zeros(),
            }
        }
    }
    pub struct EveryImage {
        slot0: p::Floats<{ CONV1_SHAPE.output.len() }>,
        slot1: p::Floats<{ CONV1_SHAPE.output.len() }>,
        slot2: p::Floats<{ POOL1_SHAPE.output.len() }>,
        slot3: p::Floats<
            { p::largest(&[POOL1_SHAPE.output.len(), CONV1_SHAPE.output.len()]) },
        >,
        slot4: p::Floats<{ POOL1_SHAPE.output.len() }>,
        slot5: p::Floats<{ POOL2_SHAPE.output.len() }>,
        slot6: p::Floats<{ POOL2_SHAPE.output.len() }>,
        slot7: p::Floats<{ AVGPOOL1_SHAPE.output.len() }>,
        bn1_sums: p::Floats<{ BN1.sums() }>,
        conv2_index: p::Indices<{ POOL1_SHAPE.output.len() }>,
        conv2_pre: p::Floats<{ POOL1_SHAPE.output.len() }>,
        lrn1_scale: p::Floats<{ POOL1_SHAPE.output.len() }>,
        pool2_index: p::Indices<{ POOL2_SHAPE.output.len() }>,
    }
    impl EveryImage {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::floats(CONV1_SHAPE.output.len()),
                p::Footprint::floats(CONV1_SHAPE.output.len()),
                p::Footprint::floats(POOL1_SHAPE.output.len()),
                p::Footprint::floats(
                    p::largest(&[POOL1_SHAPE.output.len(), CONV1_SHAPE.output.len()]),
                ),
                p::Footprint::floats(POOL1_SHAPE.output.len()),
                p::Footprint::floats(POOL2_SHAPE.output.len()),
                p::Footprint::floats(POOL2_SHAPE.output.len()),
                p::Footprint::floats(AVGPOOL1_SHAPE.output.len()),
                p::Footprint::floats(BN1.sums()),
                p::Footprint::indices(POOL1_SHAPE.output.len()),
                p::Footprint::floats(POOL1_SHAPE.output.len()),
                p::Footprint::floats(POOL1_SHAPE.output.len()),
                p::Footprint::indices(POOL2_SHAPE.output.len()),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            EveryImage {
                slot0: p::Floats::zeros(),
                slot1: p::Floats::zeros(),
                slot2: p::Floats::zeros(),
                slot3: p::Floats::zeros(),
                slot4: p::Floats::zeros(),
                slot5: p::Floats::zeros(),
                slot6: p::Floats::zeros(),
                slot7: p::Floats::zeros(),
                bn1_sums: p::Floats::zeros(),
                conv2_index: p::Indices::zeros(),
                conv2_pre: p::Floats::zeros(),
                lrn1_scale: p::Floats::zeros(),
                pool2_index: p::Indices::zeros(),
            }
        }
    }
    pub struct EveryTraining {
        conv3: p::Batch<{ CONV3_SHAPE.output.len() }>,
        d_conv3: p::Batch<{ CONV3_SHAPE.output.len() }>,
        fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        d_fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        fc2: p::Batch<{ FC2_SHAPE.output.len() }>,
        d_fc2: p::Batch<{ FC2_SHAPE.output.len() }>,
        bn1_moments: p::Floats<{ BN1.sums() }>,
        d_bn1_moments: p::Floats<{ BN1.back() }>,
        conv2_backward: p::Floats<{ CONV2.packed_backward() }>,
        conv3_backward: p::Floats<{ CONV3.packed_backward() }>,
        fc1_pre: p::Batch<{ FC1_SHAPE.output.len() }>,
        pieces: ::std::vec::Vec<EveryTrainingPiece>,
        images: ::std::vec::Vec<EveryImage>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl EveryTraining {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::rows(CONV3_SHAPE.output.len()),
                p::Footprint::rows(CONV3_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::rows(FC2_SHAPE.output.len()),
                p::Footprint::floats(BN1.sums()),
                p::Footprint::floats(BN1.back()),
                p::Footprint::floats(CONV2.packed_backward()),
                p::Footprint::floats(CONV3.packed_backward()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                EveryTrainingPiece::FOOTPRINT.each_piece(),
                EveryImage::FOOTPRINT.each_image(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            EveryTraining {
                conv3: p::Batch::zeros(batch),
                d_conv3: p::Batch::zeros(batch),
                fc1: p::Batch::zeros(batch),
                d_fc1: p::Batch::zeros(batch),
                fc2: p::Batch::zeros(batch),
                d_fc2: p::Batch::zeros(batch),
                bn1_moments: p::Floats::zeros(),
                d_bn1_moments: p::Floats::zeros(),
                conv2_backward: p::Floats::zeros(),
                conv3_backward: p::Floats::zeros(),
                fc1_pre: p::Batch::zeros(batch),
                pieces: p::pieces(batch, || EveryTrainingPiece::zeros(batch, kernels)),
                images: (0..batch).map(|_| EveryImage::zeros(batch, kernels)).collect(),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::TrainingRun for EveryTraining {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            EveryTraining::zeros(batch, kernels)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&mut self, count: usize) -> (p::Rows<'_>, p::RowsMut<'_>) {
            (self.fc2.rows(count), self.d_fc2.rows_mut(count))
        }
    }
    const MEMORY: p::Memory = p::Memory::new(
        PARAMS,
        STATE,
        INPUT.len(),
        EveryInference::FOOTPRINT,
        EveryTraining::FOOTPRINT,
    );
    #[allow(unused_variables)]
    impl p::Generated for Every {
        const NAME: &'static str = NAME;
        const INPUT: p::Volume = INPUT;
        const OUTPUT: p::Volume = OUTPUT;
        const PARAMS: usize = PARAMS;
        const MACS: u64 = Every::MACS;
        const LAYERS: &'static [p::Layer] = LAYERS;
        const MEMORY: p::Memory = MEMORY;
        const TENSORS: &'static [p::Tensor] = TENSORS;
        const HEAD: p::Head = HEAD;
        type Store = p::Store<PARAMS, STATE>;
        type Inference = EveryInference;
        type Training = EveryTraining;
        fn from_store(store: Self::Store) -> Self {
            Every { store }
        }
        fn store(&self) -> &Self::Store {
            &self.store
        }
        fn store_mut(&mut self) -> &mut Self::Store {
            &mut self.store
        }
        #[inline]
        fn fold(params: &[f32], state: &[f32], run: &mut EveryInference) {
            CONV1.fold(params, &BN1.folded(params, state), &mut run.conv1_folded);
            FC1.fold(params, run.scratches.first());
            FC2.fold(params, run.scratches.first());
        }
        #[inline]
        fn infer(
            params: &[f32],
            state: &[f32],
            x: p::Rows<'_>,
            run: &mut EveryInference,
        ) {
            let count = x.count();
            {
                let conv1_folded = &run.conv1_folded[..];
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 14usize),
                    (x, run.rows0.rows_mut(count)),
                    |piece, scratch, at, (x, conv3)| {
                        CONV1
                            .infer_folded(
                                &BN1,
                                params,
                                conv1_folded,
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
                        LRN1.infer(
                            &piece.slot1[..POOL1_SHAPE.output.len()],
                            &mut piece.slot0[..POOL1_SHAPE.output.len()],
                        );
                        PRELU1
                            .forward(
                                params,
                                &piece.slot0[..POOL1_SHAPE.output.len()],
                                &mut piece.slot1[..POOL1_SHAPE.output.len()],
                            );
                        RRELU1
                            .infer(
                                &piece.slot1[..POOL1_SHAPE.output.len()],
                                &mut piece.slot0[..POOL1_SHAPE.output.len()],
                            );
                        POOL2
                            .infer(
                                &piece.slot0[..POOL1_SHAPE.output.len()],
                                &mut piece.slot1[..POOL2_SHAPE.output.len()],
                            );
                        TANH1
                            .forward(
                                &piece.slot1[..POOL2_SHAPE.output.len()],
                                &mut piece.slot0[..POOL2_SHAPE.output.len()],
                            );
                        AVGPOOL1
                            .forward(
                                &piece.slot0[..POOL2_SHAPE.output.len()],
                                &mut piece.slot1[..AVGPOOL1_SHAPE.output.len()],
                            );
                        CONV3
                            .infer(
                                params,
                                &piece.slot1[..AVGPOOL1_SHAPE.output.len()],
                                conv3,
                                scratch,
                            );
                    },
                );
            }
            FC1.infer(
                params,
                run.rows0.rows(count),
                run.rows1.rows_mut(count),
                run.scratches.first(),
            );
            FC2.infer(
                params,
                run.rows1.rows(count),
                run.fc2.rows_mut(count),
                run.scratches.first(),
            );
        }
        #[inline]
        fn forward(
            params: &[f32],
            state: &mut [f32],
            x: p::Rows<'_>,
            run: &mut EveryTraining,
            pass: p::Pass<'_>,
        ) {
            let count = x.count();
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
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
                        if pass.learns(BN1_AT, BN1.end()) {
                            BN1.sum(
                                &image.slot0[..CONV1_SHAPE.output.len()],
                                &mut image.bn1_sums,
                            );
                        }
                    },
                );
            }
            BN1.merge(
                run.images[..count].iter().map(|image| &image.bn1_sums[..]),
                &mut run.bn1_moments,
                state,
                pass.learns(BN1_AT, BN1.end()),
            );
            {
                let bn1_moments = &run.bn1_moments[..];
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 1usize, 14usize),
                    (run.conv3.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (conv3, image)| {
                        BN1.apply(
                            params,
                            bn1_moments,
                            &image.slot0[..CONV1_SHAPE.output.len()],
                            &mut image.slot1[..CONV1_SHAPE.output.len()],
                        );
                        CONV2
                            .forward(
                                params,
                                &image.slot1[..CONV1_SHAPE.output.len()],
                                &mut image.slot2[..POOL1_SHAPE.output.len()],
                                &mut image.conv2_index,
                                &mut image.conv2_pre,
                                scratch,
                            );
                        LRN1.forward(
                            &image.slot2[..POOL1_SHAPE.output.len()],
                            &mut image.slot3[..POOL1_SHAPE.output.len()],
                            &mut image.lrn1_scale,
                        );
                        PRELU1
                            .forward(
                                params,
                                &image.slot3[..POOL1_SHAPE.output.len()],
                                &mut image.slot4[..POOL1_SHAPE.output.len()],
                            );
                        RRELU1
                            .forward(
                                &image.slot4[..POOL1_SHAPE.output.len()],
                                &mut piece.slot0[..POOL1_SHAPE.output.len()],
                                pass.random(at, 8u64),
                            );
                        POOL2
                            .forward(
                                &piece.slot0[..POOL1_SHAPE.output.len()],
                                &mut image.slot5[..POOL2_SHAPE.output.len()],
                                &mut image.pool2_index,
                            );
                        TANH1
                            .forward(
                                &image.slot5[..POOL2_SHAPE.output.len()],
                                &mut image.slot6[..POOL2_SHAPE.output.len()],
                            );
                        AVGPOOL1
                            .forward(
                                &image.slot6[..POOL2_SHAPE.output.len()],
                                &mut piece.slot0[..AVGPOOL1_SHAPE.output.len()],
                            );
                        DROPOUT1
                            .forward(
                                &piece.slot0[..AVGPOOL1_SHAPE.output.len()],
                                &mut image.slot7[..AVGPOOL1_SHAPE.output.len()],
                                pass.random(at, 12u64),
                            );
                        CONV3
                            .forward(
                                params,
                                &image.slot7[..AVGPOOL1_SHAPE.output.len()],
                                conv3,
                                &mut [],
                                &mut [],
                                scratch,
                            );
                    },
                );
            }
            FC1.forward(
                params,
                run.conv3.rows(count),
                run.fc1.rows_mut(count),
                run.fc1_pre.values_mut(count),
                run.scratches.first(),
            );
            FC2.forward(
                params,
                run.fc1.rows(count),
                run.fc2.rows_mut(count),
                &mut [],
                run.scratches.first(),
            );
        }
        #[inline]
        fn backward(
            x: p::Rows<'_>,
            run: &mut EveryTraining,
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
            if !pass.reaches(FC2.end()) {
                return;
            }
            FC2.backward(
                run.fc1.rows(count),
                run.fc2.rows(count),
                &[],
                run.d_fc2.rows_mut(count),
                pass.reaches(FC2_AT).then_some(run.d_fc1.rows_mut(count)),
                learner,
                run.scratches.first(),
            );
            if !pass.reaches(FC1.end()) {
                return;
            }
            FC1.backward(
                run.conv3.rows(count),
                run.fc1.rows(count),
                run.fc1_pre.values(count),
                run.d_fc1.rows_mut(count),
                pass.reaches(FC1_AT).then_some(run.d_conv3.rows_mut(count)),
                learner,
                run.scratches.first(),
            );
            if !pass.reaches(CONV3.end()) {
                return;
            }
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients2);
                let conv3_backward = &run.conv3_backward[..];
                let conv2_backward = &run.conv2_backward[..];
                let bn1_moments = &run.bn1_moments[..];
                let params = learner.params();
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 1usize, 14usize),
                    (run.d_conv3.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (d_conv3, image)| {
                        CONV3
                            .backward(
                                conv3_backward,
                                p::Kept::new(
                                    &image.slot7[..AVGPOOL1_SHAPE.output.len()],
                                    &[],
                                    &[],
                                    &[],
                                ),
                                d_conv3,
                                pass
                                    .reaches(CONV3_AT)
                                    .then_some(&mut piece.slot0[..AVGPOOL1_SHAPE.output.len()]),
                                &mut pass.gradients(CONV2_AT, &mut piece.gradients2),
                                scratch,
                            );
                        if !pass.reaches(PRELU1.end()) {
                            return;
                        }
                        DROPOUT1
                            .backward(
                                &mut piece.slot0[..AVGPOOL1_SHAPE.output.len()],
                                &mut piece.slot1[..AVGPOOL1_SHAPE.output.len()],
                                pass.random(at, 12u64),
                            );
                        AVGPOOL1
                            .backward(
                                &mut piece.slot1[..AVGPOOL1_SHAPE.output.len()],
                                &mut piece.slot0[..POOL2_SHAPE.output.len()],
                            );
                        TANH1
                            .backward(
                                &image.slot5[..POOL2_SHAPE.output.len()],
                                &image.slot6[..POOL2_SHAPE.output.len()],
                                &mut piece.slot0[..POOL2_SHAPE.output.len()],
                                &mut piece.slot1[..POOL2_SHAPE.output.len()],
                            );
                        POOL2
                            .backward(
                                &image.pool2_index,
                                &mut piece.slot1[..POOL2_SHAPE.output.len()],
                                &mut piece.slot0[..POOL1_SHAPE.output.len()],
                            );
                        RRELU1
                            .backward(
                                &image.slot4[..POOL1_SHAPE.output.len()],
                                &mut piece.slot0[..POOL1_SHAPE.output.len()],
                                &mut piece.slot1[..POOL1_SHAPE.output.len()],
                                pass.random(at, 8u64),
                            );
                        PRELU1
                            .backward(
                                params,
                                &image.slot3[..POOL1_SHAPE.output.len()],
                                &mut piece.slot1[..POOL1_SHAPE.output.len()],
                                pass
                                    .reaches(PRELU1_AT)
                                    .then_some(&mut piece.slot0[..POOL1_SHAPE.output.len()]),
                                &mut pass.gradients(CONV2_AT, &mut piece.gradients2),
                            );
                        if !pass.reaches(CONV2.end()) {
                            return;
                        }
                        LRN1.backward(
                            &image.slot2[..POOL1_SHAPE.output.len()],
                            &image.slot3[..POOL1_SHAPE.output.len()],
                            &image.lrn1_scale,
                            &mut piece.slot0[..POOL1_SHAPE.output.len()],
                            &mut piece.slot1[..POOL1_SHAPE.output.len()],
                        );
                        CONV2
                            .backward(
                                conv2_backward,
                                p::Kept::new(
                                    &image.slot1[..CONV1_SHAPE.output.len()],
                                    &image.slot2[..POOL1_SHAPE.output.len()],
                                    &image.conv2_index,
                                    &image.conv2_pre,
                                ),
                                &mut piece.slot1[..POOL1_SHAPE.output.len()],
                                pass
                                    .reaches(CONV2_AT)
                                    .then_some(&mut image.slot3[..CONV1_SHAPE.output.len()]),
                                &mut pass.gradients(CONV2_AT, &mut piece.gradients2),
                                scratch,
                            );
                        if !pass.reaches(BN1.end()) {
                            return;
                        }
                        BN1.sum_backward(
                            params,
                            bn1_moments,
                            &image.slot0[..CONV1_SHAPE.output.len()],
                            &image.slot1[..CONV1_SHAPE.output.len()],
                            &mut image.slot3[..CONV1_SHAPE.output.len()],
                            &mut image.bn1_sums,
                        );
                    },
                );
                p::learn(
                    &mut run.pieces,
                    count,
                    |piece| &mut piece.gradients2,
                    CONV2_AT,
                    learner,
                );
            }
            if !pass.reaches(BN1.end()) {
                return;
            }
            BN1.merge_backward(
                run.images[..count].iter().map(|image| &image.bn1_sums[..]),
                &mut run.d_bn1_moments,
                learner,
            );
            if !pass.reaches(CONV1.end()) {
                return;
            }
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients4);
                let bn1_moments = &run.bn1_moments[..];
                let d_bn1_moments = &run.d_bn1_moments[..];
                let params = learner.params();
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
                    (x, &mut run.images[..count]),
                    |piece, scratch, at, (x, image)| {
                        BN1.apply_backward(
                            bn1_moments,
                            d_bn1_moments,
                            &image.slot0[..CONV1_SHAPE.output.len()],
                            &mut image.slot3[..CONV1_SHAPE.output.len()],
                            &mut piece.slot1[..CONV1_SHAPE.output.len()],
                        );
                        CONV1
                            .backward(
                                &[],
                                p::Kept::new(x, &[], &[], &[]),
                                &mut piece.slot1[..CONV1_SHAPE.output.len()],
                                ::core::option::Option::None,
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients4),
                                scratch,
                            );
                    },
                );
                p::learn(
                    &mut run.pieces,
                    count,
                    |piece| &mut piece.gradients4,
                    CONV1_AT,
                    learner,
                );
            }
        }
    }
};
