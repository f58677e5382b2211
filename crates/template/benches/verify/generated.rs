//! A template of any size that is as long and as clean as those that people write.

use std::fmt::Write;

use serde_json::json;

use crate::plan::verify::{
    Catalogue,
    catalogue::{EventShape, ProcessorShape},
};

/// Ten resources in about 200 lines for each service: a rule, its function with everything that a
/// function has, a queue for what fails, and who watches it.
pub(crate) fn template(services: usize) -> String {
    let mut text = String::from(HEAD);
    for number in 0..services {
        text += &SERVICE.replace("@N", &number.to_string());
        for variable in 0..70 {
            let _ = writeln!(
                text,
                "          SETTING_{variable}: !Sub '${{Env}}-{variable}'"
            );
        }
    }
    text
}

/// Events of which each rule of the template is for one.
pub(crate) fn catalogue(events: usize) -> Catalogue {
    let event = |number: usize| EventShape {
        name: format!("order-{number}"),
        source: format!("shop.{number}"),
        detail_type: "Order Created".to_owned(),
        schema: json!({
            "type": "object",
            "properties": {
                "source": { "const": format!("shop.{number}") },
                "detail-type": { "const": "Order Created" },
                "detail": {
                    "type": "object",
                    "properties": {
                        "amount": { "type": "number" },
                        "channel": { "type": "string", "enum": ["web", "phone", "shop"] },
                        "customer": { "type": "object", "properties": { "id": { "type": "string" } } },
                    },
                },
            },
            "required": ["source", "detail-type", "detail"],
        }),
    };
    let processor = |number: usize| ProcessorShape {
        handler: format!("work{number}"),
        publishes: Vec::new(),
        acts_on: None,
        idempotent: true,
    };
    Catalogue {
        events: (0..events).map(event).collect(),
        processors: (0..events).map(processor).collect(),
        account_buses: None,
    }
}

const HEAD: &str = "\
Parameters: {Env: {Type: String, Default: dev}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
";

const SERVICE: &str = "  Rule@N:
    Type: AWS::Events::Rule
    Properties:
      Name: !Sub rule-@N-${Env}
      EventBusName: !Ref Bus@N
      EventPattern:
        source:
          - shop.@N
        detail-type:
          - Order Created
          - Order Paid
        detail:
          amount:
            - numeric: ['>', 10]
          channel:
            - web
            - phone
      Targets:
        - Id: work
          Arn: !GetAtt Work@N.Arn
          DeadLetterConfig:
            Arn: !GetAtt Dead@N.Arn
          RetryPolicy:
            MaximumRetryAttempts: 3
            MaximumEventAgeInSeconds: 3600
  Bus@N:
    Type: AWS::Events::EventBus
    Properties:
      Name: !Sub orders-@N-${Env}
  Dead@N:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub dead-@N-${Env}
      MessageRetentionPeriod: 1209600
  DeadPolicy@N:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dead@N]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Dead@N.Arn
            Condition:
              ArnEquals:
                aws:SourceArn: !GetAtt Rule@N.Arn
  DeadAlarm@N:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: !Sub dead-@N-${Env}
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions:
        - Name: QueueName
          Value: !GetAtt Dead@N.QueueName
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Topic@N]
  Topic@N:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub alerts-@N-${Env}
  Permission@N:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Work@N
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Rule@N.Arn
  Role@N:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
      Policies:
        - PolicyName: dead-letters
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !GetAtt Dead@N.Arn
  Logs@N:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub /aws/lambda/work-@N-${Env}
      RetentionInDays: !If [Prod, 90, 7]
  Work@N:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub work-@N-${Env}
      Handler: work@N
      Runtime: provided.al2023
      Architectures:
        - arm64
      MemorySize: 256
      Timeout: 10
      Role: !GetAtt Role@N.Arn
      TracingConfig:
        Mode: Active
      DeadLetterConfig:
        TargetArn: !GetAtt Dead@N.Arn
      Code:
        S3Bucket: code
        S3Key: key
      Environment:
        Variables:
          DEAD: !Ref Dead@N
          BUS: !Ref Bus@N
";
