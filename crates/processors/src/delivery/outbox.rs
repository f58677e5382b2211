//! Doing what follows once an event's writes are durable.

use serde_json::{Value, json};

use crate::seams::{Item, Key, Op, Posted, Publication, SeamError, Seams, Write};
use crate::telemetry::{Level, Logger, Metric};
use crate::work::{Outbox, Push};

/// The most connections of one user that a message goes to.
const MOST_CONNECTIONS: usize = 100;

/// Publishes and pushes. A follow-up event that cannot be published is logged and counted, and
/// the work stands. A push that cannot be sent is an error: pushing is what its processor is for.
pub(super) async fn send(outbox: &Outbox, seams: &Seams, log: &Logger) -> Result<(), SeamError> {
    if !outbox.publications.is_empty() {
        publish(&outbox.publications, seams, log).await;
    }
    for push in &outbox.pushes {
        send_push(push, seams, log).await?;
    }
    Ok(())
}

async fn publish(publications: &[Publication], seams: &Seams, log: &Logger) {
    match seams.bus.publish(publications).await {
        Err(error) => {
            publications
                .iter()
                .for_each(|lost| follow_up_failed(lost, &error.to_string(), log));
        }
        Ok(answers) => {
            for (publication, answer) in publications.iter().zip(answers) {
                match answer {
                    Ok(id) => published(publication, &id, log),
                    Err(refusal) => {
                        let reason = format!("{}: {}", refusal.code, refusal.message);
                        follow_up_failed(publication, &reason, log);
                    }
                }
            }
        }
    }
}

fn published(publication: &Publication, id: &str, log: &Logger) {
    let context = json!({"detailType": publication.detail_type, "publishedEventId": id});
    log.log(Level::Info, "follow-up event published", &context);
}

fn follow_up_failed(publication: &Publication, reason: &str, log: &Logger) {
    let context = json!({
        "source": publication.source, "detailType": publication.detail_type,
        "detail": publication.detail, "reason": reason,
    });
    log.log(Level::Error, "follow-up event not published", &context);
    let dimensions = [("DetailType", publication.detail_type.as_str())];
    log.metric(&Metric::one("FollowUpFailed", dimensions));
}

async fn send_push(push: &Push, seams: &Seams, log: &Logger) -> Result<(), SeamError> {
    let pk = Key::user(&push.user_id, "").pk;
    let connections = seams
        .store
        .query(&pk, "CONNECTION#", MOST_CONNECTIONS)
        .await?;
    let message = push.message.to_string();
    let mut sent = 0;
    for connection in &connections {
        let id = connection_id(connection);
        match seams.connections.post(id, &message).await? {
            Posted::Sent => sent += 1,
            Posted::Gone => forget(&push.user_id, id, seams, log).await?,
        }
    }
    log.log(
        Level::Info,
        "message pushed",
        &json!({"userId": push.user_id, "connections": sent}),
    );
    log.metric(&Metric::count("MessagesPushed", f64::from(sent), []));
    Ok(())
}

fn connection_id(row: &Item) -> &str {
    let sk = row.get("sk").and_then(Value::as_str).unwrap_or_default();
    sk.trim_start_matches("CONNECTION#")
}

async fn forget(user: &str, id: &str, seams: &Seams, log: &Logger) -> Result<(), SeamError> {
    let delete = |key| Write {
        key,
        op: Op::Delete,
        condition: None,
    };
    seams
        .store
        .write(&crate::websocket::connection_keys(user, id).map(delete))
        .await?;
    log.log(
        Level::Info,
        "stale connection removed",
        &json!({"connectionId": id}),
    );
    Ok(())
}
