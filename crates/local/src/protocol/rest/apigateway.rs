//! API Gateway v2: the control plane of HTTP and WebSocket APIs. Members are in camel case.

use super::route::{Api, Route, route};

pub(super) const API: Api = Api {
    service: "apigateway",
    recognises,
    routes: &[ROUTES],
};

fn recognises(path: &str) -> bool {
    path.starts_with("/v2/apis")
}

const ROUTES: &[Route] = &[
    route("POST", "/v2/apis", "CreateApi", 201),
    route("GET", "/v2/apis", "GetApis", 200),
    route("GET", "/v2/apis/{apiId}", "GetApi", 200),
    route("PATCH", "/v2/apis/{apiId}", "UpdateApi", 200),
    route("DELETE", "/v2/apis/{apiId}", "DeleteApi", 204),
    route("PUT", "/v2/apis", "ImportApi", 201),
    route("PUT", "/v2/apis/{apiId}", "ReimportApi", 201),
    route("POST", "/v2/apis/{apiId}/routes", "CreateRoute", 201),
    route("GET", "/v2/apis/{apiId}/routes", "GetRoutes", 200),
    route("GET", "/v2/apis/{apiId}/routes/{routeId}", "GetRoute", 200),
    route(
        "PATCH",
        "/v2/apis/{apiId}/routes/{routeId}",
        "UpdateRoute",
        200,
    ),
    route(
        "DELETE",
        "/v2/apis/{apiId}/routes/{routeId}",
        "DeleteRoute",
        204,
    ),
    route(
        "POST",
        "/v2/apis/{apiId}/integrations",
        "CreateIntegration",
        201,
    ),
    route(
        "GET",
        "/v2/apis/{apiId}/integrations",
        "GetIntegrations",
        200,
    ),
    route(
        "GET",
        "/v2/apis/{apiId}/integrations/{integrationId}",
        "GetIntegration",
        200,
    ),
    route(
        "PATCH",
        "/v2/apis/{apiId}/integrations/{integrationId}",
        "UpdateIntegration",
        200,
    ),
    route(
        "DELETE",
        "/v2/apis/{apiId}/integrations/{integrationId}",
        "DeleteIntegration",
        204,
    ),
    route(
        "POST",
        "/v2/apis/{apiId}/authorizers",
        "CreateAuthorizer",
        201,
    ),
    route("GET", "/v2/apis/{apiId}/authorizers", "GetAuthorizers", 200),
    route(
        "GET",
        "/v2/apis/{apiId}/authorizers/{authorizerId}",
        "GetAuthorizer",
        200,
    ),
    route(
        "PATCH",
        "/v2/apis/{apiId}/authorizers/{authorizerId}",
        "UpdateAuthorizer",
        200,
    ),
    route(
        "DELETE",
        "/v2/apis/{apiId}/authorizers/{authorizerId}",
        "DeleteAuthorizer",
        204,
    ),
    route(
        "POST",
        "/v2/apis/{apiId}/deployments",
        "CreateDeployment",
        201,
    ),
    route("GET", "/v2/apis/{apiId}/deployments", "GetDeployments", 200),
    route(
        "GET",
        "/v2/apis/{apiId}/deployments/{deploymentId}",
        "GetDeployment",
        200,
    ),
    route(
        "DELETE",
        "/v2/apis/{apiId}/deployments/{deploymentId}",
        "DeleteDeployment",
        204,
    ),
    route(
        "PATCH",
        "/v2/apis/{apiId}/deployments/{deploymentId}",
        "UpdateDeployment",
        200,
    ),
    route("POST", "/v2/apis/{apiId}/stages", "CreateStage", 201),
    route("GET", "/v2/apis/{apiId}/stages", "GetStages", 200),
    route(
        "GET",
        "/v2/apis/{apiId}/stages/{stageName}",
        "GetStage",
        200,
    ),
    route(
        "PATCH",
        "/v2/apis/{apiId}/stages/{stageName}",
        "UpdateStage",
        200,
    ),
    route(
        "DELETE",
        "/v2/apis/{apiId}/stages/{stageName}",
        "DeleteStage",
        204,
    ),
    route("GET", "/v2/tags/{resource-arn+}", "GetTags", 200),
    route("POST", "/v2/tags/{resource-arn+}", "TagResource", 201),
    route("DELETE", "/v2/tags/{resource-arn+}", "UntagResource", 204),
];
