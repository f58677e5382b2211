//! Where AWS is, for messages.

use std::fmt;

/// An environment's Region and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The environment's name.
    pub(crate) environment: String,
    /// The Region.
    pub(crate) region: String,
    /// The profile of the AWS configuration; `None` for the default one.
    pub(crate) profile: Option<String>,
    /// The local environment's URL; `None` for the real AWS.
    pub(crate) local: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.local {
            Some(_) => f.write_str("the local environment"),
            None => f.write_str(&self.region),
        }
    }
}

impl Place {
    /// How the profile is called in a message.
    pub(crate) fn profile_name(&self) -> String {
        match &self.profile {
            Some(profile) => format!("profile `{profile}`"),
            None => "the default profile".to_owned(),
        }
    }
}
