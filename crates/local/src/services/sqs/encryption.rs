//! Queues that a key of KMS encrypts: AWS asks the key for each message that comes or goes.

use super::{Sqs, directory::Cell, fault};
use crate::{fault::Fault, services::kms::Unusable};

impl Sqs {
    /// Refuses what needs the queue's key when that cannot be used.
    ///
    /// # Errors
    /// `KmsNotFound`, `KmsDisabled`, `KmsInvalidState`, `KmsInvalidKeyUsage`.
    pub(super) fn check_key(&self, cell: &Cell) -> Result<(), Fault> {
        let Some(key) = cell.lock().record.settings.kms_key.clone() else {
            return Ok(());
        };
        let Some(cloud) = self.core.cloud() else {
            return Ok(());
        };
        cloud.kms.usable(&key).map_err(|why| refused(why, &key))
    }
}

fn refused(why: Unusable, key: &str) -> Fault {
    let text = why.text(key);
    match why {
        Unusable::NotFound => fault::key_not_found(text),
        Unusable::Disabled => fault::key_disabled(text),
        Unusable::InvalidState => fault::key_in_wrong_state(text),
        Unusable::KeyUsage => fault::key_of_other_use(text),
    }
}
