//! Stacks with the real services behind them.

mod change_sets;
mod drift;
mod go_back;
mod http_apis;
mod lifecycle;
mod refusals;
mod restart;
mod rollback;
mod scalars;
mod snap_start;
mod tags;
mod watchers;
mod wiring;

use std::{sync::Arc, time::Duration};

use serde_json::{Value as Json, json};

use crate::{
    cloud::Cloud,
    core::Core,
    fault::Fault,
    protocol::value::{from_value, to_value},
};

/// An environment of its own.
struct Stage {
    cloud: Arc<Cloud>,
    _dir: tempfile::TempDir,
}

impl Stage {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let cloud = Cloud::open(Core::for_tests(dir.path())).unwrap();
        Self { cloud, _dir: dir }
    }

    async fn call(&self, service: &str, operation: &str, input: Json) -> Result<Json, Fault> {
        let output = self
            .cloud
            .call(service, operation, to_value(&input))
            .await?;
        Ok(from_value(output).unwrap())
    }

    async fn ask(&self, operation: &str, input: Json) -> Json {
        let answer = self.call("cloudformation", operation, input).await;
        answer.unwrap_or_else(|fault| panic!("{operation}: {fault}"))
    }

    async fn refusal(&self, operation: &str, input: Json) -> Fault {
        self.call("cloudformation", operation, input)
            .await
            .unwrap_err()
    }

    /// Waits until nothing is under way; returns the stack.
    async fn settled(&self, name: &str) -> Json {
        for _ in 0..2000 {
            let stack = self
                .ask("DescribeStacks", json!({ "StackName": name }))
                .await["Stacks"][0]
                .clone();
            let status = stack["StackStatus"].as_str().unwrap();
            if !status.ends_with("IN_PROGRESS") || status == "REVIEW_IN_PROGRESS" {
                return stack;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("{name} does not settle");
    }

    async fn create(&self, name: &str, template: &str) -> Json {
        self.ask("CreateStack", request(name, template)).await;
        self.settled(name).await
    }

    async fn update(&self, name: &str, template: &str) -> Json {
        self.ask("UpdateStack", request(name, template)).await;
        self.settled(name).await
    }

    async fn delete(&self, name: &str) -> Json {
        let stack = self
            .ask("DescribeStacks", json!({ "StackName": name }))
            .await;
        let id = stack["Stacks"][0]["StackId"].as_str().unwrap().to_owned();
        self.ask("DeleteStack", json!({ "StackName": name })).await;
        self.settled(&id).await
    }

    /// `LOGICAL STATUS` of each event, oldest first.
    async fn events(&self, stack: &str) -> Vec<String> {
        let mut events = self
            .ask("DescribeStackEvents", json!({ "StackName": stack }))
            .await["StackEvents"]
            .as_array()
            .unwrap()
            .clone();
        events.reverse();
        let line = |event: &Json| {
            let text = |member: &str| event[member].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("LogicalResourceId"), text("ResourceStatus"))
        };
        events.iter().map(line).collect()
    }

    /// The reason of a resource's status.
    async fn reason(&self, stack: &str, logical: &str) -> String {
        let input = json!({ "StackName": stack, "LogicalResourceId": logical });
        let found = self.ask("DescribeStackResource", input).await;
        let reason = &found["StackResourceDetail"]["ResourceStatusReason"];
        reason.as_str().unwrap_or_default().to_owned()
    }

    /// The reasons of all resources that failed.
    async fn failures(&self, stack: &str) -> String {
        let input = json!({ "StackName": stack, "Filters": { "FailedEvents": true } });
        let events = self.ask("DescribeEvents", input).await;
        let failed = events["OperationEvents"].as_array().unwrap().iter();
        let line = |event: &Json| {
            format!(
                "{}: {}",
                event["LogicalResourceId"], event["ResourceStatusReason"]
            )
        };
        failed.map(line).collect::<Vec<_>>().join("\n")
    }

    /// Puts an object.
    async fn put(&self, path: &str, body: Vec<u8>) {
        let put = http::Request::put(path).header("content-length", body.len());
        let answer = self
            .cloud
            .storage
            .handle(put.body(body.into()).unwrap())
            .await;
        assert!(answer.status().is_success(), "{answer:?}");
    }

    async fn has_bucket(&self, name: &str) -> bool {
        self.call("s3", "HeadBucket", json!({ "Bucket": name }))
            .await
            .is_ok()
    }

    async fn has_role(&self, name: &str) -> bool {
        self.call("iam", "GetRole", json!({ "RoleName": name }))
            .await
            .is_ok()
    }
}

fn request(name: &str, template: &str) -> Json {
    json!({
        "StackName": name,
        "TemplateBody": template,
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    })
}

fn output<'a>(stack: &'a Json, key: &str) -> &'a str {
    let mut outputs = stack["Outputs"].as_array().unwrap().iter();
    let found = outputs.find(|output| output["OutputKey"] == key);
    found.unwrap_or_else(|| panic!("no output {key} in {stack}"))["OutputValue"]
        .as_str()
        .unwrap()
}

/// A bucket of this name and whatever else there is.
fn bucket(name: &str) -> String {
    format!(
        "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {{ BucketName: {name} }}\n"
    )
}

/// A role of this name and session length, as entries of `Resources`.
fn role(name: &str, seconds: u32) -> String {
    format!(
        "  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: {name}
      MaxSessionDuration: {seconds}
      AssumeRolePolicyDocument:
        Statement: [{{ Effect: Allow, Principal: {{ Service: lambda.amazonaws.com }}, Action: sts:AssumeRole }}]
"
    )
}

/// A function's bundle, with a program that does nothing.
fn bundle() -> Vec<u8> {
    let mut bundle = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let program = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
    bundle.start_file("bootstrap", program).unwrap();
    std::io::Write::write_all(&mut bundle, b"#!/bin/sh\n").unwrap();
    bundle.finish().unwrap().into_inner()
}
