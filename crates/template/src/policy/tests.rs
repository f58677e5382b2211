//! Decisions as IAM makes them.

use serde_json::json;

use super::*;

const RULE: &str = "arn:aws:events:eu-west-1:123456789012:rule/bus/r";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:q";

fn decide(statements: serde_json::Value) -> Decision {
    let policy = Policy::from_json(&json!({"Version": "2012-10-17", "Statement": statements}));
    policy.expect("a policy").allows(&Request {
        principal: Some(Principal::Service("events.amazonaws.com")),
        action: "sqs:SendMessage",
        resource: QUEUE,
        context: &[
            ("aws:SourceArn", RULE),
            ("aws:SourceAccount", "123456789012"),
        ],
    })
}

fn allow(change: serde_json::Value) -> serde_json::Value {
    let mut statement = json!({
        "Sid": "S", "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": QUEUE,
    });
    for (key, value) in change.as_object().expect("a map") {
        statement[key] = value.clone();
    }
    statement
}

fn reason(statements: serde_json::Value) -> String {
    match decide(statements) {
        Decision::Denied { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_rule_needs_is_allowed() {
    for condition in [
        json!({}),
        json!({"ArnEquals": {"aws:SourceArn": RULE}}),
        json!({"ArnLike": {"AWS:sourcearn": "arn:aws:events:*:*:rule/bus/*"}}),
        json!({"StringEquals": {"aws:SourceAccount": ["1", "123456789012"]}}),
        json!({"StringNotEquals": {"aws:SourceAccount": "1"}}),
        json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}),
        json!({"Null": {"aws:PrincipalOrgID": "true"}}),
        json!({"ForAnyValue:StringLike": {"aws:SourceAccount": "1234*"}}),
    ] {
        let decision = decide(json!([allow(json!({"Condition": condition}))]));
        assert_eq!(decision, Decision::Allowed { statement: 0 }, "{condition}");
    }
    for part in [
        json!({"Action": "SQS:*"}),
        json!({"Action": "*"}),
        json!({"Principal": "*"}),
        json!({"Principal": {"AWS": "*"}}),
        json!({"Resource": "arn:aws:sqs:*:*:*"}),
    ] {
        assert!(decide(json!([allow(part.clone())])).is_allowed(), "{part}");
    }
}

#[test]
fn what_does_not_fit_is_denied_with_its_reason() {
    let other = json!({"Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/r"}}});
    assert_eq!(
        reason(json!([allow(other)])),
        format!(
            "statement `S`: ArnEquals aws:SourceArn wants arn:aws:events:eu-west-1:123456789012:rule/r, but it is {RULE}"
        )
    );
    let service = json!({"Principal": {"Service": "sns.amazonaws.com"}});
    assert_eq!(
        reason(json!([allow(service)])),
        "statement `S`: it is not about events.amazonaws.com"
    );
    let resource = json!({"Resource": "arn:aws:sqs:eu-west-1:123456789012:other"});
    assert_eq!(
        reason(json!([allow(resource)])),
        format!("statement `S`: its resources do not include {QUEUE}")
    );
    let absent = json!({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}});
    assert!(reason(json!([allow(absent)])).ends_with("wants o-1, but it is absent"));
    assert_eq!(reason(json!([])), "no statement allows sqs:SendMessage");
    assert_eq!(
        reason(json!([allow(json!({"Action": "sqs:ReceiveMessage"}))])),
        "no statement allows sqs:SendMessage"
    );
}

#[test]
fn a_deny_wins() {
    let deny = allow(json!({"Effect": "Deny", "Sid": "No"}));
    assert_eq!(
        reason(json!([allow(json!({})), deny])),
        "statement `No` denies it"
    );
}

#[test]
fn negated_elements() {
    let not_action = json!([{"Effect": "Allow", "Principal": "*", "NotAction": "sqs:DeleteMessage", "Resource": "*"}]);
    assert!(decide(not_action).is_allowed());
    let not_principal = json!([allow(json!({})), {"Effect": "Deny", "NotPrincipal": {"Service": "events.amazonaws.com"}, "Action": "*", "Resource": "*"}]);
    assert!(decide(not_principal).is_allowed());
}

#[test]
fn what_is_not_known_decides_nothing() {
    let mut policy = Policy::from_json(&json!({"Statement": allow(json!({}))})).expect("a policy");
    policy.statements[0].conditions.push(Condition {
        operator: "ArnEquals".into(),
        key: "aws:SourceArn".into(),
        values: vec![],
        incomplete: true,
    });
    let request = Request {
        principal: Some(Principal::Service("events.amazonaws.com")),
        action: "sqs:SendMessage",
        resource: QUEUE,
        context: &[("aws:SourceArn", RULE)],
    };
    assert_eq!(policy.allows(&request), Decision::Unknown);
}

#[test]
fn an_account_stands_for_its_roles() {
    let policy = Policy::from_json(
        &json!({"Statement": allow(json!({"Principal": {"AWS": "123456789012"}}))}),
    );
    let policy = policy.expect("a policy");
    let request = |arn| Request {
        principal: Some(Principal::Aws(arn)),
        action: "sqs:SendMessage",
        resource: QUEUE,
        context: &[],
    };
    assert!(
        policy
            .allows(&request("arn:aws:iam::123456789012:role/x"))
            .is_allowed()
    );
    assert!(
        policy
            .allows(&request("arn:aws:iam::999999999999:role/x"))
            .is_denied()
    );
}

#[test]
fn a_document_that_is_no_policy_is_refused_by_name() {
    let error = |document| Policy::from_json(&document).expect_err("refused").message;
    assert_eq!(
        error(json!({"Statement": [{"Effect": "Alow", "Action": "*"}]})),
        "Effect is Allow or Deny"
    );
    assert_eq!(
        error(json!({"Statement": [{"Efect": "Allow"}]})),
        "a statement has no element `Efect`"
    );
    assert_eq!(error(json!({})), "no Statement");
}
