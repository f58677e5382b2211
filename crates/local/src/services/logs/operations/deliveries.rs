//! Log deliveries.

use serde_json::{Map, Value};

use crate::{
    arn::Arn,
    fault::Fault,
    page::page,
    service::Caller,
    services::logs::{
        Logs,
        model::deliveries::{
            ById, ByName, CreateDelivery, Deliveries, Delivery, DeliveryDestination,
            DeliverySource, DescribeDeliveries, Destinations, OneDelivery, OneDestination,
            OneSource, PutDeliveryDestination, PutDeliverySource, Sources,
        },
    },
};

/// Items in one page.
const LIMIT: usize = 50;

/// What an event bus logs, by level.
const BUS_LOGS: [&str; 3] = ["INFO_LOGS", "ERROR_LOGS", "TRACE_LOGS"];

impl Logs {
    /// # Errors
    /// `UnsupportedOperation` for logs of anything but event buses, `ConflictException`.
    pub(crate) async fn put_delivery_source(
        &self,
        request: PutDeliverySource,
        _: &Caller,
    ) -> Result<OneSource, Fault> {
        let service = Arn::parse(&request.resource_arn).map(|arn| arn.service);
        let service = service
            .ok_or_else(|| Fault::validation(format!("{} is not an ARN.", request.resource_arn)))?;
        if service != "events" {
            let what = format!("PutDeliverySource of logs of {service}");
            return Err(Fault::not_emulated("logs", &what));
        }
        if !BUS_LOGS.contains(&request.log_type.as_str()) {
            return Err(Fault::validation(format!(
                "{} is not a log type of an event bus: {}.",
                request.log_type,
                BUS_LOGS.join(", ")
            )));
        }
        let delivery_source = DeliverySource {
            arn: self
                .core
                .arn("logs", &format!("delivery-source:{}", request.name)),
            name: request.name,
            resource_arns: vec![request.resource_arn],
            service,
            log_type: request.log_type,
            tags: request.tags,
        };
        let source = delivery_source.clone();
        self.deliveries
            .change(|all, batch| all.put_source(source, batch))
            .await?;
        Ok(OneSource { delivery_source })
    }

    /// # Errors
    /// `UnsupportedOperation` for anything but a log group.
    pub(crate) async fn put_delivery_destination(
        &self,
        request: PutDeliveryDestination,
        _: &Caller,
    ) -> Result<OneDestination, Fault> {
        let configuration = request.delivery_destination_configuration;
        let configuration = configuration
            .ok_or_else(|| Fault::validation("deliveryDestinationConfiguration is missing."))?;
        let arn = &configuration.destination_resource_arn;
        if Arn::parse(arn).is_none_or(|arn| arn.service != "logs") {
            let what = format!("PutDeliveryDestination of {arn}: it can be a log group");
            return Err(Fault::not_emulated("logs", &what));
        }
        let delivery_destination = DeliveryDestination {
            arn: self
                .core
                .arn("logs", &format!("delivery-destination:{}", request.name)),
            name: request.name,
            delivery_destination_type: "CWL".to_owned(),
            output_format: request.output_format.unwrap_or_else(|| "json".to_owned()),
            delivery_destination_configuration: configuration,
            tags: request.tags,
        };
        let destination = delivery_destination.clone();
        self.deliveries
            .change(|all, batch| {
                all.put_destination(destination, batch);
                Ok(())
            })
            .await?;
        Ok(OneDestination {
            delivery_destination,
        })
    }

    /// # Errors
    /// `ResourceNotFoundException`, `ConflictException`; `UnsupportedOperation` for a choice of
    /// fields.
    pub(crate) async fn create_delivery(
        &self,
        request: CreateDelivery,
        _: &Caller,
    ) -> Result<OneDelivery, Fault> {
        let chosen = [
            request.record_fields.is_some(),
            request.field_delimiter.is_some(),
            request.s3_delivery_configuration.is_some(),
        ];
        if chosen.contains(&true) {
            let what =
                "CreateDelivery with recordFields, fieldDelimiter or s3DeliveryConfiguration";
            return Err(Fault::not_emulated("logs", what));
        }
        let id: String = uuid::Uuid::new_v4().simple().to_string()[..16].to_owned();
        let arn = self.core.arn("logs", &format!("delivery:{id}"));
        let delivery = self
            .deliveries
            .change(|all, batch| {
                let to = all.destination_of_arn(&request.delivery_destination_arn)?;
                let delivery = Delivery {
                    id,
                    arn,
                    delivery_source_name: request.delivery_source_name,
                    delivery_destination_type: to.delivery_destination_type.clone(),
                    delivery_destination_arn: request.delivery_destination_arn,
                    tags: request.tags,
                };
                all.join(delivery.clone(), batch)?;
                Ok(delivery)
            })
            .await?;
        Ok(OneDelivery { delivery })
    }

    pub(crate) async fn get_delivery_source(
        &self,
        request: ByName,
        _: &Caller,
    ) -> Result<OneSource, Fault> {
        let found = self
            .deliveries
            .read(|all| all.source(&request.name).cloned());
        found.map(|delivery_source| OneSource { delivery_source })
    }

    pub(crate) async fn get_delivery_destination(
        &self,
        request: ByName,
        _: &Caller,
    ) -> Result<OneDestination, Fault> {
        let found = self
            .deliveries
            .read(|all| all.destination(&request.name).cloned());
        found.map(|delivery_destination| OneDestination {
            delivery_destination,
        })
    }

    pub(crate) async fn get_delivery(
        &self,
        request: ById,
        _: &Caller,
    ) -> Result<OneDelivery, Fault> {
        let found = self
            .deliveries
            .read(|all| all.delivery(&request.id).cloned());
        found.map(|delivery| OneDelivery { delivery })
    }

    pub(crate) async fn describe_delivery_sources(
        &self,
        request: DescribeDeliveries,
        _: &Caller,
    ) -> Result<Sources, Fault> {
        let all = self
            .deliveries
            .read(|all| all.sources.values().cloned().collect::<Vec<_>>());
        let (delivery_sources, next_token) = part(all, &request, |source| &source.name);
        Ok(Sources {
            delivery_sources,
            next_token,
        })
    }

    pub(crate) async fn describe_delivery_destinations(
        &self,
        request: DescribeDeliveries,
        _: &Caller,
    ) -> Result<Destinations, Fault> {
        let all = self
            .deliveries
            .read(|all| all.destinations.values().cloned().collect::<Vec<_>>());
        let (delivery_destinations, next_token) = part(all, &request, |to| &to.name);
        Ok(Destinations {
            delivery_destinations,
            next_token,
        })
    }

    pub(crate) async fn describe_deliveries(
        &self,
        request: DescribeDeliveries,
        _: &Caller,
    ) -> Result<Deliveries, Fault> {
        let all = self
            .deliveries
            .read(|all| all.all.values().cloned().collect::<Vec<_>>());
        let (deliveries, next_token) = part(all, &request, |delivery| &delivery.id);
        Ok(Deliveries {
            deliveries,
            next_token,
        })
    }

    /// # Errors
    /// `ResourceNotFoundException`, `ConflictException` while a delivery uses it.
    pub(crate) async fn delete_delivery_source(
        &self,
        request: ByName,
        _: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.deliveries
            .change(|all, batch| all.remove_source(&request.name, batch))
            .await?;
        Ok(Map::new())
    }

    /// # Errors
    /// `ResourceNotFoundException`, `ConflictException` while a delivery uses it.
    pub(crate) async fn delete_delivery_destination(
        &self,
        request: ByName,
        _: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.deliveries
            .change(|all, batch| all.remove_destination(&request.name, batch))
            .await?;
        Ok(Map::new())
    }

    /// # Errors
    /// `ResourceNotFoundException`.
    pub(crate) async fn delete_delivery(
        &self,
        request: ById,
        _: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.deliveries
            .change(|all, batch| all.remove(&request.id, batch))
            .await?;
        Ok(Map::new())
    }
}

fn part<T>(
    all: Vec<T>,
    request: &DescribeDeliveries,
    name: impl Fn(&T) -> &String,
) -> (Vec<T>, Option<String>) {
    let limit = request.limit.unwrap_or(LIMIT);
    page(all, request.next_token.as_deref(), limit, |item| {
        name(item).clone()
    })
}
