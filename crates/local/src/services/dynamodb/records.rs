//! `GetRecords`: what the engine has recorded, as DynamoDB Streams shows it.

use dynoxide::actions::get_records::{GetRecordsResponse, Record};
use serde_json::{Value as Json, json};

/// A page of records in this Region. A write that changed nothing leaves none; the engine's shows
/// only where both images are kept.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
pub(super) fn shown(mut page: GetRecordsResponse, region: &str) -> serde_json::Result<Json> {
    page.records.retain(says_something);
    let mut page = serde_json::to_value(page)?;
    for record in page["Records"].as_array_mut().into_iter().flatten() {
        record["awsRegion"] = json!(region);
        if let Some(identity) = record.get_mut("userIdentity") {
            *identity = json!({
                "Type": identity["type"],
                "PrincipalId": identity["principalId"],
            });
        }
    }
    Ok(page)
}

fn says_something(record: &Record) -> bool {
    match (&record.dynamodb.old_image, &record.dynamodb.new_image) {
        (Some(old), Some(new)) => old != new,
        _ => true,
    }
}
