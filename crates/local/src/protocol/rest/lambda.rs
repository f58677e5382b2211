//! Lambda, and what of it is only here.

mod others;

use super::route::{Api, Route, route};

pub(super) const API: Api = Api {
    service: "lambda",
    recognises,
    routes: &[ROUTES, others::ROUTES],
};

fn recognises(path: &str) -> bool {
    const VERSIONS: &[&str] = &[
        "/2015-03-31/",
        "/2014-11-13/",
        "/2017-03-31/",
        "/2017-10-31/",
        "/2018-",
        "/2019-",
        "/2020-",
        "/2021-",
        "/2024-",
        "/2025-",
    ];
    VERSIONS.iter().any(|version| path.starts_with(version))
}

const INVOKE: Route = Route {
    payload: Some("Payload"),
    request_headers: &[
        ("x-amz-invocation-type", "InvocationType"),
        ("x-amz-log-type", "LogType"),
        ("x-amz-client-context", "ClientContext"),
        ("x-amzn-trace-id", "TraceHeader"),
    ],
    response_headers: &[
        ("FunctionError", "x-amz-function-error"),
        ("LogResult", "x-amz-log-result"),
        ("ExecutedVersion", "x-amz-executed-version"),
    ],
    ..route(
        "POST",
        "/2015-03-31/functions/{FunctionName}/invocations",
        "Invoke",
        200,
    )
};

const ROUTES: &[Route] = &[
    INVOKE,
    route("POST", "/2015-03-31/functions", "CreateFunction", 201),
    route("GET", "/2015-03-31/functions", "ListFunctions", 200),
    route(
        "GET",
        "/2015-03-31/functions/{FunctionName}",
        "GetFunction",
        200,
    ),
    route(
        "DELETE",
        "/2015-03-31/functions/{FunctionName}",
        "DeleteFunction",
        204,
    ),
    route(
        "PUT",
        "/2015-03-31/functions/{FunctionName}/code",
        "UpdateFunctionCode",
        200,
    ),
    route(
        "GET",
        "/2015-03-31/functions/{FunctionName}/configuration",
        "GetFunctionConfiguration",
        200,
    ),
    route(
        "PUT",
        "/2015-03-31/functions/{FunctionName}/configuration",
        "UpdateFunctionConfiguration",
        200,
    ),
    route(
        "POST",
        "/2015-03-31/functions/{FunctionName}/versions",
        "PublishVersion",
        201,
    ),
    route(
        "GET",
        "/2015-03-31/functions/{FunctionName}/versions",
        "ListVersionsByFunction",
        200,
    ),
    route(
        "POST",
        "/2015-03-31/functions/{FunctionName}/aliases",
        "CreateAlias",
        201,
    ),
    route(
        "GET",
        "/2015-03-31/functions/{FunctionName}/aliases",
        "ListAliases",
        200,
    ),
    route(
        "GET",
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "GetAlias",
        200,
    ),
    route(
        "PUT",
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "UpdateAlias",
        200,
    ),
    route(
        "DELETE",
        "/2015-03-31/functions/{FunctionName}/aliases/{Name}",
        "DeleteAlias",
        204,
    ),
    route(
        "POST",
        "/2015-03-31/functions/{FunctionName}/policy",
        "AddPermission",
        201,
    ),
    route(
        "GET",
        "/2015-03-31/functions/{FunctionName}/policy",
        "GetPolicy",
        200,
    ),
    route(
        "DELETE",
        "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
        "RemovePermission",
        204,
    ),
    route(
        "PUT",
        "/2017-10-31/functions/{FunctionName}/concurrency",
        "PutFunctionConcurrency",
        200,
    ),
    route(
        "GET",
        "/2019-09-30/functions/{FunctionName}/concurrency",
        "GetFunctionConcurrency",
        200,
    ),
    route(
        "DELETE",
        "/2017-10-31/functions/{FunctionName}/concurrency",
        "DeleteFunctionConcurrency",
        204,
    ),
    route(
        "PUT",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "PutFunctionEventInvokeConfig",
        200,
    ),
    route(
        "POST",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "UpdateFunctionEventInvokeConfig",
        200,
    ),
    route(
        "GET",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "GetFunctionEventInvokeConfig",
        200,
    ),
    route(
        "DELETE",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config",
        "DeleteFunctionEventInvokeConfig",
        204,
    ),
    route(
        "GET",
        "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",
        "ListFunctionEventInvokeConfigs",
        200,
    ),
    route(
        "POST",
        "/2015-03-31/event-source-mappings",
        "CreateEventSourceMapping",
        202,
    ),
    route(
        "GET",
        "/2015-03-31/event-source-mappings",
        "ListEventSourceMappings",
        200,
    ),
    route(
        "GET",
        "/2015-03-31/event-source-mappings/{UUID}",
        "GetEventSourceMapping",
        200,
    ),
    route(
        "PUT",
        "/2015-03-31/event-source-mappings/{UUID}",
        "UpdateEventSourceMapping",
        202,
    ),
    route(
        "DELETE",
        "/2015-03-31/event-source-mappings/{UUID}",
        "DeleteEventSourceMapping",
        202,
    ),
    route("GET", "/2017-03-31/tags/{Resource+}", "ListTags", 200),
    route("POST", "/2017-03-31/tags/{Resource+}", "TagResource", 204),
    route(
        "DELETE",
        "/2017-03-31/tags/{Resource+}",
        "UntagResource",
        204,
    ),
    route(
        "GET",
        "/2016-08-19/account-settings",
        "GetAccountSettings",
        200,
    ),
    route(
        "GET",
        "/2020-06-30/functions/{FunctionName}/code-signing-config",
        "GetFunctionCodeSigningConfig",
        200,
    ),
    route(
        "GET",
        "/2024-08-31/functions/{FunctionName}/recursion-config",
        "GetFunctionRecursionConfig",
        200,
    ),
    route(
        "GET",
        "/2021-07-20/functions/{FunctionName}/runtime-management-config",
        "GetRuntimeManagementConfig",
        200,
    ),
    route(
        "POST",
        "/2018-10-31/layers/{LayerName}/versions",
        "PublishLayerVersion",
        201,
    ),
    route(
        "GET",
        "/2018-10-31/layers/{LayerName}/versions",
        "ListLayerVersions",
        200,
    ),
    route(
        "GET",
        "/2018-10-31/layers?find=LayerVersion",
        "GetLayerVersionByArn",
        200,
    ),
    route("GET", "/2018-10-31/layers", "ListLayers", 200),
    route(
        "GET",
        "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
        "GetLayerVersion",
        200,
    ),
    route(
        "DELETE",
        "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
        "DeleteLayerVersion",
        204,
    ),
    route(
        "POST",
        "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",
        "AddLayerVersionPermission",
        201,
    ),
    route(
        "GET",
        "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",
        "GetLayerVersionPolicy",
        200,
    ),
    route(
        "DELETE",
        "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}",
        "RemoveLayerVersionPermission",
        204,
    ),
    // Local only: faults on purpose, and what became of an invocation.
    route(
        "PUT",
        "/2015-03-31/coagent/faults/{FunctionName}",
        "PutFault",
        200,
    ),
    route(
        "DELETE",
        "/2015-03-31/coagent/faults/{FunctionName}",
        "DeleteFaults",
        204,
    ),
    route(
        "GET",
        "/2015-03-31/coagent/invocations/{RequestId}",
        "DescribeInvocation",
        200,
    ),
];
