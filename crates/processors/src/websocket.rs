//! The functions behind the WebSocket API: authorizer, `$connect`, `$disconnect`, `$default`.
//!
//! A connection is two rows with a TTL: `CONNECTION#<id>` / `META` tells whose it is, and
//! `USER#<user>` / `CONNECTION#<id>` is found when something is pushed to the user.

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::seams::{Change, Item, Key, Op, SeamError, Seams, Write};
use crate::telemetry::{Level, Logger};
use crate::token;

/// API Gateway closes a connection after two hours; its rows outlive it a little.
const LIFE_MINUTES: i64 = 130;

/// The rows of a connection: whose it is, and what the user has.
pub(crate) fn connection_keys(user_id: &str, connection_id: &str) -> [Key; 2] {
    let connection = format!("CONNECTION#{connection_id}");
    [
        Key::new(&connection, "META"),
        Key::user(user_id, &connection),
    ]
}

/// Lets a connection be opened with `?token=…`: answers with the policy that API Gateway asks
/// for, which denies unless the token is good.
pub fn authorize(request: &Value, secret: &str, now: Timestamp, log: &Logger) -> Value {
    let token = request["queryStringParameters"]["token"]
        .as_str()
        .unwrap_or_default();
    let arn = request["methodArn"].as_str().unwrap_or_default();
    match token::verify(secret, token, now) {
        Ok(user) => policy("Allow", arn, &user),
        Err(error) => {
            log.log(
                Level::Warn,
                "connection refused",
                &json!({"reason": error.to_string()}),
            );
            policy("Deny", arn, "anonymous")
        }
    }
}

fn policy(effect: &str, arn: &str, user: &str) -> Value {
    json!({
        "principalId": user,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn},
            ],
        },
        "context": {"userId": user},
    })
}

/// `$connect`: remembers the connection of the user whom the authorizer let in.
///
/// # Errors
/// When the table fails.
pub async fn connect(request: &Value, seams: &Seams, log: &Logger) -> Result<Value, SeamError> {
    let context = &request["requestContext"];
    let authorizer = &context["authorizer"];
    let user = authorizer["userId"]
        .as_str()
        .or_else(|| authorizer["principalId"].as_str());
    let (Some(user), Some(id)) = (user, context["connectionId"].as_str()) else {
        log.log(
            Level::Warn,
            "connection without a user refused",
            &Value::Null,
        );
        return Ok(answer(401));
    };
    let now = seams.clock.now();
    let put = |key| Write {
        key,
        op: Op::Put(connection(user, now)),
        condition: None,
    };
    seams
        .store
        .write(&connection_keys(user, id).map(put))
        .await?;
    log.log(
        Level::Info,
        "connected",
        &json!({"userId": user, "connectionId": id}),
    );
    Ok(answer(200))
}

fn connection(user: &str, now: Timestamp) -> Item {
    Item::from_iter([
        ("userId".to_owned(), json!(user)),
        ("connectedAt".to_owned(), json!(crate::work::timestamp(now))),
        ("ttl".to_owned(), json!(expiry(now))),
    ])
}

fn expiry(now: Timestamp) -> i64 {
    (now + LIFE_MINUTES.minutes()).as_second()
}

/// `$disconnect`: forgets the connection.
///
/// # Errors
/// When the table fails.
pub async fn disconnect(request: &Value, seams: &Seams, log: &Logger) -> Result<Value, SeamError> {
    if let Some((user, id)) = known(request, seams).await? {
        let delete = |key| Write {
            key,
            op: Op::Delete,
            condition: None,
        };
        seams
            .store
            .write(&connection_keys(&user, &id).map(delete))
            .await?;
        log.log(
            Level::Info,
            "disconnected",
            &json!({"userId": user, "connectionId": id}),
        );
    }
    Ok(answer(200))
}

/// `$default`: prolongs the connection and answers, `{"action":"ping"}` with `pong`, anything
/// else with an error that names the action.
///
/// # Errors
/// When the table or the WebSocket API fails.
pub async fn message(request: &Value, seams: &Seams, log: &Logger) -> Result<Value, SeamError> {
    let Some((user, id)) = known(request, seams).await? else {
        return Ok(answer(410));
    };
    let ttl = json!({"ttl": expiry(seams.clock.now())});
    let prolong = |key| Write {
        key,
        op: Op::Update(Change::set(ttl.clone())),
        condition: None,
    };
    seams
        .store
        .write(&connection_keys(&user, &id).map(prolong))
        .await?;
    seams
        .connections
        .post(&id, &reply(&request["body"]).to_string())
        .await?;
    log.log(
        Level::Debug,
        "message answered",
        &json!({"connectionId": id}),
    );
    Ok(answer(200))
}

fn reply(body: &Value) -> Value {
    let body = body.as_str().unwrap_or_default();
    match serde_json::from_str::<Value>(body).map(|message| message["action"].clone()) {
        Ok(Value::String(action)) if action == "ping" => json!({"kind": "pong"}),
        Ok(Value::String(action)) => {
            json!({"kind": "error", "message": format!("unknown action `{action}`")})
        }
        _ => json!({"kind": "error", "message": "expected a JSON object with an `action`"}),
    }
}

async fn known(request: &Value, seams: &Seams) -> Result<Option<(String, String)>, SeamError> {
    let id = request["requestContext"]["connectionId"]
        .as_str()
        .unwrap_or_default();
    let row = seams
        .store
        .get(&Key::new(format!("CONNECTION#{id}"), "META"))
        .await?;
    let user = row
        .as_ref()
        .and_then(|row| row.get("userId"))
        .and_then(Value::as_str);
    Ok(user.map(|user| (user.to_owned(), id.to_owned())))
}

fn answer(status: u16) -> Value {
    json!({"statusCode": status})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Processors;
    use crate::memory::World;

    const SECRET: &str = "a secret of more than thirty-two bytes";

    fn logger(world: &World) -> Logger {
        Processors::new(world.seams(), world.recorder.clone(), Level::Debug).logger("websocket")
    }

    fn request(body: &str) -> Value {
        json!({
            "requestContext": {"connectionId": "c-1", "authorizer": {"userId": "u-1"}},
            "body": body,
        })
    }

    #[test]
    fn a_good_token_is_allowed_and_names_its_user_and_a_bad_one_is_denied() {
        let world = World::new();
        let now = world.seams().clock.now();
        let token = token::issue(SECRET, "u-1", now + 1.minutes()).unwrap();
        let request = |token: &str| {
            json!({
                "queryStringParameters": {"token": token}, "methodArn": "arn:m",
            })
        };
        let good = authorize(&request(&token), SECRET, now, &logger(&world));
        assert_eq!(good["policyDocument"]["Statement"][0]["Effect"], "Allow");
        assert_eq!(good["context"]["userId"], "u-1");
        let bad = authorize(&request("x.y.z"), SECRET, now, &logger(&world));
        assert_eq!(bad["policyDocument"]["Statement"][0]["Effect"], "Deny");
        assert_eq!(bad["policyDocument"]["Statement"][0]["Resource"], "arn:m");
    }

    #[tokio::test]
    async fn a_connection_is_remembered_until_it_is_closed() {
        let world = World::new();
        let (seams, log) = (world.seams(), logger(&world));
        assert_eq!(
            connect(&request(""), &seams, &log).await.unwrap(),
            answer(200)
        );
        let row = world.table.row("USER#u-1", "CONNECTION#c-1").unwrap();
        assert_eq!(row["ttl"], json!(expiry(seams.clock.now())));
        disconnect(&request(""), &seams, &log).await.unwrap();
        assert!(world.table.rows().is_empty());
    }

    #[tokio::test]
    async fn nobody_connects_without_the_authorizer() {
        let world = World::new();
        let request = json!({"requestContext": {"connectionId": "c-1"}});
        let got = connect(&request, &world.seams(), &logger(&world))
            .await
            .unwrap();
        assert_eq!(got, answer(401));
        assert!(world.table.rows().is_empty());
    }

    #[tokio::test]
    async fn a_ping_is_answered_and_prolongs_the_connection() {
        let world = World::new();
        let (seams, log) = (world.seams(), logger(&world));
        world.sockets.open("c-1");
        connect(&request(""), &seams, &log).await.unwrap();
        world.clock.advance(std::time::Duration::from_secs(60));
        message(&request(r#"{"action":"ping"}"#), &seams, &log)
            .await
            .unwrap();
        message(&request("hello"), &seams, &log).await.unwrap();
        let kinds: Vec<_> = world
            .sockets
            .messages("c-1")
            .iter()
            .map(|m| m["kind"].clone())
            .collect();
        assert_eq!(kinds, ["pong", "error"]);
        for (pk, sk) in [("CONNECTION#c-1", "META"), ("USER#u-1", "CONNECTION#c-1")] {
            let row = world.table.row(pk, sk).unwrap();
            assert_eq!(row["ttl"], json!(expiry(seams.clock.now())), "{pk}");
        }
    }
}
