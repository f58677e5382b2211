//! Versions and aliases.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda, configuration,
        fault::{conflict, invalid, lacking, not_found, stale_revision},
        model::{
            function::{FunctionConfiguration, FunctionRequest},
            version::{
                AliasConfiguration, AliasRequest, ListAliasesResponse, ListVersionsResponse,
                PublishVersionRequest,
            },
        },
        name::{FunctionName, LATEST},
        state::{Alias, Function, Version},
    },
};

impl Lambda {
    pub(crate) async fn publish_version(
        &self,
        request: PublishVersionRequest,
        _caller: &Caller,
    ) -> Result<FunctionConfiguration, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        let size = |function: &Function| Ok(function.latest.code.size);
        self.check_storage(self.registry.read(&name, size)?)?;
        self.registry
            .change(&name, |function| {
                let latest = &function.latest;
                if request.revision_id.is_some_and(|id| id != latest.revision) {
                    return Err(stale_revision());
                }
                if request
                    .code_sha256
                    .is_some_and(|sha| sha != latest.code.sha256)
                {
                    return Err(invalid(format!(
                        "CodeSHA256 does not match the one in the function's latest version: {}",
                        latest.code.sha256
                    )));
                }
                Ok(self.publish(function, request.description))
            })
            .await
    }

    /// Makes a version of `$LATEST`; the last one again when nothing has changed since.
    pub(super) fn publish(
        &self,
        function: &mut Function,
        description: Option<String>,
    ) -> FunctionConfiguration {
        let latest = &function.latest;
        let last = function.versions.get(&function.last_version);
        if let Some(last) = last.filter(|last| same(last, latest)) {
            return configuration::show(function, last, Some(&last.number));
        }
        let mut version = Version::clone(latest);
        let number = function.last_version + 1;
        version.number = number.to_string();
        version.revision = uuid::Uuid::new_v4().to_string();
        if let Some(description) = description {
            version.configuration.description = description;
        }
        let shown = configuration::show(function, &version, Some(&version.number));
        function.last_version = number;
        function.versions.insert(number, Arc::new(version));
        shown
    }

    pub(crate) async fn list_versions(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<ListVersionsResponse, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry.read(&name, |function| {
            let all = std::iter::once(&function.latest).chain(function.versions.values());
            let show = |version: &Arc<Version>| {
                configuration::show(function, version, Some(&version.number))
            };
            Ok(ListVersionsResponse {
                versions: all.map(show).collect(),
            })
        })
    }

    pub(crate) async fn create_alias(
        &self,
        request: AliasRequest,
        _caller: &Caller,
    ) -> Result<AliasConfiguration, Fault> {
        let name = check_alias(&request)?;
        self.registry
            .change(&name, |function| {
                if function.aliases.contains_key(&request.name) {
                    let arn = function.qualified_arn(Some(&request.name));
                    return Err(conflict(format!("Alias already exists: {arn}")));
                }
                let version = request.function_version.clone().unwrap_or_default();
                check_version(function, &version)?;
                let alias = Alias {
                    version,
                    description: request.description.clone().unwrap_or_default(),
                    revision: uuid::Uuid::new_v4().to_string(),
                };
                let shown = show(function, &request.name, &alias);
                function.aliases.insert(request.name.clone(), alias);
                Ok(shown)
            })
            .await
    }

    pub(crate) async fn update_alias(
        &self,
        request: AliasRequest,
        _caller: &Caller,
    ) -> Result<AliasConfiguration, Fault> {
        let name = check_alias(&request)?;
        self.registry
            .change(&name, |function| {
                let mut alias = find(function, &request.name)?.clone();
                if request
                    .revision_id
                    .as_ref()
                    .is_some_and(|id| *id != alias.revision)
                {
                    return Err(stale_revision());
                }
                if let Some(version) = &request.function_version {
                    check_version(function, version)?;
                    alias.version.clone_from(version);
                }
                if let Some(description) = &request.description {
                    alias.description.clone_from(description);
                }
                alias.revision = uuid::Uuid::new_v4().to_string();
                let shown = show(function, &request.name, &alias);
                function.aliases.insert(request.name.clone(), alias);
                Ok(shown)
            })
            .await
    }

    pub(crate) async fn get_alias(
        &self,
        request: AliasRequest,
        _caller: &Caller,
    ) -> Result<AliasConfiguration, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry.read(&name, |function| {
            Ok(show(
                function,
                &request.name,
                find(function, &request.name)?,
            ))
        })
    }

    pub(crate) async fn delete_alias(
        &self,
        request: AliasRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry
            .change(&name, |function| {
                function.aliases.remove(&request.name);
                function.policies.remove(&request.name);
                function.invoke_configs.remove(&request.name);
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn list_aliases(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<ListAliasesResponse, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry.read(&name, |function| {
            let wanted = request.function_version.as_ref();
            let aliases = function.aliases.iter();
            let aliases =
                aliases.filter(|(_, alias)| wanted.is_none_or(|version| *version == alias.version));
            Ok(ListAliasesResponse {
                aliases: aliases
                    .map(|(name, alias)| show(function, name, alias))
                    .collect(),
            })
        })
    }
}

/// Whether publishing would make the same again.
fn same(published: &Version, latest: &Version) -> bool {
    let mut configuration = published.configuration.clone();
    configuration
        .description
        .clone_from(&latest.configuration.description);
    published.code == latest.code && configuration == latest.configuration
}

fn check_alias(request: &AliasRequest) -> Result<FunctionName, Fault> {
    let weights = request
        .routing_config
        .as_ref()
        .map(|config| &config["AdditionalVersionWeights"]);
    if weights
        .and_then(Value::as_object)
        .is_some_and(|weights| !weights.is_empty())
    {
        return Err(lacking("RoutingConfig of aliases"));
    }
    if request.name.is_empty() || request.name.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid(format!("`{}` cannot name an alias", request.name)));
    }
    FunctionName::parse(&request.function_name)
}

fn check_version(function: &Function, version: &str) -> Result<(), Fault> {
    let published = version
        .parse()
        .is_ok_and(|number| function.versions.contains_key(&number));
    if version == LATEST || published {
        return Ok(());
    }
    let arn = function.qualified_arn(Some(version));
    Err(not_found(format!("Function not found: {arn}")))
}

fn find<'a>(function: &'a Function, name: &str) -> Result<&'a Alias, Fault> {
    let arn = function.qualified_arn(Some(name));
    let alias = function.aliases.get(name);
    alias.ok_or_else(|| not_found(format!("Cannot find alias arn: {arn}")))
}

fn show(function: &Function, name: &str, alias: &Alias) -> AliasConfiguration {
    AliasConfiguration {
        alias_arn: function.qualified_arn(Some(name)),
        name: name.to_owned(),
        function_version: alias.version.clone(),
        description: alias.description.clone(),
        revision_id: alias.revision.clone(),
    }
}
