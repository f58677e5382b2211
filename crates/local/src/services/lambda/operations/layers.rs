//! Layers: publish, read, list, delete; and what functions take of them.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    page,
    service::Caller,
    services::lambda::{
        Lambda, code, configuration,
        fault::{invalid, lacking},
        layer_name,
        model::layer::{
            LayerContent, LayerShown, LayerVersionByArnRequest, LayerVersionRequest,
            LayerVersionShown, LayerVersionsPage, LayersPage, ListLayersRequest,
            PublishLayerVersionRequest,
        },
        state::{Attached, LayerVersion, Policy, Version},
    },
};

/// The most layers of a function.
const OF_A_FUNCTION: usize = 5;
/// Layers or versions in one page of a list.
const PAGE: usize = 50;

impl Lambda {
    pub(crate) async fn publish_layer_version(
        &self,
        request: PublishLayerVersionRequest,
        _caller: &Caller,
    ) -> Result<LayerVersionShown, Fault> {
        let name = layer_name::parse(&self.core, &request.layer_name)?;
        let code = code::install(&self.core, request.content).await?;
        self.check_storage(code.size)?;
        let version = LayerVersion {
            code,
            description: request.description,
            license: request.license_info,
            runtimes: request.compatible_runtimes,
            architectures: request.compatible_architectures,
            created: self.core.clock.now_millis(),
            policy: Policy::default(),
        };
        let number = self.layers.publish(&name, version).await?;
        self.layer_version(&name, number)
    }

    pub(crate) async fn get_layer_version(
        &self,
        request: LayerVersionRequest,
        _caller: &Caller,
    ) -> Result<LayerVersionShown, Fault> {
        let name = layer_name::parse(&self.core, &request.layer_name)?;
        self.layer_version(&name, request.version_number)
    }

    pub(crate) async fn get_layer_version_by_arn(
        &self,
        request: LayerVersionByArnRequest,
        _caller: &Caller,
    ) -> Result<LayerVersionShown, Fault> {
        let (name, number) = layer_name::version(&self.core, &request.arn)?;
        self.layer_version(&name, number)
    }

    fn layer_version(&self, name: &str, number: u64) -> Result<LayerVersionShown, Fault> {
        self.layers.read(name, number, |version| {
            let content = LayerContent {
                location: code::location(&self.core, &version.code),
                code_sha256: version.code.sha256.clone(),
                code_size: version.code.size,
            };
            Ok(LayerVersionShown {
                content: Some(content),
                layer_arn: Some(self.layer_arn(name)),
                ..self.listed(name, number, version)
            })
        })
    }

    /// Deletes a version; one that is gone is no error. Functions that have it keep it.
    pub(crate) async fn delete_layer_version(
        &self,
        request: LayerVersionRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = layer_name::parse(&self.core, &request.layer_name)?;
        if self
            .layers
            .read(&name, request.version_number, |_| Ok(()))
            .is_ok()
        {
            self.layers
                .change(&name, |layer| {
                    layer.versions.remove(&request.version_number);
                    Ok(())
                })
                .await?;
        }
        Ok(Map::new())
    }

    pub(crate) async fn list_layer_versions(
        &self,
        request: ListLayersRequest,
        _caller: &Caller,
    ) -> Result<LayerVersionsPage, Fault> {
        let name = layer_name::parse(&self.core, &request.layer_name)?;
        let versions = self.layers.versions(&name, |number, version| {
            fits(&request, version).then(|| self.listed(&name, number, version))
        });
        let (layer_versions, next_marker) = paged(versions, &request)?;
        Ok(LayerVersionsPage {
            layer_versions,
            next_marker,
        })
    }

    pub(crate) async fn list_layers(
        &self,
        request: ListLayersRequest,
        _caller: &Caller,
    ) -> Result<LayersPage, Fault> {
        let names = self.layers.names().into_iter();
        let layers = names.filter_map(|name| {
            let mut versions = self.layers.versions(&name, |number, version| {
                fits(&request, version).then(|| self.listed(&name, number, version))
            });
            (!versions.is_empty()).then(|| LayerShown {
                layer_arn: self.layer_arn(&name),
                latest_matching_version: versions.swap_remove(0),
                layer_name: name,
            })
        });
        let (layers, next_marker) = paged(layers.collect(), &request)?;
        Ok(LayersPage {
            layers,
            next_marker,
        })
    }

    fn listed(&self, name: &str, number: u64, version: &LayerVersion) -> LayerVersionShown {
        LayerVersionShown {
            content: None,
            layer_arn: None,
            layer_version_arn: self.layer_version_arn(name, number),
            version: number,
            description: version.description.clone(),
            created_date: configuration::iso_time(version.created),
            compatible_runtimes: version.runtimes.clone(),
            compatible_architectures: version.architectures.clone(),
            license_info: version.license.clone(),
        }
    }

    fn layer_arn(&self, name: &str) -> String {
        self.core.arn("lambda", &format!("layer:{name}"))
    }

    pub(super) fn layer_version_arn(&self, name: &str, number: u64) -> String {
        format!("{}:{number}", self.layer_arn(name))
    }

    /// The layers that a function asks for by the ARNs of their versions.
    ///
    /// # Errors
    /// `InvalidParameterValueException` for more than five, one that does not exist, two versions
    /// of one; `UnsupportedOperation` for those of other accounts and those with extensions.
    pub(super) fn attached(&self, arns: &[String]) -> Result<Vec<Attached>, Fault> {
        if arns.len() > OF_A_FUNCTION {
            return Err(invalid(format!(
                "Cannot reference more than {OF_A_FUNCTION} layers."
            )));
        }
        let mut seen: Vec<(String, &String)> = Vec::new();
        let mut attached = Vec::new();
        for arn in arns {
            let (name, number) = layer_name::version(&self.core, arn)?;
            if let Some((_, other)) = seen.iter().find(|(known, _)| *known == name) {
                return Err(invalid(format!(
                    "Two different versions of the same layer are not allowed to be referenced in \
                     the same function. {other} and {arn} are versions of the same layer."
                )));
            }
            let code = self
                .layers
                .read(&name, number, |version| Ok(version.code.clone()));
            let code = code.map_err(|_| invalid(format!("Layer version {arn} does not exist.")))?;
            if code::directory(&self.core, &code)
                .join("extensions")
                .exists()
            {
                return Err(lacking(&format!("the extensions of layers ({arn})")));
            }
            seen.push((name, arn));
            attached.push(Attached {
                arn: arn.clone(),
                code,
            });
        }
        Ok(attached)
    }
}

/// Whether a version fits on Lambda's disk with its layers.
///
/// # Errors
/// `InvalidParameterValueException` that says how large they are.
pub(super) fn check_unpacked(version: &Version) -> Result<(), Fault> {
    let layers = version.configuration.layers.iter();
    let layers: u64 = layers.map(|layer| layer.code.unpacked).sum();
    let (all, limit) = (version.code.unpacked + layers, code::UNPACKED_LIMIT);
    if layers == 0 || all <= limit {
        return Ok(());
    }
    Err(invalid(format!(
        "Function code combined with layers exceeds the maximum allowed size of {limit} bytes. The \
         actual size is {all} bytes."
    )))
}

fn fits(request: &ListLayersRequest, version: &LayerVersion) -> bool {
    let has = |asked: &Option<String>, own: &[String]| {
        asked.as_ref().is_none_or(|asked| own.contains(asked))
    };
    has(&request.compatible_runtime, &version.runtimes)
        && has(&request.compatible_architecture, &version.architectures)
}

fn paged<T>(items: Vec<T>, request: &ListLayersRequest) -> Result<(Vec<T>, Option<String>), Fault> {
    let limit = request.max_items.unwrap_or(PAGE).clamp(1, PAGE);
    let page = page::by_position(items, request.marker.as_deref(), limit);
    page.ok_or_else(|| invalid("Invalid Marker value."))
}
