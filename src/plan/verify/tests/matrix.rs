//! The matrix of the small application.

use serde_json::json;

use super::super::matrix::matrix;
use super::application::{APPLICATION, catalogue, event};
use super::wiring;

#[test]
fn every_way_of_every_event_is_a_row_and_no_way_is_one_too() {
    let mut catalogue = catalogue();
    catalogue
        .events
        .push(event("order-lost", "Order Lost", json!({})));
    catalogue.processors[1].acts_on = Some(Vec::new());
    let rows = matrix(&wiring(&[APPLICATION]), &catalogue);
    let text = |name: &Option<String>| name.clone().unwrap_or_default();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            let processor = text(&row.processor);
            format!(
                "{} {} {} {processor} {}{}",
                row.event,
                text(&row.rule),
                text(&row.target),
                row.uncertain,
                row.ignored
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "order-created OrderRule work Work falsefalse",
            "order-paid MailRule inbox Mail falsetrue",
            "order-lost    falsefalse",
        ]
    );
    assert_eq!(rows[0].dead_letters.as_deref(), Some("dead-letters"));
}
