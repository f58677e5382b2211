//! Who we are.

use aws_sdk_sts::Client;

use super::{Aws, Place};
use crate::error::Result;

/// The Security Token Service.
pub(crate) struct Sts {
    client: Client,
    place: Place,
}

impl Sts {
    pub(super) fn new(aws: &Aws) -> Self {
        Self {
            client: Client::new(&aws.config),
            place: aws.place.clone(),
        }
    }

    /// The account of the credentials.
    pub(crate) async fn account(&self) -> Result<String> {
        let answer = self.client.get_caller_identity().send().await;
        let identity = answer.map_err(|cause| {
            self.place
                .failed("find out whose credentials these are", cause)
        })?;
        Ok(identity.account.unwrap_or_default())
    }
}
