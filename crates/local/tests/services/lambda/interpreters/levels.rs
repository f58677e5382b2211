//! `LoggingConfig`: what of a function's lines and of Lambda's own goes to the log.

use serde_json::{Value, json};

use super::{interpreted_as, log_of};
use crate::common::Rig;

const NODE: &str = "exports.handler = async (event) => { \
    if (event.fail) throw new TypeError('no'); \
    console.debug('low'); console.log('middle'); console.warn('high'); console.error({ code: 7 }); \
    return process.env.AWS_LAMBDA_LOG_LEVEL; };";
const PYTHON: &str = "import logging, os
def handler(event, context):
    if event.get('fail'):
        raise ValueError('no')
    log = logging.getLogger('shop')
    log.debug('low')
    log.info('middle', extra={'order': 7})
    try:
        raise KeyError('lost')
    except KeyError:
        log.exception('high')
    return os.environ['AWS_LAMBDA_LOG_LEVEL']
";

/// The lines of a log, each of which is JSON.
fn records(log: &str) -> Vec<Value> {
    log.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect()
}

fn json_of(application: &str, system: &str) -> Value {
    json!({"LogFormat": "JSON", "ApplicationLogLevel": application, "SystemLogLevel": system})
}

#[tokio::test]
async fn node_logs_from_its_level_on() {
    let rig = Rig::new();
    let logging = json_of("WARN", "WARN");
    if interpreted_as(&rig, "nodejs20.x", "app.js", NODE, logging).await {
        let answer = rig.invoke("f", json!({})).await;
        assert_eq!(answer["Payload"], "WARN");
        let found = records(&log_of(&answer));
        let said: Vec<_> = found.iter().map(|one| &one["message"]).collect();
        assert_eq!(said, [&json!("high"), &json!({"code": 7})]);
        let failed = records(&log_of(&rig.invoke("f", json!({"fail": true})).await));
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert_eq!(failed[0]["level"], "ERROR");
        assert_eq!(failed[0]["message"]["errorType"], "TypeError");
    }
}

#[tokio::test]
async fn python_logs_from_its_level_on() {
    let rig = Rig::new();
    let logging = json_of("ERROR", "DEBUG");
    if interpreted_as(&rig, "python3.12", "app.py", PYTHON, logging).await {
        let answer = rig.invoke("f", json!({})).await;
        assert_eq!(answer["Payload"], "ERROR");
        let found = records(&log_of(&answer));
        let kinds: Vec<_> = found.iter().map(|one| one["type"].as_str()).collect();
        assert_eq!(
            kinds,
            [Some("platform.start"), None, Some("platform.report")]
        );
        let said = &found[1];
        assert_eq!(
            (&said["message"], &said["logger"]),
            (&json!("high"), &json!("shop"))
        );
        assert_eq!(
            (&said["errorType"], &said["errorMessage"]),
            (&json!("KeyError"), &json!("'lost'"))
        );
    }
}

#[tokio::test]
async fn without_levels_information_is_logged_and_debugging_is_not() {
    let rig = Rig::new();
    let logging = json!({"LogFormat": "JSON"});
    if interpreted_as(&rig, "python3.12", "app.py", PYTHON, logging).await {
        let answer = rig.invoke("f", json!({})).await;
        assert_eq!(answer["Payload"], "INFO");
        let found = records(&log_of(&answer));
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(
            (&found[1]["message"], &found[1]["order"]),
            (&json!("middle"), &json!(7))
        );
        let shown = rig
            .ok(
                "lambda",
                "GetFunctionConfiguration",
                json!({"FunctionName": "f"}),
            )
            .await;
        assert_eq!(shown["LoggingConfig"]["ApplicationLogLevel"], "INFO");
        assert_eq!(shown["LoggingConfig"]["SystemLogLevel"], "INFO");
    }
}

#[tokio::test]
async fn a_python_error_in_json_is_one_record() {
    let rig = Rig::new();
    let logging = json_of("FATAL", "WARN");
    if interpreted_as(&rig, "python3.12", "app.py", PYTHON, logging).await {
        let quiet = rig.invoke("f", json!({"fail": true})).await;
        assert_eq!(log_of(&quiet), "");
        let change = json!({"FunctionName": "f", "LoggingConfig": json_of("ERROR", "WARN")});
        rig.ok("lambda", "UpdateFunctionConfiguration", change)
            .await;
        let failed = rig.invoke("f", json!({"fail": true})).await;
        let found = records(&log_of(&failed));
        assert_eq!(found.len(), 1, "{found:?}");
        let (said, payload) = (&found[0], &failed["Payload"]);
        assert_eq!(said["level"], "ERROR");
        assert!(said["timestamp"].as_str().unwrap().ends_with('Z'));
        for member in ["errorType", "errorMessage", "stackTrace", "requestId"] {
            assert_eq!(said[member], payload[member], "{member}");
        }
    }
}
