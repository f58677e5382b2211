//! AWS: the only place that names `aws_sdk_*`.
//!
//! One file per service, with our own types out. A call that fails says what it was for and
//! where: ``Failed to read queue `orders-dlq` in eu-west-1``.

pub(crate) mod cloudformation;
pub(crate) mod cloudwatch;
mod config;
pub(crate) mod dynamodb;
pub(crate) mod eventbridge;
pub(crate) mod failure;
pub(crate) mod holdings;
pub(crate) mod lambda;
pub(crate) mod logs;
pub(crate) mod place;
pub(crate) mod s3;
pub(crate) mod sns;
pub(crate) mod sqs;
pub(crate) mod sts;

use std::sync::OnceLock;

use aws_config::SdkConfig;

pub(crate) use self::{
    config::{connect, local},
    place::Place,
};

/// AWS at one place: a client for each service is made when it is first asked for; all share
/// connections.
pub(crate) struct Aws {
    config: SdkConfig,
    pub(crate) place: Place,
    clients: Clients,
}

impl Aws {
    fn new(config: SdkConfig, place: Place) -> Self {
        Self {
            config,
            place,
            clients: Clients::default(),
        }
    }
}

/// Makes the type of each service (its client and where it is) and the way to it from [`Aws`].
macro_rules! services {
    ($($(#[$doc:meta])* $way:ident: $name:ident = $client:path),* $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Clone)]
            pub(crate) struct $name {
                client: $client,
                place: Place,
            }
        )*

        /// The clients that were asked for: to make one costs more than a call.
        #[derive(Default)]
        struct Clients {
            $($way: OnceLock<$client>,)*
        }

        impl Aws {
            $(
                $(#[$doc])*
                pub(crate) fn $way(&self) -> $name {
                    let client = self.clients.$way.get_or_init(|| <$client>::new(&self.config));
                    $name {
                        client: client.clone(),
                        place: self.place.clone(),
                    }
                }
            )*
        }
    };
}

services! {
    /// Stacks.
    cloudformation: CloudFormation = aws_sdk_cloudformation::Client,
    /// Metrics and alarms.
    cloudwatch: CloudWatch = aws_sdk_cloudwatch::Client,
    /// Tables.
    dynamodb: DynamoDb = aws_sdk_dynamodb::Client,
    /// Event buses, rules, archives.
    eventbridge: EventBridge = aws_sdk_eventbridge::Client,
    /// Functions.
    lambda: Lambda = aws_sdk_lambda::Client,
    /// Logs.
    logs: Logs = aws_sdk_cloudwatchlogs::Client,
    /// Topics.
    sns: Sns = aws_sdk_sns::Client,
    /// Queues.
    sqs: Sqs = aws_sdk_sqs::Client,
    /// Who we are.
    sts: Sts = aws_sdk_sts::Client,
}

/// A time of the SDK's as ours; `None` for one that no clock shows.
fn time(time: &aws_smithy_types::DateTime) -> Option<jiff::Timestamp> {
    jiff::Timestamp::new(time.secs(), i32::try_from(time.subsec_nanos()).ok()?).ok()
}
