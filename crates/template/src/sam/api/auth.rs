//! `Auth` of HTTP APIs and of their events: security schemes, and who may take which operation.

use super::super::make::{entry, list, map, map_given, plain, sub, text};
use super::definition::{is_plain, with};
use super::route::Route;
use crate::node::{Node, NodeEntry};
use crate::position::Span;

/// Names that no `Authorizers` declare.
const BUILT_IN: [&str; 2] = ["NONE", "AWS_IAM"];

/// The `security` of an event's operation, when the event says it.
pub(super) fn of_route(route: &Route, api: Option<&Node>) -> Option<Node> {
    let auth = route.auth.as_ref()?;
    let name = auth.get("Authorizer")?.text()?;
    Some(requirement(
        auth.span(),
        name,
        auth.get("AuthorizationScopes"),
        api,
    ))
}

/// `[{NAME: SCOPES}]`: the scopes that are given, or else those of the authorizer.
fn requirement(span: Span, name: &str, scopes: Option<&Node>, api: Option<&Node>) -> Node {
    let declared = api.and_then(|api| api.get("Authorizers"));
    let own = declared
        .and_then(|all| all.get(name))
        .and_then(|authorizer| authorizer.get("AuthorizationScopes"));
    let scopes = match BUILT_IN.contains(&name) {
        true => None,
        false => scopes.or(own).cloned(),
    };
    let scopes = scopes.unwrap_or_else(|| list(span, Vec::new()));
    list(span, vec![map(span, [(name, scopes)])])
}

/// A definition with the security schemes, and the default authorizer where an operation says
/// nothing itself.
pub(super) fn applied(definition: &Node, auth: &Node) -> Node {
    let schemes = schemes(auth);
    let empty = || Node::map(auth.span(), Vec::new());
    let components = definition.get("components").cloned().unwrap_or_else(empty);
    let mut all = components
        .get("securitySchemes")
        .cloned()
        .unwrap_or_else(empty);
    for scheme in schemes {
        all = with(&all, &scheme.key, scheme.value);
    }
    let components = with(&components, "securitySchemes", all);
    let definition = with(definition, "components", components);
    match auth.get("DefaultAuthorizer").and_then(Node::text) {
        Some(name) => by_default(
            &definition,
            &requirement(auth.span(), name, None, Some(auth)),
        ),
        None => definition,
    }
}

fn by_default(definition: &Node, security: &Node) -> Node {
    let empty = Node::map(definition.span(), Vec::new());
    let paths = definition.get("paths").unwrap_or(&empty);
    let secured = paths.entries().unwrap_or_default().iter().map(|path| {
        let operations = path.value.entries().unwrap_or_default().iter();
        let operations = operations.map(|operation| match operation.key.as_str() {
            "options" | "parameters" => operation.clone(),
            _ => NodeEntry {
                value: secured(&operation.value, security),
                ..operation.clone()
            },
        });
        NodeEntry {
            value: Node::map(path.value.span(), operations.collect()),
            ..path.clone()
        }
    });
    let paths = Node::map(paths.span(), secured.collect());
    with(definition, "paths", paths)
}

/// Looks into both branches of `Fn::If`.
fn secured(operation: &Node, security: &Node) -> Node {
    if let Some([condition, yes, no]) = operation.get("Fn::If").and_then(Node::items) {
        let choice = vec![
            condition.clone(),
            secured(yes, security),
            secured(no, security),
        ];
        return Node::call(operation.span(), "Fn::If", list(operation.span(), choice));
    }
    if !is_plain(operation) || operation.get("security").is_some() {
        return operation.clone();
    }
    with(operation, "security", security.clone())
}

/// The security schemes, as AWS's own translator writes them.
fn schemes(auth: &Node) -> Vec<NodeEntry> {
    let declared = auth.get("Authorizers").and_then(Node::entries);
    let declared = declared.unwrap_or_default().iter();
    let mut schemes: Vec<NodeEntry> = declared.map(scheme).collect();
    let iam = auth.get("EnableIamAuthorizer").and_then(Node::text) == Some("true");
    if iam {
        let span = auth.span();
        let mut scheme = api_key(span, "Authorization");
        let mark = text(span, "awsSigv4");
        scheme = with(&scheme, "x-amazon-apigateway-authtype", mark);
        schemes.push(entry(span, "AWS_IAM", scheme));
    }
    schemes
}

fn api_key(span: Span, name: &str) -> Node {
    map(
        span,
        [
            ("type", text(span, "apiKey")),
            ("name", text(span, name)),
            ("in", text(span, "header")),
        ],
    )
}

fn scheme(declared: &NodeEntry) -> NodeEntry {
    let (given, span) = (&declared.value, declared.value.span());
    let (base, authorizer) = match given.get("JwtConfiguration") {
        Some(settings) => (
            map(span, [("type", text(span, "oauth2"))]),
            map_given(
                span,
                [
                    ("type", Some(text(span, "jwt"))),
                    ("jwtConfiguration", Some(small_keys(settings))),
                    ("identitySource", given.get("IdentitySource").cloned()),
                ],
            ),
        ),
        None => (api_key(span, "Unused"), of_function(given)),
    };
    NodeEntry {
        value: with(&base, "x-amazon-apigateway-authorizer", authorizer),
        ..declared.clone()
    }
}

fn of_function(given: &Node) -> Node {
    let span = given.span();
    let arn = given.get("FunctionArn").cloned();
    let uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function}/invocations";
    let identity = given.get("Identity");
    let role = given.get("FunctionInvokeRole");
    map_given(
        span,
        [
            ("type", Some(text(span, "request"))),
            (
                "authorizerUri",
                arn.map(|arn| sub(span, uri, [("Function", arn)])),
            ),
            (
                "authorizerCredentials",
                role.filter(|role| role.text() != Some("NONE")).cloned(),
            ),
            (
                "authorizerResultTtlInSeconds",
                identity
                    .and_then(|identity| identity.get("ReauthorizeEvery"))
                    .cloned(),
            ),
            ("identitySource", identity.map(identity_source)),
            (
                "authorizerPayloadFormatVersion",
                given.get("AuthorizerPayloadFormatVersion").cloned(),
            ),
            (
                "enableSimpleResponses",
                Some(
                    given
                        .get("EnableSimpleResponses")
                        .cloned()
                        .unwrap_or_else(|| plain(span, "false")),
                ),
            ),
        ],
    )
}

fn identity_source(identity: &Node) -> Node {
    let kinds = [
        ("$request.header.", "Headers"),
        ("$request.querystring.", "QueryStrings"),
        ("$stageVariables.", "StageVariables"),
        ("$context.", "Context"),
    ];
    let span = identity.span();
    let sources = kinds.iter().flat_map(|(start, kind)| {
        let names = identity.get(kind).and_then(Node::items).unwrap_or_default();
        let names = names.iter().filter_map(Node::text);
        names.map(move |name| text(span, format!("{start}{name}")))
    });
    list(span, sources.collect())
}

/// Templates write these keys in either case.
fn small_keys(settings: &Node) -> Node {
    let entries = settings.entries().unwrap_or_default().iter();
    let small = entries.map(|member| NodeEntry {
        key: member.key.to_lowercase(),
        ..member.clone()
    });
    Node::map(settings.span(), small.collect())
}
