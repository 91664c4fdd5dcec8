//! Reads what `tests/fixtures/make_fixtures.py` wrote.

use convnet::{Generated, Storage, Tensor};
use safetensors::{Dtype, SafeTensors};
use std::collections::HashMap;
use std::path::Path;

/// The tensors of a file.
pub struct Fixture {
    /// Name to shape and values; images become `u8 / 256`.
    tensors: HashMap<String, (Vec<usize>, Vec<f64>)>,
}

impl Fixture {
    pub fn read(name: &str) -> Fixture {
        Fixture::read_path(format!("{}/tests/fixtures/{name}.safetensors", env!("CARGO_MANIFEST_DIR")).as_ref())
    }

    pub fn read_path(path: &Path) -> Fixture {
        let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let path = path.display();
        let file = SafeTensors::deserialize(&bytes).unwrap_or_else(|e| panic!("{path}: {e}"));
        let values = |data: &[u8], dtype| match dtype {
            Dtype::F32 => data.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b).into()).collect(),
            Dtype::I64 => data.as_chunks::<8>().0.iter().map(|&b| i64::from_le_bytes(b) as f64).collect(),
            Dtype::U8 => data.iter().map(|&v| f64::from(v) / 256.0).collect(),
            other => panic!("{path}: no reader for {other:?}"),
        };
        let tensors = file
            .tensors()
            .into_iter()
            .map(|(name, t)| (name, (t.shape().to_vec(), values(t.data(), t.dtype()))))
            .collect();
        Fixture { tensors }
    }

    pub fn values(&self, name: &str) -> &[f64] {
        &self.tensors.get(name).unwrap_or_else(|| panic!("no tensor {name}")).1
    }

    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    pub fn images(&self) -> Vec<Vec<f32>> {
        let (shape, values) = &self.tensors["images"];
        values.chunks(values.len() / shape[0]).map(|image| image.iter().map(|&v| v as f32).collect()).collect()
    }

    pub fn labels(&self) -> Vec<usize> {
        self.values("labels").iter().map(|&v| v as usize).collect()
    }

    /// A network whose parameters and state are the tensors `initial.*`; those that the file lacks stay as
    /// initialised.
    pub fn network<N: Generated>(&self) -> N {
        let names: Vec<&str> = N::TENSORS.iter().map(|t| t.name).collect();
        for name in self.tensors.keys().filter_map(|k| k.strip_prefix("initial.")) {
            assert!(names.contains(&name), "{} has no tensor {name}, only {names:?}", N::NAME);
        }
        let mut store = N::Store::zeroed();
        for t in N::TENSORS {
            let name = format!("initial.{}", t.name);
            if !self.has(&name) {
                assert!(t.kind.is_state(), "the file has no {name}");
                let start = if t.kind == convnet::TensorKind::RunningVar { 1.0 } else { 0.0 };
                store.params_and_state().1[t.range()].fill(start);
                continue;
            }
            let (shape, values) = &self.tensors[&name];
            assert_eq!(t.shape(), shape, "shape of {name}");
            let values: Vec<f32> = values.iter().map(|&v| v as f32).collect();
            if t.kind.is_state() {
                store.params_and_state().1[t.range()].copy_from_slice(&values);
            } else {
                store.params_mut()[t.range()].copy_from_slice(&values);
            }
        }
        N::from_store(store)
    }
}

/// A tensor's values in a network.
pub fn tensor<'a, N: Generated>(network: &'a N, t: &Tensor) -> &'a [f32] {
    let store = network.store();
    if t.kind.is_state() { &store.state()[t.range()] } else { &store.params()[t.range()] }
}
