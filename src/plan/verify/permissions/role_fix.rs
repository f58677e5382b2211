//! What to add where the role of a target does not let EventBridge deliver.

use coagent_template::policy::Request;
use coagent_template::token;
use coagent_template::wiring::{EVENTS, Node, Role, Rule, Target, action_on, delivering_role};

use super::super::context::{Context, label};

/// The statements that are missing, and of which policy; a role where there is none.
pub(super) fn role_fix(context: &Context<'_>, rule: &Rule, target: &Target, arn: &str) -> String {
    let action = action_on(arn).unwrap_or("the delivery");
    let resource = written(context, arn);
    let allows = format!("- Effect: Allow\n  Action: {action}\n  Resource: {resource}");
    let role = delivering_role(rule, target).get();
    let Some(role) = role.and_then(|role| context.wiring.role(role)) else {
        return new_role(&allows);
    };
    let name = label(&role.origin, &role.name);
    if role_denies(role, action, arn) {
        return format!("Take {action} out of the statement of role {name} that denies it");
    }
    let mut missing = Vec::new();
    if !role.may_be_assumed_by(EVENTS) {
        missing.push(format!("# Trust policy of role {name}:\n{}", trust()));
    }
    if role.may(action, arn).is_denied() {
        missing.push(format!("# A policy of role {name}:\n{allows}"));
    }
    match missing.is_empty() {
        // The role may: what it delivers to has a statement against it.
        true => format!("Take role {name} out of the statement of {resource} that denies it"),
        false => missing.join("\n"),
    }
}

fn role_denies(role: &Role, action: &str, resource: &str) -> bool {
    role.permissions.denies(&Request {
        principal: None,
        action,
        resource,
        context: &[],
    })
}

/// The statement with which a role trusts EventBridge.
fn trust() -> String {
    format!("- Effect: Allow\n  Principal: {{ Service: {EVENTS} }}\n  Action: sts:AssumeRole")
}

fn new_role(allows: &str) -> String {
    format!(
        "# In the target:
RoleArn: !GetAtt DeliveryRole.Arn
# A resource:
DeliveryRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: '2012-10-17'
      Statement:
{}
    Policies:
      - PolicyName: deliver
        PolicyDocument:
          Version: '2012-10-17'
          Statement:
{}",
        indented(&trust(), 8),
        indented(allows, 12)
    )
}

fn indented(text: &str, by: usize) -> String {
    let lines = text.lines().map(|line| format!("{:by$}{line}", ""));
    lines.collect::<Vec<_>>().join("\n")
}

/// A resource as a template writes it: by its logical id where it has one.
fn written(context: &Context<'_>, arn: &str) -> String {
    let (id, function) = match context.wiring.node(arn) {
        Some(Node::Function(one)) => (&one.origin.logical_id, "!GetAtt"),
        Some(Node::Queue(one)) => (&one.origin.logical_id, "!GetAtt"),
        Some(Node::Bus(one)) => (&one.origin.logical_id, "!GetAtt"),
        Some(Node::Topic(one)) => (&one.origin.logical_id, "!Ref"),
        _ => (&None, ""),
    };
    match (id, function) {
        (Some(id), "!GetAtt") => format!("!GetAtt {id}.Arn"),
        (Some(id), function) => format!("{function} {id}"),
        (None, _) => literal(&token::display(arn)),
    }
}

fn literal(arn: &str) -> String {
    match arn.contains("${") {
        true => format!("!Sub '{arn}'"),
        false => arn.to_owned(),
    }
}
