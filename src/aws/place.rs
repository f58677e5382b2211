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
    /// A URL as it is reached. CloudFormation says on AWS and locally alike that an API is at
    /// `wss://API.execute-api.REGION.amazonaws.com/STAGE`; the local environment serves it at
    /// `ws://127.0.0.1:PORT/API/STAGE`, and its connections' management, and HTTP APIs, at `http://`
    /// the same. A queue's URL has the port that the local environment had when the queue was made.
    pub(crate) fn reached(&self, url: &str) -> String {
        let here = || {
            let local = self.local.as_deref()?;
            let (scheme, rest) = url.split_once("://")?;
            api(local, scheme, rest).or_else(|| queue(local, rest))
        };
        here().unwrap_or_else(|| url.to_owned())
    }

    /// How the profile is called in a message.
    pub(crate) fn profile_name(&self) -> String {
        match &self.profile {
            Some(profile) => format!("profile `{profile}`"),
            None => "the default profile".to_owned(),
        }
    }
}

fn api(local: &str, scheme: &str, rest: &str) -> Option<String> {
    let host = local.strip_prefix("http://")?;
    let scheme = match scheme {
        "wss" => "ws",
        "https" => "http",
        _ => return None,
    };
    let (api, rest) = rest.split_once(".execute-api.")?;
    if api.contains('/') {
        return None;
    }
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    Some(format!("{scheme}://{host}/{api}{path}"))
}

fn queue(local: &str, rest: &str) -> Option<String> {
    let (_, path) = rest.strip_prefix("127.0.0.1:")?.split_once('/')?;
    let (account, name) = path.split_once('/')?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && !name.contains('/')).then(|| format!("{local}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(local: Option<&str>) -> Place {
        Place {
            environment: "e".into(),
            region: "us-east-1".into(),
            profile: None,
            local: local.map(str::to_owned),
        }
    }

    const API: &str = "wss://abc.execute-api.us-east-1.amazonaws.com/local";

    #[test]
    fn a_local_api_is_reached_on_loopback() {
        let local = place(Some("http://127.0.0.1:4566"));
        assert_eq!(local.reached(API), "ws://127.0.0.1:4566/abc/local");
        let management = API.replace("wss", "https");
        let reached = local.reached(&management);
        assert_eq!(reached, "http://127.0.0.1:4566/abc/local");
        // The endpoint of an HTTP API.
        let reached = local.reached("https://abc.execute-api.us-east-1.amazonaws.com");
        assert_eq!(reached, "http://127.0.0.1:4566/abc");
    }

    #[test]
    fn a_local_queue_is_where_the_environment_is_now() {
        let local = place(Some("http://127.0.0.1:9000"));
        let reached = local.reached("http://127.0.0.1:4566/000000000000/letters");
        assert_eq!(reached, "http://127.0.0.1:9000/000000000000/letters");
    }

    #[test]
    fn anything_else_is_what_it_says() {
        assert_eq!(place(None).reached(API), API);
        let local = place(Some("http://127.0.0.1:4566"));
        for other in [
            "bayon-coagent-local",
            "https://example.com/a.execute-api.b",
            "http://127.0.0.1:3000/orders/1",
        ] {
            assert_eq!(local.reached(other), other);
        }
    }
}
