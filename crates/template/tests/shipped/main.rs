//! The shipped templates are the applications that they are meant to be, in every environment.

mod bayon;
mod doc_tales;
mod notes;
mod stack;

use stack::{ENVIRONMENTS, Stack, TEMPLATES};

#[test]
fn every_template_can_be_created_in_every_environment() {
    for (name, text) in TEMPLATES {
        for environment in ENVIRONMENTS {
            let stack = Stack::new(name, text, environment);
            assert!(
                stack.warnings().is_empty(),
                "{name} in {environment}: {:?}",
                stack.warnings()
            );
            assert!(
                !stack.in_order_of_creation().is_empty(),
                "{name} in {environment}"
            );
        }
    }
}

#[test]
fn every_name_tells_its_environment() {
    let named = [
        "Name",
        "FunctionName",
        "QueueName",
        "TableName",
        "TopicName",
        "BucketName",
    ];
    for (template, text) in TEMPLATES {
        let stack = Stack::new(template, text, "staging");
        for resource in stack.of_types(&[
            "AWS::Events::EventBus",
            "AWS::Events::Rule",
            "AWS::Lambda::Function",
            "AWS::SQS::Queue",
            "AWS::DynamoDB::Table",
            "AWS::SNS::Topic",
            "AWS::S3::Bucket",
        ]) {
            let name = named
                .iter()
                .find_map(|key| resource.properties[key].as_str());
            let name = name.unwrap_or_default();
            assert!(
                name.contains("staging"),
                "{template}: {} is `{name}`",
                resource.id
            );
        }
    }
}

#[test]
fn every_log_group_is_kept_for_a_week_and_in_production_for_ninety_days() {
    for (template, text) in TEMPLATES {
        for environment in ENVIRONMENTS {
            let days = if environment == "production" { 90 } else { 7 };
            let stack = Stack::new(template, text, environment);
            for group in stack.of_types(&["AWS::Logs::LogGroup"]) {
                assert_eq!(group.properties["RetentionInDays"], days, "{}", group.id);
            }
        }
    }
}

#[test]
fn every_function_has_a_log_group_of_its_name_and_is_traced() {
    for (template, text) in TEMPLATES {
        let stack = Stack::new(template, text, "production");
        for function in stack.of_types(&["AWS::Lambda::Function"]) {
            let name = function.properties["FunctionName"]
                .as_str()
                .expect("a name");
            let group = function.properties["LoggingConfig"]["LogGroup"].as_str();
            let group = stack.get(stack::id_of(group.expect("a log group")));
            assert_eq!(group["LogGroupName"], format!("/aws/lambda/{name}"));
            assert_eq!(
                function.properties["TracingConfig"]["Mode"], "Active",
                "{name}"
            );
        }
    }
}

#[test]
fn every_dead_letter_queue_is_watched_and_every_alarm_tells_the_topic() {
    for (template, text) in TEMPLATES {
        for environment in ENVIRONMENTS {
            let stack = Stack::new(template, text, environment);
            let alarms = stack.of_types(&["AWS::CloudWatch::Alarm"]);
            for alarm in &alarms {
                assert_eq!(
                    alarm.properties["AlarmActions"][0], "ref:AlertTopic",
                    "{}",
                    alarm.id
                );
            }
            for queue in stack.of_types(&["AWS::SQS::Queue"]) {
                let watched = alarms.iter().any(|alarm| {
                    let dimension = &alarm.properties["Dimensions"][0]["Value"];
                    *dimension == format!("att:{}.QueueName", queue.id)
                });
                assert!(watched, "{template} in {environment}: {}", queue.id);
            }
        }
    }
}
