//! Sends what is left of an event to a queue, a topic, a function, a bus or a bucket.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    protocol::value::Value,
    services::{
        lambda::AsyncInvocation,
        sns::Notification,
        sqs::{MessageAttributeValue, Outgoing},
    },
};

/// A dead letter: the event as it came and three attributes about the error.
pub(super) struct DeadLetter {
    pub(super) body: String,
    pub(super) request_id: String,
    pub(super) error_code: String,
    pub(super) error_message: String,
}

impl DeadLetter {
    /// Name → (data type, value).
    fn attributes(&self) -> [(&'static str, &'static str, &str); 3] {
        [
            ("RequestID", "String", &self.request_id),
            ("ErrorCode", "Number", &self.error_code),
            ("ErrorMessage", "String", &self.error_message),
        ]
    }
}

/// Sends a dead letter to a queue or a topic; it is there durably when this returns.
///
/// # Errors
/// What the receiver says.
pub(super) async fn dead_letter(core: &Core, arn: &str, letter: DeadLetter) -> Result<(), Fault> {
    match service(arn)?.as_str() {
        "sqs" => queue(core, arn, letter.body.clone(), &letter.attributes()).await,
        "sns" => topic(core, arn, letter.body.clone(), &letter.attributes()).await,
        other => Err(unsuitable(arn, other)),
    }
}

/// Sends the record of an asynchronous invocation to a destination; it is there durably when this
/// returns.
///
/// # Errors
/// What the receiver says.
pub(super) async fn destination(
    core: &Arc<Core>,
    arn: &str,
    function_arn: &str,
    record: &Json,
    success: bool,
) -> Result<(), Fault> {
    let body = record.to_string();
    match service(arn)?.as_str() {
        "sqs" => queue(core, arn, body, &[]).await,
        "sns" => topic(core, arn, body, &[]).await,
        "lambda" => function(core, arn, body).await,
        "events" => bus(core, arn, function_arn, body, success).await,
        "s3" => bucket(core, arn, &prefix(function_arn), body).await,
        other => Err(unsuitable(arn, other)),
    }
}

/// What the mapping of a stream has given up.
pub(crate) struct Discarded {
    /// Where the records are: the metadata.
    pub(crate) record: Json,
    /// The event that the function failed on, which buckets alone get.
    pub(crate) payload: Json,
    /// What the key begins with in a bucket.
    pub(crate) prefix: String,
}

/// Tells a destination of what a mapping has given up; it is there durably when this returns.
///
/// # Errors
/// What the receiver says.
pub(crate) async fn discard(core: &Core, arn: &str, discarded: Discarded) -> Result<(), Fault> {
    let Discarded {
        mut record,
        payload,
        prefix,
    } = discarded;
    match service(arn)?.as_str() {
        "sqs" => queue(core, arn, record.to_string(), &[]).await,
        "sns" => topic(core, arn, record.to_string(), &[]).await,
        "s3" => {
            record["payload"] = payload;
            bucket(core, arn, &prefix, record.to_string()).await
        }
        other => Err(unsuitable(arn, other)),
    }
}

type Attributes<'a> = [(&'static str, &'static str, &'a str)];

async fn queue(
    core: &Core,
    arn: &str,
    body: String,
    attributes: &Attributes<'_>,
) -> Result<(), Fault> {
    let attributes = attributes.iter().map(|(name, kind, value)| {
        let value = MessageAttributeValue {
            data_type: (*kind).to_owned(),
            ..MessageAttributeValue::text(*value)
        };
        ((*name).to_owned(), value)
    });
    let message = Outgoing {
        attributes: attributes.collect(),
        ..Outgoing::new(body)
    };
    let cloud = core.cloud().ok_or_else(starting)?;
    cloud.sqs.deliver(arn, message, None).await.map(drop)
}

async fn topic(
    core: &Core,
    arn: &str,
    message: String,
    attributes: &Attributes<'_>,
) -> Result<(), Fault> {
    let attributes = attributes.iter().map(|(name, kind, value)| {
        let value = ((*kind).to_owned(), (*value).to_owned());
        ((*name).to_owned(), value)
    });
    let notification = Notification {
        message,
        attributes: attributes.collect(),
        ..Notification::default()
    };
    let cloud = core.cloud().ok_or_else(starting)?;
    cloud.sns.deliver(arn, notification, None).await.map(drop)
}

async fn function(core: &Core, arn: &str, payload: String) -> Result<(), Fault> {
    let cloud = core.cloud().ok_or_else(starting)?;
    let invocation = AsyncInvocation {
        function: arn.to_owned(),
        payload: payload.into_bytes(),
        source: None,
        trace_header: None,
    };
    // Boxed, because a function's event may end up at another function.
    Box::pin(cloud.lambda.invoke_async(invocation))
        .await
        .map(drop)
}

async fn bus(
    core: &Core,
    arn: &str,
    function_arn: &str,
    detail: String,
    success: bool,
) -> Result<(), Fault> {
    let outcome = if success { "Success" } else { "Failure" };
    let entry = json!({
        "Source": "lambda",
        "DetailType": format!("Lambda Function Invocation Result - {outcome}"),
        "Resources": [arn, function_arn],
        "Detail": detail,
        "EventBusName": arn,
    });
    let input = crate::protocol::value::to_value(&json!({ "Entries": [entry] }));
    let cloud = core.cloud().ok_or_else(starting)?;
    let output = cloud.call("events", "PutEvents", input).await?;
    match output.get("FailedEntryCount") {
        Some(Value::Int(0)) | None => Ok(()),
        Some(_) => Err(Fault::internal(format!("the bus {arn} refused the record"))),
    }
}

async fn bucket(core: &Core, arn: &str, prefix: &str, record: String) -> Result<(), Fault> {
    let name = Arn::parse(arn).map(|arn| arn.resource).unwrap_or_default();
    let cloud = core.cloud().ok_or_else(starting)?;
    let key = format!(
        "{prefix}{}-{}",
        core.clock.now().strftime("%Y/%m/%d/%Y-%m-%dT%H.%M.%S"),
        uuid::Uuid::new_v4()
    );
    // Boxed, because an object's event may end up at another function.
    Box::pin(cloud.s3.write(&name, &key, record.into_bytes())).await
}

/// What the keys of a function's records begin with.
pub(crate) fn prefix(function_arn: &str) -> String {
    let function = function_arn.split(':').nth(6).unwrap_or_default();
    format!("aws/lambda/async/{function}/")
}

fn service(arn: &str) -> Result<String, Fault> {
    let parsed = Arn::parse(arn).map(|arn| arn.service);
    parsed.ok_or_else(|| Fault::internal(format!("{arn} is not an ARN")))
}

fn unsuitable(arn: &str, service: &str) -> Fault {
    Fault::not_emulated(service, &format!("a destination of Lambda ({arn})"))
}

fn starting() -> Fault {
    Fault::internal("the environment is starting")
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn the_records_of_a_function_are_together_whatever_its_qualifier() {
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:work";
        assert_eq!(prefix(arn), "aws/lambda/async/work/");
        assert_eq!(prefix(&format!("{arn}:live")), "aws/lambda/async/work/");
    }
}
