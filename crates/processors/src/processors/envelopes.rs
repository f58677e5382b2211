//! The events that processors consume and publish, as source and detail-type.

/// `source` and `detail-type`.
pub type Envelope = (&'static str, &'static str);

macro_rules! envelopes {
    ($($name:ident = $source:literal, $detail_type:literal;)*) => {
        $(#[doc = concat!("`", $detail_type, "` of `", $source, "`.")]
        pub const $name: Envelope = (concat!("bayon.coagent.", $source), $detail_type);)*
    };
}

envelopes! {
    USER_CREATED = "user", "User Created";
    USER_REGISTERED = "user", "User Registered";
    SUBSCRIPTION_CHANGED = "user", "Subscription Changed";
    USAGE_UPDATED = "user", "Usage Updated";
    USER_PROFILE_UPDATED = "user", "Profile Updated";
    CONTENT_PUBLISHED = "content", "Content Published";
    CONTENT_CREATED = "content", "Content Created";
    CONTENT_SCHEDULED = "content", "Content Scheduled";
    CONTENT_ANALYTICS_UPDATED = "content", "Content Analytics Updated";
    CONTENT_OPTIMIZATION_REQUESTED = "content", "Content Optimization Requested";
    STUDIO_CONTENT_GENERATED = "studio", "Content Generated";
    STUDIO_CONTENT_PUBLISHED = "studio", "Content Published";
    STUDIO_CONTENT_UPDATED = "studio", "Content Updated";
    JOB_PROGRESS_UPDATE = "studio", "Job Progress Update";
    AI_JOB_COMPLETED = "ai", "AI Job Completed";
    AI_JOB_FAILED = "ai", "AI Job Failed";
    INTEGRATION_SYNC_COMPLETED = "integration", "Integration Sync Completed";
    INTEGRATION_SYNC_FAILED = "integration", "Integration Sync Failed";
    OAUTH_CONNECTED = "integration", "OAuth Connected";
    OAUTH_DISCONNECTED = "integration", "OAuth Disconnected";
    MLS_DATA_SYNCED = "integration", "MLS Data Synced";
    SOCIAL_POST_PUBLISHED = "integration", "Social Post Published";
    BRAND_PROFILE_UPDATED = "brand", "Profile Updated";
    COMPETITOR_DISCOVERED = "brand", "Competitor Discovered";
    RANKING_CHANGED = "brand", "Ranking Changed";
    AUDIT_COMPLETED = "brand", "Audit Completed";
    BRAND_AUDIT_REQUESTED = "brand", "Brand Audit Requested";
    COMPETITOR_REFRESH_REQUESTED = "brand", "Competitor Refresh Requested";
    RESEARCH_QUERY_COMPLETED = "research", "Research Query Completed";
    REPORT_GENERATED = "research", "Report Generated";
    KNOWLEDGE_UPDATED = "research", "Knowledge Updated";
    TREND_DETECTED = "market", "Trend Detected";
    ALERT_TRIGGERED = "market", "Alert Triggered";
    OPPORTUNITY_IDENTIFIED = "market", "Opportunity Identified";
    PRICE_CHANGE_DETECTED = "market", "Price Change Detected";
    REALTIME_NOTIFICATION = "notification", "Real-time Notification";
    SERVICE_HEALTH_CHECK = "system", "Service Health Check";
    SERVICE_ERROR_OCCURRED = "system", "Service Error Occurred";
    SERVICE_PERFORMANCE_DEGRADED = "system", "Service Performance Degraded";
}
