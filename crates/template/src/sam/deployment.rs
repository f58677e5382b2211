//! `DeploymentPreference` of a function: CodeDeploy moves its alias.

use super::make::{Make, get_att, map, reference, text, trust};
use super::{Expansion, Source};
use crate::node::Node;

const APPLICATION: &str = "ServerlessDeploymentApplication";
const ROLE: &str = "CodeDeployServiceRole";

/// Adds the application of CodeDeploy, once, and the function's deployment group.
pub(super) fn expand(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let Some(preference) = source.get("DeploymentPreference") else {
        return;
    };
    if preference.get("Enabled").and_then(Node::text) == Some("false") {
        return;
    }
    let span = preference.span();
    if expansion.is_new(APPLICATION) {
        let application = Make::new(APPLICATION, "AWS::CodeDeploy::Application", span);
        expansion.add(application.set("ComputePlatform", text(span, "Lambda")));
    }
    let role = match preference.get("Role") {
        Some(role) => role.clone(),
        None => {
            if expansion.is_new(ROLE) {
                let document = trust(span, "codedeploy.amazonaws.com");
                let role = Make::new(ROLE, "AWS::IAM::Role", span);
                expansion.add(role.set("AssumeRolePolicyDocument", document));
            }
            get_att(span, ROLE, "Arn")
        }
    };
    let group = format!("{}DeploymentGroup", source.id());
    let group = source.other(&group, "AWS::CodeDeploy::DeploymentGroup", span);
    let style = map(
        span,
        [
            ("DeploymentType", text(span, "BLUE_GREEN")),
            ("DeploymentOption", text(span, "WITH_TRAFFIC_CONTROL")),
        ],
    );
    expansion.add(
        group
            .set("ApplicationName", reference(span, APPLICATION))
            .set("ServiceRoleArn", role)
            .set("DeploymentStyle", style),
    );
}
