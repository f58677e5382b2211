//! Tags of buses and rules.

use crate::{
    core::Core,
    fault::Fault,
    service::Caller,
    services::events::{
        Events, fault,
        model::{Nothing, OfResource, Tag, TagResource, Tags, UntagResource},
        names,
        records::TagMap,
    },
};

/// What can have tags.
enum Resource {
    Bus(String),
    Rule(String, String),
}

impl Events {
    pub(crate) async fn tag_resource(
        &self,
        input: TagResource,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        self.edit_tags(&input.arn, |tags| {
            tags.extend(input.tags.into_iter().map(|tag| (tag.key, tag.value)));
            if tags.len() > 50 {
                return Err(Fault::validation("A resource can have 50 tags at most."));
            }
            Ok(())
        })
        .await
    }

    pub(crate) async fn untag_resource(
        &self,
        input: UntagResource,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        self.edit_tags(&input.arn, |tags| {
            tags.retain(|key, _| !input.keys.contains(key));
            Ok(())
        })
        .await
    }

    pub(crate) async fn list_tags_for_resource(
        &self,
        input: OfResource,
        _: &Caller,
    ) -> Result<Tags, Fault> {
        let registry = self.read();
        let tags = match resource(&self.core, &input.arn)? {
            Resource::Bus(bus) => &registry.bus(&bus)?.record.tags,
            Resource::Rule(bus, rule) => &registry.rule(&bus, &rule)?.record.tags,
        };
        let tag = |(key, value): (&String, &String)| Tag {
            key: key.clone(),
            value: value.clone(),
        };
        Ok(Tags {
            tags: tags.iter().map(tag).collect(),
        })
    }

    async fn edit_tags(
        &self,
        arn: &str,
        edit: impl FnOnce(&mut TagMap) -> Result<(), Fault>,
    ) -> Result<Nothing, Fault> {
        match resource(&self.core, arn)? {
            Resource::Bus(bus) => self.edit_bus(&bus, |record| edit(&mut record.tags)).await?,
            Resource::Rule(bus, rule) => {
                self.edit_rule(&bus, &rule, false, |record| edit(&mut record.tags))
                    .await?;
            }
        }
        Ok(Nothing {})
    }
}

fn resource(core: &Core, arn: &str) -> Result<Resource, Fault> {
    if let Some((bus, rule)) = names::rule_of_arn(core, arn) {
        return Ok(Resource::Rule(bus, rule));
    }
    let bus = names::bus_of_arn(core, arn);
    bus.map(Resource::Bus)
        .ok_or_else(|| fault::not_found(format!("Resource {arn}")))
}
