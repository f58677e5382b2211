use http::Request;
use serde_json::json;

use super::{value::Value, *};

const LIMIT: usize = 1 << 20;

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Incoming {
    let mut builder = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    let (head, ()) = builder.body(()).unwrap().into_parts();
    Incoming {
        head,
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

fn call(request: &mut Incoming) -> Call {
    match read(request, LIMIT) {
        Ok(Read::Call(call)) => *call,
        Ok(Read::Storage) => panic!("taken for S3"),
        Err((fault, _)) => panic!("refused: {fault}"),
    }
}

fn signed(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=0"
    )
}

const FORM: (&str, &str) = (
    "content-type",
    "application/x-www-form-urlencoded; charset=utf-8",
);

#[test]
fn json_is_read_by_its_target() {
    let headers = [
        ("x-amz-target", "AmazonSQS.SendMessage"),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amzn-query-mode", "true"),
    ];
    let call = call(&mut request(
        "POST",
        "/",
        &headers,
        r#"{"MessageBody":"a"}"#,
    ));
    assert_eq!(
        (&*call.service, call.operation.as_str()),
        ("sqs", "SendMessage")
    );
    let input: serde_json::Value = call.input.parse("events").unwrap();
    assert_eq!(input, json!({ "MessageBody": "a" }));
}

#[test]
fn a_form_is_read_by_scope_or_by_version() {
    let authorization = signed("cloudformation");
    let headers = [FORM, ("authorization", authorization.as_str())];
    let body = "Action=DescribeStacks&StackName=a+b%21&Version=2010-05-15";
    let by_scope = call(&mut request("POST", "/", &headers, body));
    let by_version = call(&mut request("POST", "/", &[FORM], body));
    for call in [by_scope, by_version] {
        assert_eq!(
            (&*call.service, call.operation.as_str()),
            ("cloudformation", "DescribeStacks")
        );
        let input: serde_json::Value = call.input.parse("events").unwrap();
        assert_eq!(input, json!({ "StackName": "a b!" }));
    }
}

#[test]
fn lists_and_maps_of_a_form_keep_their_order() {
    let body = "Action=X&Version=2010-03-31&Names.member.10=j&Names.member.2=b\
                &Attributes.entry.1.key=k&Attributes.entry.1.value=v";
    let input: serde_json::Value = call(&mut request("POST", "/", &[FORM], body))
        .input
        .parse("events")
        .unwrap();
    assert_eq!(
        input,
        json!({ "Attributes": { "k": "v" }, "Names": ["b", "j"] })
    );
}

#[test]
fn message_attributes_of_sns_are_entries_of_name_and_value() {
    let body = "Action=Publish&Version=2010-03-31&MessageAttributes.entry.1.Name=kind\
                &MessageAttributes.entry.1.Value.DataType=String\
                &MessageAttributes.entry.1.Value.StringValue=a";
    let input: serde_json::Value = call(&mut request("POST", "/", &[FORM], body))
        .input
        .parse("events")
        .unwrap();
    let kind = json!({ "DataType": "String", "StringValue": "a" });
    assert_eq!(input, json!({ "MessageAttributes": { "kind": kind } }));
}

#[test]
fn the_query_protocol_of_sqs_has_names_of_its_own() {
    let body = "Action=SendMessageBatch&Version=2012-11-05\
        &SendMessageBatchRequestEntry.1.Id=a\
        &SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n\
        &SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=s";
    let call = call(&mut request("POST", "/000000000000/orders", &[FORM], body));
    let input: serde_json::Value = call.input.parse("events").unwrap();
    let entry = json!({ "Id": "a", "MessageAttributes": { "n": { "StringValue": "s" } } });
    assert_eq!(
        input,
        json!({ "Entries": [entry], "QueueUrl": "/000000000000/orders" })
    );
}

#[test]
fn answers_of_the_query_protocol_flatten_for_sqs_only() {
    let answer = |service, operation: &str, output: serde_json::Value| {
        let exchange = Exchange::Query {
            service,
            operation: operation.to_owned(),
        };
        let response = exchange.answer(Ok(Output::of(output)), "r");
        String::from_utf8(response.into_body().to_vec()).unwrap()
    };
    let sqs = answer(
        "sqs",
        "GetQueueAttributes",
        json!({ "Attributes": { "A": "1" } }),
    );
    assert!(
        sqs.contains("<Attribute><Name>A</Name><Value>1</Value></Attribute>"),
        "{sqs}"
    );
    let sns = answer(
        "sns",
        "GetTopicAttributes",
        json!({ "Attributes": { "A": "<" } }),
    );
    let entry = "<Attributes><entry><key>A</key><value>&lt;</value></entry></Attributes>";
    assert!(sns.contains(entry), "{sns}");
    let stacks = answer(
        "cloudformation",
        "DescribeStacks",
        json!({ "Stacks": [{ "A": "b" }] }),
    );
    assert!(
        stacks.contains("<Stacks><member><A>b</A></member></Stacks>"),
        "{stacks}"
    );
}

#[test]
fn path_query_headers_and_body_are_one_input() {
    let headers = [("x-amz-invocation-type", "Event")];
    let path = "/2015-03-31/functions/arn%3Aaws%3Alambda/invocations?Qualifier=live";
    let call = call(&mut request("POST", path, &headers, "{}"));
    assert_eq!(
        (&*call.service, call.operation.as_str()),
        ("lambda", "Invoke")
    );
    let Input::Tree(tree) = call.input else {
        panic!("a tree")
    };
    let text = |name| tree.get(name).and_then(Value::scalar_text);
    assert_eq!(text("FunctionName").as_deref(), Some("arn:aws:lambda"));
    assert_eq!(text("Qualifier").as_deref(), Some("live"));
    assert_eq!(text("InvocationType").as_deref(), Some("Event"));
    assert_eq!(tree.get("Payload"), Some(&Value::Blob(b"{}".to_vec())));
}

#[test]
fn a_fault_is_written_in_the_protocol_of_the_request() {
    let fault = Fault::new("QueueDoesNotExist", "No <such> queue.")
        .with_query_code("AWS.SimpleQueueService.NonExistentQueue");
    let json = Exchange::Json {
        content_type: "application/x-amz-json-1.0",
        query_mode: true,
    };
    let response = json.answer(Err(fault.clone()), "r");
    assert_eq!(
        response.headers()["x-amzn-query-error"],
        "AWS.SimpleQueueService.NonExistentQueue;Sender"
    );
    let query = Exchange::Query {
        service: "sqs",
        operation: "X".into(),
    };
    let xml = query.answer(Err(fault), "r").into_body();
    let xml = std::str::from_utf8(&xml).unwrap();
    assert!(
        xml.contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"),
        "{xml}"
    );
    assert!(xml.contains("No &lt;such&gt; queue."), "{xml}");
}

/// The refusal of a request that nothing here can answer.
fn refusal(request: &mut Incoming) -> String {
    match read(request, LIMIT) {
        Err((fault, _)) => fault.message,
        Ok(_) => panic!("taken for something known"),
    }
}

#[test]
fn a_service_that_is_not_there_is_named_as_it_was_signed() {
    let authorization = signed("scheduler");
    let signature = ("authorization", authorization.as_str());
    let said = refusal(&mut request("GET", "/schedules", &[signature], ""));
    assert!(said.contains("scheduler:GET /schedules"), "{said}");

    let authorization = signed("glue");
    let headers = [
        ("authorization", authorization.as_str()),
        ("x-amz-target", "AWSGlue.GetDatabases"),
    ];
    assert_eq!(
        call(&mut request("POST", "/", &headers, "{}")).service,
        "glue"
    );
    assert_eq!(
        call(&mut request("POST", "/", &headers[1..], "{}")).service,
        "AWSGlue"
    );
}

#[test]
fn everything_else_is_left_to_s3() {
    assert!(matches!(
        read(&mut request("GET", "/bucket/key", &[], ""), LIMIT),
        Ok(Read::Storage)
    ));
}

proptest::proptest! {
    #[test]
    fn any_form_is_read_or_refused(body in "[A-Za-z0-9.=&%+]{0,200}") {
        let _ = read(&mut request("POST", "/", &[FORM], &body), LIMIT);
    }
}

#[test]
fn a_body_that_is_not_gzip_is_refused_in_the_protocol_of_the_request() {
    const GZIP: (&str, &str) = ("content-encoding", "gzip");
    let refused = |headers: &[(&str, &str)], path| {
        let mut request = request("POST", path, headers, "plain");
        let (fault, exchange) = read(&mut request, LIMIT).err().unwrap();
        assert_eq!(fault.code, "SerializationException");
        exchange
    };
    let json = refused(&[GZIP, ("x-amz-target", "AmazonSQS.SendMessage")], "/");
    assert!(matches!(json, Exchange::Json { .. }));
    assert!(matches!(
        refused(&[GZIP, FORM], "/"),
        Exchange::Query { .. }
    ));
    let cbor = [GZIP, ("smithy-protocol", "rpc-v2-cbor")];
    let cbor = refused(
        &cbor,
        "/service/GraniteServiceVersion20100801/operation/ListMetrics",
    );
    assert!(matches!(cbor, Exchange::Cbor { .. }));
}

#[test]
fn s3_keeps_a_compressed_object_as_it_came() {
    let mut request = request(
        "PUT",
        "/bucket/key",
        &[("content-encoding", "gzip")],
        "packed",
    );
    assert!(matches!(read(&mut request, LIMIT), Ok(Read::Storage)));
    assert_eq!(request.body.as_ref(), b"packed");
    assert!(request.head.headers.contains_key("content-encoding"));
}
