//! What a function's role lets Lambda do.

use super::{Lambda, asynchronous::prefix, fault::invalid, state::Configuration};
use crate::{arn::Arn, authority::Assumed, core::Core, fault::Fault, principal::Source};

const PRINCIPAL: &str = "lambda.amazonaws.com";
const PUT: &str = "s3:PutObject";

/// What Lambda does with a function's role at a queue, and at a stream.
const TAKE: [&str; 3] = [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
];
const READ: [&str; 3] = [
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:DescribeStream",
];

/// Whether a function's role may send to a queue, a topic, a function, a bus or a bucket, where the
/// keys begin with `prefix`.
///
/// # Errors
/// `AccessDeniedException` with the reason.
pub(super) fn may_send(
    core: &Core,
    role: &str,
    function_arn: &str,
    target: &str,
    prefix: &str,
) -> Result<(), Fault> {
    match action_on(target) {
        Some(PUT) => {
            let object = format!("{target}/{prefix}");
            check(core, role, function_arn, PUT, &object)
        }
        Some(action) => check(core, role, function_arn, action, target),
        None => Ok(()),
    }
}

impl Lambda {
    /// Whether Lambda can assume a function's role, and may send dead letters with it.
    ///
    /// # Errors
    /// `InvalidParameterValueException`.
    pub(super) fn check_role(
        &self,
        configuration: &Configuration,
        function_arn: &str,
    ) -> Result<(), Fault> {
        let Some(cloud) = self.core.cloud() else {
            return Ok(());
        };
        let role = &configuration.role;
        let service = Source::new(PRINCIPAL, function_arn, &self.core.account);
        cloud.iam.assumable(role, &service).map_err(|why| {
            invalid(format!(
                "The role defined for the function cannot be assumed by Lambda: {why}."
            ))
        })?;
        let dead_letters = configuration.dead_letters.target_arn.as_deref();
        let dead_letters = dead_letters.filter(|target| !target.is_empty());
        self.check_targets(role, function_arn, dead_letters)
    }

    /// Whether a role may send to the targets of dead letters and of results.
    ///
    /// # Errors
    /// `InvalidParameterValueException`.
    pub(super) fn check_targets<'a>(
        &self,
        role: &str,
        function_arn: &str,
        targets: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Fault> {
        let prefix = prefix(function_arn);
        let mut targets = targets.into_iter();
        targets.try_for_each(|target| self.check_target(role, function_arn, target, &prefix))
    }

    /// The same of one target; in a bucket the keys begin with `prefix`.
    ///
    /// # Errors
    /// `InvalidParameterValueException`.
    pub(super) fn check_target(
        &self,
        role: &str,
        function_arn: &str,
        target: &str,
        prefix: &str,
    ) -> Result<(), Fault> {
        may_send(&self.core, role, function_arn, target, prefix).map_err(|_| {
            let action = action_on(target).and_then(|action| action.split(':').nth(1));
            invalid(format!(
                "The provided execution role does not have permissions to call {} on {target}",
                action.unwrap_or_default()
            ))
        })
    }

    /// Whether a role may take from the source of a mapping.
    ///
    /// # Errors
    /// `InvalidParameterValueException`.
    pub(super) fn check_source(
        &self,
        role: &str,
        function_arn: &str,
        source: &str,
    ) -> Result<(), Fault> {
        let is_queue = Arn::parse(source).is_some_and(|arn| arn.service == "sqs");
        let actions = if is_queue { TAKE } else { READ };
        for action in actions {
            check(&self.core, role, function_arn, action, source).map_err(|_| {
                let (_, called) = action.split_once(':').unwrap_or_default();
                invalid(match is_queue {
                    true => format!(
                        "The provided execution role does not have permissions to call {called} \
                         on SQS"
                    ),
                    false => format!(
                        "Cannot access stream {source}. Please ensure the role can perform the \
                         GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on \
                         your stream in IAM."
                    ),
                })
            })?;
        }
        Ok(())
    }
}

fn check(
    core: &Core,
    role: &str,
    function_arn: &str,
    action: &str,
    resource: &str,
) -> Result<(), Fault> {
    let Some(cloud) = core.cloud() else {
        return Ok(());
    };
    let service = &Source::new(PRINCIPAL, function_arn, &core.account);
    Assumed { role, service }.check(&cloud, action, resource)
}

fn action_on(arn: &str) -> Option<&'static str> {
    match Arn::parse(arn)?.service.as_str() {
        "sqs" => Some("sqs:SendMessage"),
        "sns" => Some("sns:Publish"),
        "lambda" => Some("lambda:InvokeFunction"),
        "events" => Some("events:PutEvents"),
        "s3" => Some(PUT),
        _ => None,
    }
}
