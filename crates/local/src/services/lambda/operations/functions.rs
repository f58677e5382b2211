//! Create, read, list and delete functions.

use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda, code, configuration,
        fault::{conflict, invalid, not_found},
        model::function::{
            Concurrency, FunctionCodeLocation, FunctionConfiguration, FunctionRequest,
            FunctionSettings, GetFunctionResponse, ListFunctionsResponse, ListRequest,
        },
        name::{FunctionName, LATEST},
        operations::layers::check_unpacked,
        state::{Function, Version},
    },
};

/// Functions in one page of a list.
const PAGE: usize = 50;

impl Lambda {
    pub(crate) async fn create_function(
        &self,
        mut settings: FunctionSettings,
        _caller: &Caller,
    ) -> Result<FunctionConfiguration, Fault> {
        let name = FunctionName::parse(&settings.function_name)?;
        if name.qualifier.is_some() || name.name.len() > 64 {
            return Err(invalid(format!(
                "{} cannot name a function",
                settings.function_name
            )));
        }
        let mut configuration = configuration::create(&mut settings)?;
        if let Some(arns) = settings.layers.take() {
            configuration.layers = self.attached(&arns)?;
        }
        let arn = self.core.arn("lambda", &name.resource());
        self.check_role(&configuration, &arn)?;
        let source = std::mem::take(&mut settings.code);
        let code = code::install(&self.core, source).await?;
        self.check_storage(code.size)?;
        let latest = Version {
            number: LATEST.to_owned(),
            configuration,
            code,
            revision: uuid::Uuid::new_v4().to_string(),
            modified: self.core.clock.now_millis(),
        };
        check_unpacked(&latest)?;
        let mut function = Function::new(name.name.clone(), arn, latest);
        function.tags = settings.tags;
        let shown = match settings.publish {
            true => self.publish(&mut function, None),
            false => configuration::show(&function, &function.latest, None),
        };
        if self.registry.add(function).await? {
            return Ok(shown);
        }
        Err(conflict(format!("Function already exist: {}", name.name)))
    }

    pub(crate) async fn get_function(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<GetFunctionResponse, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        self.registry.read(&name, |function| {
            let version = self.version_of(function, &name)?;
            let reserved = function.reserved;
            Ok(GetFunctionResponse {
                configuration: configuration::show(function, version, name.qualifier.as_deref()),
                code: FunctionCodeLocation {
                    repository_type: "S3",
                    location: code::location(&self.core, &version.code),
                },
                tags: function.tags.clone(),
                concurrency: reserved.map(|number| Concurrency {
                    reserved_concurrent_executions: Some(number),
                }),
            })
        })
    }

    pub(crate) async fn get_function_configuration(
        &self,
        request: FunctionRequest,
        caller: &Caller,
    ) -> Result<FunctionConfiguration, Fault> {
        Ok(self.get_function(request, caller).await?.configuration)
    }

    pub(crate) async fn list_functions(
        &self,
        request: ListRequest,
        _caller: &Caller,
    ) -> Result<ListFunctionsResponse, Fault> {
        let everything = request.function_version.as_deref() == Some("ALL");
        let after = request.marker.unwrap_or_default();
        let page = request.max_items.unwrap_or(PAGE).clamp(1, PAGE);
        let found =
            self.registry.all(|function| {
                let mut versions = vec![configuration::show(function, &function.latest, None)];
                if everything {
                    let published = function.versions.values();
                    versions.extend(published.map(|version| {
                        configuration::show(function, version, Some(&version.number))
                    }));
                }
                (function.name.clone(), versions)
            });
        let mut rest = found.into_iter().filter(|(name, _)| *name > after);
        let shown: Vec<_> = rest.by_ref().take(page).collect();
        let more = rest.next().is_some();
        let last = shown.last().map(|(name, _)| name.clone());
        Ok(ListFunctionsResponse {
            functions: shown
                .into_iter()
                .flat_map(|(_, versions)| versions)
                .collect(),
            next_marker: last.filter(|_| more),
        })
    }

    pub(crate) async fn delete_function(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<serde_json::Map<String, serde_json::Value>, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        match name.qualifier.as_deref() {
            None => {
                self.registry.remove(&name).await?;
                self.runner.forget(&name.name);
            }
            Some(LATEST) => {
                return Err(invalid(
                    "$LATEST version cannot be deleted without deleting the function.",
                ));
            }
            Some(version) => self.delete_version(&name, version).await?,
        }
        Ok(serde_json::Map::new())
    }

    async fn delete_version(&self, name: &FunctionName, version: &str) -> Result<(), Fault> {
        let number: u64 = version.parse().map_err(|_| {
            invalid(format!(
                "Deletion of aliases is not currently supported: {version}"
            ))
        })?;
        let used = |function: &Function| {
            let mut aliases = function.aliases.iter();
            aliases
                .find(|(_, alias)| alias.version == version)
                .map(|(name, _)| name.clone())
        };
        self.registry
            .change(name, |function| match used(function) {
                Some(alias) => Err(conflict(format!(
                    "Version {version} is used by the alias {alias}"
                ))),
                None => {
                    function.versions.remove(&number);
                    Ok(())
                }
            })
            .await
    }

    /// The version that a name stands for.
    pub(super) fn version_of<'a>(
        &self,
        function: &'a Function,
        name: &FunctionName,
    ) -> Result<&'a Version, Fault> {
        let version = function.version(name.or_latest());
        version.map(AsRef::as_ref).ok_or_else(|| {
            let arn = self.core.arn("lambda", &name.resource());
            not_found(format!("Function not found: {arn}"))
        })
    }
}
