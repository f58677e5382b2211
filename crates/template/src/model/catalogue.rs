//! How AWS names the resources that take part in event-driven applications.

use crate::bind::Pseudo;

/// How a type's name, ARN and `Ref` are made.
pub(super) struct Naming {
    /// The property that holds the name.
    pub(super) property: &'static str,
    /// The ARN with `{P}` partition, `{R}` Region, `{A}` account, `{N}` name.
    pub(super) arn: &'static str,
    /// What `Ref` gives.
    pub(super) reference: Reference,
    /// The attribute that holds the ARN.
    pub(super) arn_attribute: &'static str,
    /// The attribute that holds the name.
    pub(super) name_attribute: &'static str,
}

/// What `Ref` of a type gives.
#[derive(Clone, Copy)]
pub(super) enum Reference {
    Name,
    Arn,
    /// The queue's URL.
    QueueUrl,
}

const fn naming(property: &'static str, arn: &'static str, reference: Reference) -> Naming {
    Naming {
        property,
        arn,
        reference,
        arn_attribute: "Arn",
        name_attribute: "Name",
    }
}

const fn named(naming: Naming, name_attribute: &'static str) -> Naming {
    Naming {
        name_attribute,
        ..naming
    }
}

/// The types whose names are predictable, from the CloudFormation resource reference.
/// A rule's ARN holds its bus as well and is made in `physical`.
pub(super) fn naming_of(type_name: &str) -> Option<Naming> {
    use Reference::{Arn, Name, QueueUrl};
    Some(match type_name {
        "AWS::Events::EventBus" => naming("Name", "arn:{P}:events:{R}:{A}:event-bus/{N}", Name),
        "AWS::Events::Rule" => naming("Name", "arn:{P}:events:{R}:{A}:rule/{N}", Name),
        "AWS::Events::Archive" => named(
            naming("ArchiveName", "arn:{P}:events:{R}:{A}:archive/{N}", Name),
            "ArchiveName",
        ),
        "AWS::Events::Connection" => naming("Name", "arn:{P}:events:{R}:{A}:connection/{N}", Name),
        "AWS::Events::ApiDestination" => {
            naming("Name", "arn:{P}:events:{R}:{A}:api-destination/{N}", Name)
        }
        "AWS::Lambda::Function" => {
            naming("FunctionName", "arn:{P}:lambda:{R}:{A}:function:{N}", Name)
        }
        "AWS::SQS::Queue" => named(
            naming("QueueName", "arn:{P}:sqs:{R}:{A}:{N}", QueueUrl),
            "QueueName",
        ),
        "AWS::SNS::Topic" => Naming {
            arn_attribute: "TopicArn",
            name_attribute: "TopicName",
            ..naming("TopicName", "arn:{P}:sns:{R}:{A}:{N}", Arn)
        },
        "AWS::DynamoDB::Table" => naming("TableName", "arn:{P}:dynamodb:{R}:{A}:table/{N}", Name),
        "AWS::Logs::LogGroup" => {
            naming("LogGroupName", "arn:{P}:logs:{R}:{A}:log-group:{N}:*", Name)
        }
        "AWS::S3::Bucket" => naming("BucketName", "arn:{P}:s3:::{N}", Name),
        "AWS::IAM::Role" => naming("RoleName", "arn:{P}:iam::{A}:role/{N}", Name),
        "AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm" => {
            naming("AlarmName", "arn:{P}:cloudwatch:{R}:{A}:alarm:{N}", Name)
        }
        "AWS::Kinesis::Stream" => naming("Name", "arn:{P}:kinesis:{R}:{A}:stream/{N}", Name),
        "AWS::KinesisFirehose::DeliveryStream" => naming(
            "DeliveryStreamName",
            "arn:{P}:firehose:{R}:{A}:deliverystream/{N}",
            Name,
        ),
        "AWS::StepFunctions::StateMachine" => naming(
            "StateMachineName",
            "arn:{P}:states:{R}:{A}:stateMachine:{N}",
            Arn,
        ),
        "AWS::Scheduler::ScheduleGroup" => {
            naming("Name", "arn:{P}:scheduler:{R}:{A}:schedule-group/{N}", Name)
        }
        "AWS::Scheduler::Schedule" => {
            naming("Name", "arn:{P}:scheduler:{R}:{A}:schedule/{N}", Name)
        }
        "AWS::Pipes::Pipe" => naming("Name", "arn:{P}:pipes:{R}:{A}:pipe/{N}", Name),
        "AWS::KMS::Key" => naming("", "arn:{P}:kms:{R}:{A}:key/{N}", Name),
        "AWS::SecretsManager::Secret" => {
            naming("Name", "arn:{P}:secretsmanager:{R}:{A}:secret:{N}", Arn)
        }
        _ => return None,
    })
}

/// An ARN from its form.
pub(super) fn arn(form: &str, pseudo: &Pseudo, name: &str) -> String {
    form.replace("{P}", &pseudo.partition)
        .replace("{R}", &pseudo.region)
        .replace("{A}", &pseudo.account)
        .replace("{N}", name)
}
