//! Detecting drift. A detection is over when its request is answered; clients ask all the same.

use std::sync::Arc;

use super::paged;
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudformation::{
        CloudFormation,
        drift::{self, Detection, Found, Status},
        fault, model,
        resources::Context,
        state::{Resource, Stack},
    },
};

/// Drifts in one page.
const LIMIT: usize = 100;

impl CloudFormation {
    pub(in super::super) async fn detect_stack_drift(
        &self,
        input: model::DetectDrift,
        _: &Caller,
    ) -> Result<model::DetectionId, Fault> {
        let stack = self.settled(&input.stack_name)?;
        let only = &input.logical_resource_ids;
        if let Some(id) = only.iter().find(|id| !stack.resources.contains_key(*id)) {
            return Err(no_resource(&stack, id));
        }
        let mut detection = Detection {
            id: uuid::Uuid::new_v4().to_string(),
            at: self.core.clock.now_millis(),
            ..Detection::default()
        };
        for (id, resource) in &stack.resources {
            if only.is_empty() || only.contains(id) {
                let found = drift::look(&self.context(&stack, resource), resource).await?;
                detection.resources.insert(id.clone(), found);
            }
        }
        let stack_drift_detection_id = detection.id.clone();
        self.note_drift(&stack, detection).await?;
        Ok(model::DetectionId {
            stack_drift_detection_id,
        })
    }

    pub(in super::super) async fn describe_stack_drift_detection_status(
        &self,
        input: model::DetectionId,
        _: &Caller,
    ) -> Result<model::DetectionStatus, Fault> {
        let wanted = &input.stack_drift_detection_id;
        self.ledger.read(|state| {
            let detections = state.stacks.values().filter_map(|stack| {
                let detection = stack.drift.as_ref()?;
                (detection.id == *wanted).then_some((stack, detection))
            });
            let Some((stack, detection)) = detections.into_iter().next() else {
                return Err(fault::validation(format!(
                    "Drift detection [{wanted}] does not exist"
                )));
            };
            Ok(model::DetectionStatus {
                stack_id: stack.id.clone(),
                stack_drift_detection_id: detection.id.clone(),
                stack_drift_status: detection.status(),
                detection_status: "DETECTION_COMPLETE",
                drifted_stack_resource_count: detection.drifted(),
                timestamp: crate::wire::Timestamp::from_millis(detection.at),
            })
        })
    }

    pub(in super::super) async fn describe_stack_resource_drifts(
        &self,
        input: model::DescribeDrifts,
        _: &Caller,
    ) -> Result<model::Drifts, Fault> {
        let wanted = &input.stack_resource_drift_status_filters;
        self.ledger.read(|state| {
            let stack = state.stack(&input.stack_name)?;
            let found = stack.drift.iter().flat_map(|drift| &drift.resources);
            let drifts = found.filter_map(|(id, found)| {
                let shown = model::ResourceDrift::new(stack, stack.resources.get(id)?, found);
                let status = serde_json::to_value(found.status).ok()?;
                let is_wanted = wanted.iter().any(|one| status == one.as_str());
                (wanted.is_empty() || is_wanted).then_some(shown)
            });
            let limit = input.max_results.unwrap_or(LIMIT).clamp(1, LIMIT);
            let (page, next_token) = paged(drifts.collect(), input.next_token.as_deref(), limit)?;
            Ok(model::Drifts {
                stack_resource_drifts: page,
                next_token,
            })
        })
    }

    pub(in super::super) async fn detect_stack_resource_drift(
        &self,
        input: model::DetectResourceDrift,
        _: &Caller,
    ) -> Result<model::OneDrift, Fault> {
        let stack = self.settled(&input.stack_name)?;
        let id = &input.logical_resource_id;
        let resource = stack.resources.get(id);
        let resource = resource.ok_or_else(|| no_resource(&stack, id))?;
        let found = drift::look(&self.context(&stack, resource), resource).await?;
        if found.status == Status::NotChecked {
            return Err(fault::validation(format!(
                "Resource type {} does not support drift detection",
                resource.kind
            )));
        }
        let shown = model::ResourceDrift::new(&stack, resource, &found);
        self.note_resource(&stack, id, found).await?;
        Ok(model::OneDrift {
            stack_resource_drift: shown,
        })
    }

    /// A stack that no operation is changing.
    fn settled(&self, name: &str) -> Result<Stack, Fault> {
        let stack = self.ledger.read(|state| state.stack(name).cloned())?;
        if stack.status.is_busy() || !stack.is_live() {
            let status = stack.status.name();
            return Err(fault::validation(format!(
                "Drift detection is not supported for stack {} in {status} status",
                stack.id
            )));
        }
        Ok(stack)
    }

    fn context(&self, stack: &Stack, resource: &Resource) -> Context {
        Context {
            core: Arc::clone(&self.core),
            stack_name: stack.name.clone(),
            stack_id: stack.id.clone(),
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            stack_tags: resource.stack_tags.clone(),
        }
    }

    async fn note_drift(&self, stack: &Stack, detection: Detection) -> Result<(), Fault> {
        self.ledger
            .change(|state, batch| {
                state.edit_stack(&stack.id, batch, |stack| stack.drift = Some(detection))
            })
            .await
    }

    async fn note_resource(&self, stack: &Stack, id: &str, found: Found) -> Result<(), Fault> {
        let mut detection = stack.drift.clone().unwrap_or_default();
        detection.at = found.at;
        detection.resources.insert(id.to_owned(), found);
        self.note_drift(stack, detection).await
    }
}

fn no_resource(stack: &Stack, id: &str) -> Fault {
    fault::validation(format!(
        "Resource {id} does not exist for stack {}",
        stack.name
    ))
}
