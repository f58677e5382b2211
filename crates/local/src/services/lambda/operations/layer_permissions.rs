//! Who may use a version of a layer. It is kept and shown; everybody here is of one account.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        fault::{invalid, no_principal, no_statement, not_found, stale_revision, statement_exists},
        layer_name,
        model::{
            layer::{LayerPermissionRequest, LayerStatement, LayerVersionRequest},
            permission::GetPolicyResponse,
        },
        operations::permissions::{check_length, is_principal},
        state::{Policy, Statement, absent},
    },
};

const ACTION: &str = "lambda:GetLayerVersion";

impl Lambda {
    pub(crate) async fn add_layer_version_permission(
        &self,
        request: LayerPermissionRequest,
        _caller: &Caller,
    ) -> Result<LayerStatement, Fault> {
        let name = layer_name::parse(&self.core, &request.layer_name)?;
        if request.action != ACTION {
            return Err(invalid(format!(
                "The action {} is not {ACTION}, the only one of layers",
                request.action
            )));
        }
        if !is_principal(&request.principal) {
            return Err(no_principal());
        }
        let resource = self.layer_version_arn(&name, request.version_number);
        self.change_layer_policy(&name, &request, |policy| {
            let id = &request.statement_id;
            if policy.statements.iter().any(|one| one.id == *id) {
                return Err(statement_exists(id));
            }
            let statement = Statement {
                id: id.clone(),
                action: request.action.clone(),
                principal: request.principal.clone(),
                resource,
                source_arn: None,
                source_account: None,
                organization: request.organization_id.clone(),
            };
            policy.add(statement.clone());
            check_length(policy)?;
            Ok(LayerStatement {
                statement: statement.document().to_string(),
                revision_id: policy.revision.clone(),
            })
        })
        .await
    }

    pub(crate) async fn remove_layer_version_permission(
        &self,
        request: LayerPermissionRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = layer_name::parse(&self.core, &request.layer_name)?;
        self.change_layer_policy(&name, &request, |policy| {
            match policy.remove(&request.statement_id) {
                true => Ok(Map::new()),
                false => Err(no_statement(&request.statement_id)),
            }
        })
        .await
    }

    pub(crate) async fn get_layer_version_policy(
        &self,
        request: LayerVersionRequest,
        _caller: &Caller,
    ) -> Result<GetPolicyResponse, Fault> {
        let name = layer_name::parse(&self.core, &request.layer_name)?;
        self.layers.read(&name, request.version_number, |version| {
            if version.policy.statements.is_empty() {
                return Err(not_found(
                    "No policy is associated with the given resource.",
                ));
            }
            Ok(GetPolicyResponse {
                policy: version.policy.document().to_string(),
                revision_id: version.policy.revision.clone(),
            })
        })
    }

    async fn change_layer_policy<T>(
        &self,
        name: &str,
        request: &LayerPermissionRequest,
        change: impl FnOnce(&mut Policy) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.layers
            .change(name, |layer| {
                let version = layer.versions.get_mut(&request.version_number);
                let policy = &mut version.ok_or_else(absent)?.policy;
                match &request.revision_id {
                    Some(revision) if *revision != policy.revision => Err(stale_revision()),
                    _ => change(policy),
                }
            })
            .await
    }
}
