//! STS: who the caller is, and temporary credentials for a role.

mod limits;
mod model;
mod sessions;

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
use sessions::{Session, Sessions};

/// The STS of one environment. Who has assumed a role is in it, everybody else is the account's
/// root.
pub struct Sts {
    core: Arc<Core>,
    sessions: Sessions,
}

/// What an access key of a session begins with.
const SESSION_KEY: &str = "ASIA";

impl Sts {
    /// Over the account of `core`.
    pub fn open(core: &Arc<Core>) -> Arc<Self> {
        let core = Arc::clone(core);
        let sessions = Sessions::default();
        Arc::new(Self { core, sessions })
    }

    /// The access key id of a function that works in a role; none when the role is gone.
    pub fn key_of_function(&self, role: &str, function: &str) -> Option<String> {
        let session = self.session(role, function).ok()?;
        let key = || credentials(i64::MAX).access_key_id;
        Some(self.sessions.lasting(session, key))
    }

    async fn get_caller_identity(
        &self,
        _: serde::de::IgnoredAny,
        caller: &Caller,
    ) -> Result<Identity, Fault> {
        let account = self.core.account.clone();
        if let Some(session) = self.sessions.of(&caller.access_key) {
            return Ok(Identity {
                user_id: session.id,
                arn: session.arn,
                account,
            });
        }
        Ok(Identity {
            user_id: account.clone(),
            arn: format!("arn:aws:iam::{account}:root"),
            account,
        })
    }

    async fn assume_role(&self, input: AssumeRole, _: &Caller) -> Result<AssumedRole, Fault> {
        check_arn(&input.role_arn)?;
        let name = &input.role_session_name;
        let session = self.session(&input.role_arn, name)?;
        let seconds = duration(input.duration_seconds.unwrap_or(3600), session.longest)?;
        check_session(name)?;
        let packed_policy_size = limits::check(&input)?;
        let now = self.core.clock.now_millis();
        let credentials = credentials(now + seconds.as_millis() as i64);
        let user = AssumedRoleUser {
            assumed_role_id: session.id.clone(),
            arn: session.arn.clone(),
        };
        self.sessions
            .put(&credentials.access_key_id, session, now, seconds);
        Ok(AssumedRole {
            credentials,
            assumed_role_user: user,
            packed_policy_size,
        })
    }

    async fn get_session_token(
        &self,
        input: model::GetSessionToken,
        _: &Caller,
    ) -> Result<SessionToken, Fault> {
        let seconds = input.duration_seconds.unwrap_or(43_200);
        let valid = Duration::from_secs(seconds).as_millis() as i64;
        Ok(SessionToken {
            credentials: credentials(self.core.clock.now_millis() + valid),
        })
    }

    /// A session of an existing role of this account.
    fn session(&self, role: &str, name: &str) -> Result<Session, Fault> {
        let known = self.core.cloud().and_then(|cloud| cloud.iam.role(role));
        let Some((id, longest)) = known else {
            let message = format!(
                "User: arn:aws:iam::{}:root is not authorized to perform: sts:AssumeRole on \
                 resource: {role}",
                self.core.account
            );
            return Err(Fault::new("AccessDenied", message).with_status(403));
        };
        let short = role.rsplit('/').next().unwrap_or_default();
        Ok(Session {
            id: format!("{id}:{name}"),
            arn: format!(
                "arn:aws:sts::{}:assumed-role/{short}/{name}",
                self.core.account
            ),
            longest,
        })
    }
}

fn credentials(expires: i64) -> Credentials {
    let random = || uuid::Uuid::new_v4().simple().to_string();
    Credentials {
        access_key_id: format!("{SESSION_KEY}{}", random()[..16].to_uppercase()),
        secret_access_key: format!("{}{}", random(), &random()[..8]),
        session_token: random().repeat(4),
        expiration: Timestamp::from_millis(expires),
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

/// How long a session lasts; a role says how long it may at most.
fn duration(seconds: u64, longest: u32) -> Result<Duration, Fault> {
    let message = if !(900..=43_200).contains(&seconds) {
        format!(
            "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to \
             satisfy constraint: Member must have value between 900 and 43200"
        )
    } else if seconds > u64::from(longest) {
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.".to_owned()
    } else {
        return Ok(Duration::from_secs(seconds));
    };
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

    #[test]
    fn a_session_lasts_no_longer_than_its_role_allows() {
        assert!(duration(900, 3600).is_ok() && duration(3600, 3600).is_ok());
        for (seconds, longest) in [(899, 3600), (3601, 3600), (43_201, 50_000)] {
            let fault = duration(seconds, longest).unwrap_err();
            assert_eq!(fault.code, "ValidationError", "{seconds}");
        }
    }

    #[tokio::test]
    async fn a_role_that_does_not_exist_is_not_assumed() {
        let input =
            json!({"RoleArn": "arn:aws:iam::000000000000:role/none", "RoleSessionName": "me"});
        let fault = call("AssumeRole", input).await.unwrap_err();
        assert_eq!((fault.code.as_str(), fault.status), ("AccessDenied", 403));
    }
}
