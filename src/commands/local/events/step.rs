//! The steps of an event, from what is known of its deliveries.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    aws::holdings::name_of,
    report::Item,
    ui::style::{Paint, Tone},
};

/// How many rules that did not match are named in a line.
const NAMED: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct List {
    pub(super) events: Vec<Traced>,
    /// How many among these are no longer kept.
    #[serde(default)]
    pub(super) missed: u64,
}

/// An event that a bus took.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Traced {
    pub(super) sequence: u64,
    event_id: String,
    pub(super) bus: String,
    source: String,
    detail_type: String,
    /// Seconds since the epoch.
    ingestion_time: f64,
    replay_name: Option<String>,
    rules: Vec<Delivery>,
}

/// What became of one delivery.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Delivery {
    rule_arn: String,
    target_arn: String,
    state: String,
    attempts: u32,
    /// Since when it is in this state, in seconds since the epoch.
    time: Option<f64>,
    #[serde(default)]
    failed_attempts: Vec<FailedAttempt>,
    error_code: Option<String>,
    error_message: Option<String>,
    request_id: Option<String>,
}

/// An attempt that another followed or is to follow.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FailedAttempt {
    attempt: u32,
    time: f64,
    error_code: String,
    error_message: String,
}

/// What was shown of an event: its deliveries as they were.
pub(super) struct Known(Vec<Delivery>);

/// One line.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step {
    event_id: String,
    /// `received`, or the state of a delivery: `delivered`, `retrying`, `dead-lettered`, `dropped`.
    step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<Timestamp>,
    what: String,
    /// The rules that it matched, where it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    matched: Option<Vec<String>>,
    /// The enabled rules of the bus that it did not match.
    #[serde(skip_serializing_if = "Option::is_none")]
    unmatched: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Traced {
    /// Whether something is still to come.
    pub(super) fn is_open(&self) -> bool {
        self.rules.iter().any(Delivery::is_open)
    }

    /// The attempts at deliveries and how those ended, as far as it was not yet shown, in the
    /// order in which it happened.
    pub(super) fn tried(&self, known: Option<Known>) -> (Vec<Step>, Known) {
        let known = known.map(|known| known.0).unwrap_or_default();
        let rules = self.rules.iter().enumerate();
        let steps = rules.flat_map(|(number, delivery)| {
            let known = known.get(number);
            let failed = delivery.failed_since(known, &self.event_id);
            failed.chain(delivery.ended_since(known, &self.event_id))
        });
        let mut steps: Vec<Step> = steps.collect();
        steps.sort_by_key(|step| step.time);
        (steps, Known(self.rules.clone()))
    }

    /// That a bus took it, and which of the bus's rules it matched. A replay goes to some rules
    /// only, so that nothing is said of the others.
    pub(super) fn received(&self, rules: &[String]) -> Step {
        let arns = self.rules.iter().map(|delivery| &delivery.rule_arn);
        let mut matched: Vec<String> = arns.map(|arn| name_of(arn).to_owned()).collect();
        matched.dedup();
        let mut unmatched = rules.to_vec();
        unmatched.retain(|rule| self.replay_name.is_none() && !matched.contains(rule));
        Step {
            step: "received".to_owned(),
            time: instant(self.ingestion_time),
            what: self.what(&matched, &unmatched),
            matched: Some(matched),
            unmatched: Some(unmatched),
            ..Step::of(&self.event_id)
        }
    }

    fn what(&self, matched: &[String], unmatched: &[String]) -> String {
        let mut what = format!("{} “{}” on {}", self.source, self.detail_type, self.bus);
        if let Some(replay) = &self.replay_name {
            what.push_str(&format!(" from replay {replay}"));
        }
        what.push_str(&match matched {
            [] => ": no rule matched".to_owned(),
            some => format!(": matched {}", some.join(", ")),
        });
        match unmatched {
            [] => {}
            few if few.len() <= NAMED => what.push_str(&format!("; not {}", few.join(", "))),
            many => what.push_str(&format!(
                "; not {} and {} more",
                many[..NAMED].join(", "),
                many.len() - NAMED
            )),
        }
        what
    }
}

impl Step {
    fn of(event_id: &str) -> Self {
        Self {
            event_id: event_id.to_owned(),
            ..Self::default()
        }
    }
}

impl Delivery {
    fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "PENDING" | "RETRYING")
    }

    /// The attempts that failed after what is known.
    fn failed_since(&self, known: Option<&Self>, event_id: &str) -> impl Iterator<Item = Step> {
        let shown = known.map_or(0, |known| known.failed_attempts.len());
        let new = self.failed_attempts.iter().skip(shown);
        new.map(move |attempt| Step {
            step: "retrying".to_owned(),
            time: instant(attempt.time),
            attempts: Some(attempt.attempt),
            error_code: Some(attempt.error_code.clone()),
            error_message: Some(attempt.error_message.clone()),
            ..self.step(event_id)
        })
    }

    /// How it ended, where that is not known.
    fn ended_since(&self, known: Option<&Self>, event_id: &str) -> Option<Step> {
        let is_new = !self.is_open() && known.is_none_or(Self::is_open);
        is_new.then(|| Step {
            step: self.state.to_lowercase().replace('_', "-"),
            time: self.time.and_then(instant),
            attempts: Some(self.attempts),
            error_code: self.error_code.clone(),
            error_message: self.error_message.clone(),
            request_id: self.request_id.clone(),
            ..self.step(event_id)
        })
    }

    fn step(&self, event_id: &str) -> Step {
        Step {
            what: format!(
                "{} → {}",
                name_of(&self.rule_arn),
                name_of(&self.target_arn)
            ),
            ..Step::of(event_id)
        }
    }
}

/// A time in seconds since the epoch.
fn instant(seconds: f64) -> Option<Timestamp> {
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()
}

impl Item for Step {
    fn line(&self, paint: Paint) -> String {
        let time = self
            .time
            .map(|time| time.strftime("%H:%M:%S%.3f").to_string());
        let tone = match self.step.as_str() {
            "delivered" => Tone::Good,
            "retrying" => Tone::Warn,
            "dead-lettered" | "dropped" => Tone::Bad,
            _ => Tone::Dim,
        };
        let step = paint.tone(tone, &format!("{:13}", self.step));
        let mut line = format!(
            "{:12}  {}  {step}  {}",
            time.unwrap_or_default(),
            &self.event_id[..self.event_id.len().min(8)],
            self.what
        );
        if let Some(attempts) = self.attempts.filter(|attempts| *attempts > 1) {
            line.push_str(&format!(", attempt {attempts}"));
        }
        if let (Some(code), Some(message)) = (&self.error_code, &self.error_message) {
            line.push_str(&format!(": {code}: {message}"));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(state: &str, attempts: u32) -> Traced {
        let delivery = Delivery {
            rule_arn: "arn:aws:events:us-east-1:000000000000:rule/orders/ship".into(),
            target_arn: "arn:aws:sqs:us-east-1:000000000000:q".into(),
            state: state.into(),
            attempts,
            time: Some(2.5),
            failed_attempts: Vec::new(),
            error_code: None,
            error_message: None,
            request_id: None,
        };
        Traced {
            sequence: 7,
            event_id: "0123456789".into(),
            bus: "orders".into(),
            source: "shop".into(),
            detail_type: "Order".into(),
            ingestion_time: 1.5,
            replay_name: None,
            rules: vec![delivery],
        }
    }

    /// An event of which one delivery failed so often.
    fn failed(state: &str, times: u32) -> Traced {
        let mut event = event(state, times);
        let failed = (1..=times).map(|attempt| FailedAttempt {
            attempt,
            time: 1.5 + f64::from(attempt),
            error_code: "THROTTLING".into(),
            error_message: format!("not now, {attempt}"),
        });
        event.rules[0].failed_attempts = failed.collect();
        event.rules[0].time = Some(9.0);
        event
    }

    fn shown(steps: &[Step]) -> Vec<(&str, Option<u32>)> {
        let steps = steps.iter();
        steps
            .map(|step| (step.step.as_str(), step.attempts))
            .collect()
    }

    #[test]
    fn each_step_is_shown_once() {
        let (first, known) = event("PENDING", 0).tried(None);
        assert!(first.is_empty(), "nothing was tried yet");
        let (retry, known) = failed("RETRYING", 1).tried(Some(known));
        assert_eq!(shown(&retry), [("retrying", Some(1))]);
        let (same, known) = failed("RETRYING", 1).tried(Some(known));
        assert!(same.is_empty());
        let (done, known) = failed("DELIVERED", 1).tried(Some(known));
        assert_eq!(shown(&done), [("delivered", Some(1))]);
        assert!(failed("DELIVERED", 1).tried(Some(known)).0.is_empty());
    }

    #[test]
    fn attempts_that_were_not_seen_one_by_one_are_shown_one_by_one() {
        let (_, known) = failed("RETRYING", 1).tried(None);
        let (steps, _) = failed("DROPPED", 3).tried(Some(known));
        let expected = [
            ("retrying", Some(2)),
            ("retrying", Some(3)),
            ("dropped", Some(3)),
        ];
        assert_eq!(shown(&steps), expected);
        assert_eq!(steps[0].error_message.as_deref(), Some("not now, 2"));
    }

    #[test]
    fn steps_of_several_deliveries_are_in_the_order_in_which_they_happened() {
        let mut event = failed("RETRYING", 2);
        let other = self::event("DELIVERED", 1).rules.remove(0);
        event.rules.push(Delivery {
            time: Some(3.0),
            ..other
        });
        let (steps, _) = event.tried(None);
        let names: Vec<&str> = steps.iter().map(|step| step.step.as_str()).collect();
        assert_eq!(names, ["retrying", "delivered", "retrying"]);
    }

    #[test]
    fn an_event_that_nobody_wants_says_so() {
        let unwanted = Traced {
            rules: Vec::new(),
            ..event("", 0)
        };
        let line = unwanted.received(&[]).what;
        assert!(line.ends_with("no rule matched"), "{line}");
        assert!(!unwanted.is_open());
    }

    #[test]
    fn rules_that_did_not_match_are_told_except_of_a_replay() {
        let rules: Vec<String> = ["ship", "bill"].map(str::to_owned).into();
        let step = event("PENDING", 0).received(&rules);
        assert!(
            step.what.ends_with(": matched ship; not bill"),
            "{}",
            step.what
        );
        assert_eq!(step.unmatched, Some(vec!["bill".to_owned()]));
        let replayed = Traced {
            replay_name: Some("again".into()),
            ..event("PENDING", 0)
        };
        let line = replayed.received(&rules).what;
        assert!(line.ends_with("from replay again: matched ship"), "{line}");
    }

    #[test]
    fn of_many_rules_that_did_not_match_some_are_named() {
        let rules: Vec<String> = (1..=7).map(|number| format!("r{number}")).collect();
        let line = event("PENDING", 0).received(&rules).what;
        assert!(
            line.ends_with("; not r1, r2, r3, r4, r5 and 2 more"),
            "{line}"
        );
    }
}
