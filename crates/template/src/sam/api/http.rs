//! `AWS::Serverless::HttpApi`, explicit or made for events: the API, its stage, and permissions of
//! authorizers.

use super::super::make::{entry, map, plain, reference, sub, text};
use super::super::{Expansion, Source};
use super::definition;
use super::route::Route;
use crate::node::{Node, NodeEntry};

/// Makes an API with the routes of events.
pub(super) fn make(expansion: &mut Expansion<'_>, source: &Source<'_>, routes: &[&Route]) {
    let api = source.main("AWS::ApiGatewayV2::Api").copy(
        &source.properties,
        &[
            "Name",
            "Description",
            "FailOnWarnings",
            "DisableExecuteApiEndpoint",
        ],
    );
    let api = match source.get("DefinitionUri") {
        Some(uri) => api.set("BodyS3Location", location(uri)),
        None => api.set("Body", body(expansion, source, routes)),
    };
    expansion.add(api);
    stage(expansion, source, routes);
    permissions(expansion, source);
    if let Some(domain) = source.get("Domain") {
        let id = format!("ApiGatewayDomainNameV2{}", source.id());
        let make = source.other(&id, "AWS::ApiGatewayV2::DomainName", domain.span());
        expansion.add(make.copy(domain, &["DomainName"]));
    }
}

fn body(expansion: &mut Expansion<'_>, source: &Source<'_>, routes: &[&Route]) -> Node {
    let given = source.get("DefinitionBody");
    let (span, settings) = (source.span(), &source.properties);
    if let Some(made) = definition::http(span, given, settings, routes) {
        return made;
    }
    if !routes.is_empty() {
        let message = format!(
            "the routes of events are not in `{}`: its definition is not known here",
            source.id()
        );
        expansion.warn("sam-not-expanded", span, message);
    }
    given
        .cloned()
        .unwrap_or_else(|| Node::map(span, Vec::new()))
}

/// `s3://bucket/key`, or a map of `Bucket`, `Key` and `Version`.
fn location(uri: &Node) -> Node {
    let span = uri.span();
    let Some(path) = uri.text() else {
        return uri.clone();
    };
    let rest = path.strip_prefix("s3://").unwrap_or(path);
    let (bucket, key) = rest.split_once('/').unwrap_or(("", rest));
    map(
        span,
        [("Bucket", text(span, bucket)), ("Key", text(span, key))],
    )
}

fn stage(expansion: &mut Expansion<'_>, source: &Source<'_>, routes: &[&Route]) {
    let (id, span) = (source.id(), source.span());
    let stage = match source.text("StageName") {
        Some("$default") | None => format!("{id}ApiGatewayDefaultStage"),
        Some(stage) => format!("{id}{stage}Stage"),
    };
    let name = source
        .get("StageName")
        .cloned()
        .unwrap_or_else(|| text(span, "$default"));
    let make = source
        .other(&stage, "AWS::ApiGatewayV2::Stage", span)
        .set("ApiId", reference(span, id))
        .set("StageName", name)
        .set("AutoDeploy", plain(span, "true"))
        .copy(
            &source.properties,
            &[
                "AccessLogSettings",
                "DefaultRouteSettings",
                "StageVariables",
            ],
        )
        .set_some("RouteSettings", route_settings(source, routes))
        .set("Tags", tags(source));
    expansion.add(make);
}

/// Those of the API, and those of events under the keys of their routes.
fn route_settings(source: &Source<'_>, routes: &[&Route]) -> Option<Node> {
    let given = source.get("RouteSettings").and_then(Node::entries);
    let mut all = given.unwrap_or_default().to_vec();
    let settings = routes.iter().filter_map(|route| {
        let settings = route.settings.clone()?;
        Some(entry(settings.span(), &route.key(), settings))
    });
    all.extend(settings);
    (!all.is_empty()).then(|| Node::map(source.span(), all))
}

/// Tags of API Gateway are a map.
fn tags(source: &Source<'_>) -> Node {
    let marker = entry(
        source.span(),
        "httpapi:createdBy",
        text(source.span(), "SAM"),
    );
    let given = source.get("Tags").and_then(Node::entries);
    let given = given.unwrap_or_default().iter().cloned();
    let all: Vec<NodeEntry> = std::iter::once(marker).chain(given).collect();
    Node::map(source.span(), all)
}

/// For the functions of authorizers with `EnableFunctionDefaultPermissions`.
fn permissions(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let declared = source
        .get("Auth")
        .and_then(|auth| auth.get("Authorizers"))
        .and_then(Node::entries);
    for authorizer in declared.unwrap_or_default() {
        let (given, span) = (&authorizer.value, authorizer.key_span);
        let wanted = given.get("EnableFunctionDefaultPermissions");
        let function = given.get("FunctionArn");
        let (Some("true"), Some(function)) = (wanted.and_then(Node::text), function) else {
            continue;
        };
        let id = format!("{}{}AuthorizerPermission", source.id(), authorizer.key);
        let arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/*";
        let make = source.other(&id, "AWS::Lambda::Permission", span);
        expansion.add(
            make.set("Action", text(span, "lambda:InvokeFunction"))
                .set("FunctionName", function.clone())
                .set("Principal", text(span, "apigateway.amazonaws.com"))
                .set(
                    "SourceArn",
                    sub(span, arn, [("Api", reference(span, source.id()))]),
                ),
        );
    }
}
