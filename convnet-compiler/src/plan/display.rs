//! The plan as text, for people and for snapshots.

use super::{Call, Held, Part, Place, Plan, Stage};
use std::fmt::{Display, Formatter, Result};

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "plan of {}{}", self.name, if self.softmax { ", ends in softmax" } else { "" })?;
        writeln!(f, "values: in training, its gradient, in use")?;
        for value in &self.values {
            let gradient = value.gradient.map_or("-".to_string(), |p| p.to_string());
            let inference = match value.inference {
                Some(place) => place.to_string(),
                None if self.values[value.inference_is].name == value.name => "-".to_string(),
                None => format!("= {}", self.values[value.inference_is].name),
            };
            writeln!(f, "  {:12} {:8} {:8} {}", value.name, value.training.to_string(), gradient, inference)?;
        }
        writeln!(f, "steps")?;
        for step in &self.steps {
            let mut parts: Vec<String> = vec![format!("{:?}", step.kind)];
            let mut fused: Vec<_> = step.activation.map(|i| (i, "activation")).into_iter().collect();
            fused.extend(step.pool.map(|i| (i, "max pool")));
            fused.extend(step.sum.map(|i| (i, "sum")));
            fused.sort_unstable();
            let folded = step.folded.map(|bn| format!("{} in use", self.steps[bn].name));
            parts.extend(fused.into_iter().map(|(_, name)| name.to_string()));
            let name = |v: usize| &self.values[v].name;
            parts.extend(folded);
            parts.extend(step.auxiliary.then(|| "in training only".to_string()));
            let inputs: Vec<&str> = step.inputs.iter().map(|&v| &**name(v)).collect();
            writeln!(f, "  {:12} {} -> {}: {}", step.name, inputs.join(", "), name(step.output), parts.join(" + "))?;
        }
        for (title, stages) in [("in use", &self.inference), ("forward", &self.forward), ("backward", &self.backward)] {
            writeln!(f, "{title}")?;
            for stage in stages {
                match stage {
                    Stage::Each { calls, .. } => {
                        let calls: Vec<String> = calls.iter().map(|&c| self.call(c)).collect();
                        writeln!(f, "  each image: {}", calls.join(", "))?;
                    }
                    Stage::Whole(call) => writeln!(f, "  whole batch: {}", self.call(*call))?,
                }
            }
        }
        for (title, slots) in [
            ("slots in use", &self.inference_slots),
            ("rows in use", &self.inference_rows),
            ("slots of a worker in training", &self.worker_slots),
            ("slots of an image in training", &self.image_slots),
        ] {
            if !slots.is_empty() {
                writeln!(f, "{title}")?;
            }
            for (i, values) in slots.iter().enumerate() {
                let name =
                    |held: &Held| format!("{}{}", if held.gradient { "d_" } else { "" }, self.values[held.value].name);
                let names: Vec<String> = values.iter().map(name).collect();
                writeln!(f, "  {i}: {}", names.join(", "))?;
            }
        }
        Ok(())
    }
}

impl Plan {
    fn call(&self, call: Call) -> String {
        let name = &self.steps[call.step].name;
        match call.part {
            Part::All => name.clone(),
            part => format!("{name} ({})", format!("{part:?}").to_lowercase()),
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Place::Input => f.write_str("caller"),
            Place::Rows => f.write_str("rows"),
            Place::SharedRows(rows) => write!(f, "rows {rows}"),
            Place::Image(slot) => write!(f, "image {slot}"),
            Place::Slot(slot) => write!(f, "slot {slot}"),
            Place::Part => f.write_str("part"),
        }
    }
}
