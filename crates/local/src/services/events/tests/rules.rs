use super::*;

#[tokio::test]
async fn buses_come_and_go_and_the_default_one_stays() {
    let bench = Bench::new();
    let created = bench
        .ok(
            "CreateEventBus",
            json!({"Name": "orders", "Tags": [{"Key": "a", "Value": "1"}]}),
        )
        .await;
    let arn = "arn:aws:events:us-east-1:000000000000:event-bus/orders";
    assert_eq!(created["EventBusArn"], arn);
    assert_eq!(
        bench
            .code("CreateEventBus", json!({"Name": "orders"}))
            .await,
        "ResourceAlreadyExistsException"
    );
    let listed = bench.ok("ListEventBuses", json!({})).await;
    assert_eq!(listed["EventBuses"].as_array().unwrap().len(), 2);
    let tags = bench
        .ok("ListTagsForResource", json!({"ResourceARN": arn}))
        .await;
    assert_eq!(tags["Tags"], json!([{"Key": "a", "Value": "1"}]));
    bench.ok("DeleteEventBus", json!({"Name": "orders"})).await;
    assert_eq!(
        bench
            .code("DescribeEventBus", json!({"Name": "orders"}))
            .await,
        "ResourceNotFoundException"
    );
    assert_eq!(
        bench
            .code("DeleteEventBus", json!({"Name": "default"}))
            .await,
        "ValidationException"
    );
}

#[tokio::test]
async fn a_rule_keeps_its_targets_when_it_is_put_again() {
    let bench = Bench::new();
    bench.rule("r", to_queue("q")).await;
    bench
        .ok(
            "PutRule",
            json!({"Name": "r", "EventPattern": r#"{"source":["other"]}"#, "State": "DISABLED"}),
        )
        .await;
    let described = bench.ok("DescribeRule", json!({"Name": "r"})).await;
    assert_eq!(
        (&described["State"], &described["Arn"]),
        (&json!("DISABLED"), &json!(rule_arn("r")))
    );
    let targets = bench.ok("ListTargetsByRule", json!({"Rule": "r"})).await;
    assert_eq!(targets["Targets"], json!([to_queue("q")]));
    let names = bench
        .ok(
            "ListRuleNamesByTarget",
            json!({"TargetArn": queue_arn("q")}),
        )
        .await;
    assert_eq!(names["RuleNames"], json!(["r"]));
}

#[tokio::test]
async fn a_rule_with_targets_and_a_bus_with_rules_are_not_deleted() {
    let bench = Bench::new();
    bench.rule("r", to_queue("q")).await;
    assert_eq!(
        bench.code("DeleteRule", json!({"Name": "r"})).await,
        "ValidationException"
    );
    bench
        .ok("RemoveTargets", json!({"Rule": "r", "Ids": ["t"]}))
        .await;
    bench.ok("DeleteRule", json!({"Name": "r"})).await;
    assert_eq!(
        bench.code("DescribeRule", json!({"Name": "r"})).await,
        "ResourceNotFoundException"
    );
    bench.ok("CreateEventBus", json!({"Name": "b"})).await;
    bench
        .ok(
            "PutRule",
            json!({"Name": "r", "EventBusName": "b", "EventPattern": r#"{"source":["a"]}"#}),
        )
        .await;
    assert_eq!(
        bench.code("DeleteEventBus", json!({"Name": "b"})).await,
        "ValidationException"
    );
}

#[tokio::test]
async fn what_put_rule_refuses_it_names() {
    let bench = Bench::new();
    for (input, code) in [
        (json!({"Name": "r"}), "ValidationException"),
        (
            json!({"Name": "a b", "EventPattern": "{}"}),
            "ValidationException",
        ),
        (
            json!({"Name": "r", "EventPattern": r#"{"source":[{"prefx":"a"}]}"#}),
            "InvalidEventPatternException",
        ),
        (
            json!({"Name": "r", "ScheduleExpression": "rate(1 minutes)"}),
            "ValidationException",
        ),
        (
            json!({"Name": "r", "EventBusName": "missing", "EventPattern": r#"{"source":["a"]}"#}),
            "ResourceNotFoundException",
        ),
    ] {
        assert_eq!(bench.code("PutRule", input.clone()).await, code, "{input}");
    }
    let fault = bench
        .fault(
            "PutRule",
            json!({"Name": "r", "EventPattern": r#"{"source":"a"}"#}),
        )
        .await;
    assert!(
        fault
            .message
            .contains(r#""source" must be an object or an array"#),
        "{fault}"
    );
}

/// Targets, and the code that they are refused with.
fn refused_targets() -> Vec<(Value, &'static str)> {
    let with = |more: Value| {
        let mut target = to_queue("q");
        target
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        target
    };
    vec![
        (
            with(json!({"Input": "{}", "InputPath": "$.detail"})),
            "ValidationException",
        ),
        (with(json!({"Input": "no json"})), "ValidationException"),
        (
            with(json!({"RetryPolicy": {"MaximumRetryAttempts": 186}})),
            "ValidationException",
        ),
        (
            with(json!({"RetryPolicy": {"MaximumEventAgeInSeconds": 59}})),
            "ValidationException",
        ),
        (
            with(json!({"DeadLetterConfig": {"Arn": queue_arn("dead.fifo")}})),
            "ValidationException",
        ),
        (
            with(json!({"DeadLetterConfig": {"Arn": "arn:aws:sns:us-east-1:000000000000:t"}})),
            "ValidationException",
        ),
        (with(json!({"EcsParameters": {}})), "UnsupportedOperation"),
        (
            json!({"Id": "t", "Arn": "arn:aws:states:us-east-1:000000000000:stateMachine:m"}),
            "UnsupportedOperation",
        ),
        (json!({"Id": "t", "Arn": "nonsense"}), "ValidationException"),
        (
            json!({"Id": "t", "Arn": queue_arn("q.fifo")}),
            "ValidationException",
        ),
    ]
}

#[tokio::test]
async fn what_put_targets_refuses_it_names() {
    let bench = Bench::new();
    bench
        .ok(
            "PutRule",
            json!({"Name": "r", "EventPattern": r#"{"source":["a"]}"#}),
        )
        .await;
    for (target, code) in refused_targets() {
        let code_found = bench
            .code("PutTargets", json!({"Rule": "r", "Targets": [target]}))
            .await;
        assert_eq!(code_found, code, "{target}");
    }
    let six: Vec<Value> = (0..6)
        .map(|n| json!({"Id": n.to_string(), "Arn": queue_arn("q")}))
        .collect();
    assert_eq!(
        bench
            .code("PutTargets", json!({"Rule": "r", "Targets": six}))
            .await,
        "LimitExceededException"
    );
    assert_eq!(
        bench
            .code(
                "PutTargets",
                json!({"Rule": "none", "Targets": [to_queue("q")]})
            )
            .await,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn removing_a_target_that_is_not_there_fails_for_that_one() {
    let bench = Bench::new();
    bench.rule("r", to_queue("q")).await;
    let removed = bench
        .ok("RemoveTargets", json!({"Rule": "r", "Ids": ["t", "x"]}))
        .await;
    assert_eq!(removed["FailedEntryCount"], 1);
    assert_eq!(removed["FailedEntries"][0]["TargetId"], "x");
}

#[tokio::test]
async fn rules_are_listed_by_prefix_and_page() {
    let bench = Bench::new();
    for name in ["a1", "a2", "a3", "b"] {
        bench
            .ok(
                "PutRule",
                json!({"Name": name, "EventPattern": r#"{"source":["a"]}"#}),
            )
            .await;
    }
    let page = bench
        .ok("ListRules", json!({"NamePrefix": "a", "Limit": 2}))
        .await;
    assert_eq!(page["Rules"].as_array().unwrap().len(), 2);
    let next = json!({"NamePrefix": "a", "Limit": 2, "NextToken": page["NextToken"]});
    let rest = bench.ok("ListRules", next).await;
    assert_eq!(
        (&rest["Rules"][0]["Name"], rest.get("NextToken")),
        (&json!("a3"), None)
    );
}

#[tokio::test]
async fn the_policy_of_a_bus_is_kept_statement_by_statement() {
    let bench = Bench::new();
    let statement =
        json!({"StatementId": "s", "Action": "events:PutEvents", "Principal": "111122223333"});
    for (member, value) in [("Action", "events:Foo"), ("Principal", "foo")] {
        let mut other = statement.clone();
        other[member] = json!(value);
        let code = bench.code("PutPermission", other).await;
        assert_eq!(code, "ValidationException", "{value}");
    }
    bench.ok("PutPermission", statement).await;
    let described = bench.ok("DescribeEventBus", json!({})).await;
    assert!(
        described["Policy"]
            .as_str()
            .unwrap()
            .contains("111122223333")
    );
    assert_eq!(
        bench
            .code("RemovePermission", json!({"StatementId": "x"}))
            .await,
        "ResourceNotFoundException"
    );
    bench
        .ok("RemovePermission", json!({"StatementId": "s"}))
        .await;
    assert_eq!(
        bench.ok("DescribeEventBus", json!({})).await.get("Policy"),
        None
    );
}

/// As templates and the query protocol write them.
#[tokio::test]
async fn numbers_of_a_target_may_come_as_text() {
    let bench = Bench::new();
    bench
        .ok(
            "PutRule",
            json!({"Name": "r", "EventPattern": r#"{"source":["a"]}"#}),
        )
        .await;
    let mut target = to_queue("q");
    target["RetryPolicy"] = json!({"MaximumRetryAttempts": "3", "MaximumEventAgeInSeconds": "60"});
    let input = crate::protocol::value::to_value(&json!({"Rule": "r", "Targets": [target]}));
    bench
        .cloud
        .call("events", "PutTargets", input)
        .await
        .unwrap();
    let listed = bench.ok("ListTargetsByRule", json!({"Rule": "r"})).await;
    assert_eq!(
        listed["Targets"][0]["RetryPolicy"]["MaximumRetryAttempts"],
        3
    );
}
