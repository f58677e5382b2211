//! How AWS is reached: endpoint, Region, credentials, TLS.

use std::fs;

use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{self, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;

use super::{Aws, Place};
use crate::{
    context::Vars,
    error::{Error, Result},
    project::Environment,
};

/// The local environment: no configuration files, no chain of credentials, no TLS.
pub(crate) fn local(environment: &Environment, endpoint: &str, region: &str) -> Aws {
    let region = region.to_owned();
    let credentials = Credentials::new("local", "local", None, None, "coagent local");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::standard())
        .http_client(plain_client())
        .build();
    let place = Place {
        environment: environment.name.clone(),
        region,
        profile: None,
        local: Some(endpoint.to_owned()),
    };
    Aws::new(config, place)
}

/// AWS as the environment, the variables and the files in `~/.aws` say.
pub(crate) async fn connect(environment: &Environment, vars: &Vars) -> Result<Aws> {
    let profile = environment
        .profile
        .clone()
        .or(vars.get("AWS_PROFILE").map(str::to_owned));
    let mut config = loader(environment, vars)?.load().await;
    let Some(region) = config.region().map(|region| region.as_ref().to_owned()) else {
        return Err(no_region(environment));
    };
    // Over plain HTTP the system's roots would be read for nothing.
    if environment
        .endpoint
        .as_ref()
        .is_some_and(|url| url.starts_with("http://"))
    {
        config = config.into_builder().http_client(plain_client()).build();
    }
    let place = Place {
        environment: environment.name.clone(),
        region,
        profile,
        local: None,
    };
    let aws = Aws::new(config, place);
    match &environment.account {
        Some(account) => guard(aws, account).await,
        None => Ok(aws),
    }
}

fn loader(environment: &Environment, vars: &Vars) -> Result<ConfigLoader> {
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(tls_client(vars)?);
    if let Some(region) = &environment.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &environment.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(endpoint) = &environment.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    Ok(loader)
}

/// Refuses an account that is not the environment's: the wrong profile must not change the right stack.
async fn guard(aws: Aws, account: &str) -> Result<Aws> {
    let actual = aws.sts().account().await?;
    if actual == account {
        return Ok(aws);
    }
    Err(Error::refused(format!(
        "The credentials are those of account {actual}, but the environment `{}` is account {account}",
        aws.place.environment
    ))
    .hint(format!("{} was used; choose another one with AWS_PROFILE or `profile:` in coagent.yaml", aws.place.profile_name())))
}

fn no_region(environment: &Environment) -> Error {
    let name = &environment.name;
    Error::usage(format!(
        "It is not said in which Region the environment `{name}` is"
    ))
    .hint("set AWS_REGION, or `region` in your AWS profile")
    .hint(format!(
        "or say it in coagent.yaml: environments: {{ {name}: {{ region: eu-west-1 }} }}"
    ))
}

/// rustls with ring and the system's roots, with what `AWS_CA_BUNDLE` and the proxy variables say:
/// the SDK itself looks at neither.
fn tls_client(vars: &Vars) -> Result<SharedHttpClient> {
    let context = TlsContext::builder().with_trust_store(roots(vars)?).build();
    let context = context.map_err(|cause| Error::failed("Failed to set up TLS").because(cause))?;
    let client = Builder::new().build_with_connector_fn(move |settings, _| {
        let mut connector = Connector::builder()
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .tls_context(context.clone());
        connector.set_connector_settings(settings.cloned());
        connector.build()
    });
    Ok(client)
}

fn roots(vars: &Vars) -> Result<TrustStore> {
    let Some(bundle) = vars.get("AWS_CA_BUNDLE") else {
        return Ok(TrustStore::default());
    };
    let pem = fs::read(bundle).map_err(|cause| {
        Error::usage(format!("Failed to read AWS_CA_BUNDLE `{bundle}`")).because(cause)
    })?;
    Ok(TrustStore::empty().with_pem_certificate(pem))
}

/// A client for plain HTTP on this machine: no roots to read, no proxy to ask.
fn plain_client() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, _| {
        let mut connector = Connector::builder();
        connector.set_connector_settings(settings.cloned());
        connector.build_http()
    })
}
