//! STS: who the caller is, and temporary credentials for a role.

mod model;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    wire::Timestamp,
};
use model::{AssumeRole, AssumedRole, AssumedRoleUser, Credentials, Identity, SessionToken};

/// The STS of one environment. Every caller is the account's root, also one that assumed a role.
pub struct Sts {
    core: Arc<Core>,
}

/// What an access key of a session begins with.
const SESSION_KEY: &str = "ASIA";

impl Sts {
    /// Over the account of `core`.
    pub fn open(core: &Arc<Core>) -> Arc<Self> {
        let core = Arc::clone(core);
        Arc::new(Self { core })
    }

    async fn get_caller_identity(
        &self,
        _: serde::de::IgnoredAny,
        _: &Caller,
    ) -> Result<Identity, Fault> {
        let account = self.core.account.clone();
        Ok(Identity {
            user_id: account.clone(),
            arn: format!("arn:aws:iam::{account}:root"),
            account,
        })
    }

    async fn assume_role(&self, input: AssumeRole, _: &Caller) -> Result<AssumedRole, Fault> {
        let name = self.role_name(&input.role_arn)?;
        let seconds = duration(input.duration_seconds.unwrap_or(3600))?;
        let session = &input.role_session_name;
        check_session(session)?;
        let arn = format!(
            "arn:aws:sts::{}:assumed-role/{name}/{session}",
            self.core.account
        );
        Ok(AssumedRole {
            credentials: self.credentials(seconds),
            assumed_role_user: AssumedRoleUser {
                assumed_role_id: format!("AROALOCAL:{session}"),
                arn,
            },
        })
    }

    async fn get_session_token(
        &self,
        input: model::GetSessionToken,
        _: &Caller,
    ) -> Result<SessionToken, Fault> {
        let seconds = input.duration_seconds.unwrap_or(43_200);
        Ok(SessionToken {
            credentials: self.credentials(Duration::from_secs(seconds)),
        })
    }

    /// The name of an existing role of this account.
    fn role_name(&self, arn: &str) -> Result<String, Fault> {
        check_arn(arn)?;
        let exists = self
            .core
            .cloud()
            .is_some_and(|cloud| cloud.iam.has_role(arn));
        if !exists {
            let message = format!(
                "User: arn:aws:iam::{}:root is not authorized to perform: sts:AssumeRole on \
                 resource: {arn}",
                self.core.account
            );
            return Err(Fault::new("AccessDenied", message).with_status(403));
        }
        Ok(arn.rsplit('/').next().unwrap_or_default().to_owned())
    }

    fn credentials(&self, valid: Duration) -> Credentials {
        let expires = self.core.clock.now_millis() + valid.as_millis() as i64;
        let random = || uuid::Uuid::new_v4().simple().to_string();
        Credentials {
            access_key_id: format!("{SESSION_KEY}{}", random()[..16].to_uppercase()),
            secret_access_key: format!("{}{}", random(), &random()[..8]),
            session_token: random().repeat(4),
            expiration: Timestamp::from_millis(expires),
        }
    }
}

#[async_trait]
impl Service for Sts {
    fn name(&self) -> &'static str {
        "sts"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Sts, "sts"; {
    "GetCallerIdentity" => get_caller_identity,
    "AssumeRole" => assume_role,
    "GetSessionToken" => get_session_token,
});

fn duration(seconds: u64) -> Result<Duration, Fault> {
    if (900..=43_200).contains(&seconds) {
        return Ok(Duration::from_secs(seconds));
    }
    let message = format!(
        "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy \
         constraint: Member must have value between 900 and 43200"
    );
    Err(Fault::new("ValidationError", message))
}

fn check_arn(arn: &str) -> Result<(), Fault> {
    let message = if arn.len() < 20 {
        format!(
            "1 validation error detected: Value '{arn}' at 'roleArn' failed to satisfy \
             constraint: Member must have length greater than or equal to 20"
        )
    } else if Arn::parse(arn).is_none() {
        format!("{arn} is invalid")
    } else {
        return Ok(());
    };
    Err(Fault::new("ValidationError", message))
}

fn check_session(name: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_=,.@-".contains(c);
    if (2..=64).contains(&name.len()) && name.chars().all(allowed) {
        return Ok(());
    }
    let message = format!(
        "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
    );
    Err(Fault::new("ValidationError", message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::value::{from_value, to_value};
    use serde_json::{Value as Json, json};

    async fn call(operation: &str, input: Json) -> Result<Json, Fault> {
        let dir = tempfile::tempdir().unwrap();
        let cloud = crate::cloud::Cloud::open(Core::for_tests(dir.path())).unwrap();
        let output = cloud.call("sts", operation, to_value(&input)).await?;
        Ok(from_value(output).unwrap())
    }

    #[tokio::test]
    async fn the_caller_is_the_account() {
        let identity = call("GetCallerIdentity", json!({})).await.unwrap();
        assert_eq!(identity["Account"], "000000000000");
    }

    #[tokio::test]
    async fn a_role_that_does_not_exist_is_not_assumed() {
        let input =
            json!({"RoleArn": "arn:aws:iam::000000000000:role/none", "RoleSessionName": "me"});
        let fault = call("AssumeRole", input).await.unwrap_err();
        assert_eq!((fault.code.as_str(), fault.status), ("AccessDenied", 403));
    }
}
