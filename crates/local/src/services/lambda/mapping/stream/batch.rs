//! A batch of records: what becomes of it after an attempt. Pure.

use std::collections::HashSet;

use serde_json::{Value as Json, json};

use super::{Mapping, Settings};
use crate::protocol::value::rfc3339;

/// Records that are tried together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Batch {
    pub(super) records: Vec<Json>,
    /// How often the function was asked.
    pub(super) attempts: u32,
}

/// What the function did.
pub(super) enum Attempt {
    Done,
    Failed,
    /// It failed on the records of these sequence numbers; what is before the first of them is done.
    DoneBefore(HashSet<String>),
    /// It could not be asked.
    NotAsked,
}

/// What comes next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    Done,
    Again(Vec<Batch>),
    /// With the condition that ended it.
    GiveUp(Batch, &'static str),
}

/// The sequence number of a record.
pub(super) fn sequence(record: &Json) -> String {
    let number = record["dynamodb"]["SequenceNumber"].as_str();
    number.unwrap_or_default().to_owned()
}

fn created(record: &Json) -> f64 {
    record["dynamodb"]["ApproximateCreationDateTime"]
        .as_f64()
        .unwrap_or(0.0)
}

impl Batch {
    /// A batch of these; none of none.
    pub(super) fn of(records: Vec<Json>) -> Option<Self> {
        (!records.is_empty()).then_some(Self {
            records,
            attempts: 0,
        })
    }

    /// The event that the function gets.
    pub(super) fn event(&self) -> Json {
        json!({ "Records": self.records })
    }

    /// How long ago the last record came; milliseconds, as `now`.
    pub(super) fn age(&self, now: i64) -> f64 {
        let last = self.records.last().map_or(0.0, created);
        (now as f64 - last * 1000.0).max(0.0)
    }

    /// Decides by the mapping's settings; `now` in milliseconds.
    pub(super) fn after(mut self, attempt: Attempt, settings: &Settings, now: i64) -> Next {
        match attempt {
            Attempt::Done => return Next::Done,
            Attempt::NotAsked => return Next::Again(vec![self]),
            Attempt::DoneBefore(failed) => {
                let is_failed = |record: &Json| failed.contains(&sequence(record));
                // A number that no record has fails all of them.
                let first = self.records.iter().position(is_failed).unwrap_or(0);
                self.records.drain(..first);
            }
            Attempt::Failed => {}
        }
        self.attempts += 1;
        let oldest = self.records.first().map_or(0.0, created);
        let is_too_old = |age: u32| now as f64 / 1000.0 - oldest > f64::from(age);
        if settings.max_age.is_some_and(is_too_old) {
            return Next::GiveUp(self, "RecordAgeExceeded");
        }
        if settings.bisect && self.records.len() > 1 {
            // Halving does not count as a retry.
            let attempts = self.attempts - 1;
            let second = self.records.split_off(self.records.len() / 2);
            let halves = [self.records, second].map(|records| Self { records, attempts });
            return Next::Again(halves.into());
        }
        if settings
            .retries
            .is_some_and(|retries| self.attempts > retries)
        {
            return Next::GiveUp(self, "RetryAttemptsExhausted");
        }
        Next::Again(vec![self])
    }

    /// What the destination of failures is told: where the records are, not what is in them.
    pub(super) fn letter(&self, mapping: &Mapping, shard: &str, why: &str, now: i64) -> Json {
        let time = |record: Option<&Json>| rfc3339(record.map_or(0.0, created));
        let number = |record: Option<&Json>| record.map(sequence).unwrap_or_default();
        let (first, last) = (self.records.first(), self.records.last());
        json!({
            "requestContext": {
                "requestId": uuid::Uuid::new_v4().to_string(),
                "functionArn": mapping.function,
                "condition": why,
                "approximateInvokeCount": self.attempts,
            },
            "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
            "version": "1.0",
            "timestamp": rfc3339(now as f64 / 1000.0),
            "DDBStreamBatchInfo": {
                "shardId": shard,
                "startSequenceNumber": number(first),
                "endSequenceNumber": number(last),
                "approximateArrivalOfFirstRecord": time(first),
                "approximateArrivalOfLastRecord": time(last),
                "batchSize": self.records.len(),
                "streamArn": mapping.source,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(numbers: &[&str], attempts: u32) -> Batch {
        let record = |number: &&str| json!({ "dynamodb": { "SequenceNumber": number, "ApproximateCreationDateTime": 100.0 } });
        Batch {
            records: numbers.iter().map(record).collect(),
            attempts,
        }
    }

    #[test]
    fn a_batch_is_tried_again_until_its_retries_are_used_up() {
        let settings = Settings {
            retries: Some(1),
            ..Settings::default()
        };
        let again = batch(&["1"], 0).after(Attempt::Failed, &settings, 0);
        assert_eq!(again, Next::Again(vec![batch(&["1"], 1)]));
        let over = batch(&["1"], 1).after(Attempt::Failed, &settings, 0);
        assert_eq!(
            over,
            Next::GiveUp(batch(&["1"], 2), "RetryAttemptsExhausted")
        );
        let not_asked = batch(&["1"], 1).after(Attempt::NotAsked, &settings, 0);
        assert_eq!(not_asked, Next::Again(vec![batch(&["1"], 1)]));
    }

    #[test]
    fn a_batch_is_as_old_as_its_last_record() {
        assert_eq!(batch(&["1", "2"], 0).age(100_250), 250.0);
    }

    #[test]
    fn halves_do_not_count_as_retries() {
        let settings = Settings {
            bisect: true,
            retries: Some(0),
            ..Settings::default()
        };
        let halves = batch(&["1", "2", "3"], 0).after(Attempt::Failed, &settings, 0);
        assert_eq!(
            halves,
            Next::Again(vec![batch(&["1"], 0), batch(&["2", "3"], 0)])
        );
        let one = batch(&["1"], 0).after(Attempt::Failed, &settings, 0);
        assert!(matches!(one, Next::GiveUp(..)));
    }

    #[test]
    fn what_is_before_the_first_failure_is_done() {
        let settings = Settings::default();
        let failed = Attempt::DoneBefore(["2".to_owned()].into());
        let again = batch(&["1", "2", "3"], 0).after(failed, &settings, 0);
        assert_eq!(again, Next::Again(vec![batch(&["2", "3"], 1)]));
    }

    #[test]
    fn old_records_are_given_up() {
        let settings = Settings {
            max_age: Some(60),
            ..Settings::default()
        };
        let after = |now| batch(&["1"], 0).after(Attempt::Failed, &settings, now);
        assert!(matches!(after(159_000), Next::Again(_)));
        assert!(matches!(
            after(161_000),
            Next::GiveUp(_, "RecordAgeExceeded")
        ));
    }
}
