mod encryption;

use aws_sdk_sqs::{
    Client,
    types::{
        ChangeMessageVisibilityBatchRequestEntry as Visibility,
        DeleteMessageBatchRequestEntry as Delete, MessageAttributeValue,
        QueueAttributeName as Name, SendMessageBatchRequestEntry as Send,
    },
};

use super::{Aws, client, errors, refused, refused_as};

#[tokio::test]
async fn every_operation_of_sqs() {
    let aws = Aws::start().await;
    let sqs = client!(aws, aws_sdk_sqs);
    let (url, dead) = queues(&sqs).await;
    attributes(&sqs, &url).await;
    messages(&sqs, &url).await;
    sent_batches(&sqs, &url).await;
    received_batches(&sqs, &url).await;
    groups(&sqs).await;
    tags(&sqs, &url).await;
    moves(&sqs, &url, &dead).await;
    encryption::keys(&sqs, &aws).await;
    missing(&sqs, &url.replace("work", "nowhere")).await;
    sqs.delete_queue().queue_url(&url).send().await.unwrap();
    refused!(
        sqs.get_queue_url().queue_name("work"),
        is_queue_does_not_exist
    );
    aws.covers("sqs", &[]);
    let others = [
        ("AccessDenied", errors::SERVICES_ONLY),
        ("OverLimit", "it takes 120,000 messages in flight"),
    ];
    errors::all_met("sqs", &others);
}

async fn queues(sqs: &Client) -> (String, String) {
    let dead = sqs.create_queue().queue_name("dead").send().await.unwrap();
    let redrive =
        r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":1}"#;
    let made = sqs
        .create_queue()
        .queue_name("work")
        .attributes(Name::RedrivePolicy, redrive);
    let url = made.send().await.unwrap().queue_url().unwrap().to_owned();
    let other = sqs
        .create_queue()
        .queue_name("work")
        .attributes(Name::DelaySeconds, "9");
    refused!(other, is_queue_name_exists);
    let bad = sqs
        .create_queue()
        .queue_name("bad")
        .attributes(Name::DelaySeconds, "x");
    refused!(bad, is_invalid_attribute_value);
    let bad = sqs
        .create_queue()
        .queue_name("bad")
        .attributes("Nonsense".into(), "x");
    refused!(bad, is_invalid_attribute_name);
    let found = sqs.get_queue_url().queue_name("work").send().await.unwrap();
    assert_eq!(found.queue_url(), Some(&*url));
    let page = sqs.list_queues().max_results(1).send().await.unwrap();
    assert_eq!(
        (page.queue_urls().len(), page.next_token().is_some()),
        (1, true)
    );
    (url, dead.queue_url().unwrap().to_owned())
}

async fn attributes(sqs: &Client, url: &str) {
    let set = |value| {
        sqs.set_queue_attributes()
            .queue_url(url)
            .attributes(Name::VisibilityTimeout, value)
    };
    set("0").send().await.unwrap();
    refused!(set("-1"), is_invalid_attribute_value);
    let get = || sqs.get_queue_attributes().queue_url(url);
    let all = get().attribute_names(Name::All).send().await.unwrap();
    assert_eq!(all.attributes().unwrap()[&Name::VisibilityTimeout], "0");
    refused!(
        get().attribute_names("Nonsense".into()),
        is_invalid_attribute_name
    );
    let grant = sqs.add_permission().queue_url(url).label("a");
    grant
        .aws_account_ids("111122223333")
        .actions("SendMessage")
        .send()
        .await
        .unwrap();
    let policy = get().attribute_names(Name::Policy).send().await.unwrap();
    assert!(policy.attributes().unwrap()[&Name::Policy].contains("111122223333"));
    sqs.remove_permission()
        .queue_url(url)
        .label("a")
        .send()
        .await
        .unwrap();
}

async fn messages(sqs: &Client, url: &str) {
    let kind = MessageAttributeValue::builder()
        .data_type("Number")
        .string_value("1");
    let send = sqs.send_message().queue_url(url).message_body("one");
    let sent = send
        .message_attributes("kind", kind.build().unwrap())
        .send()
        .await
        .unwrap();
    assert!(sent.md5_of_message_attributes().is_some());
    let forbidden = sqs.send_message().queue_url(url).message_body("\u{0}");
    refused!(forbidden, is_invalid_message_contents);
    let receive = || {
        sqs.receive_message()
            .queue_url(url)
            .message_attribute_names("All")
    };
    let got = receive().visibility_timeout(60).send().await.unwrap();
    let message = &got.messages()[0];
    assert_eq!(message.message_id(), sent.message_id());
    let handle = message.receipt_handle().unwrap();
    let keep = |handle: &str| {
        sqs.change_message_visibility()
            .queue_url(url)
            .receipt_handle(handle)
    };
    keep(handle).visibility_timeout(30).send().await.unwrap();
    refused!(
        keep("nonsense").visibility_timeout(30),
        is_receipt_handle_is_invalid
    );
    keep(handle).visibility_timeout(0).send().await.unwrap();
    refused!(keep(handle).visibility_timeout(30), is_message_not_inflight);
    let delete = |handle: &str| sqs.delete_message().queue_url(url).receipt_handle(handle);
    refused!(delete("nonsense"), is_receipt_handle_is_invalid);
    delete(handle).send().await.unwrap();
    refused_as!(keep(handle).visibility_timeout(30), "InvalidParameterValue");
    sqs.purge_queue().queue_url(url).send().await.unwrap();
    refused!(sqs.purge_queue().queue_url(url), is_purge_queue_in_progress);
}

async fn sent_batches(sqs: &Client, url: &str) {
    let entry = |id: &str| Send::builder().id(id).message_body(id).build().unwrap();
    let send = |ids: &[&str]| {
        let entries = ids.iter().map(|id| entry(id)).collect();
        sqs.send_message_batch()
            .queue_url(url)
            .set_entries(Some(entries))
    };
    assert_eq!(
        send(&["a", "b"]).send().await.unwrap().successful().len(),
        2
    );
    refused!(send(&[]), is_empty_batch_request);
    refused!(send(&["a", "a"]), is_batch_entry_ids_not_distinct);
    refused!(send(&["not an id"]), is_invalid_batch_entry_id);
    let eleven: Vec<String> = (0..11).map(|n| n.to_string()).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    refused!(send(&eleven), is_too_many_entries_in_batch_request);
    let long = "x".repeat(600_000);
    let long = |id: &str| Send::builder().id(id).message_body(&long).build().unwrap();
    let both = sqs
        .send_message_batch()
        .queue_url(url)
        .entries(long("a"))
        .entries(long("b"));
    refused!(both, is_batch_request_too_long);
}

/// Goes on with the messages that [`sent_batches`] left.
async fn received_batches(sqs: &Client, url: &str) {
    let got = sqs
        .receive_message()
        .queue_url(url)
        .max_number_of_messages(10)
        .visibility_timeout(60);
    let got = got.send().await.unwrap();
    let handle = got.messages()[0].receipt_handle().unwrap();
    let keep = Visibility::builder()
        .id("a")
        .receipt_handle(handle)
        .visibility_timeout(9);
    let lost = Visibility::builder()
        .id("b")
        .receipt_handle("nonsense")
        .visibility_timeout(9);
    let kept = sqs.change_message_visibility_batch().queue_url(url);
    let kept = kept
        .entries(keep.build().unwrap())
        .entries(lost.build().unwrap());
    let kept = kept.send().await.unwrap();
    assert_eq!(
        (kept.successful().len(), kept.failed()[0].code()),
        (1, "ReceiptHandleIsInvalid")
    );
    let delete = Delete::builder()
        .id("a")
        .receipt_handle(handle)
        .build()
        .unwrap();
    let gone = sqs.delete_message_batch().queue_url(url).entries(delete);
    assert_eq!(gone.send().await.unwrap().successful().len(), 1);
    refused!(
        sqs.delete_message_batch()
            .queue_url(url)
            .set_entries(Some(vec![])),
        is_empty_batch_request
    );
}

/// A message of a FIFO queue is of a group.
async fn groups(sqs: &Client) {
    let make = sqs.create_queue().queue_name("ordered.fifo");
    let made = make.attributes(Name::FifoQueue, "true").send().await;
    let url = made.unwrap().queue_url().unwrap().to_owned();
    let send = sqs.send_message().queue_url(&url).message_body("one");
    refused_as!(send.message_deduplication_id("one"), "MissingParameter");
    sqs.delete_queue().queue_url(&url).send().await.unwrap();
}

async fn tags(sqs: &Client, url: &str) {
    sqs.tag_queue()
        .queue_url(url)
        .tags("team", "shop")
        .send()
        .await
        .unwrap();
    let listed = sqs.list_queue_tags().queue_url(url).send().await.unwrap();
    assert_eq!(listed.tags().unwrap()["team"], "shop");
    sqs.untag_queue()
        .queue_url(url)
        .tag_keys("team")
        .send()
        .await
        .unwrap();
}

async fn moves(sqs: &Client, url: &str, dead: &str) {
    let sources = sqs
        .list_dead_letter_source_queues()
        .queue_url(dead)
        .send()
        .await
        .unwrap();
    assert_eq!(sources.queue_urls(), [url]);
    for n in 0..20 {
        sqs.send_message()
            .queue_url(dead)
            .message_body(n.to_string())
            .send()
            .await
            .unwrap();
    }
    let arn = "arn:aws:sqs:us-east-1:000000000000:dead";
    let start = |arn: &str| sqs.start_message_move_task().source_arn(arn);
    refused!(
        start("arn:aws:sqs:us-east-1:000000000000:nowhere"),
        is_resource_not_found_exception
    );
    refused_as!(
        start("arn:aws:sqs:us-east-1:000000000000:work"),
        "InvalidParameterValue"
    );
    let work = "arn:aws:sqs:us-east-1:000000000000:work";
    let slow = start(arn)
        .destination_arn(work)
        .max_number_of_messages_per_second(1)
        .send()
        .await
        .unwrap();
    let tasks = sqs
        .list_message_move_tasks()
        .source_arn(arn)
        .send()
        .await
        .unwrap();
    assert_eq!(tasks.results()[0].status(), Some("RUNNING"));
    let handle = slow.task_handle().unwrap();
    sqs.cancel_message_move_task()
        .task_handle(handle)
        .send()
        .await
        .unwrap();
    // It is over, or about to be.
    let again = sqs.cancel_message_move_task().task_handle(handle);
    refused!(again, is_unsupported_operation);
    refused!(
        sqs.cancel_message_move_task().task_handle("bm9uc2Vuc2U="),
        is_resource_not_found_exception
    );
}

async fn missing(sqs: &Client, url: &str) {
    for address in ["http://127.0.0.1/", "http://127.0.0.1/work"] {
        let receive = sqs.receive_message().queue_url(address);
        refused!(receive, is_invalid_address);
    }
    refused!(
        sqs.send_message().queue_url(url).message_body("a"),
        is_queue_does_not_exist
    );
    refused!(
        sqs.receive_message().queue_url(url),
        is_queue_does_not_exist
    );
    refused!(
        sqs.get_queue_attributes().queue_url(url),
        is_queue_does_not_exist
    );
    refused!(sqs.delete_queue().queue_url(url), is_queue_does_not_exist);
    refused!(sqs.purge_queue().queue_url(url), is_queue_does_not_exist);
    refused!(
        sqs.list_queue_tags().queue_url(url),
        is_queue_does_not_exist
    );
    refused!(
        sqs.delete_message().queue_url(url).receipt_handle("a"),
        is_queue_does_not_exist
    );
    refused!(
        sqs.list_dead_letter_source_queues().queue_url(url),
        is_queue_does_not_exist
    );
}
