//! Who we are.

use super::Sts;
use crate::error::Result;

impl Sts {
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
