use super::*;

#[tokio::test]
async fn a_matching_event_reaches_its_queue_and_another_does_not() {
    let bench = Bench::new();
    let queue = bench.open_queue("q").await;
    bench.rule("r", to_queue("q")).await;
    bench
        .ok(
            "PutEvents",
            json!({"Entries": [{"Source": "other", "DetailType": "t", "Detail": "{}"}]}),
        )
        .await;
    let id = bench.put(json!({"n": 1})).await;
    let event = body(&bench.receive(&queue).await);
    assert_eq!(
        (&event["id"], &event["detail"]["n"]),
        (&json!(id), &json!(1))
    );
    assert_eq!(bench.depth(&queue).await, "0");
    let delivery = &bench.deliveries(&id).await[0];
    assert_eq!(
        (&delivery["State"], &delivery["Attempts"]),
        (&json!("DELIVERED"), &json!(1))
    );
    assert_eq!(delivery["RuleArn"], rule_arn("r"));
}

#[tokio::test]
async fn a_disabled_rule_does_not_fire() {
    let bench = Bench::new();
    let queue = bench.open_queue("q").await;
    bench.rule("r", to_queue("q")).await;
    bench.ok("DisableRule", json!({"Name": "r"})).await;
    let id = bench.put(json!({})).await;
    assert!(bench.deliveries(&id).await.is_empty());
    bench.ok("EnableRule", json!({"Name": "r"})).await;
    let id = bench.put(json!({})).await;
    assert_eq!(body(&bench.receive(&queue).await)["id"], id.as_str());
}

#[tokio::test]
async fn a_target_gets_the_input_that_it_asks_for() {
    let bench = Bench::new();
    let queue = bench.open_queue("q").await;
    let transformer = json!({"InputPathsMap": {"n": "$.detail.n"}, "InputTemplate": "{\"number\": <n>, \"rule\": \"<aws.events.rule-name>\"}"});
    let targets = [
        json!({"Id": "1", "Arn": queue_arn("q"), "Input": r#"{"constant":true}"#}),
        json!({"Id": "2", "Arn": queue_arn("q"), "InputPath": "$.detail"}),
        json!({"Id": "3", "Arn": queue_arn("q"), "InputTransformer": transformer}),
    ];
    bench.rule("r", targets[0].clone()).await;
    bench
        .ok("PutTargets", json!({"Rule": "r", "Targets": targets}))
        .await;
    bench.put(json!({"n": 7})).await;
    let mut bodies = vec![];
    for _ in 0..3 {
        bodies.push(body(&bench.receive(&queue).await));
    }
    for expected in [
        json!({"constant": true}),
        json!({"n": 7}),
        json!({"number": 7, "rule": "r"}),
    ] {
        assert!(bodies.contains(&expected), "{expected} in {bodies:?}");
    }
}

#[tokio::test]
async fn a_fifo_queue_gets_the_group_of_its_target() {
    let bench = Bench::new();
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": "*"}]});
    let attributes = json!({"FifoQueue": "true", "ContentBasedDeduplication": "true", "Policy": policy.to_string()});
    let created = bench
        .sqs(
            "CreateQueue",
            json!({"QueueName": "q.fifo", "Attributes": attributes}),
        )
        .await;
    let target =
        json!({"Id": "t", "Arn": queue_arn("q.fifo"), "SqsParameters": {"MessageGroupId": "g"}});
    bench.rule("r", target).await;
    bench.put(json!({})).await;
    let message = bench.receive(created["QueueUrl"].as_str().unwrap()).await;
    assert_eq!(message["Attributes"]["MessageGroupId"], "g");
}

#[tokio::test]
async fn another_bus_gets_the_event_with_a_role_and_not_without() {
    let bench = Bench::new();
    let queue = bench.open_queue("q").await;
    bench.ok("CreateEventBus", json!({"Name": "b"})).await;
    let arn = "arn:aws:events:us-east-1:000000000000:event-bus/b";
    bench.rule("r", json!({"Id": "t", "Arn": arn})).await;
    bench
        .ok(
            "PutRule",
            json!({"Name": "on-b", "EventBusName": "b", "EventPattern": r#"{"source":["shop"]}"#}),
        )
        .await;
    bench
        .ok(
            "PutTargets",
            json!({"Rule": "on-b", "EventBusName": "b", "Targets": [to_queue("q")]}),
        )
        .await;
    let id = bench.put(json!({})).await;
    assert_eq!(
        bench.deliveries(&id).await[0]["ErrorCode"],
        "NO_PERMISSIONS"
    );
    let role = bench.role("r", "events:PutEvents").await;
    bench
        .ok(
            "PutTargets",
            json!({"Rule": "r", "Targets": [{"Id": "t", "Arn": arn, "RoleArn": role}]}),
        )
        .await;
    let id = bench.put(json!({})).await;
    assert_eq!(body(&bench.receive(&queue).await)["id"], id.as_str());
    assert_eq!(bench.deliveries(&id).await.len(), 2);
}

#[tokio::test]
async fn what_another_bus_sent_goes_to_no_third_one() {
    let bench = Bench::new();
    let role = bench.role("r", "events:PutEvents").await;
    let bus = |name: &str| format!("arn:aws:events:us-east-1:000000000000:event-bus/{name}");
    let queue = bench.open_queue("q").await;
    bench.ok("CreateEventBus", json!({"Name": "second"})).await;
    let to = |name: &str| json!({"Id": name, "Arn": bus(name), "RoleArn": role});
    bench.rule("r", to("second")).await;
    let on =
        json!({"Name": "on", "EventBusName": "second", "EventPattern": r#"{"source":["shop"]}"#});
    bench.ok("PutRule", on).await;
    let targets = json!([to("default"), to_queue("q")]);
    let put = json!({"Rule": "on", "EventBusName": "second", "Targets": targets});
    bench.ok("PutTargets", put).await;
    bench.put(json!({})).await;
    bench.receive(&queue).await;
    bench.settled().await;
    assert_eq!(bench.depth(&queue).await, "0", "it went round");
}

#[tokio::test]
async fn what_is_in_another_region_or_account_is_not_here() {
    let bench = Bench::new();
    bench.ok("CreateEventBus", json!({"Name": "b"})).await;
    for arn in [
        "arn:aws:events:eu-west-1:000000000000:event-bus/b",
        "arn:aws:events:us-east-1:123456789012:event-bus/default",
        "arn:aws:logs:eu-west-1:000000000000:log-group:g",
        "arn:aws:lambda:eu-west-1:000000000000:function:f",
        "arn:aws:sqs:eu-west-1:000000000000:q",
    ] {
        let role = "arn:aws:iam::123456789012:role/any";
        bench
            .rule("r", json!({"Id": "t", "Arn": arn, "RoleArn": role}))
            .await;
        let id = bench.put(json!({})).await;
        let delivery = &bench.deliveries(&id).await[0];
        assert_eq!(delivery["ErrorCode"], "NO_RESOURCE", "{arn}: {delivery}");
    }
    let elsewhere = "arn:aws:events:eu-west-1:000000000000:event-bus/b";
    let code = bench
        .code("DescribeEventBus", json!({"Name": elsewhere}))
        .await;
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_targets_role_has_to_allow_the_delivery() {
    let bench = Bench::new();
    let queue = bench.closed_queue("q").await;
    let to = |role: &str| json!({"Id": "t", "Arn": queue_arn("q"), "RoleArn": role});
    let other = bench.role("other", "sns:Publish").await;
    let absent = "arn:aws:iam::000000000000:role/absent";
    for role in [other.as_str(), absent] {
        bench.rule("r", to(role)).await;
        let id = bench.put(json!({})).await;
        let delivery = &bench.deliveries(&id).await[0];
        assert_eq!(
            delivery["ErrorCode"], "NO_PERMISSIONS",
            "{role}: {delivery}"
        );
        assert_eq!(delivery["Attempts"], 1);
    }
    let sends = bench.role("sends", "sqs:SendMessage").await;
    bench.rule("r", to(&sends)).await;
    let id = bench.put(json!({})).await;
    assert_eq!(body(&bench.receive(&queue).await)["id"], id.as_str());
}

#[tokio::test]
async fn a_queues_policy_can_name_the_role() {
    let bench = Bench::new();
    let role = bench.role("r", "sns:Publish").await;
    let queue = bench.closed_queue("q").await;
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"AWS": role},
        "Action": "sqs:SendMessage", "Resource": queue_arn("q")}]});
    let attributes = json!({"Policy": policy.to_string()});
    let input = json!({"QueueUrl": queue, "Attributes": attributes});
    bench.sqs("SetQueueAttributes", input).await;
    let target = json!({"Id": "t", "Arn": queue_arn("q"), "RoleArn": role});
    bench.rule("r", target).await;
    let id = bench.put(json!({})).await;
    assert_eq!(body(&bench.receive(&queue).await)["id"], id.as_str());
}

#[tokio::test]
async fn many_events_arrive_once_each() {
    let bench = Bench::new();
    let queue = bench.open_queue("q").await;
    bench.rule("r", to_queue("q")).await;
    for batch in 0..20 {
        let entries: Vec<Value> = (0..10)
            .map(|n| entry(json!({"n": batch * 10 + n})))
            .collect();
        bench.ok("PutEvents", json!({"Entries": entries})).await;
    }
    bench.settled().await;
    assert_eq!(bench.depth(&queue).await, "200");
}

#[tokio::test]
async fn events_are_listed_in_the_order_in_which_they_came() {
    let bench = Bench::new();
    let first = bench.put(json!({})).await;
    let second = bench.put(json!({})).await;
    let listed = bench.ok("ListEventDeliveries", json!({})).await;
    let ids: Vec<&Value> = listed["Events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["EventId"])
        .collect();
    assert_eq!(ids, [&json!(first), &json!(second)]);
    let after = json!({"After": listed["Events"][0]["Sequence"]});
    let rest = bench.ok("ListEventDeliveries", after).await;
    assert_eq!(rest["Events"].as_array().unwrap().len(), 1);
}
