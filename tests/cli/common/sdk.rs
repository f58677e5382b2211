//! The genuine AWS SDK, pointed at a test's local environment.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};

use super::World;

/// What a client of the local environment that runs in `world` is made from.
pub fn config(world: &World) -> SdkConfig {
    let status = world.json("local status");
    config_of(status["endpoint"].as_str().expect("an endpoint"))
}

/// What a client of the environment at `endpoint` is made from.
pub fn config_of(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}
