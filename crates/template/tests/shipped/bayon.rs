//! Bayon CoAgent, row by row.

use serde_json::{Value as Json, json};

use crate::stack::{BAYON, Stack, id_of};

fn stack(environment: &str) -> Stack {
    Stack::new("bayon-coagent.yaml", BAYON, environment)
}

/// A rule, its pattern, its processor, attempts and the most seconds an event may be old.
type Row = (&'static str, Json, &'static str, u64, u64);

fn pattern(source: &str, types: &[&str]) -> Json {
    json!({"source": [format!("bayon.coagent.{source}")], "detail-type": types})
}

fn every_source() -> Json {
    json!([{"prefix": "bayon.coagent"}])
}

fn mls() -> Json {
    let mut pattern = pattern("integration", &["Integration Sync Completed"]);
    pattern["detail"] = json!({"provider": ["mls"]});
    pattern
}

fn services() -> Vec<Row> {
    let service = |name, source, types: &[&str], processor| {
        (name, pattern(source, types), processor, 3, 1800)
    };
    vec![
        service(
            "content-generation",
            "studio",
            &["Content Generated", "Content Published", "Content Updated"],
            "content-events",
        ),
        service(
            "brand-intelligence",
            "brand",
            &[
                "Profile Updated",
                "Competitor Discovered",
                "Ranking Changed",
                "Audit Completed",
            ],
            "brand-intelligence",
        ),
        service(
            "research",
            "research",
            &[
                "Research Query Completed",
                "Report Generated",
                "Knowledge Updated",
            ],
            "research-events",
        ),
        service(
            "market-intelligence",
            "market",
            &[
                "Trend Detected",
                "Alert Triggered",
                "Opportunity Identified",
                "Price Change Detected",
            ],
            "market-intelligence",
        ),
        service(
            "user-events",
            "user",
            &[
                "User Registered",
                "Subscription Changed",
                "Usage Updated",
                "Profile Updated",
            ],
            "user-events",
        ),
    ]
}

fn workers() -> Vec<Row> {
    let now = json!({
        "source": every_source(),
        "detail-type": ["Real-time Notification", "Job Progress Update"],
    });
    let published = pattern("content", &["Content Published"]);
    let any = json!({"source": every_source()});
    let job = pattern("ai", &["AI Job Completed"]);
    let created = pattern("user", &["User Created"]);
    vec![
        (
            "realtime-notifications",
            now,
            "realtime-notifications",
            2,
            900,
        ),
        ("life-event-processor", created, "life-events", 2, 3600),
        (
            "competitor-monitor",
            published.clone(),
            "competitor-monitor",
            2,
            3600,
        ),
        ("trend-detector", mls(), "trend-detector", 2, 3600),
        ("price-reduction-monitor", mls(), "price-reduction", 2, 3600),
        ("notification-processor", any, "notifications", 2, 3600),
        (
            "content-publishing",
            job,
            "publish-scheduled-content",
            2,
            3600,
        ),
        (
            "analytics-sync",
            published,
            "sync-social-analytics",
            3,
            3600,
        ),
    ]
}

fn rules(stack: &Stack) -> Vec<&crate::stack::Resource> {
    let mut rules = stack.of_types(&["AWS::Events::Rule"]);
    rules.retain(|rule| rule.properties["EventBusName"] == "ref:EventBus");
    rules
}

#[test]
fn the_rules_are_those_of_the_application() {
    let stack = stack("staging");
    let expected = [services(), workers()].concat();
    assert_eq!(rules(&stack).len(), expected.len());
    for (rule, (name, pattern, processor, attempts, age)) in rules(&stack).iter().zip(expected) {
        assert_eq!(
            rule.properties["Name"],
            format!("bayon-coagent-{name}-staging")
        );
        assert_eq!(rule.properties["EventPattern"], pattern, "{name}");
        let target = &rule.properties["Targets"][0];
        let retry = json!({"MaximumRetryAttempts": attempts, "MaximumEventAgeInSeconds": age});
        assert_eq!(target["RetryPolicy"], retry, "{name}");
        assert_eq!(
            target["DeadLetterConfig"]["Arn"], "att:DeadLetterQueue.Arn",
            "{name}"
        );
        let function = stack.get(target["Arn"].as_str().map(id_of).expect("a target"));
        assert_eq!(function["Handler"], processor, "{name}");
        assert_eq!(
            function["FunctionName"],
            format!("bayon-coagent-{processor}-staging")
        );
    }
}

#[test]
fn a_function_that_fails_is_retried_as_its_rule_says_as_far_as_lambda_allows() {
    let stack = stack("production");
    for rule in rules(&stack) {
        let target = &rule.properties["Targets"][0];
        let function = target["Arn"].as_str().map(id_of).expect("a target");
        let configs = stack.of_types(&["AWS::Lambda::EventInvokeConfig"]);
        let reference = format!("ref:{function}");
        let config = configs
            .iter()
            .find(|config| config.properties["FunctionName"] == reference);
        let config = &config.expect("an EventInvokeConfig").properties;
        let wanted = &target["RetryPolicy"];
        let attempts = wanted["MaximumRetryAttempts"]
            .as_u64()
            .map(|attempts| attempts.min(2));
        assert_eq!(
            config["MaximumRetryAttempts"].as_u64(),
            attempts,
            "{function}"
        );
        assert_eq!(
            config["MaximumEventAgeInSeconds"],
            wanted["MaximumEventAgeInSeconds"]
        );
        let dead_letters = &stack.get(function)["DeadLetterConfig"]["TargetArn"];
        assert_eq!(dead_letters, "att:DeadLetterQueue.Arn", "{function}");
    }
}

#[test]
fn every_rule_and_no_other_may_invoke_its_function_and_use_the_dead_letter_queue() {
    let stack = stack("production");
    let permissions = stack.of_types(&["AWS::Lambda::Permission"]);
    let arns: Vec<Json> = rules(&stack)
        .iter()
        .map(|rule| json!(format!("att:{}.Arn", rule.id)))
        .collect();
    for (rule, arn) in rules(&stack).iter().zip(&arns) {
        let function = &rule.properties["Targets"][0]["Arn"];
        let granted = |p: &&&crate::stack::Resource| {
            p.properties["SourceArn"] == *arn && p.properties["FunctionName"] == *function
        };
        assert_eq!(permissions.iter().filter(granted).count(), 1, "{}", rule.id);
    }
    let policy = &stack.get("DeadLetterQueuePolicy")["PolicyDocument"]["Statement"];
    assert_eq!(
        policy[0]["Condition"]["ArnEquals"]["aws:SourceArn"],
        json!(arns)
    );
    assert_eq!(policy.as_array().map(Vec::len), Some(1));
}

#[test]
fn the_archive_keeps_the_applications_events_for_thirty_days_and_in_production_for_ninety() {
    for (environment, days) in [
        ("local", 30),
        ("development", 30),
        ("staging", 30),
        ("production", 90),
    ] {
        let stack = stack(environment);
        let archive = stack.get("EventArchive");
        assert_eq!(archive["RetentionDays"], days, "{environment}");
        assert_eq!(archive["EventPattern"], json!({"source": every_source()}));
    }
}

#[test]
fn development_has_fewer_resources_and_staging_as_many_as_production() {
    let count = |environment| stack(environment).resources().len();
    assert!(count("development") < count("production"));
    assert_eq!(count("staging"), count("production"));
}

#[test]
fn only_the_production_table_is_protected() {
    for (environment, protected) in [("local", false), ("staging", false), ("production", true)] {
        assert_eq!(
            stack(environment).get("Table")["DeletionProtectionEnabled"],
            protected
        );
    }
}

/// Its rule matches every event, so whatever it published would come back to it.
#[test]
fn what_hears_everything_may_not_publish() {
    let stack = stack("production");
    for function in ["NotificationsFunction", "RealtimeNotificationsFunction"] {
        let statements = stack.statements(function);
        assert!(
            statements
                .iter()
                .any(|s| s["Action"] == "execute-api:ManageConnections")
        );
        assert!(
            !statements.iter().any(|s| s["Action"] == "events:PutEvents"),
            "{function}"
        );
    }
}

#[test]
fn without_a_secret_the_authorizer_has_none() {
    let variables = &stack("local").get("AuthorizerFunction")["Environment"]["Variables"].clone();
    assert_eq!(variables["TABLE_NAME"], "ref:Table");
    assert_eq!(variables.get("AUTH_TOKEN_SECRET"), None);
}
