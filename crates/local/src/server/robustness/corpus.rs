//! Requests as clients send them, a few of every protocol.

use std::fmt;

use serde_json::json;

/// A request.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) headers: Vec<(&'static str, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        for (name, value) in &self.headers {
            write!(f, "\n{name}: {}", value.escape_ascii())?;
        }
        write!(f, "\n\n{}", self.body.escape_ascii())
    }
}

/// How a sample is written.
pub(super) enum Kind {
    /// Target and body.
    Json(&'static str, &'static str),
    /// A form.
    Form(&'static str),
    /// Path and a body that is sent as CBOR.
    Cbor(&'static str, &'static str),
    /// Signing name, method, path, body.
    Rest(&'static str, &'static str, &'static str, &'static str),
}

use Kind::{Cbor, Form, Json, Rest};

pub(super) const CORPUS: &[Kind] = &[
    Json(
        "AWSEvents.PutEvents",
        r#"{"Entries":[{"Source":"shop","DetailType":"Order","Detail":"{\"n\":1}","Time":1790000000,"Resources":["arn:aws:s3:::b"],"EventBusName":"default","TraceHeader":"Root=1"}]}"#,
    ),
    Json(
        "AWSEvents.PutRule",
        r#"{"Name":"r","EventPattern":"{\"source\":[{\"prefix\":\"a\"}]}","State":"ENABLED","Tags":[{"Key":"a","Value":"b"}]}"#,
    ),
    Json(
        "AWSEvents.PutRule",
        r#"{"Name":"s","ScheduleExpression":"cron(0 10 * * ? *)"}"#,
    ),
    Json(
        "AWSEvents.PutTargets",
        r#"{"Rule":"r","Targets":[{"Id":"1","Arn":"arn:aws:sqs:us-east-1:000000000000:q","RetryPolicy":{"MaximumRetryAttempts":2,"MaximumEventAgeInSeconds":60},"InputTransformer":{"InputPathsMap":{"n":"$.detail.n"},"InputTemplate":"{\"n\":<n>}"}}]}"#,
    ),
    Json(
        "AWSEvents.ListRules",
        r#"{"EventBusName":"default","Limit":2,"NamePrefix":"r"}"#,
    ),
    Json(
        "AWSEvents.TestEventPattern",
        r#"{"EventPattern":"{\"source\":[\"a\"]}","Event":"{\"id\":\"1\",\"account\":\"1\",\"source\":\"a\",\"time\":\"2026-11-21T00:00:00Z\",\"region\":\"r\",\"resources\":[],\"detail-type\":\"d\",\"detail\":{}}"}"#,
    ),
    Json(
        "AWSEvents.CreateArchive",
        r#"{"ArchiveName":"a","EventSourceArn":"arn:aws:events:us-east-1:000000000000:event-bus/nowhere","EventPattern":"{\"source\":[\"a\"]}","RetentionDays":7}"#,
    ),
    Json(
        "AmazonSQS.CreateQueue",
        r#"{"QueueName":"q","Attributes":{"VisibilityTimeout":"30","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:SendMessage\"}]}"},"tags":{"a":"b"}}"#,
    ),
    Json(
        "AmazonSQS.SendMessage",
        r#"{"QueueUrl":"http://127.0.0.1:1/000000000000/q","MessageBody":"b","DelaySeconds":0,"MessageAttributes":{"a":{"DataType":"Binary","BinaryValue":"AAE="}}}"#,
    ),
    Json(
        "AmazonSQS.SendMessageBatch",
        r#"{"QueueUrl":"http://127.0.0.1:1/000000000000/q","Entries":[{"Id":"1","MessageBody":"a"},{"Id":"2","MessageBody":"b","DelaySeconds":1}]}"#,
    ),
    Json(
        "AmazonSQS.ReceiveMessage",
        r#"{"QueueUrl":"http://127.0.0.1:1/000000000000/q","MaxNumberOfMessages":10,"VisibilityTimeout":0,"MessageAttributeNames":["a.*"]}"#,
    ),
    Json(
        "Logs_20140328.CreateLogGroup",
        r#"{"logGroupName":"g","tags":{"a":"b"}}"#,
    ),
    Json(
        "Logs_20140328.TestMetricFilter",
        r#"{"filterPattern":"{ ($.a = 1) || ($.b = \"x*\") }","logEventMessages":["{\"a\":1}"]}"#,
    ),
    Json(
        "Logs_20140328.DescribeLogGroups",
        r#"{"logGroupNamePrefix":"g","limit":5}"#,
    ),
    Json(
        "DynamoDB_20120810.CreateTable",
        r#"{"TableName":"tab","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST"}"#,
    ),
    Json(
        "DynamoDB_20120810.PutItem",
        r##"{"TableName":"tab","Item":{"pk":{"S":"a"},"n":{"N":"1"},"b":{"B":"AAE="},"l":{"L":[{"M":{}}]}},"ConditionExpression":"attribute_not_exists(pk) OR #n < :v","ExpressionAttributeNames":{"#n":"n"},"ExpressionAttributeValues":{":v":{"N":"5"}}}"##,
    ),
    Json(
        "DynamoDB_20120810.Query",
        r#"{"TableName":"tab","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"Limit":1}"#,
    ),
    Json(
        "DynamoDB_20120810.UpdateItem",
        r#"{"TableName":"tab","Key":{"pk":{"S":"u"}},"UpdateExpression":"SET n = if_not_exists(n, :z) + :z","ExpressionAttributeValues":{":z":{"N":"1"}}}"#,
    ),
    Json(
        "TrentService.CreateKey",
        r#"{"Description":"d","Tags":[{"TagKey":"a","TagValue":"b"}]}"#,
    ),
    Json(
        "GraniteServiceVersion20100801.PutMetricData",
        r#"{"Namespace":"n","MetricData":[{"MetricName":"m","Value":1,"Dimensions":[{"Name":"a","Value":"b"}]}]}"#,
    ),
    Form(
        "Action=CreateStack&Version=2010-05-15&StackName=s&TemplateBody=%7B%22Resources%22%3A%7B%22W%22%3A%7B%22Type%22%3A%22AWS%3A%3ACloudFormation%3A%3AWaitConditionHandle%22%7D%7D%7D&Tags.member.1.Key=a&Tags.member.1.Value=b",
    ),
    Form(
        "Action=ValidateTemplate&Version=2010-05-15&TemplateBody=Resources:%0A  Q:%0A    Type: AWS::SQS::Queue",
    ),
    Form(
        "Action=CreateTopic&Version=2010-03-31&Name=t&Attributes.entry.1.key=DisplayName&Attributes.entry.1.value=d",
    ),
    Form(
        "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3At&Message=m&MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=b",
    ),
    Form(
        "Action=CreateRole&Version=2010-05-08&RoleName=r&Path=/a/&AssumeRolePolicyDocument=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D",
    ),
    Form("Action=GetCallerIdentity&Version=2011-06-15"),
    Form(
        "Action=SendMessageBatch&Version=2012-11-05&QueueUrl=/000000000000/q&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=b",
    ),
    Form("Action=ListMetrics&Version=2010-08-01&Namespace=n&Dimensions.member.1.Name=a"),
    Cbor(
        "/service/GraniteServiceVersion20100801/operation/PutMetricData",
        r#"{"Namespace":"n","MetricData":[{"MetricName":"m","Values":[1,2.5],"Counts":[1,2]}]}"#,
    ),
    Cbor(
        "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm",
        r#"{"AlarmName":"a","Namespace":"n","MetricName":"m","Statistic":"Sum","Period":60,"EvaluationPeriods":1,"Threshold":1,"ComparisonOperator":"GreaterThanThreshold"}"#,
    ),
    Cbor(
        "/service/GraniteServiceVersion20100801/operation/GetMetricStatistics",
        r#"{"Namespace":"n","MetricName":"m","StartTime":1790000000,"EndTime":1790003600,"Period":60,"Statistics":["Sum"]}"#,
    ),
    Rest(
        "lambda",
        "POST",
        "/2015-03-31/functions",
        r#"{"FunctionName":"f","Runtime":"provided.al2023","Role":"arn:aws:iam::123456789012:role/r","Handler":"h","Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="},"Environment":{"Variables":{"COLOUR":"blue"}}}"#,
    ),
    Rest(
        "lambda",
        "GET",
        "/2015-03-31/functions?MaxItems=2&Marker=",
        "",
    ),
    Rest(
        "lambda",
        "POST",
        "/2015-03-31/functions/nowhere/invocations",
        r#"{"a":[1,{"b":null}]}"#,
    ),
    Rest(
        "lambda",
        "POST",
        "/2015-03-31/functions/nowhere/policy",
        r#"{"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"*"}"#,
    ),
    Rest(
        "lambda",
        "POST",
        "/2015-03-31/event-source-mappings",
        r#"{"FunctionName":"nowhere","EventSourceArn":"arn:aws:sqs:us-east-1:000000000000:q","BatchSize":10,"FilterCriteria":{"Filters":[{"Pattern":"{\"body\":[\"a\"]}"}]}}"#,
    ),
    Rest(
        "apigateway",
        "POST",
        "/v2/apis",
        r#"{"name":"a","protocolType":"WEBSOCKET","routeSelectionExpression":"$request.body.action"}"#,
    ),
    Rest("s3", "PUT", "/bucket", ""),
    Rest("s3", "PUT", "/bucket/key%20a", "an object"),
    Rest(
        "s3",
        "GET",
        "/bucket?list-type=2&max-keys=1&delimiter=%2F",
        "",
    ),
    Rest(
        "s3",
        "POST",
        "/bucket?delete",
        "<Delete><Object><Key>key a</Key></Object><Quiet>true</Quiet></Delete>",
    ),
    Rest(
        "s3",
        "PUT",
        "/bucket?tagging",
        "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
    ),
];

pub(super) fn sample(kind: &Kind) -> Sample {
    let owned = |name, value: &str| (name, value.as_bytes().to_vec());
    match *kind {
        Json(target, body) => Sample {
            method: "POST",
            path: "/",
            headers: vec![
                owned("x-amz-target", target),
                owned("content-type", "application/x-amz-json-1.1"),
            ],
            body: body.into(),
        },
        Form(body) => Sample {
            method: "POST",
            path: "/",
            headers: vec![owned(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            )],
            body: body.into(),
        },
        Cbor(path, body) => Sample {
            method: "POST",
            path,
            headers: vec![
                owned("smithy-protocol", "rpc-v2-cbor"),
                owned("content-type", "application/cbor"),
            ],
            body: cbor(body),
        },
        Rest(service, method, path, body) => {
            let scope = format!(
                "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
            );
            Sample {
                method,
                path,
                headers: vec![owned("authorization", &scope)],
                body: body.into(),
            }
        }
    }
}

/// JSON as CBOR.
fn cbor(text: &str) -> Vec<u8> {
    let mut encoder = minicbor::Encoder::new(Vec::new());
    write(
        &mut encoder,
        &serde_json::from_str(text).unwrap_or(json!({})),
    );
    encoder.into_writer()
}

fn write(encoder: &mut minicbor::Encoder<Vec<u8>>, value: &serde_json::Value) {
    use serde_json::Value as V;
    match value {
        V::Null => drop(encoder.null()),
        V::Bool(flag) => drop(encoder.bool(*flag)),
        V::Number(number) => match number.as_i64() {
            Some(whole) => drop(encoder.i64(whole)),
            None => drop(encoder.f64(number.as_f64().unwrap_or_default())),
        },
        V::String(text) => drop(encoder.str(text)),
        V::Array(items) => {
            drop(encoder.array(items.len() as u64));
            items.iter().for_each(|item| write(encoder, item));
        }
        V::Object(members) => {
            drop(encoder.map(members.len() as u64));
            for (key, item) in members {
                drop(encoder.str(key));
                write(encoder, item);
            }
        }
    }
}
