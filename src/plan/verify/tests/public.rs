//! Templates in the style of AWS's own documentation: nothing is found that an experienced engineer
//! would call wrong.

use std::path::Path;

use super::super::{Catalogue, check};
use super::wiring;

/// What is found in each, as `id resource`, and that is all. The guides leave out dead-letter
/// queues, retry policies, log retention and alarms; that is what there is to be found.
const EXPECTED: &[(&str, &[&str])] = &[
    ("cdk-queue.json", &[]),
    ("cfn-alarms.yaml", &[]),
    ("cfn-environments.yaml", &[]),
    (
        "cfn-organization-bus.yaml",
        &[
            "target-without-dlq Audit",
            "target-without-dlq ToPartner",
            "target-without-retry-policy Audit",
            "target-without-retry-policy ToPartner",
        ],
    ),
    (
        "cfn-cross-account-bus.yaml",
        &["target-without-retry-policy Forward"],
    ),
    (
        "cfn-ec2-state-change.yaml",
        &[
            "log-retention LogState",
            "target-without-dlq StateRule",
            "target-without-retry-policy StateRule",
            "tracing-off LogState",
        ],
    ),
    ("cfn-fanout.yaml", &[]),
    ("cfn-fifo.yaml", &["dlq-unwatched LedgerDeadLetters"]),
    ("cfn-foreach.yaml", &["dlq-unwatched Undelivered"]),
    ("cfn-imports.yaml", &[]),
    ("cfn-include-resources.yaml", &[]),
    ("cfn-include.yaml", &[]),
    ("cfn-kinesis-consumer.json", &["dlq-unwatched Failed"]),
    ("cfn-nested-stacks.yaml", &[]),
    ("cfn-pipe.yaml", &["dlq-unwatched Failed"]),
    ("cfn-rule-to-queue.yaml", &[]),
    (
        "cfn-rule-to-topic.yaml",
        &[
            "policy-too-wide Failures",
            "target-without-dlq PipelineRule",
            "target-without-retry-policy PipelineRule",
        ],
    ),
    (
        "cfn-pipe-enrichment.yaml",
        &["dlq-unwatched OrderDeadLetters"],
    ),
    ("cfn-rule-targets.yaml", &[]),
    (
        "cfn-rule-to-state-machine.json",
        &["dlq-unwatched Undelivered"],
    ),
    (
        "cfn-s3-to-state-machine.yaml",
        &["dlq-unwatched Undelivered"],
    ),
    ("cfn-scheduler-targets.yaml", &[]),
    ("cfn-webhook.yaml", &["dlq-unwatched DeadLetters"]),
    (
        "sam-globals.yaml",
        &["dlq-unwatched OnOrderEventInvokeConfigOnFailureQueue"],
    ),
    ("cfn-api-destination.yaml", &[]),
    (
        "cfn-archive.yaml",
        &[
            "target-without-dlq AllRule",
            "target-without-retry-policy AllRule",
        ],
    ),
    ("cfn-scheduler.yaml", &[]),
    (
        "sam-dynamodb-stream.yaml",
        &["dlq-unwatched GivenUp", "log-retention Project"],
    ),
    (
        "sam-eventbridge-rule.yaml",
        &[
            "dlq-unwatched TradeDeadLetters",
            "log-retention TradesFunction",
            "tracing-off TradesFunction",
        ],
    ),
    ("sam-http-api.yaml", &[]),
    (
        "sam-s3-thumbnails.yaml",
        &[
            "log-retention CreateThumbnail",
            "tracing-off CreateThumbnail",
        ],
    ),
    (
        "sam-alias.yaml",
        &[
            "function-never-invoked Checkout",
            "log-retention Checkout",
            "tracing-off Checkout",
        ],
    ),
    (
        "sam-foreign-layer.yaml",
        &[
            "function-never-invoked Quote",
            "log-retention Quote",
            "tracing-off Quote",
        ],
    ),
    (
        "sam-layers.yaml",
        &[
            "log-retention Quote",
            "target-without-dlq QuoteAsked",
            "target-without-retry-policy QuoteAsked",
            "tracing-off Quote",
        ],
    ),
    (
        "sam-http-iam.yaml",
        &[
            "log-retention OrderConfirmationNotifierFunction",
            "tracing-off OrderConfirmationNotifierFunction",
        ],
    ),
    (
        "sam-http-proxy.yaml",
        &["log-retention Quotes", "tracing-off Quotes"],
    ),
    (
        "sam-image.yaml",
        &[
            "log-retention Renderer",
            "target-without-dlq RendererOrdered",
            "target-without-retry-policy RendererOrdered",
            "tracing-off Renderer",
        ],
    ),
    (
        "sam-log-processor.yaml",
        &["log-retention Processor", "tracing-off Processor"],
    ),
    ("sam-schedule-v2.yaml", &[]),
    (
        "sam-schedules.yaml",
        &[
            "target-without-dlq NightlyRule",
            "target-without-retry-policy NightlyRule",
        ],
    ),
    (
        "sam-sns-filter.yaml",
        &["dlq-unwatched Undelivered", "log-retention Watch"],
    ),
    (
        "sam-sqs-worker.yaml",
        &["dlq-unwatched WorkDeadLetters", "log-retention Worker"],
    ),
    (
        "sam-state-machine.yaml",
        &[
            "target-without-dlq StockStarted",
            "target-without-retry-policy StockStarted",
        ],
    ),
];

#[test]
fn only_what_is_wrong_is_found() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/public");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in std::fs::read_dir(dir).expect("the templates") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name")
            .to_owned();
        let text = std::fs::read_to_string(&path).expect("a template");
        let found = check(&wiring(&[&text]), &Catalogue::default());
        let mut found: Vec<String> = found
            .iter()
            .map(|found| {
                format!(
                    "{} {}",
                    found.id,
                    found.logical_id.as_deref().unwrap_or_default()
                )
            })
            .collect();
        found.sort();
        let expected = EXPECTED.iter().find(|(known, _)| *known == name);
        if expected.is_none_or(|(_, ids)| *ids != found) {
            wrong.push(format!("(\"{name}\", &{found:?})"));
        }
        seen += 1;
    }
    assert_eq!((seen, wrong), (EXPECTED.len(), Vec::new()));
}
