//! Events: patterns, routing and schemas.

use super::{Fault, TOPIC, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "pattern-invalid",
        &[
            (
                "detail: {channel: [web]}",
                "detail: {channel: [{prefx: web}]}",
            ),
            (
                "EventPattern: {source: [shop.orders], detail-type: [Order Paid]}",
                "EventPattern: {source: [shop.orders]}",
            ),
        ],
        "source: [shop.orders]",
    ),
    fault(
        "pattern-too-long",
        &[("source: [{prefix: shop}]", "source: [{prefix: shop}, LONG]")],
        "EventPattern",
    ),
    fault(
        "pattern-unknown-field",
        &[
            ("detail: {channel: [web]}", "detail: {chanel: [web]}"),
            (
                "detail-type: [Order Paid]",
                "detail-type: [Order Paid, Order Created]",
            ),
        ],
        "source: [shop.orders]",
    ),
    fault(
        "pattern-impossible-value",
        &[
            ("detail: {channel: [web]}", "detail: {channel: [fax]}"),
            (
                "detail-type: [Order Paid]",
                "detail-type: [Order Paid, Order Created]",
            ),
        ],
        "source: [shop.orders]",
    ),
    fault(
        "pattern-duplicate",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Again: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Bus, EventPattern: {source: [shop.orders]}, Targets: [{Id: again, Arn: !GetAtt Work.Arn, DeadLetterConfig: {Arn: !ImportValue dead}, RetryPolicy: {MaximumRetryAttempts: 1}}]}}\n  AgainPermission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: work, Action: 'lambda:InvokeFunction', Principal: events.amazonaws.com, SourceArn: !GetAtt Again.Arn}}\n",
        )],
        "Id: again",
    ),
    fault(
        "unknown-bus",
        &[(
            "Name: order-paid\n      EventBusName: !Ref Bus",
            "Name: order-paid\n      EventBusName: shop-event",
        )],
        "EventBusName: shop-event",
    ),
    fault(
        "bus-chain",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}
  Second: {Type: AWS::Events::EventBus, Properties: {Name: second}}
  Third: {Type: AWS::Events::EventBus, Properties: {Name: third}}
  Send: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Bus, EventPattern: {source: [shop.orders]}, Targets: [{Id: s, Arn: !GetAtt Second.Arn, RoleArn: !ImportValue x, DeadLetterConfig: {Arn: !ImportValue x}, RetryPolicy: {MaximumRetryAttempts: 3}}]}}
  SendOn: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Second, EventPattern: {source: [{prefix: shop}]}, Targets: [{Id: t, Arn: !GetAtt Third.Arn, RoleArn: !ImportValue x, DeadLetterConfig: {Arn: !ImportValue x}, RetryPolicy: {MaximumRetryAttempts: 3}}]}}
",
        )],
        "SendOn:",
    ),
    fault("event-unrouted", &[], "Bus:"),
    fault(
        "rule-unreached",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Typo: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Bus, EventPattern: {source: [shop.order]}, Targets: [{Id: typo, Arn: !ImportValue x, DeadLetterConfig: {Arn: !ImportValue dead}, RetryPolicy: {MaximumRetryAttempts: 1}}]}}\n",
        )],
        "Typo:",
    ),
    fault(
        "function-never-invoked",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Idle: {Type: AWS::Lambda::Function, Properties: {FunctionName: idle, TracingConfig: {Mode: Active}, LoggingConfig: {LogGroup: /aws/lambda/work}}}\n",
        )],
        "Idle:",
    ),
    fault("event-loop", &[], "source:"),
    fault(
        "schema-invalid",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Schema: {Type: AWS::EventSchemas::Schema, Properties: {RegistryName: r, Type: JSONSchemaDraft4, Content: '{'}}\n",
        )],
        "Content: '{'",
    ),
    fault(
        "schema-mismatch",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Schema: {Type: AWS::EventSchemas::Schema, Properties: {RegistryName: r, SchemaName: 'shop.orders@Order Paid', Type: JSONSchemaDraft4, Content: '{\"properties\": {\"detail\": {\"properties\": {\"amount\": {\"type\": \"string\"}}}}}'}}\n",
        )],
        "shop.orders@Order Paid",
    ),
];
