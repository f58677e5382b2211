//! Tags of alarms.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        alarm::Alarm,
        model::{Tag, TagInput, TagsOutput},
    },
};

impl CloudWatch {
    pub(crate) async fn tag_resource(
        &self,
        input: TagInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let tags = input.tags.into_iter().map(|tag| (tag.key, tag.value));
        self.change_tags(&input.resource_arn, |alarm| alarm.tags.extend(tags))
            .await
    }

    pub(crate) async fn untag_resource(
        &self,
        input: TagInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let keys = input.tag_keys;
        let remove = |alarm: &mut Alarm| alarm.tags.retain(|key, _| !keys.contains(key));
        self.change_tags(&input.resource_arn, remove).await
    }

    async fn change_tags(
        &self,
        arn: &str,
        change: impl FnOnce(&mut Alarm),
    ) -> Result<Map<String, Value>, Fault> {
        let ((), commit) = self.alarms.change(|alarms, changes| {
            let alarm = alarms.values_mut().find(|alarm| alarm.arn == arn);
            let alarm = alarm.ok_or_else(|| absent(arn))?;
            change(alarm);
            changes.put(alarm);
            Ok(())
        })?;
        commit.durable().await?;
        Ok(Map::new())
    }

    pub(crate) async fn list_tags_for_resource(
        &self,
        input: TagInput,
        _caller: &Caller,
    ) -> Result<TagsOutput, Fault> {
        let alarms = self.alarms.lock();
        let alarm = alarms
            .values()
            .find(|alarm| alarm.arn == input.resource_arn);
        let alarm = alarm.ok_or_else(|| absent(&input.resource_arn))?;
        let tag = |(key, value): (&String, &String)| Tag {
            key: key.clone(),
            value: value.clone(),
        };
        Ok(TagsOutput {
            tags: alarm.tags.iter().map(tag).collect(),
        })
    }
}

/// Operations on tags have an error of their own for what is not there.
fn absent(arn: &str) -> Fault {
    let text = format!("There is no alarm {arn}");
    Fault::new("ResourceNotFoundException", text).with_status(404)
}
