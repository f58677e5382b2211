//! The access log of a stage: a line for each request, in the stage's own format.

use super::{ApiGateway, model::Stage};
use crate::arn::Arn;

/// Writes the line of one request to the stage's log group, where it has one. `context` knows the
/// values of `$context.…`; what it does not know is written as `-`.
pub(super) fn write(gateway: &ApiGateway, stage: &Stage, context: impl Fn(&str) -> Option<String>) {
    let Some(settings) = &stage.access_log_settings else {
        return;
    };
    let destination = settings["destinationArn"].as_str().and_then(Arn::parse);
    let (Some(group), Some(cloud)) = (destination, gateway.core.cloud()) else {
        return;
    };
    let group = group
        .resource
        .trim_start_matches("log-group:")
        .trim_end_matches(":*")
        .to_owned();
    let line = fill(settings["format"].as_str().unwrap_or_default(), context);
    cloud.logs.append(
        &group,
        &stage.stage_name.replace('$', ""),
        vec![(gateway.now(), line)],
    );
}

fn fill(format: &str, context: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = format.split("$context.");
    let mut line = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        let end = part.find(|c| !is_name(c)).unwrap_or(part.len());
        let name = part[..end].trim_end_matches('.');
        line.push_str(context(name).as_deref().unwrap_or("-"));
        line.push_str(&part[name.len()..]);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_and_unknown_ones_are_a_dash() {
        let context = |name: &str| (name == "status").then(|| "202".to_owned());
        assert_eq!(
            fill(
                r#"{"s":"$context.status","e":"$context.error.message"}."#,
                context
            ),
            r#"{"s":"202","e":"-"}."#
        );
        assert_eq!(fill("plain", context), "plain");
    }
}
