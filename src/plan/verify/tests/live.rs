//! The live checks: an application that is as its template says, and what happens to it.

use std::collections::HashMap;

use coagent_template::Wiring;
use coagent_template::wiring::{Parts, RuleState};

use super::super::live::{Live, check_live};
use super::application::{APPLICATION, catalogue};
use super::{Catalogue, ids, wiring};

/// A check and what makes it find something.
pub(super) type Fault = (&'static str, fn(&mut Live));

/// Deployed, and nothing has happened since.
fn deployed() -> Live {
    Live {
        wiring: wiring(&[APPLICATION]),
        written: Some(wiring(&[APPLICATION])),
        ..Live::default()
    }
}

fn change(live: &mut Live, change: impl FnOnce(&mut Parts)) {
    let mut parts = std::mem::take(&mut live.wiring).into_parts();
    change(&mut parts);
    live.wiring = Wiring::new(parts);
}

fn dead_letters(live: &Live) -> String {
    let queue = live
        .wiring
        .queues
        .iter()
        .find(|queue| queue.name == "dead-letters");
    queue.expect("there").arn.clone()
}

pub(super) fn faults() -> impl Iterator<Item = Fault> {
    let faults: [Fault; 7] = [
        ("rule-disabled", |live| {
            change(live, |parts| parts.rules[0].state = RuleState::Disabled)
        }),
        ("dlq-not-empty", |live| {
            live.messages = HashMap::from([(dead_letters(live), 2)])
        }),
        ("alarm-on", |live| {
            let name = live.wiring.alarms[0].name.clone();
            live.alarms_on = HashMap::from([(name, "1 datapoint".to_owned())]);
        }),
        ("function-failing", |live| {
            let arn = live.wiring.functions[0].arn.clone();
            live.failing = HashMap::from([(arn, "had 3 errors".to_owned())]);
        }),
        ("drift", |live| {
            change(live, |parts| {
                parts.rules[0].targets[0].retry.attempts = Some(7).into()
            })
        }),
        ("resource-gone", |live| {
            live.gone = vec![("Work".to_owned(), "AWS::Lambda::Function".to_owned())]
        }),
        ("rule-not-in-stack", |live| {
            change(live, |parts| {
                let mut rule = parts.rules[1].clone();
                rule.origin.logical_id = None;
                rule.name = "by-hand".to_owned();
                rule.pattern = None;
                parts.rules.push(rule);
            });
        }),
    ];
    faults.into_iter()
}

#[test]
fn what_is_as_its_template_says_is_clean() {
    assert_eq!(check_live(&deployed(), &catalogue()), []);
}

#[test]
fn each_thing_that_happens_is_found_by_its_check_alone() {
    for (id, happens) in faults() {
        let mut live = deployed();
        happens(&mut live);
        let found = check_live(&live, &Catalogue::default());
        assert_eq!(ids(&found), [id], "{found:?}");
    }
}

#[test]
fn a_message_in_a_queue_that_is_no_dead_letter_queue_is_work() {
    let mut live = deployed();
    let inbox = live
        .wiring
        .queues
        .iter()
        .find(|queue| queue.name == "inbox");
    live.messages = HashMap::from([(inbox.expect("there").arn.clone(), 5)]);
    assert_eq!(check_live(&live, &catalogue()), []);
}

#[test]
fn a_rule_that_its_template_wants_off_may_be_off_and_no_longer_on() {
    let off = APPLICATION.replace(
        "Name: order-paid\n",
        "Name: order-paid\n      State: DISABLED\n",
    );
    let mut live = Live {
        wiring: wiring(&[&off]),
        written: Some(wiring(&[&off])),
        ..Live::default()
    };
    let found = check_live(&live, &Catalogue::default());
    assert!(!ids(&found).contains(&"rule-disabled"), "{found:?}");
    live.wiring = wiring(&[APPLICATION]);
    assert_eq!(ids(&check_live(&live, &catalogue())), ["drift"]);
}

#[test]
fn patterns_differ_by_what_they_say() {
    let mut live = deployed();
    live.wiring = wiring(&[&APPLICATION.replace(
        "{source: [shop.orders], detail-type: [Order Paid]}",
        "'{ \"detail-type\": [\"Order Paid\"], \"source\": [\"shop.orders\"] }'",
    )]);
    assert_eq!(check_live(&live, &catalogue()), []);
    live.wiring =
        wiring(&[&APPLICATION.replace("detail: {channel: [web]}", "detail: {channel: [phone]}")]);
    let found = check_live(&live, &catalogue());
    assert_eq!(ids(&found), ["drift"]);
    assert!(found[0].message.contains(r#"["phone"]"#), "{found:?}");
}
