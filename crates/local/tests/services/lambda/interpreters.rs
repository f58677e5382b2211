//! Functions that run through the interpreters of this machine.

mod crashes;
mod levels;

use coagent_local::protocol::value::{Value, to_value};
use serde_json::json;

use super::{log_of, packed};
use crate::common::{Rig, eventually};

/// A package of one file of source.
fn source(name: &str, text: &str) -> Value {
    packed(&[(name, text.as_bytes())])
}

/// Whether this machine has the interpreter: a function for it is refused by name where not.
async fn interpreted(rig: &Rig, runtime: &str, file: &str, text: &str) -> bool {
    interpreted_as(rig, runtime, file, text, json!({})).await
}

/// The same with a `LoggingConfig`.
async fn interpreted_as(
    rig: &Rig,
    runtime: &str,
    file: &str,
    text: &str,
    logging: serde_json::Value,
) -> bool {
    interpreted_with(rig, runtime, file, text, json!({"LoggingConfig": logging})).await
}

/// The same with more members.
pub(super) async fn interpreted_with(
    rig: &Rig,
    runtime: &str,
    file: &str,
    text: &str,
    more: serde_json::Value,
) -> bool {
    let mut input = json!({"FunctionName": "f", "Runtime": runtime, "Handler": "app.handler",
        "Timeout": 30, "Role": rig.role().await});
    for (member, value) in more.as_object().unwrap() {
        input[member] = value.clone();
    }
    let mut input = to_value(&input);
    input.set("Code", source(file, text));
    match rig.cloud.call("lambda", "CreateFunction", input).await {
        Ok(_) => true,
        Err(refusal) => {
            assert!(
                refusal.message.contains("is not on this machine's PATH"),
                "{refusal}"
            );
            false
        }
    }
}

/// The message of the event in the function's log that has a term.
async fn logged(rig: &Rig, term: &str) -> String {
    eventually(|| async {
        let input = json!({"logGroupName": "/aws/lambda/f", "filterPattern": term});
        let found = rig.call("logs", "FilterLogEvents", input).await.ok()?;
        found["events"][0]["message"].as_str().map(str::to_owned)
    })
    .await
}

#[tokio::test]
async fn a_python_function_runs_through_the_interpreter() {
    let rig = Rig::new();
    let text = "def handler(event, context):\n    if event.get('fail'):\n        raise ValueError('no')\n    return {'twice': event['n'] * 2, 'name': context.function_name}\n";
    if interpreted(&rig, "python3.12", "app.py", text).await {
        let answer = rig.invoke("f", json!({"n": 21})).await;
        assert_eq!(answer["Payload"], json!({"twice": 42, "name": "f"}));
        let failed = rig.invoke("f", json!({"fail": true})).await;
        assert_eq!(failed["Payload"]["errorType"], "ValueError");
    }
}

#[tokio::test]
async fn what_lambda_brings_and_this_machine_lacks_is_named_with_the_way_out() {
    let python = "raise ModuleNotFoundError(\"No module named 'boto3'\", name='boto3')";
    let node = "require('@aws-sdk/client-nothing/more'); exports.handler = async () => 1;";
    let cases = [
        ("python3.12", "app.py", python, ": pip install boto3)"),
        (
            "nodejs22.x",
            "app.js",
            node,
            "npm install @aws-sdk/client-nothing)",
        ),
    ];
    for (runtime, file, text, way_out) in cases {
        let rig = Rig::new();
        if interpreted(&rig, runtime, file, text).await {
            let answer = rig.invoke("f", json!({})).await;
            let payload = &answer["Payload"];
            assert_eq!(payload["errorType"], "Runtime.ImportModuleError");
            let message = payload["errorMessage"].as_str().unwrap();
            assert!(message.contains(way_out), "{message}");
        }
    }
}

#[tokio::test]
async fn what_node_logs_has_time_request_and_level_and_is_one_event() {
    let rig = Rig::new();
    let text = "exports.handler = async (event, context) => { console.warn('two\\nlines %d', 7); return context.awsRequestId; };";
    if interpreted(&rig, "nodejs20.x", "app.js", text).await {
        let answer = rig.invoke("f", json!({})).await;
        let id = answer["Payload"].as_str().unwrap();
        let event = logged(&rig, "two").await;
        assert!(
            event.ends_with(&format!("Z\t{id}\tWARN\ttwo\nlines 7\n")),
            "{event}"
        );
    }
}

#[tokio::test]
async fn what_python_logs_has_level_time_and_request() {
    let rig = Rig::new();
    let text = "import logging\ndef handler(event, context):\n    logging.getLogger().error('no %d', 7)\n    return context.aws_request_id\n";
    if interpreted(&rig, "python3.12", "app.py", text).await {
        let answer = rig.invoke("f", json!({})).await;
        let (id, log) = (answer["Payload"].as_str().unwrap(), log_of(&answer));
        assert!(
            log.contains("[ERROR]\t") && log.contains(&format!("Z\t{id}\tno 7\n")),
            "{log}"
        );
    }
}

#[tokio::test]
async fn a_node_function_runs_through_the_interpreter() {
    let rig = Rig::new();
    let text = "exports.handler = async (event) => { if (event.fail) throw new TypeError('no'); return { twice: event.n * 2 }; };";
    if interpreted(&rig, "nodejs20.x", "app.js", text).await {
        let answer = rig.invoke("f", json!({"n": 21})).await;
        assert_eq!(answer["Payload"], json!({"twice": 42}));
        let failed = rig.invoke("f", json!({"fail": true})).await;
        assert_eq!(failed["Payload"]["errorType"], "TypeError");
    }
}

#[tokio::test]
async fn a_python_function_may_answer_with_decimals_and_hears_of_what_is_no_json() {
    let rig = Rig::new();
    let text = "from decimal import Decimal\ndef handler(event, context):\n    return {'price': Decimal('1.50')} if event['ok'] else {1, 2}\n";
    if interpreted(&rig, "python3.12", "app.py", text).await {
        let answer = rig.invoke("f", json!({"ok": true})).await;
        assert_eq!(answer["Payload"], json!({"price": 1.5}));
        let failed = rig.invoke("f", json!({"ok": false})).await;
        assert_eq!(failed["Payload"]["errorType"], "Runtime.MarshalError");
        let message = failed["Payload"]["errorMessage"].as_str().unwrap();
        assert!(
            message.starts_with("Unable to marshal response: "),
            "{message}"
        );
    }
}

#[tokio::test]
async fn the_trace_of_a_python_error_has_the_functions_frames_only() {
    let rig = Rig::new();
    let text =
        "def inner():\n    raise ValueError('no')\ndef handler(event, context):\n    inner()\n";
    if interpreted(&rig, "python3.12", "app.py", text).await {
        let failed = rig.invoke("f", json!({})).await;
        let trace = failed["Payload"]["stackTrace"].as_array().unwrap();
        assert_eq!(trace.len(), 2, "{trace:?}");
        let first = trace[0].as_str().unwrap();
        assert!(
            first.ends_with("app.py\", line 4, in handler\n    inner()\n"),
            "{first}"
        );
    }
}

#[tokio::test]
async fn a_python_module_without_its_handler_is_named() {
    let rig = Rig::new();
    if interpreted(&rig, "python3.12", "app.py", "other = 1\n").await {
        let failed = rig.invoke("f", json!({})).await;
        let payload = &failed["Payload"];
        assert_eq!(payload["errorType"], "Runtime.HandlerNotFound");
        assert_eq!(
            payload["errorMessage"],
            "Handler 'handler' missing on module 'app'"
        );
    }
}

#[tokio::test]
async fn what_python_logs_is_one_event_however_many_lines_it_has() {
    let rig = Rig::new();
    let text = "import logging\ndef handler(event, context):\n    logging.getLogger().error('two\\nlines')\n";
    if interpreted(&rig, "python3.12", "app.py", text).await {
        rig.invoke("f", json!({})).await;
        let event = logged(&rig, "two").await;
        assert!(event.contains("lines"), "{event}");
    }
}

#[tokio::test]
async fn a_function_knows_its_runtime() {
    let rig = Rig::new();
    let text =
        "import os\ndef handler(event, context):\n    return os.environ['AWS_EXECUTION_ENV']\n";
    if interpreted(&rig, "python3.12", "app.py", text).await {
        let answer = rig.invoke("f", json!({})).await;
        assert_eq!(answer["Payload"], "AWS_Lambda_python3.12");
    }
}

#[tokio::test]
async fn what_node_streams_is_its_answer() {
    let rig = Rig::new();
    let text = "exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { \
        if (event.fail) throw new TypeError('no'); \
        stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); \
        stream.write('one '); await new Promise((go) => setTimeout(go, 5)); stream.end(context.functionName); });";
    if interpreted(&rig, "nodejs20.x", "app.js", text).await {
        let mut input = to_value(&json!({"FunctionName": "f"}));
        input.set("Payload", Value::Blob(b"{}".to_vec()));
        let mut output = rig.cloud.call("lambda", "Invoke", input).await.unwrap();
        let Some(Value::Blob(answer)) = output.take("Payload") else {
            panic!("no payload")
        };
        assert_eq!(
            String::from_utf8(answer).unwrap(),
            "{\"statusCode\":201}\0\0\0\0\0\0\0\0one f"
        );
        let failed = rig.invoke("f", json!({"fail": true})).await;
        assert_eq!(failed["Payload"]["errorType"], "TypeError");
    }
}
