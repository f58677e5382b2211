//! Valid sample details with realistic values, the same for the same seed and time.

use fastrand::Rng;
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::SCHEMA_VERSION;
use super::event_type::EventType;
use super::field::{Bounds, Field, Kind};

/// Where samples take their values from.
#[derive(Debug)]
pub struct Sampler {
    random: Rng,
    now: Timestamp,
}

impl Sampler {
    /// A sampler that repeats itself for the same `seed` and `now`.
    pub fn new(seed: u64, now: Timestamp) -> Self {
        Self {
            random: Rng::with_seed(seed),
            now,
        }
    }

    fn object(&mut self, fields: &[Field]) -> Map<String, Value> {
        fields
            .iter()
            .map(|field| (field.name.to_owned(), self.value(&field.kind)))
            .collect()
    }

    fn value(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Text(examples) => json!(self.pick(examples)),
            Kind::OneOf(allowed) => json!(allowed.first()),
            Kind::Id(prefix) => json!(format!("{prefix}-{:08x}", self.random.u32(..))),
            Kind::Email => {
                json!(format!(
                    "{}@example.com",
                    self.pick(&["ana.reyes", "j.okafor", "mei.lin"])
                ))
            }
            Kind::DateTime { ahead } => json!(self.time(*ahead)),
            Kind::Integer(bounds) => json!(self.number(*bounds).floor() as i64),
            Kind::Number(bounds) => json!((self.number(*bounds) * 100.0).round() / 100.0),
            Kind::Boolean => json!(self.random.bool()),
            Kind::List { of, max } => (0..(*max).min(2)).map(|_| self.value(of)).collect(),
            Kind::Object(fields) | Kind::Open(fields) => Value::Object(self.object(fields)),
        }
    }

    fn pick<'a>(&mut self, examples: &[&'a str]) -> &'a str {
        self.random.choice(examples).copied().unwrap_or("example")
    }

    fn time(&self, ahead: i64) -> String {
        let time = self.now.checked_add(ahead.hours()).unwrap_or(self.now);
        format!("{time:.3}")
    }

    fn number(&mut self, bounds: Bounds) -> f64 {
        let min = bounds.min.unwrap_or(0.0);
        let max = bounds.max.unwrap_or(min + 500.0);
        min + self.random.f64() * (max - min)
    }
}

impl EventType {
    /// A valid detail with realistic values. All optional fields are there but `traceId`, which
    /// the publisher adds.
    pub fn sample(&self, sampler: &mut Sampler) -> Value {
        let mut detail = sampler.object(self.fields());
        detail.remove("traceId");
        detail.insert("version".into(), SCHEMA_VERSION.into());
        Value::Object(detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{all, find};
    use proptest::prelude::*;

    fn now() -> Timestamp {
        "2026-11-20T08:30:00Z".parse().unwrap()
    }

    proptest! {
        #[test]
        fn every_sample_of_every_event_is_valid(seed: u64) {
            for event in all() {
                let sample = event.sample(&mut Sampler::new(seed, now()));
                prop_assert_eq!(event.validate(&sample), Ok(()), "{}: {}", event.name(), sample);
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_sample_and_another_seed_another() {
        let event = find("user-created").unwrap();
        let sample = |seed| event.sample(&mut Sampler::new(seed, now()));
        assert_eq!(sample(7), sample(7));
        assert_ne!(sample(7), sample(8));
    }

    #[test]
    fn a_sample_looks_like_the_real_thing() {
        let sample = find("content-scheduled")
            .unwrap()
            .sample(&mut Sampler::new(1, now()));
        insta::assert_json_snapshot!(sample);
    }
}
