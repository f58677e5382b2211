//! Log deliveries: their sources and destinations, and what joins them.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, there},
    json::{set, text},
    schema::Kind,
    tagging::{Shape, Tagging},
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::Logs::DeliverySource",
        replace: &["Name", "ResourceArn", "LogType"],
        update: &["Tags"],
        naming: None,
        handler: &Part {
            operations: "DeliverySource",
            member: "deliverySource",
            is_named: true,
            input: source,
            attributes: &[
                ("Arn", "arn"),
                ("ResourceArns", "resourceArns"),
                ("Service", "service"),
            ],
        },
    },
    Kind {
        name: "AWS::Logs::DeliveryDestination",
        replace: &["Name"],
        update: &["DestinationResourceArn", "OutputFormat", "Tags"],
        naming: None,
        handler: &Part {
            operations: "DeliveryDestination",
            member: "deliveryDestination",
            is_named: true,
            input: destination,
            attributes: &[
                ("Arn", "arn"),
                ("DeliveryDestinationType", "deliveryDestinationType"),
            ],
        },
    },
    Kind {
        name: "AWS::Logs::Delivery",
        replace: &["DeliverySourceName", "DeliveryDestinationArn"],
        update: &["Tags"],
        naming: None,
        handler: &Part {
            operations: "Delivery",
            member: "delivery",
            is_named: false,
            input: delivery,
            attributes: &[
                ("Arn", "arn"),
                ("DeliveryId", "id"),
                ("DeliveryDestinationType", "deliveryDestinationType"),
            ],
        },
    },
];

fn source(properties: &Json) -> Json {
    json!({
        "name": properties["Name"],
        "resourceArn": properties["ResourceArn"],
        "logType": properties["LogType"],
    })
}

fn destination(properties: &Json) -> Json {
    let to = &properties["DestinationResourceArn"];
    let mut input = json!({
        "name": properties["Name"],
        "deliveryDestinationConfiguration": { "destinationResourceArn": to },
    });
    let format = properties["OutputFormat"].clone();
    set(&mut input, "outputFormat", format);
    input
}

fn delivery(properties: &Json) -> Json {
    json!({
        "deliverySourceName": properties["DeliverySourceName"],
        "deliveryDestinationArn": properties["DeliveryDestinationArn"],
    })
}

/// A source, a destination or a delivery.
struct Part {
    /// Its operations are `Get`, `Put` or `Create`, and `Delete` of this.
    operations: &'static str,
    /// Where an answer has it.
    member: &'static str,
    /// It has its name from the template and is put as a whole. One without a name is created and
    /// gets an id; nothing of it but its tags can change.
    is_named: bool,
    /// What makes it, but for the tags.
    input: fn(&Json) -> Json,
    /// Attributes, and the members of it that have them.
    attributes: &'static [(&'static str, &'static str)],
}

impl Part {
    fn operation(&self, verb: &str) -> String {
        format!("{verb}{}", self.operations)
    }

    /// The member that says which one; its value is the physical id.
    fn key(&self) -> &'static str {
        if self.is_named { "name" } else { "id" }
    }

    fn made(&self, answer: &Json) -> Made {
        let part = &answer[self.member];
        let mut made = Made::new(text(part, self.key()));
        for (attribute, member) in self.attributes {
            made = made.with(attribute, part[*member].clone());
        }
        made
    }
}

#[async_trait]
impl Handler for Part {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        let name = text(properties, "Name");
        self.is_named.then(|| name.to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let input = json!({ self.key(): id });
        context.has("logs", &self.operation("Get"), input).await
    }

    /// Deliveries alone have ids that are not planned.
    async fn left_behind(&self, context: &Context, _: &Json, _: i64) -> Result<Vec<String>, Fault> {
        let all = context.call("logs", "DescribeDeliveries", json!({}));
        let all = all.await?;
        let deliveries = all["deliveries"].as_array().into_iter().flatten();
        let tag = |part: &Json, name: &str| part["tags"][name].as_str().map(str::to_owned);
        let left = deliveries.filter(|part| context.is_origin(|name| tag(part, name)));
        Ok(left.map(|part| text(part, "id").to_owned()).collect())
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        Some(Tagging {
            members: ("tags", "tagKeys"),
            shape: Shape::Map,
            ..Tagging::listed("logs", "resourceArn", made.attributes["Arn"].clone())
        })
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.exists(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = (self.input)(properties);
        input["tags"] = json!(context.tags(&properties["Tags"]));
        let verb = if self.is_named { "Put" } else { "Create" };
        let answer = context.call("logs", &self.operation(verb), input).await?;
        Ok(self.made(&answer))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        if self.is_named {
            return self.create(context, new).await;
        }
        let input = json!({ self.key(): id });
        let answer = context.call("logs", &self.operation("Get"), input).await?;
        Ok(self.made(&answer))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        let input = json!({ self.key(): id });
        context
            .remove("logs", &self.operation("Delete"), input)
            .await
    }
}
