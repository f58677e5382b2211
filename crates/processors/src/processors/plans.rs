//! What each plan gives: features and monthly limits.

use serde_json::{Value, json};

/// The plan of a new account.
pub(super) const FREE: &str = "free";

/// The features and limits of a plan, or nothing for a plan that is not known here.
pub(super) fn entitlements(plan: &str) -> Option<Value> {
    let (features, content, research): (&[&str], _, _) = match plan {
        FREE => (&["studio"], 10, 5),
        "starter" => (&["studio", "research", "scheduling"], 50, 25),
        "professional" => (
            &["studio", "research", "scheduling", "brand", "market"],
            250,
            100,
        ),
        "enterprise" => (
            &[
                "studio",
                "research",
                "scheduling",
                "brand",
                "market",
                "api",
                "team",
            ],
            5000,
            1000,
        ),
        _ => return None,
    };
    let limits = json!({"contentGeneration": content, "research": research});
    Some(json!({"plan": plan, "features": features, "limits": limits}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bigger_plan_never_gives_less() {
        let plans = [FREE, "starter", "professional", "enterprise"];
        let limit = |plan, what: &str| entitlements(plan).unwrap()["limits"][what].as_i64();
        for pair in plans.windows(2) {
            for what in ["contentGeneration", "research"] {
                assert!(
                    limit(pair[0], what) < limit(pair[1], what),
                    "{pair:?} {what}"
                );
            }
        }
    }

    #[test]
    fn an_unknown_plan_gives_nothing() {
        assert_eq!(entitlements("gold"), None);
    }
}
