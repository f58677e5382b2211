//! From what a queue handed out to what the client asked to see of it.

use std::collections::BTreeMap;

use super::{
    content::Content,
    digest, fault,
    message::sequence_number,
    model::{Message, MessageAttributes, ReceiveMessage},
    queue::Handed,
};
use crate::fault::Fault;

const SYSTEM: [&str; 9] = [
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];

/// What a client wants to see of each message.
#[derive(Debug)]
pub(crate) struct View {
    system: Vec<&'static str>,
    attributes: Vec<String>,
}

impl View {
    /// What the request asks for.
    ///
    /// # Errors
    /// `InvalidAttributeName` for a system attribute that does not exist.
    pub(crate) fn of(request: &ReceiveMessage) -> Result<Self, Fault> {
        let names = request
            .attribute_names
            .iter()
            .chain(&request.message_system_attribute_names);
        let mut system = Vec::new();
        for name in names {
            match SYSTEM.iter().find(|known| *known == name) {
                _ if name == "All" => system.extend(SYSTEM),
                Some(known) => system.push(*known),
                None => return Err(fault::unknown_attribute(name)),
            }
        }
        let attributes = request.message_attribute_names.clone();
        Ok(Self { system, attributes })
    }

    /// The message as the client sees it; `account` is who sent it.
    pub(crate) fn show(
        &self,
        handed: &Handed,
        content: &Content,
        fifo: bool,
        account: &str,
    ) -> Message {
        let attributes = self.system.iter().filter_map(|name| {
            let value = system_attribute(name, handed, content, fifo, account)?;
            Some((*name, value))
        });
        let message_attributes = self.chosen(&content.attributes);
        Message {
            message_id: handed.id.to_string(),
            receipt_handle: handed.receipt.handle(),
            md5_of_body: digest::of_body(&content.body),
            body: content.body.clone(),
            attributes: attributes.collect::<BTreeMap<_, _>>(),
            md5_of_message_attributes: digest::of_attributes(&message_attributes),
            message_attributes,
        }
    }

    fn chosen(&self, attributes: &MessageAttributes) -> MessageAttributes {
        let wanted = |name: &str| self.attributes.iter().any(|asked| covers(asked, name));
        attributes
            .iter()
            .filter(|(name, _)| wanted(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

/// `All`, `.*`, `prefix.*` or the name itself.
fn covers(asked: &str, name: &str) -> bool {
    match asked.strip_suffix(".*") {
        Some(prefix) => name.starts_with(prefix),
        None => asked == "All" || asked == name,
    }
}

fn system_attribute(
    name: &str,
    handed: &Handed,
    content: &Content,
    fifo: bool,
    account: &str,
) -> Option<String> {
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
    match name {
        "SenderId" => Some(account.to_owned()),
        "SentTimestamp" => Some(handed.sent.to_string()),
        "ApproximateReceiveCount" => Some(handed.receives.to_string()),
        "ApproximateFirstReceiveTimestamp" => Some(handed.first_received.to_string()),
        "SequenceNumber" => fifo.then(|| sequence_number(handed.receipt.seq)),
        "MessageDeduplicationId" => text(&handed.deduplication),
        "MessageGroupId" => text(&handed.group),
        "AWSTraceHeader" => content.trace.clone(),
        "DeadLetterQueueSourceArn" => text(&handed.dead_letter_source),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn names_cover_themselves_and_prefixes_what_begins_with_them() {
        assert!(covers("All", "x") && covers(".*", "x") && covers("x", "x"));
        assert!(covers("bar.*", "bar.one") && covers("bar.*", "bar"));
        assert!(!covers("x", "xy") && !covers("bar.*", "ba"));
    }
}
