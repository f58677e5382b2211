//! Functions as real processes behind the Runtime API.

mod interpreters;
mod layers;
mod queue;
mod roles;
mod streams;

use std::io::Write;

use crate::common::{Rig, eventually};
use base64::{Engine, engine::general_purpose::STANDARD};
use coagent_local::{principal::Source, protocol, services::lambda::AsyncInvocation};
use serde_json::{Value, json};

/// A package of these files, as the API takes it.
fn packed(files: &[(&str, &[u8])]) -> protocol::value::Value {
    let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let mut package = protocol::value::Value::empty();
    package.set("ZipFile", protocol::value::Value::Blob(bytes));
    package
}

fn log_of(answer: &Value) -> String {
    let bytes = STANDARD
        .decode(answer["LogResult"].as_str().unwrap())
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

fn event(function: &str, payload: Value) -> AsyncInvocation {
    AsyncInvocation {
        function: function.to_owned(),
        payload: payload.to_string().into_bytes(),
        source: None,
        trace_header: None,
    }
}

async fn settled(rig: &Rig, id: &str, state: &str) -> Value {
    eventually(|| async {
        let trace = rig
            .ok("lambda", "DescribeInvocation", json!({ "RequestId": id }))
            .await;
        (trace["State"] == state).then_some(trace)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_answers_first_cold_then_warm() {
    let rig = Rig::new();
    rig.function("echo", json!({})).await;
    let first = rig.invoke("echo", json!({ "a": 1 })).await;
    assert_eq!(first["Payload"], json!({ "a": 1 }));
    assert_eq!(first["StatusCode"], 200);
    assert_eq!(first["ExecutedVersion"], "$LATEST");
    let log = log_of(&first);
    assert!(log.starts_with("START RequestId: "), "{log}");
    assert!(log.contains("Init Duration: "), "{log}");
    assert!(log.contains("Max Memory Used: "), "{log}");
    let pid = rig.invoke("echo", json!({ "do": "pid" })).await;
    assert!(!log_of(&pid).contains("Init Duration"), "{pid}");
    let again = rig.invoke("echo", json!({ "do": "pid" })).await;
    assert_eq!(pid["Payload"], again["Payload"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_takes_nothing_off_the_time_of_the_first_event() {
    let rig = Rig::new();
    let slow = json!({ "Handler": "init-slow", "Timeout": 900 });
    rig.function("slow", slow).await;
    let answer = rig.invoke("slow", json!({ "do": "headers" })).await;
    let at = |name: &str| -> i64 { answer["Payload"][name].as_str().unwrap().parse().unwrap() };
    let left = at("lambda-runtime-deadline-ms") - at("asked");
    // Two times are cut to the millisecond.
    assert!(left >= 900_000 - 2, "{left} ms were left");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_function_prints_is_in_its_log_between_start_and_end() {
    let rig = Rig::new();
    rig.function("printer", json!({})).await;
    let answer = rig
        .invoke("printer", json!({ "do": "print", "text": "hello" }))
        .await;
    let log = log_of(&answer);
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines[0].starts_with("START "), "{log}");
    assert_eq!(lines[1], "hello");
    assert!(lines[2].starts_with("END "), "{log}");
    assert!(lines[3].starts_with("REPORT "), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_sees_its_environment_and_nothing_of_the_servers() {
    let rig = Rig::new();
    let variables = json!({ "Environment": { "Variables": { "COLOUR": "red" } } });
    rig.function("env", variables).await;
    for (name, value) in [
        ("COLOUR", json!("red")),
        ("AWS_LAMBDA_FUNCTION_NAME", json!("env")),
        ("AWS_REGION", json!("us-east-1")),
        ("CARGO_MANIFEST_DIR", Value::Null),
    ] {
        let answer = rig
            .invoke("env", json!({ "do": "env", "name": name }))
            .await;
        assert_eq!(answer["Payload"], value, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_function_is_an_answer_and_leaves_it_warm() {
    let rig = Rig::new();
    rig.function("failing", json!({})).await;
    let before = rig.invoke("failing", json!({ "do": "pid" })).await["Payload"].clone();
    let answer = rig.invoke("failing", json!({ "do": "fail" })).await;
    assert_eq!(answer["FunctionError"], "Unhandled");
    assert_eq!(answer["Payload"]["errorType"], "Boom");
    assert_eq!(
        rig.invoke("failing", json!({ "do": "pid" })).await["Payload"],
        before
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_is_reported_and_the_next_event_gets_a_new_process() {
    let rig = Rig::new();
    rig.function("crashing", json!({})).await;
    let answer = rig
        .invoke("crashing", json!({ "do": "exit", "code": 7 }))
        .await;
    assert_eq!(answer["Payload"]["errorType"], "Runtime.ExitError");
    let message = answer["Payload"]["errorMessage"].as_str().unwrap();
    assert!(message.ends_with("exit status 7"), "{message}");
    assert!(log_of(&answer).contains("Error Type: Runtime.ExitError"));
    assert_eq!(
        rig.invoke("crashing", json!({})).await["Payload"],
        json!({})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_is_stopped_at_its_timeout() {
    let rig = Rig::new();
    rig.function("slow", json!({ "Timeout": 1 })).await;
    let answer = rig
        .invoke("slow", json!({ "do": "sleep", "millis": 60_000 }))
        .await;
    assert_eq!(answer["Payload"]["errorType"], "Sandbox.Timedout");
    let log = log_of(&answer);
    assert!(log.contains("Task timed out after 1.00 seconds"), "{log}");
    assert!(log.contains("Status: timeout"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_start_says_why() {
    let rig = Rig::new();
    rig.function("broken", json!({ "Handler": "init-error" }))
        .await;
    let answer = rig.invoke("broken", json!({})).await;
    assert_eq!(answer["Payload"]["errorType"], "Init.Broken");
    assert!(log_of(&answer).contains("INIT_REPORT Init Duration: "));
    rig.function("exiting", json!({ "Handler": "init-exit" }))
        .await;
    let answer = rig.invoke("exiting", json!({})).await;
    assert_eq!(answer["Payload"]["errorType"], "Runtime.ExitError");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_configuration_reaches_the_next_event() {
    let rig = Rig::new();
    rig.function("changing", json!({})).await;
    let ask = json!({ "do": "env", "name": "COLOUR" });
    assert_eq!(
        rig.invoke("changing", ask.clone()).await["Payload"],
        Value::Null
    );
    let change = json!({
        "FunctionName": "changing", "Environment": { "Variables": { "COLOUR": "blue" } },
    });
    rig.ok("lambda", "UpdateFunctionConfiguration", change)
        .await;
    assert_eq!(rig.invoke("changing", ask).await["Payload"], "blue");
}

#[tokio::test(flavor = "multi_thread")]
async fn reserved_concurrency_throttles() {
    let rig = Rig::new();
    rig.function("narrow", json!({})).await;
    let limit = json!({ "FunctionName": "narrow", "ReservedConcurrentExecutions": 1 });
    rig.ok("lambda", "PutFunctionConcurrency", limit).await;
    let busy = event("narrow", json!({ "do": "sleep", "millis": 2_000 }));
    let id = rig.cloud.lambda.invoke_async(busy).await.unwrap();
    eventually(|| async {
        let outcome = rig
            .call("lambda", "Invoke", json!({ "FunctionName": "narrow" }))
            .await;
        let fault = outcome.err()?;
        (fault.code == "TooManyRequestsException" && fault.status == 429).then_some(())
    })
    .await;
    settled(&rig, &id, "SUCCEEDED").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_needs_a_permission() {
    let rig = Rig::new();
    rig.function("guarded", json!({})).await;
    let rule = "arn:aws:events:us-east-1:000000000000:rule/bus/orders";
    let from_rule = AsyncInvocation {
        source: Some(Source::new("events.amazonaws.com", rule, "000000000000")),
        ..event("guarded", json!({}))
    };
    let refused = rig
        .cloud
        .lambda
        .invoke_async(from_rule.clone())
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.status),
        ("AccessDeniedException", 403)
    );
    let permission = json!({
        "FunctionName": "guarded", "StatementId": "rule", "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com", "SourceArn": rule,
    });
    rig.ok("lambda", "AddPermission", permission).await;
    let id = rig.cloud.lambda.invoke_async(from_rule).await.unwrap();
    settled(&rig, &id, "SUCCEEDED").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_injected_fault_answers_for_as_long_as_asked() {
    let rig = Rig::new();
    rig.function("faulty", json!({})).await;
    let fault = json!({
        "FunctionName": "faulty", "Code": "ServiceException", "Status": 500, "Times": 1,
    });
    rig.ok("lambda", "PutFault", fault).await;
    let invocation = event("faulty", json!({}));
    let answer = rig
        .cloud
        .lambda
        .invoke_async(invocation.clone())
        .await
        .unwrap_err();
    assert_eq!(
        (answer.code.as_str(), answer.status),
        ("ServiceException", 500)
    );
    rig.cloud.lambda.invoke_async(invocation).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_function_is_not_found() {
    let rig = Rig::new();
    rig.function("gone", json!({})).await;
    rig.ok(
        "lambda",
        "DeleteFunction",
        json!({ "FunctionName": "gone" }),
    )
    .await;
    let fault = rig
        .cloud
        .lambda
        .invoke_async(event("gone", json!({})))
        .await
        .unwrap_err();
    assert_eq!(
        (fault.code.as_str(), fault.status),
        ("ResourceNotFoundException", 404)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_stay_as_they_were_and_aliases_point_to_them() {
    let rig = Rig::new();
    let red = json!({ "Environment": { "Variables": { "COLOUR": "red" } } });
    rig.function("f", red).await;
    let version = rig
        .ok("lambda", "PublishVersion", json!({ "FunctionName": "f" }))
        .await;
    assert_eq!(version["Version"], "1");
    let alias = json!({ "FunctionName": "f", "Name": "live", "FunctionVersion": "1" });
    rig.ok("lambda", "CreateAlias", alias).await;
    let change = json!({
        "FunctionName": "f", "Environment": { "Variables": { "COLOUR": "blue" } },
    });
    rig.ok("lambda", "UpdateFunctionConfiguration", change)
        .await;
    let ask = json!({ "do": "env", "name": "COLOUR" });
    assert_eq!(rig.invoke("f:live", ask.clone()).await["Payload"], "red");
    assert_eq!(rig.invoke("f", ask).await["Payload"], "blue");
}
