/// Digits.
///
///| layer | kind | output | parameters | multiply-adds | memory |
///| --- | --- | --: | --: | --: | --: |
///| input | | 28x28x1 | | | |
///| conv1 | conv | 24x24x20 | 520 | 288,000 | 47.0 KiB |
///| pool1 | pool | 12x12x20 | 0 | 0 | 11.2 KiB |
///| relu1 | relu | 12x12x20 | 0 | 0 | 11.2 KiB |
///| fc1 | fc | 1x1x100 | 288,100 | 288,000 | 1.1 MiB |
///| relu2 | relu | 1x1x100 | 0 | 0 | 400 B |
///| softmax1 | softmax | 1x1x10 | 1,010 | 1,000 | 4.0 KiB |
///| **LeNet** | | | 289,630 | 577,000 | 1.2 MiB |
///
///Memory: 4 bytes for each parameter and for each value of the output for one image.
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
    const LAYERS: &[p::Layer] = &[
        p::Layer::new(
            "conv1",
            "conv",
            CONV1_SHAPE.output,
            CONV1_SHAPE.params(),
            CONV1_SHAPE.macs(),
        ),
        p::Layer::new("pool1", "pool", POOL1_SHAPE.output, 0, 0),
        p::Layer::new("relu1", "relu", POOL1_SHAPE.output, 0, 0),
        p::Layer::new(
            "fc1",
            "fc",
            FC1_SHAPE.output,
            FC1_SHAPE.params(),
            FC1_SHAPE.macs(),
        ),
        p::Layer::new("relu2", "relu", FC1_SHAPE.output, 0, 0),
        p::Layer::new(
            "softmax1",
            "softmax",
            SOFTMAX1_SHAPE.output,
            SOFTMAX1_SHAPE.params(),
            SOFTMAX1_SHAPE.macs(),
        ),
    ];
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
        /// The parameters' and the running statistics' names, shapes and places.
        pub const TENSORS: &'static [p::Tensor] = TENSORS;
        #[doc(hidden)]
        pub const STATE: usize = STATE;
    }
    pub struct LeNetInferencePiece {
        scratch: p::Scratch,
    }
    impl LeNetInferencePiece {
        #[allow(unused_variables)]
        fn zeros(batch: usize, isa: p::Isa) -> Self {
            LeNetInferencePiece {
                scratch: p::Scratch::new(isa),
            }
        }
    }
    pub struct LeNetInference {
        conv1_packed: p::Floats<{ CONV1.packed() }>,
        conv1: p::Batch<{ POOL1_SHAPE.output.len() }>,
        fc1: p::Batch<{ FC1_SHAPE.output.len() }>,
        softmax1: p::Batch<{ SOFTMAX1_SHAPE.output.len() }>,
        pieces: ::std::vec::Vec<LeNetInferencePiece>,
        scratch: p::Scratch,
        batch: usize,
    }
    impl LeNetInference {
        #[allow(unused_variables)]
        fn zeros(batch: usize, isa: p::Isa) -> Self {
            LeNetInference {
                conv1_packed: p::Floats::zeros(),
                conv1: p::Batch::zeros(batch),
                fc1: p::Batch::zeros(batch),
                softmax1: p::Batch::zeros(batch),
                pieces: p::pieces(batch, || LeNetInferencePiece::zeros(batch, isa)),
                scratch: p::Scratch::new(isa),
                batch,
            }
        }
    }
    impl p::InferenceRun for LeNetInference {
        fn new(batch: usize, isa: p::Isa) -> Self {
            LeNetInference::zeros(batch, isa)
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
        scratch: p::Scratch,
    }
    impl LeNetTrainingPiece {
        #[allow(unused_variables)]
        fn zeros(batch: usize, isa: p::Isa) -> Self {
            LeNetTrainingPiece {
                gradients2: p::Floats::zeros(),
                scratch: p::Scratch::new(isa),
            }
        }
    }
    pub struct LeNetImage {
        conv1_index: p::Indices<{ POOL1_SHAPE.output.len() }>,
    }
    impl LeNetImage {
        #[allow(unused_variables)]
        fn zeros(batch: usize, isa: p::Isa) -> Self {
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
        conv1_packed: p::Floats<{ CONV1.packed() }>,
        pieces: ::std::vec::Vec<LeNetTrainingPiece>,
        images: ::std::vec::Vec<LeNetImage>,
        gradients: p::Floats<{ PARAMS }>,
        scratch: p::Scratch,
        batch: usize,
    }
    impl LeNetTraining {
        #[allow(unused_variables)]
        fn zeros(batch: usize, isa: p::Isa) -> Self {
            LeNetTraining {
                conv1: p::Batch::zeros(batch),
                d_conv1: p::Batch::zeros(batch),
                fc1: p::Batch::zeros(batch),
                d_fc1: p::Batch::zeros(batch),
                softmax1: p::Batch::zeros(batch),
                d_softmax1: p::Batch::zeros(batch),
                conv1_packed: p::Floats::zeros(),
                pieces: p::pieces(batch, || LeNetTrainingPiece::zeros(batch, isa)),
                images: (0..batch).map(|_| LeNetImage::zeros(batch, isa)).collect(),
                gradients: p::Floats::zeros(),
                scratch: p::Scratch::new(isa),
                batch,
            }
        }
    }
    impl p::TrainingRun for LeNetTraining {
        fn new(batch: usize, isa: p::Isa) -> Self {
            LeNetTraining::zeros(batch, isa)
        }
        fn batch(&self) -> usize {
            self.batch
        }
        fn output(&mut self, count: usize) -> (p::Rows<'_>, p::RowsMut<'_>) {
            (self.softmax1.rows(count), self.d_softmax1.rows_mut(count))
        }
        fn gradients(&self) -> &[f32] {
            &self.gradients
        }
    }
    #[allow(unused_variables)]
    impl p::Generated for LeNet {
        const NAME: &'static str = NAME;
        const INPUT: p::Volume = INPUT;
        const OUTPUT: p::Volume = OUTPUT;
        const PARAMS: usize = PARAMS;
        const MACS: u64 = LeNet::MACS;
        const LAYERS: &'static [p::Layer] = LAYERS;
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
        fn pack(params: &[f32], run: &mut LeNetInference) {
            CONV1.pack(params, &mut run.conv1_packed, &mut run.scratch);
        }
        fn infer(
            params: &[f32],
            state: &[f32],
            x: p::Rows<'_>,
            run: &mut LeNetInference,
        ) {
            let count = x.count();
            {
                let conv1_packed = &run.conv1_packed[..];
                p::each(
                    &mut run.pieces,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
                    (x, run.conv1.rows_mut(count)),
                    |piece, at, (x, conv1)| {
                        CONV1.infer(params, conv1_packed, x, conv1, &mut piece.scratch);
                    },
                );
            }
            FC1.infer(
                params,
                run.conv1.rows(count),
                run.fc1.rows_mut(count),
                &mut run.scratch,
            );
            SOFTMAX1
                .infer(
                    params,
                    run.fc1.rows(count),
                    run.softmax1.rows_mut(count),
                    &mut run.scratch,
                );
        }
        fn forward(
            params: &[f32],
            state: &mut [f32],
            x: p::Rows<'_>,
            run: &mut LeNetTraining,
            random: p::Random,
        ) {
            let count = x.count();
            CONV1.pack(params, &mut run.conv1_packed, &mut run.scratch);
            {
                let conv1_packed = &run.conv1_packed[..];
                p::each(
                    &mut run.pieces,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
                    (x, run.conv1.rows_mut(count), &mut run.images[..count]),
                    |piece, at, (x, conv1, image)| {
                        CONV1
                            .forward(
                                params,
                                conv1_packed,
                                x,
                                conv1,
                                &mut image.conv1_index,
                                &mut [],
                                &mut piece.scratch,
                            );
                    },
                );
            }
            FC1.forward(
                params,
                run.conv1.rows(count),
                run.fc1.rows_mut(count),
                &mut [],
                &mut run.scratch,
            );
            SOFTMAX1
                .forward(
                    params,
                    run.fc1.rows(count),
                    run.softmax1.rows_mut(count),
                    &mut [],
                    &mut run.scratch,
                );
        }
        fn backward(
            params: &[f32],
            x: p::Rows<'_>,
            run: &mut LeNetTraining,
            random: p::Random,
        ) {
            let count = x.count();
            SOFTMAX1
                .backward(
                    params,
                    run.fc1.rows(count),
                    run.softmax1.rows(count),
                    &[],
                    run.d_softmax1.rows_mut(count),
                    ::core::option::Option::Some(run.d_fc1.rows_mut(count)),
                    &mut p::Gradients::new(0, &mut run.gradients),
                    &mut run.scratch,
                );
            FC1.backward(
                params,
                run.conv1.rows(count),
                run.fc1.rows(count),
                &[],
                run.d_fc1.rows_mut(count),
                ::core::option::Option::Some(run.d_conv1.rows_mut(count)),
                &mut p::Gradients::new(0, &mut run.gradients),
                &mut run.scratch,
            );
            {
                p::clear(&mut run.pieces, count, |piece| &mut piece.gradients2);
                p::each(
                    &mut run.pieces,
                    count,
                    p::work(LAYERS, 0usize, 3usize),
                    (
                        x,
                        run.conv1.rows(count),
                        run.d_conv1.rows_mut(count),
                        &mut run.images[..count],
                    ),
                    |piece, at, (x, conv1, d_conv1, image)| {
                        CONV1
                            .backward(
                                &[],
                                p::Kept::new(x, conv1, &image.conv1_index, &[]),
                                d_conv1,
                                ::core::option::Option::None,
                                &mut p::Gradients::new(CONV1_AT, &mut piece.gradients2),
                                &mut piece.scratch,
                            );
                    },
                );
                p::sum(
                    &mut run.pieces,
                    count,
                    |piece| &piece.gradients2,
                    &mut run.gradients[CONV1_AT..CONV1.end()],
                );
            }
        }
    }
};
