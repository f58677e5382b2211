//! A deployment: artifacts sent, a change set made, looked at, executed.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use coagent_processors::catalogue;
use coagent_template::Template;

use super::{
    bundle::Bundle,
    follow::{End, Operation, last_failures, reasons},
    package::Package,
};
use crate::{
    aws::{
        Aws,
        cloudformation::{ChangeSet, ChangeSetStatus, Desired, Stack, TemplateAt},
        s3,
    },
    error::{Error, Result},
    plan::{
        changes::Change,
        parameters,
        routing::{self, Rerouted, Route},
        stack::{Blocked, Way, way},
    },
    project::{Environment, TemplateSource},
    ui::Ui,
};

/// What CloudFormation takes in a request; more must be in a bucket.
const BODY_LIMIT: usize = 51_200;
/// How often a change set is looked at.
const PAUSE: Duration = Duration::from_millis(500);
const LOCAL_PAUSE: Duration = Duration::from_millis(20);

/// A template that holds together with its parameters, and the bundle that it wants.
pub(crate) struct Prepared<'a> {
    /// The template's name and text.
    pub(crate) source: &'a TemplateSource,
    /// What was read of it.
    pub(crate) template: Template,
    /// The functions' bundle, when the template wants one.
    pub(crate) bundle: Option<Bundle>,
    /// What the template names of this machine.
    pub(crate) packages: Vec<Package>,
    /// The routing that it describes.
    pub(crate) routes: BTreeSet<Route>,
}

/// Where a deployment goes and who hears of it.
pub(crate) struct Deployment<'a> {
    /// AWS at the environment.
    pub(crate) aws: &'a Aws,
    /// The environment.
    pub(crate) environment: &'a Environment,
    /// Who hears of it.
    pub(crate) ui: &'a Ui,
    /// Whether the local environment records resources of types that it does not emulate.
    pub(crate) allow_unemulated: bool,
}

/// What will happen to a stack.
pub(crate) struct Plan {
    set: ChangeSet,
    /// Whether the stack was there before, be it only in review.
    was_there: bool,
    /// Whether the stack is made.
    pub(crate) creates: bool,
    /// What changes.
    pub(crate) changes: Vec<Change>,
    /// Which events go elsewhere than before.
    pub(crate) rerouted: Rerouted,
}

impl Deployment<'_> {
    /// Sends what CloudFormation and Lambda are to read.
    pub(crate) async fn send(
        &self,
        application: &str,
        prepared: Prepared<'_>,
        typed: &[(String, String)],
    ) -> Result<Desired> {
        let Prepared {
            source,
            template,
            bundle,
            packages,
            ..
        } = prepared;
        let bundle = match bundle {
            Some(bundle) => Some(
                self.upload(application, "bundle", bundle.content, &bundle.name)
                    .await?,
            ),
            None => None,
        };
        let bundle = bundle.map(|(bucket, key, _)| (bucket, key));
        let mut sent = Vec::new();
        for Package {
            artifacts,
            name,
            content,
        } in packages
        {
            let (bucket, key, _) = self.upload(application, "code", content, &name).await?;
            let place = |artifact| (artifact, (bucket.clone(), key.clone()));
            sent.extend(artifacts.into_iter().map(place));
        }
        let text = template.with_artifacts(&sent);
        let at = if text.len() > BODY_LIMIT {
            let name = Path::new(&source.name);
            TemplateAt::Url(
                self.upload(application, "template", text.into_bytes(), name)
                    .await?
                    .2,
            )
        } else {
            TemplateAt::Body(text)
        };
        Ok(Desired {
            stack: self.environment.stack.clone(),
            template: at,
            file: source.name.clone(),
            parameters: parameters::values(&template, self.environment, bundle, typed),
            tags: self.tags(application),
            allow_unemulated: self.allow_unemulated,
        })
    }

    fn tags(&self, application: &str) -> BTreeMap<String, String> {
        let mut tags = self.environment.tags.clone();
        tags.entry("application".into())
            .or_insert_with(|| application.into());
        tags.entry("environment".into())
            .or_insert_with(|| self.environment.name.clone());
        tags
    }

    /// Puts an artifact into the bucket: the bucket, the key, the URL.
    async fn upload(
        &self,
        application: &str,
        kind: &str,
        content: Vec<u8>,
        name: &Path,
    ) -> Result<(String, String, String)> {
        let account = self.aws.sts().account().await?;
        let artifacts = self.aws.artifacts(&account);
        if artifacts.ensure().await? {
            self.ui
                .detail(format!("Made bucket `{}`", artifacts.bucket));
        }
        let key = s3::key(application, kind, &content, name);
        let size = content.len();
        if artifacts.put(&key, content).await? {
            self.ui.detail(format!("Uploaded `{key}` ({size} bytes)"));
        }
        let url = artifacts.url(&key);
        Ok((artifacts.bucket, key, url))
    }

    /// What would change; `None` when nothing would. `routes` is the routing afterwards.
    pub(crate) async fn plan(
        &self,
        desired: &Desired,
        routes: &BTreeSet<Route>,
        name: &str,
    ) -> Result<Option<Plan>> {
        let cloudformation = self.aws.cloudformation();
        let stack = cloudformation.stack(&desired.stack).await?;
        let status = stack.as_ref().map(|stack| stack.status.as_str());
        let creates = match way(status) {
            Ok(way) => way == Way::Create,
            Err(blocked) => return Err(self.blocked(blocked, &stack.unwrap_or_default()).await),
        };
        let set = cloudformation
            .create_change_set(desired, name, creates)
            .await?;
        let mut plan = Plan {
            set,
            was_there: status.is_some_and(|status| status != "DELETE_COMPLETE"),
            creates,
            changes: Vec::new(),
            rerouted: Rerouted::default(),
        };
        match self.wait(&plan.set).await? {
            ChangeSetStatus::Ready(changes) => plan.changes = changes,
            ended => {
                self.discard(&plan).await?;
                return match ended {
                    ChangeSetStatus::Failed(reason) => Err(self.no_change_set(desired, reason)),
                    _ => Ok(None),
                };
            }
        }
        if let Some(stack) = stack.filter(|_| !creates) {
            plan.rerouted = self.rerouted(&stack, routes).await?;
        }
        Ok(Some(plan))
    }

    /// The difference to the routing that the stack has now; none when its template cannot be read.
    async fn rerouted(&self, stack: &Stack, after: &BTreeSet<Route>) -> Result<Rerouted> {
        let text = self.aws.cloudformation().template(&stack.id).await?;
        let template = Template::parse("the stack's template", &text).ok();
        let before = template
            .and_then(|template| routing::routes(&template, &stack.parameters, catalogue::all()));
        Ok(before
            .map(|before| routing::difference(&before, after))
            .unwrap_or_default())
    }

    /// Waits until CloudFormation has compared.
    async fn wait(&self, set: &ChangeSet) -> Result<ChangeSetStatus> {
        let progress = self.ui.progress();
        progress.now("CloudFormation compares the template with the stack");
        let pause = if self.aws.place.local.is_some() {
            LOCAL_PAUSE
        } else {
            PAUSE
        };
        loop {
            match self.aws.cloudformation().change_set(set).await? {
                ChangeSetStatus::Pending => tokio::time::sleep(pause).await,
                ended => return Ok(ended),
            }
        }
    }

    fn no_change_set(&self, desired: &Desired, reason: String) -> Error {
        let place = &self.aws.place;
        Error::failed(format!(
            "CloudFormation cannot deploy stack `{}` in {place}",
            desired.stack
        ))
        .because(reason)
        .in_template(&desired.file)
    }

    /// Removes what is not to be executed, with the stack that was only made to look at it.
    pub(crate) async fn discard(&self, plan: &Plan) -> Result<()> {
        let cloudformation = self.aws.cloudformation();
        cloudformation.discard(&plan.set).await?;
        // A stack in review that somebody else made, or has a change set in, is not ours to delete.
        if plan.was_there || cloudformation.change_sets(&plan.set.stack_id).await? > 0 {
            return Ok(());
        }
        cloudformation.delete(&plan.set.stack_id).await
    }

    /// Makes the changes and waits for the end.
    pub(crate) async fn execute(&self, plan: &Plan) -> Result<()> {
        let cloudformation = self.aws.cloudformation();
        let name = &self.environment.stack;
        let id = &plan.set.stack_id;
        let operation = Operation::begin(self.aws, id, plan.changes.len()).await?;
        cloudformation.execute(&plan.set).await?;
        let end = operation.follow(self.ui).await?;
        if !end.is_well() {
            return Err(self.failed(&end, plan));
        }
        if self.environment.protected {
            cloudformation.protect(id, true).await?;
        }
        self.ui
            .status(format!("Deployed stack `{name}` in {}", self.aws.place));
        Ok(())
    }

    fn failed(&self, end: &End, plan: &Plan) -> Error {
        let Environment { stack, name, .. } = self.environment;
        let error = end.error(format!(
            "Failed to deploy stack `{stack}` in {}",
            self.aws.place
        ));
        if plan.creates {
            return error.hint(format!(
                "coagent destroy --env {name} removes what is left; then deploy again"
            ));
        }
        error.hint("the stack is as it was before; mend the cause and deploy again")
    }

    /// Why the stack cannot be deployed as it is, and the way out.
    async fn blocked(&self, blocked: Blocked, stack: &Stack) -> Error {
        let Stack { name, status, .. } = stack;
        let environment = &self.environment.name;
        let place = &self.aws.place;
        let error =
            |why: &str| Error::failed(format!("Stack `{name}` in {place} is {status}: {why}"));
        let aws = |command: &str| format!("aws cloudformation {command} --stack-name {name}");
        match blocked {
            Blocked::Busy => error("another operation is going on")
                .hint("wait until it has ended: coagent status"),
            Blocked::NeverCreated => self
                .with_causes(
                    error("its creation failed, and CloudFormation can only delete it"),
                    stack,
                )
                .await
                .hint(format!(
                    "coagent destroy --env {environment}, then deploy again"
                )),
            Blocked::HalfDeleted => self
                .with_causes(error("its deletion did not come to its end"), stack)
                .await
                .hint(format!(
                    "coagent destroy --env {environment}, then deploy again"
                )),
            Blocked::HalfUpdated => self
                .with_causes(
                    error("its last update was neither finished nor undone"),
                    stack,
                )
                .await
                .hint(aws("continue-update-rollback")),
        }
    }

    async fn with_causes(&self, error: Error, stack: &Stack) -> Error {
        let events = self
            .aws
            .cloudformation()
            .events_since(&stack.id, None)
            .await;
        error.because_of(reasons(&last_failures(&events.unwrap_or_default())))
    }
}
