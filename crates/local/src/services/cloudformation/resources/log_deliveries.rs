//! Log deliveries: their sources and destinations, and what joins them.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, found, gone},
    json::{set, text},
    schema::Kind,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::Logs::DeliverySource",
        replace: &["Name", "ResourceArn", "LogType"],
        update: &["Tags"],
        naming: None,
        handler: &Source,
    },
    Kind {
        name: "AWS::Logs::DeliveryDestination",
        replace: &["Name"],
        update: &["DestinationResourceArn", "OutputFormat", "Tags"],
        naming: None,
        handler: &Destination,
    },
    Kind {
        name: "AWS::Logs::Delivery",
        replace: &["DeliverySourceName", "DeliveryDestinationArn"],
        update: &["Tags"],
        naming: None,
        handler: &Delivery,
    },
];

struct Source;

#[async_trait]
impl Handler for Source {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "Name").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let found_it = context.call("logs", "GetDeliverySource", json!({ "name": id }));
        found(found_it.await)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let input = json!({
            "name": properties["Name"],
            "resourceArn": properties["ResourceArn"],
            "logType": properties["LogType"],
            "tags": context.tags(&properties["Tags"]),
        });
        let made = context.call("logs", "PutDeliverySource", input).await?;
        let source = &made["deliverySource"];
        Ok(Made::new(text(source, "name"))
            .with("Arn", source["arn"].clone())
            .with("ResourceArns", source["resourceArns"].clone())
            .with("Service", source["service"].clone()))
    }

    async fn update(
        &self,
        context: &Context,
        _: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        self.create(context, new).await
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        let input = json!({ "name": id });
        gone(context.call("logs", "DeleteDeliverySource", input).await)
    }
}

struct Destination;

#[async_trait]
impl Handler for Destination {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "Name").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let found_it = context.call("logs", "GetDeliveryDestination", json!({ "name": id }));
        found(found_it.await)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let to = &properties["DestinationResourceArn"];
        let mut input = json!({
            "name": properties["Name"],
            "deliveryDestinationConfiguration": { "destinationResourceArn": to },
            "tags": context.tags(&properties["Tags"]),
        });
        set(
            &mut input,
            "outputFormat",
            properties["OutputFormat"].clone(),
        );
        let made = context
            .call("logs", "PutDeliveryDestination", input)
            .await?;
        let destination = &made["deliveryDestination"];
        let kind = &destination["deliveryDestinationType"];
        Ok(Made::new(text(destination, "name"))
            .with("Arn", destination["arn"].clone())
            .with("DeliveryDestinationType", kind.clone()))
    }

    async fn update(
        &self,
        context: &Context,
        _: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        self.create(context, new).await
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        let input = json!({ "name": id });
        gone(
            context
                .call("logs", "DeleteDeliveryDestination", input)
                .await,
        )
    }
}

struct Delivery;

impl Delivery {
    fn made(delivery: &Json) -> Made {
        let kind = &delivery["deliveryDestinationType"];
        Made::new(text(delivery, "id"))
            .with("Arn", delivery["arn"].clone())
            .with("DeliveryId", delivery["id"].clone())
            .with("DeliveryDestinationType", kind.clone())
    }
}

#[async_trait]
impl Handler for Delivery {
    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let found_it = context.call("logs", "GetDelivery", json!({ "id": id }));
        found(found_it.await)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let input = json!({
            "deliverySourceName": properties["DeliverySourceName"],
            "deliveryDestinationArn": properties["DeliveryDestinationArn"],
            "tags": context.tags(&properties["Tags"]),
        });
        let made = context.call("logs", "CreateDelivery", input).await?;
        Ok(Self::made(&made["delivery"]))
    }

    async fn update(&self, context: &Context, id: &str, _: &Json, _: &Json) -> Result<Made, Fault> {
        let made = context.call("logs", "GetDelivery", json!({ "id": id }));
        Ok(Self::made(&made.await?["delivery"]))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        gone(
            context
                .call("logs", "DeleteDelivery", json!({ "id": id }))
                .await,
        )
    }
}
