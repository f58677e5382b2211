//! Conditions and changes as DynamoDB expressions.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::Value;

use super::attribute::attribute;
use crate::seams::{Change, Condition};

/// An expression with its placeholders: any name may be a reserved word.
#[derive(Default)]
pub(super) struct Expressed {
    condition: Option<String>,
    names: Vec<String>,
    values: Vec<AttributeValue>,
}

impl Expressed {
    pub(super) fn condition(condition: &Condition) -> Self {
        let mut expressed = Self::default();
        expressed.condition = Some(match condition {
            Condition::Absent => format!("attribute_not_exists({})", expressed.name("pk")),
            Condition::Equals(name, value) => {
                format!(
                    "{} = {}",
                    expressed.name(name),
                    expressed.value(attribute(value))
                )
            }
        });
        expressed
    }

    pub(super) fn change(&mut self, change: &Change) -> String {
        let mut set: Vec<_> = change
            .set
            .iter()
            .map(|(name, value)| self.set(name, value))
            .collect();
        set.extend(
            change
                .default
                .iter()
                .map(|(name, value)| self.unless_set(name, value)),
        );
        let add: Vec<_> = change
            .add
            .iter()
            .map(|(name, amount)| self.add(name, *amount))
            .collect();
        let clause = |word: &str, parts: Vec<String>| {
            (!parts.is_empty()).then(|| format!("{word} {}", parts.join(", ")))
        };
        let clauses = [clause("SET", set), clause("ADD", add)];
        clauses.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn set(&mut self, name: &str, value: &Value) -> String {
        format!("{} = {}", self.name(name), self.value(attribute(value)))
    }

    fn unless_set(&mut self, name: &str, value: &Value) -> String {
        let (name, value) = (self.name(name), self.value(attribute(value)));
        format!("{name} = if_not_exists({name}, {value})")
    }

    fn add(&mut self, name: &str, amount: i64) -> String {
        format!(
            "{} {}",
            self.name(name),
            self.value(AttributeValue::N(amount.to_string()))
        )
    }

    fn name(&mut self, name: &str) -> String {
        self.names.push(name.to_owned());
        format!("#n{}", self.names.len() - 1)
    }

    fn value(&mut self, value: AttributeValue) -> String {
        self.values.push(value);
        format!(":v{}", self.values.len() - 1)
    }

    pub(super) fn text(&self) -> Option<String> {
        self.condition.clone()
    }

    pub(super) fn names(&self) -> Option<HashMap<String, String>> {
        let names = self.names.iter().enumerate();
        (!self.names.is_empty())
            .then(|| names.map(|(i, n)| (format!("#n{i}"), n.clone())).collect())
    }

    pub(super) fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        let values = self.values.iter().enumerate();
        (!self.values.is_empty())
            .then(|| values.map(|(i, v)| (format!(":v{i}"), v.clone())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_becomes_one_expression_with_placeholders() {
        let mut expressed = Expressed::condition(&Condition::Equals("owner", json!("me")));
        let change = Change::set(json!({"name": "a"})).or_default(json!({"plan": "free"}));
        let text = expressed.change(&change.add("count", 2));
        assert_eq!(expressed.text().unwrap(), "#n0 = :v0");
        assert_eq!(
            text,
            "SET #n1 = :v1, #n2 = if_not_exists(#n2, :v2) ADD #n3 :v3"
        );
        assert_eq!(expressed.names().unwrap()["#n3"], "count");
        assert_eq!(
            expressed.values().unwrap()[":v3"],
            AttributeValue::N("2".into())
        );
    }

    #[test]
    fn a_write_without_condition_names_nothing() {
        let expressed = Expressed::default();
        assert_eq!(
            (expressed.text(), expressed.names(), expressed.values()),
            (None, None, None)
        );
    }
}
