//! Reading properties as settings.

use crate::model::{Model, ModelResource};
use crate::policy::Policy;
use crate::position::Span;
use crate::value::{Kind, Value};
use crate::wiring::{Origin, Setting};

/// One resource of one model.
pub(super) struct Reader<'m> {
    pub(super) model: &'m Model,
    pub(super) resource: &'m ModelResource,
}

impl Reader<'_> {
    pub(super) fn name(&self) -> String {
        self.resource.identity.name.clone()
    }

    pub(super) fn arn(&self) -> String {
        self.resource.identity.arn.clone().unwrap_or_default()
    }

    pub(super) fn origin(&self) -> Origin {
        Origin {
            file: Some(self.model.file.clone()),
            logical_id: Some(self.resource.declared.logical_id.clone()),
            span: Some(self.resource.span()),
            conditional: !self.resource.declared.certain,
        }
    }

    pub(super) fn properties(&self) -> &Value {
        &self.resource.properties
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.resource.get(key)
    }

    pub(super) fn text(&self, path: &[&str]) -> Setting<String> {
        text(self.properties(), path)
    }

    pub(super) fn number(&self, path: &[&str]) -> Setting<i64> {
        number(self.properties(), path)
    }

    pub(super) fn flag(&self, path: &[&str]) -> Setting<bool> {
        setting(self.properties(), path, Value::as_bool)
    }

    pub(super) fn decimal(&self, path: &[&str]) -> Setting<f64> {
        setting(self.properties(), path, |value| {
            value.to_text()?.parse().ok()
        })
    }

    pub(super) fn items(&self, key: &str) -> &[Value] {
        self.get(key).and_then(Value::as_list).unwrap_or_default()
    }
}

/// The text at a path of keys.
pub(super) fn text(value: &Value, path: &[&str]) -> Setting<String> {
    setting(value, path, Value::to_text)
}

/// The whole number at a path of keys.
pub(super) fn number(value: &Value, path: &[&str]) -> Setting<i64> {
    setting(value, path, Value::as_i64)
}

/// An unknown on the way makes the setting unknown, as does a value of another type.
fn setting<T>(value: &Value, path: &[&str], read: impl Fn(&Value) -> Option<T>) -> Setting<T> {
    let mut at = value;
    for key in path {
        match at.get(key) {
            Some(inner) => at = inner,
            None if at.is_unknown() => return Setting::Unknown(Some(at.span)),
            None => return Setting::Absent,
        }
    }
    match read(at) {
        Some(found) => Setting::Set(found, Some(at.span)),
        None => Setting::Unknown(Some(at.span)),
    }
}

/// The policy in a value; what is not a policy is one that may allow anything.
pub(super) fn policy(value: Option<&Value>) -> Policy {
    let Some(value) = value else {
        return Policy::default();
    };
    Policy::parse(value).unwrap_or_else(|_| unknown_policy(value.span))
}

pub(super) fn unknown_policy(span: Span) -> Policy {
    let statement = Value::unknown(span, "not a policy that can be read");
    let map = Value::new(
        span,
        Kind::Map(crate::value::Map(vec![crate::value::Entry {
            key: "Statement".to_owned(),
            key_span: span,
            value: statement,
        }])),
    );
    Policy::parse(&map).unwrap_or_default()
}
