mod streams;

use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::builders::TransactWriteItemsFluentBuilder,
    types::{
        AttributeDefinition, AttributeValue, BatchStatementRequest, BillingMode,
        CreateGlobalSecondaryIndexAction, Get, GlobalSecondaryIndexUpdate, KeySchemaElement,
        KeyType, KeysAndAttributes, ParameterizedStatement, PointInTimeRecoverySpecification,
        PointInTimeRecoveryStatus, Projection, ProjectionType, Put, PutRequest, ReturnValue,
        ScalarAttributeType, Tag, TimeToLiveSpecification, TransactGetItem, TransactWriteItem,
        WriteRequest,
    },
};

use super::{Aws, client, errors, refused, refused_as};

const TABLE: &str = "orders";
const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/orders";

#[tokio::test]
async fn every_operation_of_dynamodb() {
    let aws = Aws::start().await;
    let tables = client!(aws, aws_sdk_dynamodb);
    table(&tables).await;
    tags(&tables).await;
    settings(&tables).await;
    limits(&tables).await;
    items(&tables).await;
    queries(&tables).await;
    batches(&tables).await;
    transactions(&tables).await;
    statements(&tables).await;
    streams::streams(&tables, &aws).await;
    missing(&tables).await;
    tables
        .delete_table()
        .table_name(TABLE)
        .send()
        .await
        .unwrap();
    refused!(
        tables.delete_table().table_name(TABLE),
        is_resource_not_found_exception
    );
    aws.covers("dynamodb", &[]);
    let others = [(
        "SerializationException",
        "the SDK writes what the model has",
    )];
    errors::all_met("dynamodb", &others);
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

async fn table(tables: &Client) {
    let key = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S);
    let schema = KeySchemaElement::builder()
        .attribute_name("id")
        .key_type(KeyType::Hash);
    let (key, schema) = (key.build().unwrap(), schema.build().unwrap());
    let create = || {
        let create = tables
            .create_table()
            .table_name(TABLE)
            .billing_mode(BillingMode::PayPerRequest);
        create
            .attribute_definitions(key.clone())
            .key_schema(schema.clone())
    };
    let made = create().send().await.unwrap();
    assert_eq!(made.table_description().unwrap().table_arn(), Some(ARN));
    refused!(create(), is_resource_in_use_exception);
    let shown = tables
        .describe_table()
        .table_name(TABLE)
        .send()
        .await
        .unwrap();
    assert_eq!(shown.table().unwrap().table_name(), Some(TABLE));
    assert_eq!(
        tables.list_tables().send().await.unwrap().table_names(),
        [TABLE]
    );
    let update = tables
        .update_table()
        .table_name(TABLE)
        .deletion_protection_enabled(false);
    update.send().await.unwrap();
    let index = |name: &str| {
        let every = Projection::builder().projection_type(ProjectionType::All);
        let index = CreateGlobalSecondaryIndexAction::builder().index_name(name);
        let index = index.key_schema(schema.clone()).projection(every.build());
        let update = GlobalSecondaryIndexUpdate::builder();
        update.create(index.build().unwrap()).build()
    };
    let two = tables.update_table().table_name(TABLE);
    let two = two.attribute_definitions(key.clone());
    let two = two.global_secondary_index_updates(index("first"));
    refused!(
        two.global_secondary_index_updates(index("second")),
        is_limit_exceeded_exception
    );
}

async fn tags(tables: &Client) {
    let tag = Tag::builder().key("team").value("shop").build().unwrap();
    tables
        .tag_resource()
        .resource_arn(ARN)
        .tags(tag.clone())
        .send()
        .await
        .unwrap();
    let listed = tables
        .list_tags_of_resource()
        .resource_arn(ARN)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.tags(), [tag]);
    tables
        .untag_resource()
        .resource_arn(ARN)
        .tag_keys("team")
        .send()
        .await
        .unwrap();
}

async fn settings(tables: &Client) {
    let ends = TimeToLiveSpecification::builder()
        .attribute_name("until")
        .enabled(true);
    let put = || {
        let put = tables.update_time_to_live().table_name(TABLE);
        put.time_to_live_specification(ends.clone().build().unwrap())
    };
    put().send().await.unwrap();
    refused_as!(put(), "ValidationException");
    let shown = tables
        .describe_time_to_live()
        .table_name(TABLE)
        .send()
        .await
        .unwrap();
    assert_eq!(
        shown.time_to_live_description().unwrap().attribute_name(),
        Some("until")
    );
    let on = PointInTimeRecoverySpecification::builder().point_in_time_recovery_enabled(true);
    let put = tables.update_continuous_backups().table_name(TABLE);
    put.point_in_time_recovery_specification(on.build().unwrap())
        .send()
        .await
        .unwrap();
    let backups = |name| tables.describe_continuous_backups().table_name(name);
    let shown = backups(TABLE).send().await.unwrap();
    let shown = shown.continuous_backups_description().unwrap();
    let shown = shown.point_in_time_recovery_description().unwrap();
    assert_eq!(
        shown.point_in_time_recovery_status(),
        Some(&PointInTimeRecoveryStatus::Enabled)
    );
    refused!(backups("nothing"), is_table_not_found_exception);
}

async fn limits(tables: &Client) {
    let limits = tables.describe_limits().send().await.unwrap();
    assert!(limits.account_max_read_capacity_units() > Some(0));
    let endpoints = tables.describe_endpoints().send().await.unwrap();
    assert_eq!(endpoints.endpoints().len(), 1);
}

async fn items(tables: &Client) {
    let put = |id| {
        tables
            .put_item()
            .table_name(TABLE)
            .item("id", text(id))
            .item("n", AttributeValue::N("1".into()))
    };
    put("a").send().await.unwrap();
    let once = put("a").condition_expression("attribute_not_exists(id)");
    refused!(once, is_conditional_check_failed_exception);
    let got = tables
        .get_item()
        .table_name(TABLE)
        .key("id", text("a"))
        .send()
        .await
        .unwrap();
    assert_eq!(got.item().unwrap()["n"], AttributeValue::N("1".into()));
    let update = || {
        let update = tables.update_item().table_name(TABLE).key("id", text("a"));
        let update = update
            .update_expression("SET n = n + :one")
            .return_values(ReturnValue::AllNew);
        update.expression_attribute_values(":one", AttributeValue::N("1".into()))
    };
    let updated = update().send().await.unwrap();
    assert_eq!(
        updated.attributes().unwrap()["n"],
        AttributeValue::N("2".into())
    );
    refused!(
        update().condition_expression("n = :one"),
        is_conditional_check_failed_exception
    );
    let delete = || tables.delete_item().table_name(TABLE).key("id", text("a"));
    refused!(
        delete().condition_expression("attribute_not_exists(id)"),
        is_conditional_check_failed_exception
    );
    delete().send().await.unwrap();
}

async fn queries(tables: &Client) {
    for id in ["a", "b", "c"] {
        tables
            .put_item()
            .table_name(TABLE)
            .item("id", text(id))
            .send()
            .await
            .unwrap();
    }
    let query = tables
        .query()
        .table_name(TABLE)
        .key_condition_expression("id = :id");
    let found = query
        .expression_attribute_values(":id", text("b"))
        .send()
        .await
        .unwrap();
    assert_eq!(found.items()[0]["id"], text("b"));
    let page = tables
        .scan()
        .table_name(TABLE)
        .limit(2)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (page.count(), page.last_evaluated_key().is_some()),
        (2, true)
    );
}

async fn batches(tables: &Client) {
    let put = PutRequest::builder().item("id", text("d")).build().unwrap();
    let write = WriteRequest::builder().put_request(put).build();
    let written = tables
        .batch_write_item()
        .request_items(TABLE, vec![write])
        .send()
        .await
        .unwrap();
    assert!(
        written
            .unprocessed_items()
            .is_none_or(|left| left.is_empty())
    );
    let keys = [
        [("id".to_owned(), text("d"))].into(),
        [("id".to_owned(), text("z"))].into(),
    ];
    let keys = KeysAndAttributes::builder()
        .set_keys(Some(keys.into()))
        .build()
        .unwrap();
    let got = tables
        .batch_get_item()
        .request_items(TABLE, keys)
        .send()
        .await
        .unwrap();
    assert_eq!(got.responses().unwrap()[TABLE].len(), 1);
}

async fn transactions(tables: &Client) {
    let put = |id, condition: Option<&str>| {
        let put = Put::builder().table_name(TABLE).item("id", text(id));
        let put = put
            .set_condition_expression(condition.map(str::to_owned))
            .build()
            .unwrap();
        TransactWriteItem::builder().put(put).build()
    };
    let write = |condition| {
        let write = tables.transact_write_items().transact_items(put("e", None));
        write.transact_items(put("f", condition))
    };
    write(None).send().await.unwrap();
    let error = write(Some("attribute_not_exists(id)"))
        .send()
        .await
        .unwrap_err();
    let error = error.into_service_error();
    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(why) = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        why.cancellation_reasons()[1].code(),
        Some("ConditionalCheckFailed")
    );
    let token = |write: TransactWriteItemsFluentBuilder| write.client_request_token("once");
    token(write(None)).send().await.unwrap();
    refused!(
        token(write(Some("attribute_exists(id)"))),
        is_idempotent_parameter_mismatch_exception
    );
    let get = Get::builder()
        .table_name(TABLE)
        .key("id", text("e"))
        .build()
        .unwrap();
    let get = TransactGetItem::builder().get(get).build();
    let got = tables
        .transact_get_items()
        .transact_items(get)
        .send()
        .await
        .unwrap();
    assert_eq!(got.responses()[0].item().unwrap()["id"], text("e"));
}

async fn statements(tables: &Client) {
    let all = tables
        .execute_statement()
        .statement("SELECT * FROM \"orders\" WHERE id = 'e'");
    assert_eq!(all.send().await.unwrap().items().len(), 1);
    let insert = "INSERT INTO \"orders\" VALUE {'id': 'e'}";
    refused!(
        tables.execute_statement().statement(insert),
        is_duplicate_item_exception
    );
    let one = ParameterizedStatement::builder()
        .statement(insert.replace("'e'", "'g'"))
        .build();
    tables
        .execute_transaction()
        .transact_statements(one.unwrap())
        .send()
        .await
        .unwrap();
    let some = BatchStatementRequest::builder()
        .statement(insert.replace("'e'", "'h'"))
        .build();
    let done = tables
        .batch_execute_statement()
        .statements(some.unwrap())
        .send()
        .await
        .unwrap();
    assert!(done.responses()[0].error().is_none());
}

async fn missing(tables: &Client) {
    let none = "nothing";
    let other = tables.get_item().table_name(TABLE);
    refused_as!(other.key("other", text("a")), "ValidationException");
    refused!(
        tables.describe_table().table_name(none),
        is_resource_not_found_exception
    );
    refused!(
        tables.put_item().table_name(none).item("id", text("a")),
        is_resource_not_found_exception
    );
    refused!(
        tables.get_item().table_name(none).key("id", text("a")),
        is_resource_not_found_exception
    );
    refused!(
        tables.delete_item().table_name(none).key("id", text("a")),
        is_resource_not_found_exception
    );
    refused!(
        tables.scan().table_name(none),
        is_resource_not_found_exception
    );
    refused!(
        tables.describe_time_to_live().table_name(none),
        is_resource_not_found_exception
    );
}
