//! AWS: the only place that names `aws_sdk_*`.
//!
//! One file per service, with our own types out. A call that fails says what it was for and
//! where: ``Failed to read queue `orders-dlq` in eu-west-1``.

pub(crate) mod cloudformation;
mod config;
mod failure;
pub(crate) mod place;
pub(crate) mod sts;

use aws_config::SdkConfig;

pub(crate) use self::{
    config::{connect, local},
    place::Place,
};

/// AWS at one place: a client for each service is made when asked for; all share connections.
pub(crate) struct Aws {
    config: SdkConfig,
    pub(crate) place: Place,
}

impl Aws {
    /// CloudFormation.
    pub(crate) fn cloudformation(&self) -> cloudformation::CloudFormation {
        cloudformation::CloudFormation::new(self)
    }

    /// The Security Token Service.
    pub(crate) fn sts(&self) -> sts::Sts {
        sts::Sts::new(self)
    }
}
