use super::*;

#[tokio::test]
async fn creating_a_queue_again_is_the_same_queue_unless_it_differs() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({"VisibilityTimeout": "60"})).await;
    assert!(url.ends_with("/000000000000/q"));
    assert_eq!(
        bench.queue("q", json!({"VisibilityTimeout": "60"})).await,
        url
    );
    assert_eq!(bench.queue("q", json!({})).await, url);
    let other = json!({"QueueName": "q", "Attributes": {"VisibilityTimeout": "61"}});
    assert_eq!(bench.code("CreateQueue", other).await, "QueueAlreadyExists");
}

#[tokio::test]
async fn names_are_checked() {
    let bench = Bench::new();
    for name in ["", "a b", "a.b", ".fifo", &"x".repeat(81)] {
        let code = bench.code("CreateQueue", json!({"QueueName": name})).await;
        assert_eq!(code, "InvalidParameterValue", "{name}");
    }
    assert_eq!(
        bench
            .code("CreateQueue", json!({"QueueName": "q.fifo"}))
            .await,
        "InvalidParameterValue"
    );
    bench.queue("q.fifo", json!({"FifoQueue": "true"})).await;
}

#[tokio::test]
async fn a_queue_that_is_not_there_is_named_by_its_code() {
    let bench = Bench::new();
    let missing = "AWS.SimpleQueueService.NonExistentQueue";
    assert_eq!(
        bench.code("GetQueueUrl", json!({"QueueName": "q"})).await,
        missing
    );
    let url = bench.queue("q", json!({})).await;
    bench.ok("DeleteQueue", json!({"QueueUrl": url})).await;
    let send = json!({"QueueUrl": url, "MessageBody": "x"});
    assert_eq!(bench.code("SendMessage", send).await, missing);
}

#[tokio::test]
async fn any_host_will_do_in_a_url() {
    let bench = Bench::new();
    bench.queue("q", json!({})).await;
    let elsewhere = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
    assert_eq!(
        bench.send(elsewhere, "hello").await["MD5OfMessageBody"],
        "5d41402abc4b2a76b9719d911017c592"
    );
}

#[tokio::test]
async fn queues_are_listed_by_prefix_and_page() {
    let bench = Bench::new();
    for name in ["a1", "a2", "a3", "b"] {
        bench.queue(name, json!({})).await;
    }
    let page = bench
        .ok(
            "ListQueues",
            json!({"QueueNamePrefix": "a", "MaxResults": 2}),
        )
        .await;
    assert_eq!(page["QueueUrls"].as_array().unwrap().len(), 2);
    let next = json!({"QueueNamePrefix": "a", "MaxResults": 2, "NextToken": page["NextToken"]});
    let rest = bench.ok("ListQueues", next).await;
    assert!(rest["QueueUrls"][0].as_str().unwrap().ends_with("/a3"));
    assert_eq!(rest.get("NextToken"), None);
}

#[tokio::test]
async fn attributes_can_be_set_and_unknown_ones_not_asked_for() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    bench
        .ok(
            "SetQueueAttributes",
            json!({"QueueUrl": url, "Attributes": {"DelaySeconds": "7"}}),
        )
        .await;
    assert_eq!(bench.attribute(&url, "DelaySeconds").await, "7");
    assert_eq!(bench.attribute(&url, "QueueArn").await, arn("q"));
    let unknown = json!({"QueueUrl": url, "AttributeNames": ["Colour"]});
    assert_eq!(
        bench.code("GetQueueAttributes", unknown).await,
        "InvalidAttributeName"
    );
}

#[tokio::test]
async fn tags_and_permissions_come_and_go() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    bench
        .ok(
            "TagQueue",
            json!({"QueueUrl": url, "Tags": {"a": "1", "b": "2"}}),
        )
        .await;
    bench
        .ok("UntagQueue", json!({"QueueUrl": url, "TagKeys": ["a"]}))
        .await;
    assert_eq!(
        bench.ok("ListQueueTags", json!({"QueueUrl": url})).await["Tags"],
        json!({"b": "2"})
    );
    let permission = json!({"QueueUrl": url, "Label": "l", "AWSAccountIds": ["111122223333"], "Actions": ["SendMessage"]});
    bench.ok("AddPermission", permission.clone()).await;
    assert!(
        bench
            .attribute(&url, "Policy")
            .await
            .contains("111122223333")
    );
    assert_eq!(
        bench.code("AddPermission", permission).await,
        "InvalidParameterValue"
    );
    bench
        .ok("RemovePermission", json!({"QueueUrl": url, "Label": "l"}))
        .await;
    assert_eq!(bench.attribute(&url, "Policy").await, "");
}
