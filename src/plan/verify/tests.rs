//! Every check: an application that is clean, and one change that the check finds and no other does.

mod application;
mod faults;
mod fixes;
mod live;
mod matrix;
mod public;
mod shipped;

use std::collections::BTreeMap;

use coagent_template::{Pseudo, Template, Wiring};

use super::{Catalogue, Finding, check, checks, explain};
use application::{APPLICATION, catalogue};

fn wiring(texts: &[&str]) -> Wiring {
    let models: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let template = Template::parse(&format!("t{at}.yaml"), text);
            let template = template.unwrap_or_else(|errors| panic!("{errors}\n{text}"));
            let pseudo = Pseudo {
                region: "eu-west-1".to_owned(),
                ..Pseudo::open()
            };
            let bound = template.bind_open(&BTreeMap::new(), &pseudo);
            bound
                .unwrap_or_else(|errors| panic!("{errors}\n{text}"))
                .symbolic()
        })
        .collect();
    Wiring::from_models(&models)
}

fn findings(text: &str, catalogue: &Catalogue) -> Vec<Finding> {
    check(&wiring(&[text]), catalogue)
}

fn ids(found: &[Finding]) -> Vec<&'static str> {
    let mut ids: Vec<_> = found.iter().map(|finding| finding.id).collect();
    ids.dedup();
    ids
}

#[test]
fn the_application_is_clean() {
    assert_eq!(findings(APPLICATION, &catalogue()), []);
}

#[test]
fn every_check_has_a_fault_that_finds_it_and_is_explained() {
    let tested: Vec<&str> = faults::all().map(|fault| fault.id).collect();
    // That a silence is not used is found where silences are applied, and tested there.
    let elsewhere: Vec<&str> = live::faults()
        .map(|fault| fault.0)
        .chain(["unused-silence"])
        .collect();
    for check in checks() {
        assert!(
            elsewhere.contains(&check.id) || tested.contains(&check.id),
            "no test makes `{}` find anything",
            check.id
        );
        assert!(!check.title.is_empty() && !check.why.is_empty() && !check.source.is_empty());
        assert_eq!(explain(check.id), Some(check));
    }
    assert_eq!(explain("no-such-check"), None);
}

#[test]
fn ids_are_unique() {
    let mut ids: Vec<_> = checks().map(|check| check.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn each_fault_is_found_by_its_check_alone_and_where_it_stands() {
    let wrong: Vec<String> = faults::all().filter_map(unlike).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

/// How what is found for a fault differs from what should be.
fn unlike(fault: &faults::Fault) -> Option<String> {
    let mut text = APPLICATION.to_owned();
    for (from, to) in fault.changes {
        assert!(
            text.contains(from),
            "{}: the application has no {from:?}",
            fault.id
        );
        text = text.replace(from, to);
    }
    let text = text.replace("LONG", &"x".repeat(2_048));
    let found = findings(&text, &faults::catalogue_for(fault));
    let span = found
        .first()
        .and_then(|finding| finding.span)
        .unwrap_or_default();
    let line = text
        .lines()
        .nth((span.start.line as usize).saturating_sub(1))
        .unwrap_or_default();
    let right = ids(&found) == [fault.id] && line.contains(fault.at);
    let messages: Vec<_> = found
        .iter()
        .map(|f| format!("{} {}", f.id, f.message))
        .collect();
    (!right).then(|| format!("{}: {messages:?} at {line:?}", fault.id))
}

/// The catch-all rule makes a loop easy: a processor behind it that publishes anything hears itself.
#[test]
fn a_processor_that_hears_itself_is_a_loop_unless_it_does_not_act_on_it() {
    let text = APPLICATION.replace(
        "EventPattern: {source: [shop.orders], detail-type: [Order Paid]}",
        "EventPattern: {source: [{prefix: shop}]}",
    );
    let mut catalogue = catalogue();
    catalogue.processors[1].publishes = vec![("shop.orders".to_owned(), "Order Paid".to_owned())];
    let found = findings(&text, &catalogue);
    assert_eq!(ids(&found), ["event-loop"]);
    assert_eq!(
        found[0].message,
        "events go round: `Mail` publishes order-paid → `Mail`"
    );
    catalogue.processors[1].acts_on =
        Some(vec![("shop.orders".to_owned(), "Order Created".to_owned())]);
    assert_eq!(findings(&text, &catalogue), []);
}
