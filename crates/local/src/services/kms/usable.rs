//! Whether a key can encrypt what another service keeps. Nothing is encrypted here, but what needs
//! a key that AWS would refuse is refused, too.

use super::{Kms, keys::SYMMETRIC, state::Key};

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    NotFound,
    Disabled,
    /// It is about to be deleted.
    InvalidState,
    /// It signs and does not encrypt.
    KeyUsage,
}

impl Unusable {
    /// The reason in a sentence, as KMS has it.
    pub(crate) fn text(self, key: &str) -> String {
        match self {
            Self::NotFound => format!("Key '{key}' does not exist"),
            Self::Disabled => format!("{key} is disabled."),
            Self::InvalidState => format!("{key} is pending deletion."),
            Self::KeyUsage => format!("{key} is not a key that encrypts with SYMMETRIC_DEFAULT."),
        }
    }
}

impl Kms {
    /// Whether services can encrypt with a key, an id, an ARN or an alias. They always can with
    /// those that AWS has for them.
    pub(crate) fn usable(&self, wanted: &str) -> Result<(), Unusable> {
        if wanted.contains("alias/aws/") {
            return Ok(());
        }
        self.ledger.read(|state| match state.key(wanted) {
            Ok(key) => check(key),
            Err(_) => Err(Unusable::NotFound),
        })
    }
}

fn check(key: &Key) -> Result<(), Unusable> {
    if key.deletion.is_some() {
        return Err(Unusable::InvalidState);
    }
    if !key.enabled {
        return Err(Unusable::Disabled);
    }
    match key.spec == SYMMETRIC {
        true => Ok(()),
        false => Err(Unusable::KeyUsage),
    }
}
