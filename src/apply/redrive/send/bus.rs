//! Publishing on an event bus.

use serde_json::Value;

use super::{Sender, patiently, verdict};
use crate::{
    aws::eventbridge::Accepted,
    plan::{
        message::Outgoing,
        publish::{Entry, MAX_BYTES, requests},
        redrive::Verdict,
    },
};

impl Sender<'_> {
    pub(super) async fn publish(&self, bus: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let mut verdicts: Vec<Option<Verdict>> = vec![None; contents.len()];
        let mut entries = Vec::new();
        for (index, content) in contents.iter().enumerate() {
            match entry(bus, &content.body) {
                Ok(entry) if entry.size() < MAX_BYTES => entries.push((index, entry)),
                Ok(_) => verdicts[index] = Some(Verdict::Rejected("it is 1 MiB or larger".into())),
                Err(reason) => verdicts[index] = Some(Verdict::Rejected(reason)),
            }
        }
        let (indexes, entries): (Vec<usize>, Vec<Entry>) = entries.into_iter().unzip();
        let requests = requests(entries).unwrap_or_default();
        let mut indexes = indexes.into_iter();
        for request in requests {
            for verdict in self.put(&request).await {
                if let Some(index) = indexes.next() {
                    verdicts[index] = Some(verdict);
                }
            }
        }
        let unanswered = || Verdict::Uncertain("EventBridge did not answer for it".to_owned());
        verdicts
            .into_iter()
            .map(|verdict| verdict.unwrap_or_else(unanswered))
            .collect()
    }

    /// A verdict for each entry, also where EventBridge answered for fewer.
    async fn put(&self, request: &[Entry]) -> Vec<Verdict> {
        let one = |answer| match answer {
            Accepted::Event { id } => Verdict::Accepted(Some(id)),
            Accepted::Refused { code, message } => Verdict::Rejected(format!("{code}: {message}")),
        };
        let eventbridge = self.aws.eventbridge();
        let mut verdicts: Vec<Verdict> = match patiently(|| eventbridge.put_once(request)).await {
            Ok(answers) => answers.into_iter().map(one).collect(),
            Err(failed) => vec![verdict(&failed); request.len()],
        };
        verdicts.resize_with(request.len(), || {
            Verdict::Uncertain("EventBridge did not answer for it".to_owned())
        });
        verdicts
    }
}

/// The event in a body as it is published again; its id and account are EventBridge's to give.
fn entry(bus: &str, body: &str) -> std::result::Result<Entry, String> {
    let event: Value = serde_json::from_str(body).map_err(|_| "it is no event: not JSON")?;
    let text = |name: &str| event.get(name).and_then(Value::as_str).map(str::to_owned);
    let need = |name: &str| text(name).ok_or_else(|| format!("it is no event: no `{name}`"));
    let resources = event.get("resources").and_then(Value::as_array);
    let resources = resources.into_iter().flatten().filter_map(Value::as_str);
    Ok(Entry {
        bus: bus.to_owned(),
        source: need("source")?,
        detail_type: need("detail-type")?,
        detail: event
            .get("detail")
            .map(Value::to_string)
            .unwrap_or_else(|| "{}".to_owned()),
        resources: resources.map(str::to_owned).collect(),
        time: text("time"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_published_with_what_its_publisher_gave_it() {
        let body = r#"{"id":"1","source":"s","detail-type":"t","time":"2026-01-01T00:00:00Z","resources":["r"],"detail":{"a":1}}"#;
        let entry = entry("bus", body).unwrap();
        assert_eq!(
            (entry.source.as_str(), entry.detail.as_str()),
            ("s", r#"{"a":1}"#)
        );
        assert_eq!(entry.resources, ["r"]);
    }

    #[test]
    fn what_is_no_event_is_not_published() {
        assert!(entry("bus", "text").unwrap_err().contains("not JSON"));
        assert!(entry("bus", "{}").unwrap_err().contains("`source`"));
    }
}
