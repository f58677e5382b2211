//! How the clients connect.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use crate::environment::Environment;

/// No attempt of a call takes longer; the guard decides whether there is another.
const ATTEMPT: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(2);

/// Endpoint, region and credentials come from the process environment, as with every SDK.
pub(super) async fn load(environment: &Environment) -> SdkConfig {
    let builder = Builder::new();
    // Reading the system's TLS roots takes longer than all the rest of the start.
    let http = if is_plain(environment) {
        builder.build_http()
    } else {
        builder
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https()
    };
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT);
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts.build())
        .load()
        .await
}

fn is_plain(environment: &Environment) -> bool {
    environment
        .endpoint_url
        .as_deref()
        .is_some_and(|url| url.starts_with("http://"))
}

/// Where connections are managed. With an endpoint of its own for all of AWS, that endpoint under
/// the path of the stage, because the API's public host name leads elsewhere.
pub(super) fn connections_endpoint(environment: &Environment) -> String {
    let public = &environment.websocket_endpoint;
    match &environment.endpoint_url {
        None => public.clone(),
        Some(endpoint) => format!("{}/{}", endpoint.trim_end_matches('/'), stage(public)),
    }
}

fn stage(endpoint: &str) -> &str {
    let host_and_path = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    host_and_path
        .split_once('/')
        .map_or("", |(_, path)| path.trim_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(endpoint_url: Option<&str>) -> Environment {
        Environment {
            websocket_endpoint: "https://abc.execute-api.eu-west-1.amazonaws.com/local".into(),
            endpoint_url: endpoint_url.map(str::to_owned),
            ..Environment::default()
        }
    }

    #[test]
    fn connections_are_managed_at_the_api_itself() {
        let environment = environment(None);
        assert_eq!(
            connections_endpoint(&environment),
            environment.websocket_endpoint
        );
    }

    #[test]
    fn an_endpoint_for_all_of_aws_also_manages_connections() {
        let environment = environment(Some("http://127.0.0.1:4566/"));
        assert_eq!(
            connections_endpoint(&environment),
            "http://127.0.0.1:4566/local"
        );
    }
}
