//! Events of type `Api` and `HttpApi`: routes to functions.

use super::super::make::{entry, list, map, map_given, plain, reference, sub, text};
use super::super::{Expansion, Source};
use super::{HTTP, REST};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

/// The path of a route that takes what no other one takes.
const DEFAULT: &str = "$default";

/// A route of an event.
pub(super) struct Route {
    /// The logical id of its API.
    pub(super) api: String,
    http: bool,
    pub(super) path: String,
    /// In lower case; `any` for all.
    method: String,
    /// What gives the ARN in `Fn::Sub`: an attribute of a function, the `Ref` of an alias.
    function: String,
    /// The condition of the function.
    condition: Option<Node>,
    timeout: Option<Node>,
    payload: Option<Node>,
    /// `Auth` of the event.
    pub(super) auth: Option<Node>,
    /// `RouteSettings` of the event.
    pub(super) settings: Option<Node>,
    pub(super) span: Span,
}

/// An event: a route and the permission for it.
pub(in super::super) fn event(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    event: &NodeEntry,
    kind: &str,
    function: &str,
) {
    let span = event.key_span;
    let route = Route::new(source, event, kind == "HttpApi", function);
    let suffix = if route.http {
        "Permission"
    } else {
        "PermissionProd"
    };
    let id = format!("{}{}{suffix}", source.id(), event.key);
    let permission = source.other(&id, "AWS::Lambda::Permission", span);
    expansion.add(
        permission
            .set("Action", text(span, "lambda:InvokeFunction"))
            .set("FunctionName", reference(span, function))
            .set("Principal", text(span, "apigateway.amazonaws.com"))
            .set("SourceArn", route.source_arn()),
    );
    expansion.apis.routes.push(route);
}

impl Route {
    fn new(source: &Source<'_>, event: &NodeEntry, http: bool, function: &str) -> Route {
        let field = |name: &str| event.value.get("Properties").and_then(|p| p.get(name));
        let word = |name: &str| field(name).and_then(Node::text).map(str::to_owned);
        let given = field(if http { "ApiId" } else { "RestApiId" });
        let named = given
            .and_then(|node| node.get("Ref").or(Some(node)))
            .and_then(Node::text);
        Route {
            api: named.unwrap_or(if http { HTTP } else { REST }).to_owned(),
            http,
            path: word("Path").unwrap_or_else(|| DEFAULT.to_owned()),
            method: word("Method").map_or_else(|| "any".to_owned(), |method| method.to_lowercase()),
            function: if function == source.id() {
                format!("{function}.Arn")
            } else {
                function.to_owned()
            },
            condition: source.entry.value.get("Condition").cloned(),
            timeout: field("TimeoutInMillis").cloned(),
            payload: field("PayloadFormatVersion").cloned(),
            auth: field("Auth").cloned(),
            settings: field("RouteSettings").cloned(),
            span: event.key_span,
        }
    }

    /// Such as `GET /notes`.
    pub(super) fn key(&self) -> String {
        if self.path == DEFAULT {
            return self.path.clone();
        }
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// The ARN that API Gateway invokes with: parts of the path in braces stand for anything.
    fn source_arn(&self) -> Node {
        let method = if self.method == "any" {
            "*".to_owned()
        } else {
            self.method.to_uppercase()
        };
        let resource = match self.path.as_str() {
            DEFAULT => DEFAULT.to_owned(),
            path => format!("{method}{}", open_path(path)),
        };
        let arn = format!(
            "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/{resource}"
        );
        sub(self.span, &arn, [("Api", reference(self.span, &self.api))])
    }

    /// The key of its method in a definition.
    pub(super) fn method_key(&self) -> String {
        if self.method == "any" {
            "x-amazon-apigateway-any-method".to_owned()
        } else {
            self.method.clone()
        }
    }

    /// The operation of a definition; nothing where the function's condition does not hold.
    pub(super) fn operation(&self, security: Option<Node>) -> Node {
        let span = self.span;
        let operation = map_given(
            span,
            [
                ("x-amazon-apigateway-integration", Some(self.integration())),
                (
                    "isDefaultRoute",
                    (self.http && self.path == DEFAULT).then(|| plain(span, "true")),
                ),
                ("security", security),
                ("responses", Some(Node::map(span, Vec::new()))),
            ],
        );
        match &self.condition {
            None => operation,
            Some(condition) => {
                let nothing = reference(span, "AWS::NoValue");
                let choice = list(span, vec![condition.clone(), operation, nothing]);
                Node::call(span, "Fn::If", choice)
            }
        }
    }

    fn integration(&self) -> Node {
        let span = self.span;
        let uri = format!(
            "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{}}}/invocations",
            self.function
        );
        let format = self
            .payload
            .clone()
            .unwrap_or_else(|| text(span, if self.http { "2.0" } else { "1.0" }));
        let fixed = map(
            span,
            [
                ("httpMethod", text(span, "POST")),
                ("type", text(span, "aws_proxy")),
                ("uri", sub(span, &uri, [])),
                ("payloadFormatVersion", format),
            ],
        );
        let mut entries = fixed.entries().unwrap_or_default().to_vec();
        let timeout = self.timeout.clone();
        entries.extend(timeout.map(|timeout| entry(span, "timeoutInMillis", timeout)));
        Node::map(span, entries)
    }
}

/// `/x/{id}` → `/x/*`.
fn open_path(path: &str) -> String {
    let open = path
        .split('/')
        .map(|part| if part.starts_with('{') { "*" } else { part });
    open.collect::<Vec<_>>().join("/")
}
