//! Two ways to name the same thing are equal.

use crate::testing::bind;
use crate::{Kind, Pseudo, Template, token};

#[test]
fn predicted_arns_are_those_aws_gives() {
    let model = bind(
        "Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Name: created
      EventBusName: !GetAtt Bus.Arn
      ByHand: !Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:q'
      ByReference: !GetAtt Q.Arn
      Url: !Ref Q
      Role: !GetAtt Role.Arn
  Plain: {Type: AWS::Events::Rule, Properties: {Name: plain}}
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Role: {Type: AWS::IAM::Role, Properties: {Path: /app/, RoleName: r}}
  F: {Type: AWS::Lambda::Function}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F, Name: live}}
",
    )
    .symbolic();
    let arn = |id: &str| {
        model
            .resource(id)
            .and_then(|r| r.identity.arn.clone())
            .unwrap_or_default()
    };
    let text = |key: &str| {
        model
            .resource("Rule")
            .and_then(|r| r.get(key)?.to_text())
            .unwrap_or_default()
    };
    assert_eq!(
        arn("Rule"),
        "arn:aws:events:eu-west-1:123456789012:rule/orders/created"
    );
    assert_eq!(
        arn("Plain"),
        "arn:aws:events:eu-west-1:123456789012:rule/plain"
    );
    assert_eq!(text("ByHand"), text("ByReference"));
    assert_eq!(
        text("Url"),
        "https://sqs.eu-west-1.amazonaws.com/123456789012/q"
    );
    assert_eq!(text("Role"), "arn:aws:iam::123456789012:role/app/r");
    assert_eq!(
        token::display(&arn("Alias")),
        "arn:aws:lambda:eu-west-1:123456789012:function:${F}:live"
    );
    assert_eq!(
        model
            .resource("Rule")
            .map(|r| r.identity.reference.as_str()),
        Some("orders|created")
    );
}

#[test]
fn what_only_aws_knows_is_a_token_and_what_nobody_knows_is_unknown() {
    let template = Template::parse(
        "t.yaml",
        "Parameters: {Env: {Type: String}}
Resources:
  Q: {Type: AWS::SQS::Queue}
  R:
    Type: A::B::C
    Properties:
      Arn: !GetAtt Q.Arn
      Imported: !ImportValue other
      Named: !Sub 'x-${Env}'
      Part: !Select [5, !Split [':', !GetAtt Q.Arn]]
",
    )
    .expect("parses");
    let model = template
        .bind_open(&Default::default(), &Pseudo::open())
        .expect("binds")
        .symbolic();
    let resource = model.resource("R").expect("R");
    let text = |key: &str| {
        token::display(
            &resource
                .get(key)
                .and_then(|v| v.to_text())
                .unwrap_or_default(),
        )
    };
    assert_eq!(
        text("Arn"),
        "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Q}"
    );
    assert_eq!(text("Named"), "x-${Env}");
    assert_eq!(text("Part"), "${Q}");
    assert!(matches!(
        resource.get("Imported").map(|v| &v.kind),
        Some(Kind::Unknown(_))
    ));
    let span = resource.get("Imported").expect("set").span;
    assert_eq!((span.start.line, span.start.column), (8, 17));
}

#[test]
fn names_that_need_each_other_end_in_tokens() {
    let model = bind(
        "Resources:
  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt B.QueueName}}
  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt A.QueueName}}
",
    )
    .symbolic();
    assert_eq!(model.resources.len(), 2);
}
