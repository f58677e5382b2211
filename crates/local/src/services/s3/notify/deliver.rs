//! Bringing notices to their destinations.

use std::{sync::Arc, time::Duration};

use serde_json::{Value as Json, json};

use super::{Destination, NOTICES, Notice, Notifications};
use crate::{
    arn::Arn,
    core::{Core, Peers},
    fault::Fault,
    principal::Source,
    services::{lambda::AsyncInvocation, sns, sqs},
    store::{Batch, StoreError},
};

/// How often a destination is asked before a notice is given up, and the first pause between; it
/// doubles.
const ATTEMPTS: u32 = 8;
const PAUSE: Duration = Duration::from_secs(1);

/// Sends what was on its way when the process ended.
pub(in super::super) fn resume(core: &Arc<Core>) -> Result<(), StoreError> {
    let left = core.store.load::<Notice>(NOTICES)?;
    super::send(core, left.into_iter().map(|(_, notice)| notice).collect());
    Ok(())
}

/// Asks until the destination has it, or has refused it too often.
pub(super) async fn until_done(core: &Core, notice: Notice) {
    let cloud = loop {
        match core.cloud() {
            Some(cloud) => break cloud,
            // While the environment starts there is nobody to deliver to.
            None => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    };
    for attempt in 0..ATTEMPTS {
        if hand_over(core, &cloud, &notice).await.is_ok() {
            break;
        }
        core.clock.sleep(PAUSE * 2_u32.pow(attempt)).await;
    }
    let mut batch = Batch::new();
    batch.delete(NOTICES, notice.id.as_str());
    // A store that fails finds the notice again at the next start: it arrives twice then.
    let _ = core.store.commit(batch).durable().await;
}

async fn hand_over(core: &Core, cloud: &Peers, notice: &Notice) -> Result<(), Fault> {
    match &notice.to {
        Destination::Arn(arn) => tell(core, cloud, arn, &notice.bucket, &notice.body).await,
        Destination::EventBridge { detail_type } => {
            let bucket = format!("arn:aws:s3:::{}", notice.bucket);
            let detail = notice.body.to_string();
            cloud
                .events
                .emit("aws.s3", detail_type, vec![bucket], detail)
                .await
        }
    }
}

async fn tell(
    core: &Core,
    cloud: &Peers,
    arn: &str,
    bucket: &str,
    body: &Json,
) -> Result<(), Fault> {
    let source = source(core, bucket);
    match service(arn).as_str() {
        "lambda" => {
            let invocation = AsyncInvocation {
                function: arn.to_owned(),
                payload: body.to_string().into_bytes(),
                source: Some(source),
                trace_header: None,
            };
            cloud.lambda.invoke_async(invocation).await.map(drop)
        }
        "sqs" => {
            let message = sqs::Outgoing::new(body.to_string());
            cloud
                .sqs
                .deliver(arn, message, Some(&source))
                .await
                .map(drop)
        }
        _ => {
            let notification = sns::Notification {
                message: body.to_string(),
                subject: Some("Amazon S3 Notification".to_owned()),
                ..sns::Notification::default()
            };
            cloud
                .sns
                .deliver(arn, notification, Some(&source))
                .await
                .map(drop)
        }
    }
}

fn service(arn: &str) -> String {
    Arn::parse(arn).map(|arn| arn.service).unwrap_or_default()
}

fn source(core: &Core, bucket: &str) -> Source {
    Source::new(
        "s3.amazonaws.com",
        format!("arn:aws:s3:::{bucket}"),
        core.account.clone(),
    )
}

/// Asks every destination whether it takes what the bucket will tell it, as S3 does when a bucket
/// is configured: queues and topics get a test message.
///
/// # Errors
/// `InvalidArgument` when one does not.
pub(in super::super) async fn validate(
    core: &Core,
    bucket: &str,
    wanted: &Notifications,
) -> Result<(), Fault> {
    let cloud = core
        .cloud()
        .ok_or_else(|| Fault::internal("the services are not running"))?;
    for rule in &wanted.rules {
        let asked = match service(&rule.arn).as_str() {
            "lambda" => cloud.lambda.authorize(&rule.arn, &source(core, bucket)),
            "sqs" | "sns" => tell(core, &cloud, &rule.arn, bucket, &test_event(core, bucket)).await,
            _ => Err(Fault::new("InvalidArgument", "The ARN is not well formed")),
        };
        asked.map_err(|fault| {
            let why = "Unable to validate the following destination configurations";
            Fault::new(
                "InvalidArgument",
                format!("{why}: {}: {}", rule.arn, fault.message),
            )
        })?;
    }
    Ok(())
}

fn test_event(core: &Core, bucket: &str) -> Json {
    json!({
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": crate::protocol::value::rfc3339(core.clock.now_millis() as f64 / 1000.0),
        "Bucket": bucket,
        "RequestId": uuid::Uuid::new_v4().simple().to_string(),
        "HostId": uuid::Uuid::new_v4().simple().to_string(),
    })
}
