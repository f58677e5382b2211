//! Change a function's code or configuration.

use std::sync::Arc;

use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda, code, configuration,
        fault::{invalid, stale_revision},
        model::function::{
            FunctionCode, FunctionConfiguration, FunctionSettings, UpdateFunctionCodeRequest,
        },
        name::FunctionName,
        operations::layers::check_unpacked,
        state::{Function, Version},
    },
};

impl Lambda {
    pub(crate) async fn update_function_code(
        &self,
        request: UpdateFunctionCodeRequest,
        _caller: &Caller,
    ) -> Result<FunctionConfiguration, Fault> {
        let name = unqualified(&request.function_name)?;
        // Before the package is fetched: a function that is not there needs none.
        self.registry.read(&name, |_| Ok(()))?;
        let source = FunctionCode {
            zip_file: request.zip_file,
            s3_bucket: request.s3_bucket,
            s3_key: request.s3_key,
            s3_object_version: request.s3_object_version,
            image_uri: request.image_uri,
        };
        let code = code::install(&self.core, source).await?;
        self.check_storage(code.size)?;
        let expected = request.revision_id;
        self.revise(&name, expected.as_deref(), request.dry_run, |function| {
            let mut latest = Version::clone(&function.latest);
            latest.code = code;
            check_unpacked(&latest)?;
            if let Some(architectures) = request.architectures {
                latest.configuration.architectures = architectures;
            }
            let mut function = self.with_latest(function, latest);
            let shown = match request.publish {
                true => self.publish(&mut function, None),
                false => configuration::show(&function, &function.latest, None),
            };
            Ok((function, shown))
        })
        .await
    }

    pub(crate) async fn update_function_configuration(
        &self,
        mut settings: FunctionSettings,
        _caller: &Caller,
    ) -> Result<FunctionConfiguration, Fault> {
        let name = unqualified(&settings.function_name)?;
        let expected = settings.revision_id.take();
        self.revise(&name, expected.as_deref(), false, |function| {
            let mut latest = Version::clone(&function.latest);
            latest.configuration = configuration::change(&latest.configuration, &mut settings)?;
            if let Some(arns) = settings.layers.take() {
                latest.configuration.layers = self.attached(&arns)?;
                check_unpacked(&latest)?;
            }
            self.check_role(&latest.configuration, &function.arn)?;
            let function = self.with_latest(function, latest);
            let shown = configuration::show(&function, &function.latest, None);
            Ok((function, shown))
        })
        .await
    }

    /// Replaces a function by what `change` makes of it, and ends its warm environments.
    async fn revise(
        &self,
        name: &FunctionName,
        expected: Option<&str>,
        dry_run: bool,
        change: impl FnOnce(&Function) -> Result<(Function, FunctionConfiguration), Fault>,
    ) -> Result<FunctionConfiguration, Fault> {
        let shown = self
            .registry
            .change(name, |function| {
                if expected.is_some_and(|revision| revision != function.latest.revision) {
                    return Err(stale_revision());
                }
                let (changed, shown) = change(function)?;
                if !dry_run {
                    *function = changed;
                }
                Ok(shown)
            })
            .await?;
        self.runner.forget(&name.name);
        Ok(shown)
    }

    fn with_latest(&self, function: &Function, mut latest: Version) -> Function {
        latest.revision = uuid::Uuid::new_v4().to_string();
        latest.modified = self.core.clock.now_millis();
        let mut function = function.clone();
        function.latest = Arc::new(latest);
        function
    }
}

fn unqualified(text: &str) -> Result<FunctionName, Fault> {
    let name = FunctionName::parse(text)?;
    match &name.qualifier {
        Some(qualifier) => Err(invalid(format!(
            "{text}: only the function itself can be changed, not {qualifier}"
        ))),
        None => Ok(name),
    }
}
