//! Log deliveries: which logs that other services write about their resources go into which log
//! groups.
//!
//! A source is one type of logs of one resource, a destination a log group, a delivery joins them.
//! What may be written needs no policy of its own: CloudWatch Logs gives it when a delivery is made.

use std::collections::BTreeMap;

use super::{
    Logs,
    directory::group_name,
    model::deliveries::{Delivery, DeliveryDestination, DeliverySource, Tags},
};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const SOURCES: Table = Table("logs.delivery-sources");
const DESTINATIONS: Table = Table("logs.delivery-destinations");
const DELIVERIES: Table = Table("logs.deliveries");

/// All of them, sources and destinations by name, deliveries by id.
#[derive(Default)]
pub(super) struct Deliveries {
    pub(super) sources: BTreeMap<String, DeliverySource>,
    pub(super) destinations: BTreeMap<String, DeliveryDestination>,
    pub(super) all: BTreeMap<String, Delivery>,
}

impl Deliveries {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        Ok(Self {
            sources: store.load(SOURCES)?.into_iter().collect(),
            destinations: store.load(DESTINATIONS)?.into_iter().collect(),
            all: store.load(DELIVERIES)?.into_iter().collect(),
        })
    }

    /// Adds a source, or changes the one of its name. Logs of one type of a resource have one.
    pub(super) fn put_source(
        &mut self,
        source: DeliverySource,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let is_other = |other: &&DeliverySource| {
            other.name != source.name
                && other.resource_arns == source.resource_arns
                && other.log_type == source.log_type
        };
        if let Some(other) = self.sources.values().find(is_other) {
            return Err(conflict(format!(
                "This ResourceId has already been used in another Delivery Source in this account: {}",
                other.name
            )));
        }
        batch.put(SOURCES, &*source.name, &source);
        self.sources.insert(source.name.clone(), source);
        Ok(())
    }

    /// Adds a destination, or changes the one of its name.
    pub(super) fn put_destination(&mut self, destination: DeliveryDestination, batch: &mut Batch) {
        batch.put(DESTINATIONS, &*destination.name, &destination);
        self.destinations
            .insert(destination.name.clone(), destination);
    }

    /// Joins a source and a destination that are there and not yet joined.
    pub(super) fn join(&mut self, delivery: Delivery, batch: &mut Batch) -> Result<(), Fault> {
        self.source(&delivery.delivery_source_name)?;
        let is_same = |other: &&Delivery| {
            other.delivery_source_name == delivery.delivery_source_name
                && other.delivery_destination_arn == delivery.delivery_destination_arn
        };
        if let Some(other) = self.all.values().find(is_same) {
            return Err(conflict(format!("Delivery already exists: {}", other.id)));
        }
        batch.put(DELIVERIES, &*delivery.id, &delivery);
        self.all.insert(delivery.id.clone(), delivery);
        Ok(())
    }

    pub(super) fn remove_source(&mut self, name: &str, batch: &mut Batch) -> Result<(), Fault> {
        self.source(name)?;
        self.unused(name, |delivery| &delivery.delivery_source_name)?;
        self.sources.remove(name);
        batch.delete(SOURCES, name);
        Ok(())
    }

    pub(super) fn remove_destination(
        &mut self,
        name: &str,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let arn = &self.destination(name)?.arn;
        self.unused(arn, |delivery| &delivery.delivery_destination_arn)?;
        self.destinations.remove(name);
        batch.delete(DESTINATIONS, name);
        Ok(())
    }

    pub(super) fn remove(&mut self, id: &str, batch: &mut Batch) -> Result<(), Fault> {
        self.delivery(id)?;
        self.all.remove(id);
        batch.delete(DELIVERIES, id);
        Ok(())
    }

    pub(super) fn source(&self, name: &str) -> Result<&DeliverySource, Fault> {
        let found = self.sources.get(name);
        found.ok_or_else(|| missing("Delivery Source", name))
    }

    pub(super) fn destination(&self, name: &str) -> Result<&DeliveryDestination, Fault> {
        let found = self.destinations.get(name);
        found.ok_or_else(|| missing("Delivery Destination", name))
    }

    pub(super) fn destination_of_arn(&self, arn: &str) -> Result<&DeliveryDestination, Fault> {
        let mut all = self.destinations.values();
        let found = all.find(|destination| destination.arn == arn);
        found.ok_or_else(|| missing("Delivery Destination", arn))
    }

    pub(super) fn delivery(&self, id: &str) -> Result<&Delivery, Fault> {
        self.all.get(id).ok_or_else(|| missing("Delivery", id))
    }

    /// The tags of a source, a destination or a delivery, by its ARN.
    pub(super) fn tags(&self, arn: &str) -> Result<&Tags, Fault> {
        let sources = self.sources.values().map(|one| (&one.arn, &one.tags));
        let destinations = self.destinations.values();
        let destinations = destinations.map(|one| (&one.arn, &one.tags));
        let deliveries = self.all.values().map(|one| (&one.arn, &one.tags));
        let mut all = sources.chain(destinations).chain(deliveries);
        let found = all.find(|(known, _)| *known == arn);
        found
            .map(|(_, tags)| tags)
            .ok_or_else(|| missing("Resource", arn))
    }

    /// Changes them.
    pub(super) fn retag(
        &mut self,
        arn: &str,
        change: impl FnOnce(&mut Tags) -> Result<(), Fault>,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        if let Some(one) = self.sources.values_mut().find(|one| one.arn == arn) {
            one.tags = changed(&one.tags, change)?;
            batch.put(SOURCES, &*one.name, &*one);
        } else if let Some(one) = self.destinations.values_mut().find(|one| one.arn == arn) {
            one.tags = changed(&one.tags, change)?;
            batch.put(DESTINATIONS, &*one.name, &*one);
        } else if let Some(one) = self.all.values_mut().find(|one| one.arn == arn) {
            one.tags = changed(&one.tags, change)?;
            batch.put(DELIVERIES, &*one.id, &*one);
        } else {
            return Err(missing("Resource", arn));
        }
        Ok(())
    }

    fn unused(&self, what: &str, of: impl Fn(&Delivery) -> &String) -> Result<(), Fault> {
        let mut using = self.all.values().filter(|delivery| of(delivery) == what);
        match using.next() {
            Some(delivery) => Err(conflict(format!(
                "It is used by delivery {}: delete that first.",
                delivery.id
            ))),
            None => Ok(()),
        }
    }

    /// The log groups that get logs of this type of the resource.
    fn groups(&self, resource: &str, log_type: &str) -> Vec<String> {
        let is_meant = |source: &&DeliverySource| {
            source.log_type == log_type && source.resource_arns.iter().any(|arn| arn == resource)
        };
        let Some(source) = self.sources.values().find(is_meant) else {
            return Vec::new();
        };
        let joined = self
            .all
            .values()
            .filter(|delivery| delivery.delivery_source_name == source.name);
        let arns = joined.filter_map(|delivery| {
            let destination = self.destination_of_arn(&delivery.delivery_destination_arn);
            let configuration = &destination.ok()?.delivery_destination_configuration;
            Some(configuration.destination_resource_arn.as_str())
        });
        arns.filter_map(|arn| group_name(None, Some(arn)).ok())
            .collect()
    }
}

impl Logs {
    /// Writes what a service logs about a resource into the log groups that are to have it.
    /// `events` are milliseconds since the epoch and texts. Nobody waits for the disk.
    pub fn vend(&self, resource: &str, log_type: &str, stream: &str, events: &[(i64, String)]) {
        let groups = self
            .deliveries
            .read(|deliveries| deliveries.groups(resource, log_type));
        for group in groups {
            // A group that was deleted stays deleted.
            if self.directory.read(&group, |_| ()).is_ok() {
                self.append(&group, stream, events.to_vec());
            }
        }
    }
}

fn missing(what: &str, name: &str) -> Fault {
    let text = format!("Requested {what} does not exist: {name}");
    Fault::new("ResourceNotFoundException", text)
}

fn conflict(text: impl Into<String>) -> Fault {
    Fault::new("ConflictException", text)
}
/// Tags after a change; nothing is changed that fails.
pub(super) fn changed(
    tags: &Tags,
    change: impl FnOnce(&mut Tags) -> Result<(), Fault>,
) -> Result<Tags, Fault> {
    let mut changed = tags.clone();
    change(&mut changed)?;
    Ok(changed)
}
