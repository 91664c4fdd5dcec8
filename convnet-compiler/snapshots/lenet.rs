/// Digits.
///
///| layer | kind | window | output | parameters | multiply-adds | memory | receptive field |
///| --- | --- | --- | --: | --: | --: | --: | --- |
///| input | | | 28x28x1 | | | 3.1 KiB | |
///| conv1 | conv | 5x5 | 24x24x20 | 520 | 288,000 | 45.0 KiB | 5x5 |
///| pool1 | pool | 2x2, stride 2 | 12x12x20 | 0 | 0 | 11.3 KiB | 6x6, jump 2 |
///| relu1 | relu | | 12x12x20 | 0 | 0 | 11.3 KiB | 6x6, jump 2 |
///| fc1 | fc | | 1x1x100 | 288,100 | 288,000 | 400 B | 28x28, jump 2 |
///| relu2 | relu | | 1x1x100 | 0 | 0 | 400 B | 28x28, jump 2 |
///| softmax1 | softmax | | 1x1x10 | 1,010 | 1,000 | 40 B | 28x28, jump 2 |
///| **LeNet** | | | | 289,630 | 577,000 | 68.3 KiB | |
///
///Memory: 4 bytes for each value of the output for one image. What a program allocates is in `MEMORY`.
#[derive(Clone, Debug)]
pub struct LeNet {
    store: ::convnet::__private::Store<{ LeNet::PARAMS }, { LeNet::STATE }>,
}
#[allow(deprecated, non_camel_case_types)]
const _: () = {
    use ::convnet::__private as p;
    const INPUT: p::Volume = p::expect_volume("input", p::input(28, 28, 1));
    const CONV1_SHAPE: p::ConvShape = p::expect_conv(
        "conv1",
        p::conv(INPUT, &p::Window::new(5, 5), 20, 1, true),
    );
    const POOL1_SHAPE: p::PoolShape = p::expect_pool(
        "pool1",
        p::max_pool(CONV1_SHAPE.output, &p::Window::new(2, 2).stride(2, 2)),
    );
    const FC1_SHAPE: p::FcShape = p::expect_fc("fc1", p::fc(POOL1_SHAPE.output, 100));
    const SOFTMAX1_SHAPE: p::FcShape = p::expect_fc(
        "softmax1",
        p::fc(FC1_SHAPE.output, 10),
    );
    const _: p::Volume = p::expect_volume("softmax1", p::softmax(SOFTMAX1_SHAPE.output));
    const CONV1_AT: usize = 0;
    const CONV1: p::Conv = p::Conv::new(CONV1_SHAPE, CONV1_AT)
        .pool(POOL1_SHAPE)
        .activation(p::Activation::Relu);
    const FC1_AT: usize = CONV1.end();
    const FC1: p::Fc = p::Fc::new(FC1_SHAPE, FC1_AT).activation(p::Activation::Relu);
    const SOFTMAX1_AT: usize = FC1.end();
    const SOFTMAX1: p::Fc = p::Fc::new(SOFTMAX1_SHAPE, SOFTMAX1_AT);
    const PARAMS: usize = p::largest(&[CONV1.end(), FC1.end(), SOFTMAX1.end()]);
    const STATE: usize = 0;
    const LAYERS: &[p::Layer] = &p::trace([
        p::Layer::conv("conv1", &[0], &CONV1_SHAPE),
        p::Layer::max_pool("pool1", &[1], &POOL1_SHAPE),
        p::Layer::activation("relu1", &[2], POOL1_SHAPE.output, p::Activation::Relu),
        p::Layer::fc("fc1", "fc", &[3], &FC1_SHAPE),
        p::Layer::activation("relu2", &[4], FC1_SHAPE.output, p::Activation::Relu),
        p::Layer::fc("softmax1", "softmax", &[5], &SOFTMAX1_SHAPE),
    ]);
    const TENSORS: &[p::Tensor] = &[
        p::Tensor::conv_weight("conv1.weight", &CONV1_SHAPE, CONV1_AT),
        p::Tensor::conv_bias("conv1.bias", &CONV1_SHAPE, CONV1_AT),
        p::Tensor::fc_weight("fc1.weight", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_bias("fc1.bias", &FC1_SHAPE, FC1_AT),
        p::Tensor::fc_weight("softmax1.weight", &SOFTMAX1_SHAPE, SOFTMAX1_AT),
        p::Tensor::fc_bias("softmax1.bias", &SOFTMAX1_SHAPE, SOFTMAX1_AT),
    ];
    const OUTPUT: p::Volume = LAYERS[LAYERS.len() - 1].output;
    const HEAD: p::Head = p::Head::Softmax;
    const NAME: &str = "LeNet";
    impl LeNet {
        /// The volume of an image: width, height, depth.
        pub const INPUT: p::Volume = INPUT;
        /// The volume of an answer.
        pub const OUTPUT: p::Volume = OUTPUT;
        /// Learned numbers.
        pub const PARAMS: usize = PARAMS;
        /// Multiply-adds for one image.
        pub const MACS: u64 = 0 + CONV1_SHAPE.macs() + FC1_SHAPE.macs()
            + SOFTMAX1_SHAPE.macs();
        /// The layers, in the order in which they run.
        pub const LAYERS: &'static [p::Layer] = LAYERS;
        /// The bytes of the arrays that a program allocates.
        pub const MEMORY: p::Memory = MEMORY;
        /// The parameters' and the running statistics' names, shapes and places.
        pub const TENSORS: &'static [p::Tensor] = TENSORS;
        #[doc(hidden)]
        pub const STATE: usize = STATE;
    }
    pub struct LeNetInferencePiece {}
    impl LeNetInferencePiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(&[]);
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            LeNetInferencePiece {}
        }
    }
    pub struct LeNetInference {
        softmax1: p::Batch<{ SOFTMAX1_SHAPE.output.len() }>,
        rows0: p::Batch<{ POOL1_SHAPE.output.len() }>,
        rows1: p::Batch<{ FC1_SHAPE.output.len() }>,
        pieces: ::std::vec::Vec<LeNetInferencePiece>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl LeNetInference {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::rows(SOFTMAX1_SHAPE.output.len()),
                p::Footprint::rows(POOL1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                LeNetInferencePiece::FOOTPRINT.each_piece(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            LeNetInference {
                softmax1: p::Batch::zeros(batch),
                rows0: p::Batch::zeros(batch),
                rows1: p::Batch::zeros(batch),
                pieces: p::pieces(batch, || LeNetInferencePiece::zeros(batch, kernels)),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::InferenceRun for LeNetInference {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            LeNetInference::zeros(batch, kernels)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&self, count: usize) -> p::Rows<'_> {
            self.softmax1.rows(count)
        }
    }
    pub struct LeNetTrainingPiece {
        gradients2: p::Floats<{ CONV1.end() - CONV1_AT }>,
    }
    impl LeNetTrainingPiece {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[p::Footprint::floats(CONV1.end() - CONV1_AT)],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            LeNetTrainingPiece {
                gradients2: p::Floats::zeros(),
            }
        }
    }
    pub struct LeNetImage {
        conv1_index: p::Indices<{ POOL1_SHAPE.output.len() }>,
    }
    impl LeNetImage {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[p::Footprint::indices(POOL1_SHAPE.output.len())],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            LeNetImage {
                conv1_index: p::Indices::zeros(),
            }
        }
    }
    pub struct LeNetTraining {
        conv1: p::Batch<{ POOL1_SHAPE.output.len() }>,
        d_conv1: p::Batch<{ POOL1_SHAPE.output.len() }>,
        fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        d_fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        softmax1: p::Batch<{ SOFTMAX1_SHAPE.output.len() }>,
        d_softmax1: p::Batch<{ SOFTMAX1_SHAPE.output.len() }>,
        pieces: ::std::vec::Vec<LeNetTrainingPiece>,
        images: ::std::vec::Vec<LeNetImage>,
        scratches: p::Scratches,
        batch: usize,
    }
    impl LeNetTraining {
        const FOOTPRINT: p::Footprint = p::Footprint::sum(
            &[
                p::Footprint::rows(POOL1_SHAPE.output.len()),
                p::Footprint::rows(POOL1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(FC1_SHAPE.output.len()),
                p::Footprint::rows(SOFTMAX1_SHAPE.output.len()),
                p::Footprint::rows(SOFTMAX1_SHAPE.output.len()),
                LeNetTrainingPiece::FOOTPRINT.each_piece(),
                LeNetImage::FOOTPRINT.each_image(),
            ],
        );
        #[allow(unused_variables)]
        #[inline]
        fn zeros(batch: usize, kernels: p::Kernels) -> Self {
            LeNetTraining {
                conv1: p::Batch::zeros(batch),
                d_conv1: p::Batch::zeros(batch),
                fc1: p::Batch::zeros(batch),
                d_fc1: p::Batch::zeros(batch),
                softmax1: p::Batch::zeros(batch),
                d_softmax1: p::Batch::zeros(batch),
                pieces: p::pieces(batch, || LeNetTrainingPiece::zeros(batch, kernels)),
                images: (0..batch).map(|_| LeNetImage::zeros(batch, kernels)).collect(),
                scratches: p::Scratches::new(kernels),
                batch,
            }
        }
    }
    impl p::TrainingRun for LeNetTraining {
        #[inline]
        fn new(batch: usize, kernels: p::Kernels) -> Self {
            LeNetTraining::zeros(batch, kernels)
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
        LeNetInference::FOOTPRINT,
        LeNetTraining::FOOTPRINT,
    );
    #[allow(unused_variables)]
    impl p::Generated for LeNet {
        const NAME: &'static str = NAME;
        const INPUT: p::Volume = INPUT;
        const OUTPUT: p::Volume = OUTPUT;
        const PARAMS: usize = PARAMS;
        const MACS: u64 = LeNet::MACS;
        const LAYERS: &'static [p::Layer] = LAYERS;
        const MEMORY: p::Memory = MEMORY;
        const TENSORS: &'static [p::Tensor] = TENSORS;
        const HEAD: p::Head = HEAD;
        type Store = p::Store<PARAMS, STATE>;
        type Inference = LeNetInference;
        type Training = LeNetTraining;
        fn from_store(store: Self::Store) -> Self {
            LeNet { store }
        }
        fn store(&self) -> &Self::Store {
            &self.store
        }
        fn store_mut(&mut self) -> &mut Self::Store {
            &mut self.store
        }
        #[inline]
        fn fold(params: &[f32], state: &[f32], run: &mut LeNetInference) {
            FC1.fold(params, run.scratches.first());
            SOFTMAX1.fold(params, run.scratches.first());
        }
        #[inline]
        fn infer(
            params: &[f32],
            state: &[f32],
            x: p::Rows<'_>,
            run: &mut LeNetInference,
        ) {
            let count = x.count();
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
                    (x, run.rows0.rows_mut(count)),
                    |piece, scratch, at, (x, conv1)| {
                        CONV1.infer(params, x, conv1, scratch);
                    },
                );
            }
            FC1.infer(
                params,
                run.rows0.rows(count),
                run.rows1.rows_mut(count),
                run.scratches.first(),
            );
            SOFTMAX1
                .infer(
                    params,
                    run.rows1.rows(count),
                    run.softmax1.rows_mut(count),
                    run.scratches.first(),
                );
        }
        #[inline]
        fn forward(
            params: &[f32],
            state: &mut [f32],
            x: p::Rows<'_>,
            run: &mut LeNetTraining,
            pass: p::Pass<'_>,
        ) {
            let count = x.count();
            {
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
                    (x, run.conv1.rows_mut(count), &mut run.images[..count]),
                    |piece, scratch, at, (x, conv1, image)| {
                        CONV1
                            .forward(
                                params,
                                x,
                                conv1,
                                &mut image.conv1_index,
                                &mut [],
                                scratch,
                            );
                    },
                );
            }
            FC1.forward(
                params,
                run.conv1.rows(count),
                run.fc1.rows_mut(count),
                &mut [],
                run.scratches.first(),
            );
            SOFTMAX1
                .forward(
                    params,
                    run.fc1.rows(count),
                    run.softmax1.rows_mut(count),
                    &mut [],
                    run.scratches.first(),
                );
        }
        #[inline]
        fn backward(
            x: p::Rows<'_>,
            run: &mut LeNetTraining,
            pass: p::Pass<'_>,
            learner: &mut p::Learner<'_>,
        ) {
            let count = x.count();
            if !pass.reaches(SOFTMAX1.end()) {
                return;
            }
            SOFTMAX1
                .backward(
                    run.fc1.rows(count),
                    run.softmax1.rows(count),
                    &[],
                    run.d_softmax1.rows_mut(count),
                    pass.reaches(SOFTMAX1_AT).then_some(run.d_fc1.rows_mut(count)),
                    learner,
                    run.scratches.first(),
                );
            if !pass.reaches(FC1.end()) {
                return;
            }
            FC1.backward(
                run.conv1.rows(count),
                run.fc1.rows(count),
                &[],
                run.d_fc1.rows_mut(count),
                pass.reaches(FC1_AT).then_some(run.d_conv1.rows_mut(count)),
                learner,
                run.scratches.first(),
            );
            if !pass.reaches(CONV1.end()) {
                return;
            }
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients2);
                p::each(
                    &mut run.pieces,
                    &mut run.scratches,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
                    (
                        x,
                        run.conv1.rows(count),
                        run.d_conv1.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, scratch, at, (x, conv1, d_conv1, image)| {
                        CONV1
                            .backward(
                                &[],
                                p::Kept::new(x, conv1, &image.conv1_index, &[]),
                                d_conv1,
                                ::core::option::Option::None,
                                &mut pass.gradients(CONV1_AT, &mut piece.gradients2),
                                scratch,
                            );
                    },
                );
                p::learn(
                    &mut run.pieces,
                    count,
                    |piece| &mut piece.gradients2,
                    CONV1_AT,
                    learner,
                );
            }
        }
    }
};
