//! Every operation of the local AWS that the genuine Rust SDK has, and the errors that its models
//! name. An operation that a service has and nobody called here fails the test of that service.

mod apigateway;
mod cloudformation;
mod cloudwatch;
mod dynamodb;
mod errors;
mod events;
mod failing;
mod iam;
mod keys;
mod kms;
mod lambda;
mod logs;
mod s3;
mod sns;
mod sqs;
mod sts;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_config::SdkConfig;
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::FinalizerInterceptorContextRef},
        orchestrator::Metadata,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use coagent_local::{
    core::Config,
    protocol::value::to_value,
    server::{Running, ServeConfig, serve},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::common::sdk;

/// A client of an SDK crate, with settings of its own; what it gets an answer to counts as tested.
macro_rules! client {
    ($aws:expr, $sdk:ident $(, $setting:ident($value:expr))*) => {
        $sdk::Client::from_conf(
            $sdk::config::Builder::from(&$aws.config)
                .interceptor($aws.answered.clone())
                $(.$setting($value))*
                .build(),
        )
    };
}

/// The request is refused with the error that the service's model calls so.
macro_rules! refused {
    ($request:expr, $kind:ident) => {{
        let error = $request.send().await.unwrap_err().into_service_error();
        assert!(error.$kind(), "{}: {error:?}", stringify!($request));
        crate::sdk::errors::met(error.meta().code());
    }};
}

/// The request is refused with a code that the operation's model does not name.
macro_rules! refused_as {
    ($request:expr, $code:literal) => {{
        let error = $request.send().await.unwrap_err().into_service_error();
        assert_eq!(error.meta().code(), Some($code), "{error:?}");
        let named = !format!("{error:?}").starts_with("Unhandled");
        assert!(!named, "{error:?} has a kind of its own: see refused");
        crate::sdk::errors::met(error.meta().code());
    }};
}

pub(crate) use {client, refused, refused_as};

/// A local AWS of a test's own, and which of its operations were answered.
struct Aws {
    running: Running,
    config: SdkConfig,
    answered: Answered,
    dir: TempDir,
}

impl Aws {
    async fn start() -> Self {
        Self::start_in("us-east-1").await
    }

    /// An environment in this region.
    async fn start_in(region: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let environment = Config {
            region: region.to_owned(),
            ..Config::new(dir.path())
        };
        let config = ServeConfig::new(environment, ([127, 0, 0, 1], 0).into(), "test");
        let running = serve(config).await.unwrap();
        Self {
            config: sdk::config_of(running.endpoint()),
            running,
            answered: Answered::default(),
            dir,
        }
    }

    /// Has the service do the same once for each input, all at the same time and without a client:
    /// what is limited to thousands is filled so.
    async fn fill(&self, service: &str, operation: &str, inputs: impl Iterator<Item = Value>) {
        let cloud = self.running.cloud();
        let calls = inputs.map(|input| cloud.call(service, operation, to_value(&input)));
        futures_util::future::try_join_all(calls).await.unwrap();
    }

    /// A role with a managed policy that allows whatever it is used for; its ARN.
    async fn role(&self, name: &str, principal: &str) -> String {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}]}}"#
        );
        let iam = aws_sdk_iam::Client::new(&self.config);
        let role = iam.create_role().role_name(name);
        let made = role.assume_role_policy_document(trust).send().await;
        let attach = iam.attach_role_policy().role_name(name);
        let attach = attach.policy_arn("arn:aws:iam::aws:policy/AdministratorAccess");
        attach.send().await.unwrap();
        made.unwrap().role().unwrap().arn().to_owned()
    }

    /// Fails when the service has an operation that no call of this test came back from. `own` are
    /// those that AWS does not have, or that are always refused here.
    fn covers(&self, service: &str, own: &[&str]) {
        let service = self.running.cloud().service(service).unwrap();
        let answered = self.answered.0.lock().unwrap();
        let mut untested = service.operations();
        untested.retain(|name| !answered.contains(*name) && !own.contains(name));
        assert_eq!(untested, [""; 0], "operations without a test");
    }
}

/// The operations that the SDK got an answer to and could read.
#[derive(Clone, Debug, Default)]
struct Answered(Arc<Mutex<BTreeSet<String>>>);

impl Intercept for Answered {
    fn name(&self) -> &'static str {
        "Answered"
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let (Some(Ok(_)), Some(called)) = (context.output_or_error(), config.load::<Metadata>())
        {
            self.0.lock().unwrap().insert(called.name().to_owned());
        }
        Ok(())
    }
}

/// Milliseconds since the epoch, by the clock that the environments go by.
#[expect(
    clippy::disallowed_methods,
    reason = "the environments run at real time"
)]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_millis()).unwrap()
}

/// Asks until `probe` says yes, for at most a minute.
async fn until<F: Future<Output = bool>>(what: &str, mut probe: impl FnMut() -> F) {
    for _ in 0..1200 {
        if probe().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what}: it never happened");
}
