use super::*;

pub(super) async fn archives(events: &Client) {
    let archive = |name, bus: &str| {
        events
            .create_archive()
            .archive_name(name)
            .event_source_arn(bus)
    };
    let made = archive("all", BUS).retention_days(3).send().await.unwrap();
    assert_eq!(made.state(), Some(&ArchiveState::Enabled));
    refused!(archive("all", BUS), is_resource_already_exists_exception);
    refused!(
        archive(
            "other",
            "arn:aws:events:us-east-1:000000000000:event-bus/nowhere"
        ),
        is_resource_not_found_exception
    );
    refused!(
        archive("other", BUS).event_pattern("{"),
        is_invalid_event_pattern_exception
    );
    changes(events).await;
    managed(events).await;
}

async fn changes(events: &Client) {
    events
        .update_archive()
        .archive_name("all")
        .description("kept")
        .send()
        .await
        .unwrap();
    refused!(
        events.update_archive().archive_name("nothing"),
        is_resource_not_found_exception
    );
    refused!(
        events
            .update_archive()
            .archive_name("all")
            .event_pattern("{"),
        is_invalid_event_pattern_exception
    );
    let shown = events
        .describe_archive()
        .archive_name("all")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (shown.retention_days(), shown.description()),
        (Some(3), Some("kept"))
    );
    refused!(
        events.describe_archive().archive_name("nothing"),
        is_resource_not_found_exception
    );
    let listed = events
        .list_archives()
        .event_source_arn(BUS)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.archives()[0].archive_name(), Some("all"));
}

/// The rule that fills an archive is AWS's own.
async fn managed(events: &Client) {
    let managed = events
        .list_rules()
        .event_bus_name("orders")
        .send()
        .await
        .unwrap();
    let managed = managed
        .rules()
        .iter()
        .find(|rule| rule.managed_by().is_some())
        .unwrap();
    let name = managed.name().unwrap();
    refused!(
        events.delete_rule().name(name).event_bus_name("orders"),
        is_managed_rule_exception
    );
    refused!(
        events.disable_rule().name(name).event_bus_name("orders"),
        is_managed_rule_exception
    );
}
