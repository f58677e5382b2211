//! The alarms that every event-driven application should have.

use std::collections::BTreeMap;

use super::Definition;
use crate::aws::holdings::{Holdings, Routed, name_of};

/// The alarms for what a stack holds: dead letters that arrive, pile up or wait; rules that cannot
/// deliver; functions that fail or are throttled. `topic` is told.
pub(crate) fn wanted(stack: &str, holdings: &Holdings, topic: Option<&str>) -> Vec<Definition> {
    let dead = holdings.dead_letter_arns();
    let queues = holdings
        .queues
        .iter()
        .filter(|queue| dead.contains(queue.arn.as_str()));
    let of_queues = queues.flat_map(|queue| of_queue(stack, &queue.name));
    let rules = holdings
        .rules
        .iter()
        .filter(|routed| routed.rule.managed_by.is_none());
    let of_rules = rules.map(|routed| of_rule(stack, routed));
    let of_functions = holdings
        .functions
        .iter()
        .flat_map(|function| of_function(stack, &function.name));
    let told = |alarm: Definition| Definition {
        actions: topic.map(str::to_owned).into_iter().collect(),
        ..alarm
    };
    of_queues
        .chain(of_rules)
        .chain(of_functions)
        .map(told)
        .collect()
}

fn of_queue(stack: &str, queue: &str) -> [Definition; 3] {
    let base = |kind: &str, description: String, metric: &str| Definition {
        name: format!("{stack}-{queue}-{kind}"),
        description,
        namespace: "AWS/SQS".to_owned(),
        metric: metric.to_owned(),
        dimensions: dimensions([("QueueName", queue)]),
        comparison: "GreaterThanThreshold".to_owned(),
        missing_data: "notBreaching".to_owned(),
        ..Definition::default()
    };
    let visible = "ApproximateNumberOfMessagesVisible";
    [
        Definition {
            statistic: "Sum".to_owned(),
            period_seconds: 60,
            periods: 1,
            threshold: 1.0,
            comparison: "GreaterThanOrEqualToThreshold".to_owned(),
            ..base(
                "messages",
                format!("A message is in the dead-letter queue {queue}."),
                visible,
            )
        },
        Definition {
            statistic: "Average".to_owned(),
            period_seconds: 300,
            periods: 2,
            threshold: 100.0,
            ..base(
                "depth",
                format!("Dead letters pile up in {queue}."),
                visible,
            )
        },
        Definition {
            statistic: "Maximum".to_owned(),
            period_seconds: 300,
            periods: 1,
            threshold: 7200.0,
            ..base(
                "age",
                format!("A dead letter has been waiting in {queue} for more than two hours."),
                "ApproximateAgeOfOldestMessage",
            )
        },
    ]
}

/// On the default bus the metrics of a rule have its name alone.
fn of_rule(stack: &str, routed: &Routed) -> Definition {
    let rule = &routed.rule;
    let bus = name_of(&rule.bus);
    let dimensions = match bus {
        "default" => dimensions([("RuleName", &*rule.name)]),
        bus => dimensions([("EventBusName", bus), ("RuleName", &*rule.name)]),
    };
    counted(
        format!("{stack}-{}-failed-invocations", rule.name),
        format!("The rule {} could not deliver an event.", rule.name),
        ("AWS/Events", "FailedInvocations"),
        dimensions,
    )
}

fn of_function(stack: &str, function: &str) -> [Definition; 2] {
    let of = |kind: &str, metric, said: &str| {
        counted(
            format!("{stack}-{function}-{kind}"),
            format!("The function {function} {said}"),
            ("AWS/Lambda", metric),
            dimensions([("FunctionName", function)]),
        )
    };
    [
        of("errors", "Errors", "failed; its log group says why."),
        of(
            "throttles",
            "Throttles",
            "was throttled; the concurrency is used up.",
        ),
    ]
}

/// On at the first one in five minutes.
fn counted(
    name: String,
    description: String,
    (namespace, metric): (&str, &str),
    dimensions: BTreeMap<String, String>,
) -> Definition {
    Definition {
        name,
        description,
        namespace: namespace.to_owned(),
        metric: metric.to_owned(),
        dimensions,
        statistic: "Sum".to_owned(),
        period_seconds: 300,
        periods: 1,
        threshold: 1.0,
        comparison: "GreaterThanOrEqualToThreshold".to_owned(),
        // FailedInvocations and the like exist only when there were some.
        missing_data: "notBreaching".to_owned(),
        actions: Vec::new(),
    }
}

fn dimensions<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{
        eventbridge::{Rule, Target},
        lambda::Function,
        sqs::Queue,
    };

    fn holdings(bus: &str) -> Holdings {
        let queue = |name: &str| Queue {
            name: name.into(),
            arn: name.into(),
            ..Queue::default()
        };
        let target = Target {
            dead_letter_queue: Some("dlq".into()),
            ..Target::default()
        };
        let rule = Rule {
            name: "r".into(),
            bus: bus.into(),
            ..Rule::default()
        };
        Holdings {
            rules: vec![Routed {
                rule,
                targets: vec![target],
            }],
            functions: vec![Function {
                name: "f".into(),
                ..Function::default()
            }],
            queues: vec![queue("dlq"), queue("work")],
        }
    }

    #[test]
    fn a_dead_letter_queue_has_three_alarms_a_rule_one_a_function_two() {
        let alarms = wanted("s", &holdings("b"), Some("arn:topic"));
        let names: Vec<&str> = alarms.iter().map(|alarm| alarm.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "s-dlq-messages",
                "s-dlq-depth",
                "s-dlq-age",
                "s-r-failed-invocations",
                "s-f-errors",
                "s-f-throttles"
            ]
        );
        assert!(alarms.iter().all(|alarm| alarm.actions == ["arn:topic"]));
    }

    #[test]
    fn a_rule_has_the_bus_among_its_dimensions_only_when_it_is_not_the_default_one() {
        let dimensions = |bus: &str| {
            let alarms = wanted("s", &holdings(bus), None);
            alarms[3].dimensions.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(dimensions("b"), ["EventBusName", "RuleName"]);
        assert_eq!(dimensions("default"), ["RuleName"]);
    }
}
