//! `AWS::Serverless::SimpleTable`.

use super::make::{list, map, tag, text};
use super::{Expansion, Source};
use crate::node::Node;

pub(super) fn expand(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let span = source.span();
    let key = source.get("PrimaryKey");
    let name = key
        .and_then(|key| key.get("Name"))
        .cloned()
        .unwrap_or_else(|| text(span, "id"));
    let kind = attribute_type(key.and_then(|key| key.get("Type")).and_then(Node::text));
    let attribute = map(
        span,
        [
            ("AttributeName", name.clone()),
            ("AttributeType", text(span, kind)),
        ],
    );
    let key = map(
        span,
        [("AttributeName", name), ("KeyType", text(span, "HASH"))],
    );
    let mut table = source
        .main("AWS::DynamoDB::Table")
        .set("AttributeDefinitions", list(span, vec![attribute]))
        .set("KeySchema", list(span, vec![key]))
        .copy(
            &source.properties,
            &[
                "ProvisionedThroughput",
                "TableName",
                "SSESpecification",
                "PointInTimeRecoverySpecification",
            ],
        );
    if source.get("ProvisionedThroughput").is_none() {
        table = table.set("BillingMode", text(span, "PAY_PER_REQUEST"));
    }
    let tags = source.get("Tags").and_then(Node::entries).map(|entries| {
        list(
            span,
            entries
                .iter()
                .map(|e| tag(e.key_span, &e.key, e.value.clone()))
                .collect(),
        )
    });
    expansion.add(table.set_some("Tags", tags));
}

fn attribute_type(given: Option<&str>) -> &'static str {
    match given {
        Some("Number") => "N",
        Some("Binary") => "B",
        _ => "S",
    }
}
