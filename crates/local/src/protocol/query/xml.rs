//! A tree → the XML of the query protocol.

use quick_xml::escape::escape;

use super::names::{Style, style};
use crate::protocol::value::Value;

/// The namespace of each service's answers.
const NAMESPACES: &[(&str, &str)] = &[
    (
        "cloudformation",
        "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    ),
    ("sts", "https://sts.amazonaws.com/doc/2011-06-15/"),
    ("iam", "https://iam.amazonaws.com/doc/2010-05-08/"),
    ("sns", "http://sns.amazonaws.com/doc/2010-03-31/"),
    ("sqs", "http://queue.amazonaws.com/doc/2012-11-05/"),
    (
        "monitoring",
        "http://monitoring.amazonaws.com/doc/2010-08-01/",
    ),
];

pub(super) fn success(service: &str, operation: &str, tree: &Value, request_id: &str) -> String {
    let mut writer = Writer {
        service,
        operation,
        text: String::new(),
    };
    writer.members(tree);
    let inner = writer.text;
    let namespace = NAMESPACES
        .iter()
        .find(|(known, _)| *known == service)
        .map_or("", |(_, namespace)| namespace);
    format!(
        "<{operation}Response xmlns=\"{namespace}\">\
         <{operation}Result>{inner}</{operation}Result>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\
         </{operation}Response>"
    )
}

pub(super) fn failure(kind: &str, code: &str, message: &str, request_id: &str) -> String {
    let (code, message) = (escape(code), escape(message));
    format!(
        "<ErrorResponse><Error><Type>{kind}</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
}

struct Writer<'a> {
    service: &'a str,
    operation: &'a str,
    text: String,
}

impl Writer<'_> {
    fn members(&mut self, tree: &Value) {
        let Value::Map(members) = tree else { return };
        for (name, value) in members {
            self.member(name, value);
        }
    }

    fn member(&mut self, name: &str, value: &Value) {
        match (style(self.service, self.operation, name, value), value) {
            (Style::Members, Value::List(items)) => self.within(name, |writer| {
                items.iter().for_each(|item| writer.element("member", item));
            }),
            (Style::Flat(wire), Value::List(items)) => {
                items.iter().for_each(|item| self.element(&wire, item));
            }
            (Style::FlatMap(wire, key, inner), Value::Map(pairs)) => {
                self.pairs(wire, (key, inner), pairs);
            }
            (Style::Entries, Value::Map(pairs)) => {
                self.within(name, |writer| {
                    writer.pairs("entry", ("key", "value"), pairs)
                });
            }
            _ => self.element(name, value),
        }
    }

    fn pairs(&mut self, wire: &str, names: (&str, &str), pairs: &[(String, Value)]) {
        for (key, value) in pairs {
            self.within(wire, |writer| {
                writer.element(names.0, &Value::Text(key.clone()));
                writer.element(names.1, value);
            });
        }
    }

    fn element(&mut self, name: &str, value: &Value) {
        match value.scalar_text() {
            Some(text) => self.within(name, |writer| writer.text.push_str(&clean(&text))),
            None => self.within(name, |writer| writer.members(value)),
        }
    }

    fn within(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.text.push_str(&format!("<{name}>"));
        content(self);
        self.text.push_str(&format!("</{name}>"));
    }
}

/// Escaped, with carriage returns kept (a bare one would be read as a newline) and without the
/// control characters that XML 1.0 cannot carry.
fn clean(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let kept: String = text.chars().filter(allowed).collect();
    escape(kept.as_str()).replace('\r', "&#13;")
}
