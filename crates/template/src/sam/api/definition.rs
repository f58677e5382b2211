//! The OpenAPI definition of an API with the routes of events.

use super::super::make::{entry, list, map, map_given, reference, text};
use super::auth;
use super::route::Route;
use crate::intrinsic;
use crate::node::{Node, NodeEntry};
use crate::position::Span;

/// The definition of a REST API; none without routes.
pub(super) fn rest(routes: &[&Route]) -> Option<Node> {
    let span = routes.first()?.span;
    let definition = map(
        span,
        [
            ("info", info(span)),
            ("paths", Node::map(span, Vec::new())),
            ("swagger", text(span, "2.0")),
        ],
    );
    let routes = routes.iter().map(|route| (*route, None));
    Some(with_routes(&definition, routes))
}

/// The definition of an HTTP API: the given one or an empty one, with routes, CORS, authorizers and
/// tags. `None` where the given one is not known here.
pub(super) fn http(
    span: Span,
    given: Option<&Node>,
    settings: &Node,
    routes: &[&Route],
) -> Option<Node> {
    let empty = || {
        map(
            span,
            [
                ("info", info(span)),
                ("paths", Node::map(span, Vec::new())),
                ("openapi", text(span, "3.0.1")),
            ],
        )
    };
    let definition = match given {
        Some(given) if is_plain(given) => given.clone(),
        Some(_) => return None,
        None => empty(),
    };
    let auth = settings.get("Auth");
    let routes = routes
        .iter()
        .map(|route| (*route, auth::of_route(route, auth)));
    let mut definition = with_routes(&definition, routes);
    if let Some(auth) = auth {
        definition = auth::applied(&definition, auth);
    }
    if let Some(cors) = settings.get("CorsConfiguration").and_then(cors) {
        definition = with(&definition, "x-amazon-apigateway-cors", cors);
    }
    let tags = tags(span, &definition, settings.get("Tags"));
    Some(with(&definition, "tags", tags))
}

fn info(span: Span) -> Node {
    let title = reference(span, "AWS::StackName");
    map(span, [("version", text(span, "1.0")), ("title", title)])
}

/// Whether a node is a map that is no function.
pub(super) fn is_plain(node: &Node) -> bool {
    node.entries().is_some() && intrinsic::recognise(node).is_none()
}

/// A map with this entry in place of one of its name.
pub(super) fn with(of: &Node, key: &str, value: Node) -> Node {
    let mut entries = of.entries().unwrap_or_default().to_vec();
    match entries.iter_mut().find(|entry| entry.key == key) {
        Some(found) => found.value = value,
        None => entries.push(entry(of.span(), key, value)),
    }
    Node::map(of.span(), entries)
}

/// Adds operations, each with its `security`. What a definition says itself stays.
fn with_routes<'r>(
    definition: &Node,
    routes: impl Iterator<Item = (&'r Route, Option<Node>)>,
) -> Node {
    let empty = || Node::map(definition.span(), Vec::new());
    let mut paths = definition.get("paths").cloned().unwrap_or_else(empty);
    for (route, security) in routes {
        let path = paths.get(&route.path).cloned().unwrap_or_else(empty);
        let key = route.method_key();
        let integrated = |operation: &Node| {
            let extension = operation.get("x-amazon-apigateway-integration");
            extension.is_some() || !is_plain(operation)
        };
        if !path.get(&key).is_some_and(integrated) {
            let path = with(&path, &key, route.operation(security));
            paths = with(&paths, &route.path, path);
        }
    }
    with(definition, "paths", paths)
}

/// `true` lets every page read; otherwise the members, which begin with a small letter in OpenAPI.
fn cors(given: &Node) -> Option<Node> {
    let span = given.span();
    match given.text() {
        Some("true") => {
            let all = list(span, vec![text(span, "*")]);
            Some(map(span, [("allowOrigins", all)]))
        }
        Some(_) => None,
        None => {
            let entries = given.entries()?.iter().map(|member| NodeEntry {
                key: lower_first(&member.key),
                ..member.clone()
            });
            Some(Node::map(span, entries.collect()))
        }
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Tags as definitions have them, after the one that marks what SAM made.
fn tags(span: Span, definition: &Node, given: Option<&Node>) -> Node {
    let tag = |name: &str, value: Node| {
        map_given(
            span,
            [
                ("name", Some(text(span, name))),
                ("x-amazon-apigateway-tag-value", Some(value)),
            ],
        )
    };
    let own = definition.get("tags").and_then(Node::items);
    let mut tags = own.unwrap_or_default().to_vec();
    tags.push(tag("httpapi:createdBy", text(span, "SAM")));
    let given = given.and_then(Node::entries).unwrap_or_default();
    tags.extend(given.iter().map(|e| tag(&e.key, e.value.clone())));
    list(span, tags)
}
