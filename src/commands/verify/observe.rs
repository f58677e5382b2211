//! Asking AWS for everything that the checks look at. Nothing is changed. Of what the stack believes
//! to have, some may have been deleted by hand.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    aws::{
        Aws,
        cloudformation::{Stack, StackResource},
        cloudwatch::Alarm,
        eventbridge::{Archive, Bus},
        holdings::{Routed, bus_and_name, each, names},
        lambda,
        s3::Bucket,
        sns::Topic,
        sqs,
    },
    context::{Access, Context},
    error::{Error, IfThere, Kind, Result},
    plan::live::{Function, Observed},
};

/// What is deployed, and the names of the account's buses.
pub(super) async fn observe(ctx: &Context) -> Result<(Observed, Vec<String>)> {
    let environment = ctx.environment()?;
    let aws = ctx.aws(Access::Read).await?;
    let stack = aws.deployed(&environment.stack, &environment.name).await?;
    let cloudformation = aws.cloudformation();
    let (resources, template) = tokio::try_join!(
        cloudformation.resources(&stack.id),
        cloudformation.template(&stack.id),
    )?;
    let account_buses = aws.eventbridge().buses().await?;
    let observed = things(aws, stack, resources, template, ctx.now()).await?;
    Ok((observed, account_buses))
}

async fn things(
    aws: &Aws,
    stack: Stack,
    resources: Vec<StackResource>,
    template: String,
    now: Timestamp,
) -> Result<Observed> {
    let (lambda, cloudwatch) = (aws.lambda(), aws.cloudwatch());
    let (buses, rules, functions, queues, archives, mappings, alarms, alarm_rules, buckets) = tokio::try_join!(
        buses(aws, &resources),
        rules(aws, &resources),
        functions(aws, &resources, now),
        queues(aws, &resources),
        archives(aws, &resources),
        lambda.mappings(),
        cloudwatch.all_alarms(),
        cloudwatch.composite_rules(),
        buckets(aws, &resources),
    )?;
    let told = told(&resources, &rules, &alarms);
    let topics = topics(aws, &resources, told).await?;
    Ok(Observed {
        stack,
        region: aws.place.region.clone(),
        template,
        resources,
        buses,
        rules,
        functions,
        queues,
        archives,
        mappings,
        alarms,
        alarm_rules,
        topics,
        buckets,
    })
}

async fn buses(aws: &Aws, resources: &[StackResource]) -> Result<Vec<Bus>> {
    let eventbridge = aws.eventbridge();
    let buses = each(names(resources, "AWS::Events::EventBus"), |name| {
        let eventbridge = eventbridge.clone();
        async move { eventbridge.bus(&name).await.if_there() }
    });
    Ok(buses.await?.into_iter().flatten().collect())
}

/// Every rule of the stack's own buses, and the stack's rules on other buses.
async fn rules(aws: &Aws, resources: &[StackResource]) -> Result<Vec<Routed>> {
    let own = names(resources, "AWS::Events::EventBus");
    let ids = names(resources, "AWS::Events::Rule");
    let mut buses: Vec<&str> = ids.iter().map(|id| bus_and_name(id).0).collect();
    buses.extend(own.iter().map(String::as_str));
    buses.sort_unstable();
    buses.dedup();
    let mut rules = Vec::new();
    for bus in buses {
        let of_bus = aws
            .eventbridge()
            .rules(bus)
            .await
            .if_there()?
            .unwrap_or_default();
        let is_own = own.iter().any(|name| name == bus);
        let of_stack = |name: &str| ids.iter().any(|id| bus_and_name(id) == (bus, name));
        rules.extend(
            of_bus
                .into_iter()
                .filter(|rule| is_own || of_stack(&rule.name)),
        );
    }
    aws.routed(rules).await
}

async fn functions(
    aws: &Aws,
    resources: &[StackResource],
    now: Timestamp,
) -> Result<Vec<Function>> {
    let functions = each(
        names(resources, "AWS::Lambda::Function"),
        |name| async move {
            let lambda = aws.lambda();
            match lambda.function(&name).await.if_there()? {
                Some(function) => function_with_all(aws, function, now).await.map(Some),
                None => Ok(None),
            }
        },
    );
    Ok(functions.await?.into_iter().flatten().collect())
}

async fn function_with_all(
    aws: &Aws,
    function: lambda::Function,
    now: Timestamp,
) -> Result<Function> {
    let (lambda, logs, cloudwatch) = (aws.lambda(), aws.logs(), aws.cloudwatch());
    let name = &function.name;
    let (policy, asynchronous, log_retention, errors) = tokio::try_join!(
        lambda.policy(name),
        lambda.asynchronous(name),
        logs.retention(&function.log_group),
        cloudwatch.errors(name, now),
    )?;
    Ok(Function {
        policy,
        asynchronous,
        log_retention,
        errors,
        function,
    })
}

async fn queues(aws: &Aws, resources: &[StackResource]) -> Result<Vec<sqs::Queue>> {
    let queues = each(names(resources, "AWS::SQS::Queue"), |url| async move {
        aws.sqs().queue(&url).await.if_there()
    });
    Ok(queues.await?.into_iter().flatten().collect())
}

async fn buckets(aws: &Aws, resources: &[StackResource]) -> Result<Vec<Bucket>> {
    let buckets = each(names(resources, "AWS::S3::Bucket"), |name| async move {
        aws.buckets().bucket(&name).await.if_there()
    });
    Ok(buckets.await?.into_iter().flatten().collect())
}

/// The topics that the rules and the stack's alarms tell.
fn told(resources: &[StackResource], rules: &[Routed], alarms: &[Alarm]) -> BTreeSet<String> {
    let ours = names(resources, "AWS::CloudWatch::Alarm");
    let alarms = alarms.iter().filter(|alarm| ours.contains(&alarm.name));
    let actions = alarms.flat_map(|alarm| &alarm.definition.actions);
    let targets = rules.iter().flat_map(|routed| &routed.targets);
    let all = targets.map(|target| &target.arn).chain(actions);
    all.filter(|arn| arn.contains(":sns:")).cloned().collect()
}

/// The stack's topics and those that are told. What is not of the stack may be hidden from us.
async fn topics(
    aws: &Aws,
    resources: &[StackResource],
    told: BTreeSet<String>,
) -> Result<Vec<Topic>> {
    let own = names(resources, "AWS::SNS::Topic");
    let others = told.into_iter().filter(|arn| !own.contains(arn));
    let others = each(others.collect(), |arn| async move {
        match aws.sns().topic(&arn).await.if_there() {
            Err(Error {
                kind: Kind::Refused,
                ..
            }) => Ok(None),
            answer => answer,
        }
    });
    let own = each(own.clone(), |arn| async move {
        aws.sns().topic(&arn).await.if_there()
    });
    let (own, others) = tokio::try_join!(own, others)?;
    Ok(own.into_iter().chain(others).flatten().collect())
}

async fn archives(aws: &Aws, resources: &[StackResource]) -> Result<Vec<Archive>> {
    let archives = each(
        names(resources, "AWS::Events::Archive"),
        |name| async move { aws.eventbridge().archive(&name).await.if_there() },
    );
    Ok(archives.await?.into_iter().flatten().collect())
}
