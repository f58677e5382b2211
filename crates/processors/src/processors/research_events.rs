//! `research-events`: what was learnt, kept and put to use.

use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{
    KNOWLEDGE_UPDATED, REALTIME_NOTIFICATION, REPORT_GENERATED, RESEARCH_QUERY_COMPLETED,
};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::work::{Notice, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "research-events",
    handler: "research-events",
    description: "Keeps knowledge, suggests what to ask and write next, and shares reports.",
    consumes: &[
        RESEARCH_QUERY_COMPLETED,
        REPORT_GENERATED,
        KNOWLEDGE_UPDATED,
    ],
    publishes: &[REALTIME_NOTIFICATION],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(async move { decide(event, desk.now) }),
};

fn decide(event: &Event, now: Timestamp) -> Result<Work, Failure> {
    Ok(match event.envelope() {
        RESEARCH_QUERY_COMPLETED => query_completed(&event.detail()?, now),
        REPORT_GENERATED => report_generated(&event.detail()?, now),
        _ => knowledge_updated(&event.detail()?, now),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueryCompleted {
    user_id: String,
    query_id: String,
    query: String,
    results: Value,
    sources: Vec<String>,
    timestamp: String,
}

impl QueryCompleted {
    fn topics(&self) -> Vec<&str> {
        let topics = self.results["topics"].as_array();
        topics
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }
}

fn query_completed(query: &QueryCompleted, now: Timestamp) -> Work {
    let mut work = Work::default();
    let user = &query.user_id;
    let row = json!({
        "query": query.query, "results": query.results, "sources": query.sources,
        "learntAt": query.timestamp,
    });
    work.update(
        Key::user(user, format!("KNOWLEDGE#{}", query.query_id)),
        Change::set(row),
    );
    let topics = query.topics();
    let suggestion = json!({
        "suggestion": "research",
        "questions": topics.iter().map(|topic| format!("What changed about {topic} this year?"))
            .collect::<Vec<_>>(),
        "content": topics.iter().map(|topic| json!({"contentType": "blog_post", "topic": topic}))
            .collect::<Vec<_>>(),
    });
    work.put(
        Key::user(user, format!("SUGGESTION#RESEARCH#{}", query.query_id)),
        suggestion,
    );
    let sources = i64::try_from(query.sources.len()).unwrap_or(i64::MAX);
    let analytics = Change::set(json!({"lastQueryAt": query.timestamp}))
        .add("queries", 1)
        .add("sources", sources);
    work.update(analytics_key(user), analytics);
    work.count("ResearchCompleted", []);
    let message = format!("Your question “{}” has an answer.", query.query);
    let data = json!({"queryId": query.query_id, "topics": topics});
    work.notify(
        user,
        now,
        Notice {
            about: "research.completed",
            message,
            data,
        },
    );
    work
}

fn analytics_key(user: &str) -> Key {
    Key::user(user, "ANALYTICS#RESEARCH")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReportGenerated {
    user_id: String,
    report_id: String,
    report_type: String,
    report_data: Value,
    timestamp: String,
}

fn report_generated(report: &ReportGenerated, now: Timestamp) -> Work {
    let mut work = Work::default();
    let user = &report.user_id;
    let row = json!({
        "reportId": report.report_id, "reportType": report.report_type,
        "report": report.report_data, "generatedAt": report.timestamp,
    });
    work.put(Key::user(user, format!("REPORT#{}", report.report_id)), row);
    let shared = schedule_sharing(&mut work, report, now);
    work.update(analytics_key(user), Change::default().add("reports", 1));
    work.count("ReportGenerated", [("ReportType", &report.report_type)]);
    let message = format!(
        "Your {} report is ready.",
        report.report_type.replace('_', " ")
    );
    let data = json!({"reportId": report.report_id, "sharedWith": shared});
    work.notify(
        user,
        now,
        Notice {
            about: "report.generated",
            message,
            data,
        },
    );
    work
}

/// Sharing waits an hour, so that the user can look at the report first.
fn schedule_sharing(work: &mut Work, report: &ReportGenerated, now: Timestamp) -> usize {
    let recipients = report.report_data["shareWith"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if !recipients.is_empty() {
        let due = timestamp(now + 1.hours());
        let key = Key::user(&report.user_id, format!("SHARE#{due}#{}", report.report_id));
        let row = json!({"reportId": report.report_id, "recipients": recipients, "due": due});
        work.put(key, row);
    }
    recipients.len()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KnowledgeUpdated {
    user_id: String,
    knowledge_id: String,
    topic: String,
    change_type: String,
    timestamp: String,
}

fn knowledge_updated(update: &KnowledgeUpdated, now: Timestamp) -> Work {
    let mut work = Work::default();
    let user = &update.user_id;
    let row = json!({
        "topic": update.topic, "state": update.change_type, "changedAt": update.timestamp,
    });
    work.update(
        Key::user(user, format!("KNOWLEDGE#{}", update.knowledge_id)),
        Change::set(row),
    );
    work.update(
        analytics_key(user),
        Change::default().add("knowledgeUpdates", 1),
    );
    work.count("KnowledgeUpdated", [("ChangeType", &update.change_type)]);
    if update.change_type != "deleted" {
        let message = format!(
            "There is something new about {} to write about.",
            update.topic
        );
        let data = json!({"knowledgeId": update.knowledge_id, "contentType": "blog_post"});
        work.notify(
            user,
            now,
            Notice {
                about: "content.recommended",
                message,
                data,
            },
        );
    }
    work
}
