//! A small application with everything in order.

use serde_json::{Value, json};

use super::super::{
    Catalogue,
    catalogue::{EventShape, ProcessorShape},
};

/// Shop events go to a function at once and to another through a queue.
pub(super) const APPLICATION: &str = "Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: shop-events}}
  Archive:
    Type: AWS::Events::Archive
    Properties:
      SourceArn: !GetAtt Bus.Arn
      EventPattern: {source: [{prefix: shop}]}
      RetentionDays: 30
  OrderRule:
    Type: AWS::Events::Rule
    Properties:
      Name: order-created
      EventBusName: !Ref Bus
      EventPattern:
        source: [shop.orders]
        detail-type: [Order Created]
        detail: {channel: [web]}
      Targets:
        - Id: work
          Arn: !GetAtt Work.Arn
          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}
          RetryPolicy: {MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600}
  MailRule:
    Type: AWS::Events::Rule
    Properties:
      Name: order-paid
      EventBusName: !Ref Bus
      EventPattern: {source: [shop.orders], detail-type: [Order Paid]}
      Targets:
        - Id: inbox
          Arn: !GetAtt Inbox.Arn
          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}
          RetryPolicy: {MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600}
  Work:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: work
      Handler: work
      Timeout: 5
      Role: !GetAtt WorkRole.Arn
      TracingConfig: {Mode: Active}
      DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}
  WorkLogs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/work, RetentionInDays: 7}}
  WorkPermission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Work
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt OrderRule.Arn
  WorkRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      Policies:
        - PolicyName: dead-letters
          PolicyDocument: {Statement: [{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn}]}
  Mail:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: mail
      Handler: mail
      Timeout: 5
      Role: !GetAtt MailRole.Arn
      TracingConfig: {Mode: Active}
  MailLogs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/mail, RetentionInDays: 7}}
  MailRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
      Policies:
        - PolicyName: inbox
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]
                Resource: !GetAtt Inbox.Arn
  MailMapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Inbox.Arn
      FunctionName: !Ref Mail
      FunctionResponseTypes: [ReportBatchItemFailures]
  Inbox:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: inbox
      VisibilityTimeout: 30
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  InboxPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Inbox]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Inbox.Arn
            Condition: {ArnEquals: {aws:SourceArn: !GetAtt MailRule.Arn}}
  Dead:
    Type: AWS::SQS::Queue
    Properties: {QueueName: dead-letters, MessageRetentionPeriod: 1209600}
  DeadPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dead]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Dead.Arn
            Condition: {ArnEquals: {aws:SourceArn: [!GetAtt OrderRule.Arn, !GetAtt MailRule.Arn]}}
  DeadAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{Name: QueueName, Value: !GetAtt Dead.QueueName}]
      AlarmActions: [!Ref Topic]
  RuleAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Events
      MetricName: FailedInvocations
      Dimensions: [{Name: EventBusName, Value: !Ref Bus}, {Name: RuleName, Value: order-created}]
      AlarmActions: [!Ref Topic]
  Topic: {Type: AWS::SNS::Topic}
";

/// What the shop publishes; no processor publishes anything.
pub(super) fn catalogue() -> Catalogue {
    Catalogue {
        events: vec![
            event(
                "order-created",
                "Order Created",
                json!({"channel": {"type": "string", "enum": ["web", "phone"]}}),
            ),
            event(
                "order-paid",
                "Order Paid",
                json!({"amount": {"type": "number"}}),
            ),
        ],
        processors: vec![processor("work", &[]), processor("mail", &[])],
        account_buses: None,
    }
}

pub(super) fn event(name: &str, detail_type: &str, fields: Value) -> EventShape {
    EventShape {
        name: name.to_owned(),
        source: "shop.orders".to_owned(),
        detail_type: detail_type.to_owned(),
        schema: json!({
            "type": "object",
            "properties": {
                "source": {"const": "shop.orders"},
                "detail-type": {"const": detail_type},
                "detail": {"type": "object", "properties": fields, "additionalProperties": false},
            },
            "required": ["source", "detail-type", "detail"],
            "additionalProperties": false,
        }),
    }
}

pub(super) fn processor(handler: &str, publishes: &[&str]) -> ProcessorShape {
    let envelope = |detail_type: &&str| ("shop.orders".to_owned(), (*detail_type).to_owned());
    ProcessorShape {
        handler: handler.to_owned(),
        publishes: publishes.iter().map(envelope).collect(),
        acts_on: None,
        idempotent: true,
    }
}
