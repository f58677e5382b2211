//! The parts of an API: routes, integrations, authorizers and deployments. They are alike: made
//! under an API, with an id that API Gateway gives.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, there},
    json::{camel, text},
    schema::Kind,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::ApiGatewayV2::Route",
        replace: &["ApiId"],
        update: &[
            "ApiKeyRequired",
            "AuthorizationScopes",
            "AuthorizationType",
            "AuthorizerId",
            "OperationName",
            "RouteKey",
            "RouteResponseSelectionExpression",
            "Target",
        ],
        naming: None,
        handler: &Part {
            noun: "Route",
            id: "routeId",
            attribute: "RouteId",
        },
    },
    Kind {
        name: "AWS::ApiGatewayV2::Integration",
        replace: &["ApiId"],
        update: &[
            "ConnectionType",
            "ContentHandlingStrategy",
            "CredentialsArn",
            "Description",
            "IntegrationMethod",
            "IntegrationType",
            "IntegrationUri",
            "PassthroughBehavior",
            "PayloadFormatVersion",
            "TimeoutInMillis",
        ],
        naming: None,
        handler: &Part {
            noun: "Integration",
            id: "integrationId",
            attribute: "IntegrationId",
        },
    },
    Kind {
        name: "AWS::ApiGatewayV2::Authorizer",
        replace: &["ApiId"],
        update: &[
            "AuthorizerCredentialsArn",
            "AuthorizerPayloadFormatVersion",
            "AuthorizerResultTtlInSeconds",
            "AuthorizerType",
            "AuthorizerUri",
            "EnableSimpleResponses",
            "IdentitySource",
            "IdentityValidationExpression",
            "JwtConfiguration",
            "Name",
        ],
        naming: None,
        handler: &Part {
            noun: "Authorizer",
            id: "authorizerId",
            attribute: "AuthorizerId",
        },
    },
    Kind {
        name: "AWS::ApiGatewayV2::Deployment",
        replace: &["ApiId", "StageName"],
        update: &["Description"],
        naming: None,
        handler: &Part {
            noun: "Deployment",
            id: "deploymentId",
            attribute: "DeploymentId",
        },
    },
];

struct Part {
    noun: &'static str,
    id: &'static str,
    attribute: &'static str,
}

impl Part {
    fn made(&self, id: &str) -> Made {
        Made::new(id).with(self.attribute, id)
    }
}

#[async_trait]
impl Handler for Part {
    async fn now(&self, context: &Context, id: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "apiId": properties["ApiId"], self.id: id });
        let operation = format!("Get{}", self.noun);
        let found = context.has("apigateway", &operation, lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let operation = format!("Create{}", self.noun);
        let made = context
            .call("apigateway", &operation, camel(properties, &[]))
            .await?;
        Ok(self.made(text(&made, self.id)))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let mut input = camel(new, &[]);
        input[self.id] = json!(id);
        // Text that was taken out is emptied: absent members are left alone.
        for (member, value) in old.as_object().into_iter().flatten() {
            if value.is_string() && new[member].is_null() {
                let emptied = camel(&json!({ member: "" }), &[]);
                for (member, value) in emptied.as_object().into_iter().flatten() {
                    input[member] = value.clone();
                }
            }
        }
        context
            .call("apigateway", &format!("Update{}", self.noun), input)
            .await?;
        Ok(self.made(id))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let input = json!({ "apiId": properties["ApiId"], self.id: id });
        context
            .remove("apigateway", &format!("Delete{}", self.noun), input)
            .await
    }
}
