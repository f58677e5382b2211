//! All services of one environment, and how they reach each other.

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

use futures_util::FutureExt;

use crate::{
    core::Core,
    fault::Fault,
    protocol::value::Value,
    service::{Caller, Input, Output, Service},
    services::{
        apigateway::{ApiGateway, Management},
        cloudformation::CloudFormation,
        cloudwatch::CloudWatch,
        dynamodb::{self, DynamoDb},
        events::Events,
        iam::Iam,
        kms::Kms,
        lambda::Lambda,
        logs::Logs,
        s3::{self, S3},
        sns::Sns,
        sqs::Sqs,
        sts::Sts,
    },
    store::StoreError,
};

/// The services of one environment.
///
/// Services that hand work to each other do so through the typed fields; CloudFormation, which is
/// a client of everybody, uses [`Cloud::call`] with the same names that any client uses.
pub struct Cloud {
    /// What all stand on.
    pub core: Arc<Core>,
    /// API Gateway.
    pub apigateway: Arc<ApiGateway>,
    /// CloudWatch.
    pub cloudwatch: Arc<CloudWatch>,
    /// DynamoDB.
    pub dynamodb: Arc<DynamoDb>,
    /// EventBridge.
    pub events: Arc<Events>,
    /// IAM.
    pub iam: Arc<Iam>,
    /// KMS.
    pub kms: Arc<Kms>,
    /// Lambda.
    pub lambda: Arc<Lambda>,
    /// CloudWatch Logs.
    pub logs: Arc<Logs>,
    /// S3.
    pub s3: Arc<S3>,
    /// The protocol in front of S3.
    pub storage: s3::Http,
    /// STS.
    pub sts: Arc<Sts>,
    /// SNS.
    pub sns: Arc<Sns>,
    /// SQS.
    pub sqs: Arc<Sqs>,
    by_name: HashMap<&'static str, Arc<dyn Service>>,
}

impl Cloud {
    /// Loads every service's state and starts its background work.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let cloudwatch = CloudWatch::open(&core)?;
        let logs = Logs::open(&core, Arc::clone(&cloudwatch))?;
        let lambda = Lambda::open(&core, Arc::clone(&logs), Arc::clone(&cloudwatch))?;
        let sns = Sns::open(&core)?;
        let iam = Iam::open(&core)?;
        let kms = Kms::open(&core)?;
        let s3 = S3::open(&core)?;
        let dynamodb = DynamoDb::open(&core)?;
        let [tables, streams] = dynamodb::Face::both(&dynamodb);
        let sts = Sts::open(&core);
        let sqs = Sqs::open(&core)?;
        let events = Events::open(&core)?;
        let apigateway = ApiGateway::open(&core)?;
        let services: Vec<Arc<dyn Service>> = vec![
            Arc::clone(&cloudwatch) as Arc<dyn Service>,
            Arc::clone(&logs) as Arc<dyn Service>,
            Arc::clone(&lambda) as Arc<dyn Service>,
            Arc::clone(&sns) as Arc<dyn Service>,
            Arc::clone(&iam) as Arc<dyn Service>,
            Arc::clone(&s3) as Arc<dyn Service>,
            Arc::clone(&kms) as Arc<dyn Service>,
            tables,
            streams,
            Arc::clone(&sts) as Arc<dyn Service>,
            CloudFormation::open(&core)?,
            Arc::clone(&apigateway) as Arc<dyn Service>,
            Management::new(&apigateway),
            Arc::clone(&sqs) as Arc<dyn Service>,
            Arc::clone(&events) as Arc<dyn Service>,
        ];
        let by_name = services
            .into_iter()
            .map(|service| (service.name(), service))
            .collect();
        let cloud = Arc::new(Self {
            storage: s3::Http::new(&s3),
            core,
            apigateway,
            cloudwatch,
            dynamodb,
            events,
            iam,
            kms,
            lambda,
            logs,
            s3,
            sts,
            sns,
            sqs,
            by_name,
        });
        cloud.core.introduce(&cloud);
        cloud.lambda.resume()?;
        Ok(cloud)
    }

    /// The service that signs as `name`.
    pub fn service(&self, name: &str) -> Option<&Arc<dyn Service>> {
        self.by_name.get(name)
    }

    /// One operation by name, as the account's own administrator.
    ///
    /// # Errors
    /// The operation's own faults; `not_emulated` for a service that is not here.
    pub async fn call(&self, service: &str, operation: &str, input: Value) -> Result<Value, Fault> {
        let caller = Caller {
            access_key: "coagent".to_owned(),
            region: self.core.region.clone(),
            request_id: uuid::Uuid::new_v4().to_string(),
        };
        let output = self
            .dispatch(service, operation, Input::Tree(input), &caller)
            .await?;
        Ok(output.tree())
    }

    /// One operation by name, for whoever asked.
    ///
    /// # Errors
    /// The operation's own faults; `not_emulated` for a service that is not here.
    pub async fn dispatch(
        &self,
        service: &str,
        operation: &str,
        input: Input,
        caller: &Caller,
    ) -> Result<Output, Fault> {
        match self.service(service) {
            Some(found) => {
                let outcome = survive(found.call(operation, input, caller)).await;
                outcome.map_err(|fault| fault.of_model(service))
            }
            None => Err(Fault::not_emulated(service, operation)),
        }
    }
}

/// A panic in a service is that service's failure and nobody else's: what it held is let go (locks
/// are taken from whoever panicked with them), the panic itself is in the log, and the caller hears
/// `InternalFailure`.
async fn survive<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    outcome.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        let text = text.unwrap_or("the log says why");
        Err(Fault::internal(format!(
            "The local environment failed: {text}"
        )))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_failure_that_says_why() {
        let none: [u8; 0] = [];
        let at = none.len();
        let fault = survive(async { Ok(none[at]) }).await.unwrap_err();
        assert_eq!(
            (fault.code.as_str(), fault.status),
            ("InternalFailure", 500)
        );
        assert!(fault.message.contains("index out of bounds"), "{fault}");
    }
}
