//! The flows that must work end to end, over the in-memory seams and the rules of the template.
use crate::support::{App, Step, sample};
use coagent_processors::delivery::Outcome;
use coagent_processors::seams::Key;
use serde_json::json;

fn app() -> App {
    App::new().with_user("u-1", "c-1")
}

fn processors_of<'a>(steps: &'a [Step], detail_type: &str) -> Vec<&'a str> {
    let of_type = steps.iter().filter(|(_, given, ..)| given == detail_type);
    of_type.map(|(processor, ..)| *processor).collect()
}

#[tokio::test]
async fn content_generation_reaches_library_analytics_and_screen() {
    let mut app = app();
    for progress in [10, 90] {
        let fields = json!({"userId": "u-1", "jobId": "j-1", "progress": progress});
        app.publish("job-progress-update", sample("job-progress-update", fields))
            .await;
        assert_eq!(app.row("u-1", "JOB#j-1")["progress"], progress);
    }
    let fields = json!({"userId": "u-1", "contentId": "k-1", "contentType": "blog_post"});
    let steps = app
        .publish("content-generated", sample("content-generated", fields))
        .await;
    assert_eq!(app.row("u-1", "CONTENT#k-1")["status"], "draft");
    assert_eq!(
        app.row("u-1", "ANALYTICS#CONTENT")["generated_blog_post"],
        1
    );
    assert_eq!(app.shown("c-1"), ["content.generated"]);
    let progress: Vec<_> = app
        .world
        .sockets
        .messages("c-1")
        .into_iter()
        .take(2)
        .collect();
    assert_eq!(progress[0]["progress"]["progress"], 10);
    assert_eq!(progress[1]["progress"]["progress"], 90);
    assert_eq!(app.world.recorder.metric("ContentGenerated"), 1.0);
    let requested = processors_of(&steps, "Content Optimization Requested");
    assert_eq!(requested, ["notifications"], "the request is on the bus");
}

#[tokio::test]
async fn scheduled_content_goes_out_once_it_is_due_and_a_job_is_done() {
    let mut app = app();
    let fields = json!({
        "userId": "u-1", "contentId": "k-1", "contentType": "blog_post",
        "publishedTo": ["linkedin"], "scheduledFor": "2026-11-20T09:00:00Z",
    });
    let published = sample("studio.content-published", fields);
    app.publish("studio.content-published", published).await;
    assert_eq!(app.row("u-1", "CONTENT#k-1")["status"], "scheduled");

    let job = sample("ai-job-completed", json!({"userId": "u-1"}));
    let early = app.publish("ai-job-completed", job.clone()).await;
    assert!(processors_of(&early, "Content Published").is_empty());

    app.world
        .clock
        .advance(std::time::Duration::from_secs(3600));
    let steps = app.publish("ai-job-completed", job).await;
    assert_eq!(
        processors_of(&steps, "Content Published"),
        [
            "competitor-monitor",
            "notifications",
            "sync-social-analytics"
        ]
    );
    assert_eq!(app.row("u-1", "CONTENT#k-1")["status"], "published");
    assert_eq!(app.row("u-1", "POST#k-1#linkedin")["views"], 0);
    assert_eq!(app.row("u-1", "COMPETITION")["publications_linkedin"], 1);
    let left = app.world.table.sort_keys("USER#u-1");
    assert!(
        !left.iter().any(|sk| sk.starts_with("SCHEDULE#")),
        "{left:?}"
    );
}

#[tokio::test]
async fn a_scheduled_row_that_nobody_understands_holds_nothing_else_up() {
    let mut app = app();
    app.world.table.seed(
        Key::user("u-1", "SCHEDULE#2026-01-01#bad"),
        json!({"platforms": 7}),
    );
    let fields = json!({"contentId": "k-1", "contentType": "blog_post", "platforms": ["twitter"]});
    app.world
        .table
        .seed(Key::user("u-1", "SCHEDULE#2026-01-02#k-1"), {
            let mut row = fields;
            row["scheduledFor"] = json!("2026-01-02T00:00:00.000Z");
            row
        });
    let job = sample("ai-job-completed", json!({"userId": "u-1"}));
    app.publish("ai-job-completed", job).await;
    assert_eq!(app.row("u-1", "CONTENT#k-1")["status"], "published");
    assert!(
        app.world
            .recorder
            .messages()
            .contains(&"scheduled content left out".to_owned())
    );
    assert!(app.world.queue.letters().is_empty());
}

#[tokio::test]
async fn brand_changes_request_what_they_call_for_and_nothing_else() {
    let cases = [
        (json!(["phone"]), vec!["Brand Audit Requested"]),
        (json!(["marketArea"]), vec!["Competitor Refresh Requested"]),
        (
            json!(["name", "marketArea"]),
            vec!["Brand Audit Requested", "Competitor Refresh Requested"],
        ),
        (json!(["bio"]), vec![]),
    ];
    for (changes, expected) in cases {
        let mut app = app();
        let detail = sample(
            "brand.profile-updated",
            json!({"userId": "u-1", "changes": changes}),
        );
        let steps = app.publish("brand.profile-updated", detail).await;
        let published: Vec<_> = steps[0]
            .3
            .iter()
            .map(|(_, detail_type)| detail_type)
            .collect();
        assert_eq!(published, expected, "{changes}");
        assert!(app.row("u-1", "PERSONALIZATION")["marketArea"].is_string());
    }
}

#[tokio::test]
async fn a_falling_ranking_is_kept_and_answered_with_a_suggestion_a_rising_one_only_kept() {
    for (old, new, shown) in [(3, 9, vec!["ranking.fell"]), (9, 3, vec![])] {
        let mut app = app();
        let fields = json!({"userId": "u-1", "oldRank": old, "newRank": new});
        app.publish("ranking-changed", sample("ranking-changed", fields))
            .await;
        assert_eq!(app.shown("c-1"), shown);
        let rows = app.world.table.sort_keys("USER#u-1");
        assert!(rows.iter().any(|sk| sk.starts_with("RANKING#")), "{rows:?}");
        assert_eq!(
            rows.iter().any(|sk| sk.starts_with("SUGGESTION#")),
            new > old,
            "{rows:?}"
        );
    }
}

#[tokio::test]
async fn research_is_kept_and_leads_to_suggestions() {
    let mut app = app();
    let fields = json!({"userId": "u-1", "queryId": "q-1", "results": {"topics": ["schools"]}});
    app.publish(
        "research-query-completed",
        sample("research-query-completed", fields),
    )
    .await;
    assert!(app.row("u-1", "KNOWLEDGE#q-1")["query"].is_string());
    let suggestion = app.row("u-1", "SUGGESTION#RESEARCH#q-1");
    assert_eq!(suggestion["content"][0]["topic"], "schools");
    assert_eq!(app.row("u-1", "ANALYTICS#RESEARCH")["queries"], 1);
    assert_eq!(app.shown("c-1"), ["research.completed"]);
}

#[tokio::test]
async fn a_report_with_recipients_is_scheduled_for_sharing() {
    let mut app = app();
    let report = json!({"shareWith": ["a@example.com"]});
    let fields = json!({"userId": "u-1", "reportId": "r-1", "reportData": report});
    app.publish("report-generated", sample("report-generated", fields))
        .await;
    let share = app.row("u-1", "SHARE#2026-11-20T09:30:00.000Z#r-1");
    assert_eq!(share["recipients"], json!(["a@example.com"]));
}

#[tokio::test]
async fn inventory_that_jumps_becomes_a_trend_on_the_users_screen() {
    let mut app = app();
    let fields = |items| json!({"userId": "u-1", "provider": "mls", "itemsSynced": items});
    let name = "integration-sync-completed";
    for items in [100, 100, 100] {
        app.publish(name, sample(name, fields(items))).await;
    }
    let steps = app.publish(name, sample(name, fields(150))).await;
    assert_eq!(
        processors_of(&steps, "Trend Detected"),
        ["market-intelligence", "notifications"]
    );
    assert!(
        app.shown("c-1").contains(&"market.trend".to_owned()),
        "{:?}",
        app.shown("c-1")
    );
}

#[tokio::test]
async fn a_listing_that_became_cheaper_updates_its_valuation_and_tells_the_user() {
    let mut app = app();
    let listing = Key::user("u-1", "LISTING#l-1");
    let name = "integration-sync-completed";
    let sync = sample(name, json!({"userId": "u-1", "provider": "mls"}));
    for price in [500_000, 500_000, 450_000] {
        app.world.table.seed(
            listing.clone(),
            json!({"price": price, "address": "9 Quay Road"}),
        );
        app.publish(name, sync.clone()).await;
    }
    let valuation = app.row("u-1", "VALUATION#l-1");
    assert_eq!(
        (&valuation["price"], &valuation["changes"]),
        (&json!(450_000.0), &json!(1))
    );
    let shown = app.shown("c-1");
    assert_eq!(
        shown
            .iter()
            .filter(|about| *about == "market.price")
            .count(),
        1,
        "{shown:?}"
    );
}

#[tokio::test]
async fn synchronisations_of_other_providers_leave_listings_alone() {
    let mut app = app();
    let name = "Integration Sync Completed";
    let fields = json!({"userId": "u-1", "provider": "google"});
    let detail = sample("integration-sync-completed", fields);
    let event = app.event("bayon.coagent.integration", name, &detail);
    for processor in ["trend-detector", "price-reduction"] {
        assert_eq!(app.deliver(processor, &event).await, Outcome::Handled);
    }
    assert_eq!(app.world.table.sort_keys("USER#u-1"), ["CONNECTION#c-1"]);
}

#[tokio::test]
async fn a_trend_reaches_every_affected_user_once() {
    let mut app = app().with_user("u-2", "c-2");
    let fields = json!({"userId": "u-1", "affectedUsers": ["u-1", "u-2"], "confidence": 0.9});
    app.publish("trend-detected", sample("trend-detected", fields))
        .await;
    assert_eq!((app.shown("c-1").len(), app.shown("c-2").len()), (1, 1));
}

#[tokio::test]
async fn a_user_begins_with_profile_preferences_and_free_limits_in_either_order() {
    let created = sample(
        "user-created",
        json!({"userId": "u-1", "email": "a@example.com"}),
    );
    let fields = json!({"userId": "u-1", "email": "b@example.com"});
    let registered = sample("user-registered", fields);
    for created_first in [true, false] {
        let mut app = app();
        let mut events = [("user-created", &created), ("user-registered", &registered)];
        if !created_first {
            events.reverse();
        }
        for (name, detail) in events {
            app.publish(name, detail.clone()).await;
        }
        assert_eq!(app.row("u-1", "PROFILE")["email"], "b@example.com");
        assert_eq!(app.row("u-1", "ONBOARDING")["status"], "started");
        assert_eq!(
            app.row("u-1", "ENTITLEMENTS")["limits"]["contentGeneration"],
            10
        );
        assert_eq!(app.row("u-1", "PREFERENCES")["notifications"]["jobs"], true);
    }
}

#[tokio::test]
async fn a_plan_changes_access_and_an_unknown_one_changes_nothing() {
    let mut app = app();
    for (plan, limit) in [("professional", 250), ("gold", 250)] {
        let fields = json!({"userId": "u-1", "newPlan": plan});
        app.publish(
            "subscription-changed",
            sample("subscription-changed", fields),
        )
        .await;
        assert_eq!(
            app.row("u-1", "ENTITLEMENTS")["limits"]["contentGeneration"],
            limit
        );
    }
    assert!(
        app.world
            .recorder
            .messages()
            .iter()
            .any(|message| message.starts_with("unknown plan"))
    );
}

#[tokio::test]
async fn each_usage_limit_is_warned_of_once_a_period() {
    let mut app = app();
    for (used, period, warnings) in [
        (79, "11", 0),
        (80, "11", 1),
        (95, "11", 1),
        (100, "11", 2),
        (120, "11", 2),
        (85, "12", 3),
    ] {
        let data = json!({"used": used, "limit": 100, "period": period});
        let fields = json!({"userId": "u-1", "usageData": data});
        app.publish("usage-updated", sample("usage-updated", fields))
            .await;
        assert_eq!(app.shown("c-1").len(), warnings, "{used} in {period}");
    }
}

#[tokio::test]
async fn a_user_who_does_not_want_to_hear_of_jobs_does_not() {
    let mut app = app();
    let wishes = json!({"notifications": {"jobs": false}});
    app.world
        .table
        .seed(Key::user("u-1", "PREFERENCES"), wishes);
    for name in ["ai-job-completed", "ai-job-failed", "oauth-connected"] {
        app.publish(name, sample(name, json!({"userId": "u-1"})))
            .await;
    }
    assert_eq!(app.shown("c-1"), ["oauth.connected"]);
}

#[tokio::test]
async fn a_stale_connection_is_forgotten() {
    let mut app = app();
    app.world
        .table
        .seed(Key::user("u-1", "CONNECTION#gone"), json!({}));
    app.world.table.seed(
        Key::new("CONNECTION#gone", "META"),
        json!({"userId": "u-1"}),
    );
    let name = "real-time-notification";
    app.publish(name, sample(name, json!({"userId": "u-1"})))
        .await;
    assert_eq!(app.shown("c-1").len(), 1);
    let rows = app.world.table.rows();
    assert!(
        rows.keys()
            .all(|key| !key.pk.contains("gone") && !key.sk.contains("gone"))
    );
}

#[tokio::test]
async fn progress_that_arrives_late_is_not_shown_again() {
    let mut app = app();
    let at = |progress, second| {
        let timestamp = format!("2026-11-20T08:30:{second:02}Z");
        json!({"userId": "u-1", "jobId": "j-1", "progress": progress, "timestamp": timestamp})
    };
    for fields in [at(90, 9), at(10, 1)] {
        app.publish("job-progress-update", sample("job-progress-update", fields))
            .await;
    }
    assert_eq!(app.row("u-1", "JOB#j-1")["progress"], 90);
    assert_eq!(app.world.sockets.messages("c-1").len(), 1);
}
