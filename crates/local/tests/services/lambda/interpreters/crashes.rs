//! Functions whose process ends before its time.

use serde_json::json;

use super::{interpreted, log_of};
use crate::common::Rig;

const NODE: &str = "exports.handler = async (event) => { \
    if (event.do === 'reject') Promise.reject(new Error('lost')); \
    if (event.do === 'throw') setTimeout(() => null.member, 1); \
    if (event.do) await new Promise((go) => setTimeout(go, 20_000)); \
    return process.pid; };";

#[tokio::test]
async fn a_rejection_that_nobody_handles_is_the_error_of_a_node_function() {
    let rig = Rig::new();
    if interpreted(&rig, "nodejs20.x", "app.js", NODE).await {
        let failed = rig.invoke("f", json!({"do": "reject"})).await;
        let (payload, log) = (&failed["Payload"], log_of(&failed));
        let kind = "Runtime.UnhandledPromiseRejection";
        assert_eq!(payload["errorType"], kind);
        assert_eq!(payload["errorMessage"], "Error: lost");
        assert_eq!(payload["trace"][0], format!("{kind}: Error: lost"));
        assert!(
            log.contains("ERROR\tUnhandled Promise Rejection \t{"),
            "{log}"
        );
        assert!(
            log.contains("Error: Runtime exited with error: exit status 128\nRuntime.ExitError\n"),
            "{log}"
        );
        assert!(log.contains(&format!("Error Type: {kind}\t")), "{log}");
        assert!(rig.invoke("f", json!({})).await["Payload"].is_number());
    }
}

#[tokio::test]
async fn an_exception_that_nobody_catches_is_the_error_of_a_node_function() {
    let rig = Rig::new();
    if interpreted(&rig, "nodejs20.x", "app.js", NODE).await {
        let failed = rig.invoke("f", json!({"do": "throw"})).await;
        let (payload, log) = (&failed["Payload"], log_of(&failed));
        assert_eq!(payload["errorType"], "TypeError");
        assert!(log.contains("ERROR\tUncaught Exception \t{"), "{log}");
        assert!(log.contains("exit status 129\n"), "{log}");
    }
}

#[tokio::test]
async fn the_log_says_how_a_process_ended_and_what_it_had_used() {
    let rig = Rig::new();
    let text = "import os, signal\ndef handler(event, context):\n    print('last', end='')\n    os._exit(4) if event.get('code') else os.kill(os.getpid(), signal.SIGKILL)\n";
    if interpreted(&rig, "python3.12", "app.py", text).await {
        for (event, cause) in [
            (json!({"code": 4}), "exit status 4"),
            (json!({}), "signal: killed"),
        ] {
            let failed = rig.invoke("f", event).await;
            assert_eq!(failed["Payload"]["errorType"], "Runtime.ExitError");
            let log = log_of(&failed);
            let (_, after) = log.split_once("RequestId: ").unwrap();
            let id = after.split_whitespace().next().unwrap();
            let exit = format!(
                "RequestId: {id} Error: Runtime exited with error: {cause}\nRuntime.ExitError\nEND RequestId: {id}\n"
            );
            assert!(log.contains(&exit), "{log}");
            assert!(log.contains("\tMax Memory Used: "), "{log}");
        }
    }
}
