//! Topics that a key of KMS encrypts: AWS asks the key for what is published.

use super::{
    Sns,
    fault::{key_disabled, key_in_wrong_state, key_not_found},
    topic::Topic,
};
use crate::{fault::Fault, services::kms::Unusable};

impl Sns {
    /// Refuses what is published when the topic's key cannot be used.
    ///
    /// # Errors
    /// `KMSNotFound`, `KMSDisabled`, `KMSInvalidState`.
    pub(super) fn check_key(&self, topic: &Topic) -> Result<(), Fault> {
        let key = topic.attributes.get("KmsMasterKeyId");
        let (Some(key), Some(cloud)) = (key, self.core.cloud()) else {
            return Ok(());
        };
        let usable = cloud.kms.usable(key);
        usable.map_err(|why| match why {
            Unusable::NotFound => key_not_found(why.text(key)),
            Unusable::Disabled => key_disabled(why.text(key)),
            Unusable::InvalidState | Unusable::KeyUsage => key_in_wrong_state(why.text(key)),
        })
    }
}
