//! HTTP: `AWS::Serverless::Api`, `AWS::Serverless::HttpApi`, and the implicit ones of events.

use super::make::{Make, entry, map, plain, reference, sub, text};
use super::{Expansion, Source};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

const REST: &str = "ServerlessRestApi";
const HTTP: &str = "ServerlessHttpApi";

/// Routes of events, by API.
#[derive(Default)]
pub(super) struct Implicit {
    routes: Vec<Route>,
    /// Explicit APIs without a definition, which get the routes of events.
    undefined: Vec<(String, bool, Make)>,
}

struct Route {
    api: String,
    http: bool,
    path: String,
    method: String,
    /// What gives the ARN in `Fn::Sub`: an attribute of a function, the `Ref` of an alias.
    function: String,
    span: Span,
}

/// An event of type `Api` or `HttpApi`: a route and the permission for it.
pub(super) fn event(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    event: &NodeEntry,
    kind: &str,
    function: &str,
) {
    let span = event.key_span;
    let http = kind == "HttpApi";
    let field = |name: &str| event.value.get("Properties").and_then(|p| p.get(name));
    let given = field(if http { "ApiId" } else { "RestApiId" });
    let named = given
        .and_then(|node| node.get("Ref").or(Some(node)))
        .and_then(Node::text);
    let route = Route {
        api: named.unwrap_or(if http { HTTP } else { REST }).to_owned(),
        http,
        path: field("Path")
            .and_then(Node::text)
            .unwrap_or("/$default")
            .to_owned(),
        method: field("Method")
            .and_then(Node::text)
            .unwrap_or("any")
            .to_lowercase(),
        function: if function == source.id() {
            format!("{function}.Arn")
        } else {
            function.to_owned()
        },
        span,
    };
    let suffix = if http { "Permission" } else { "PermissionProd" };
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

/// `AWS::Serverless::Api`.
pub(super) fn rest(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let (id, span) = (source.id(), source.span());
    let api = source
        .main("AWS::ApiGateway::RestApi")
        .copy(
            &source.properties,
            &[
                "Name",
                "Description",
                "BinaryMediaTypes",
                "EndpointConfiguration",
            ],
        )
        .rename(&source.properties, "DefinitionBody", "Body");
    let name = source
        .get("StageName")
        .cloned()
        .unwrap_or_else(|| text(span, "Prod"));
    let stage = format!("{id}{}Stage", source.text("StageName").unwrap_or_default());
    define(expansion, source, api, false);
    rest_stage(expansion, id, &stage, name, span);
}

/// `AWS::Serverless::HttpApi`.
pub(super) fn http(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let (id, span) = (source.id(), source.span());
    let api = source
        .main("AWS::ApiGatewayV2::Api")
        .copy(
            &source.properties,
            &["Description", "FailOnWarnings", "DisableExecuteApiEndpoint"],
        )
        .rename(&source.properties, "DefinitionBody", "Body");
    let name = source
        .get("StageName")
        .cloned()
        .unwrap_or_else(|| text(span, "$default"));
    let stage = match source.text("StageName") {
        Some(stage) => format!("{id}{stage}Stage"),
        None => format!("{id}ApiGatewayDefaultStage"),
    };
    define(expansion, source, api, true);
    http_stage(expansion, id, &stage, name, span);
}

fn define(expansion: &mut Expansion<'_>, source: &Source<'_>, api: Make, http: bool) {
    if source.get("DefinitionBody").is_some() || source.get("DefinitionUri").is_some() {
        expansion.add(api);
    } else {
        expansion
            .apis
            .undefined
            .push((source.id().to_owned(), http, api));
    }
}

fn rest_stage(expansion: &mut Expansion<'_>, api: &str, stage: &str, name: Node, span: Span) {
    let deployment = format!("{api}Deployment");
    let make = Make::new(&deployment, "AWS::ApiGateway::Deployment", span);
    expansion.add(make.set("RestApiId", reference(span, api)));
    let make = Make::new(stage, "AWS::ApiGateway::Stage", span);
    expansion.add(
        make.set("DeploymentId", reference(span, &deployment))
            .set("RestApiId", reference(span, api))
            .set("StageName", name),
    );
}

fn http_stage(expansion: &mut Expansion<'_>, api: &str, stage: &str, name: Node, span: Span) {
    let make = Make::new(stage, "AWS::ApiGatewayV2::Stage", span);
    expansion.add(
        make.set("ApiId", reference(span, api))
            .set("StageName", name)
            .set("AutoDeploy", plain(span, "true")),
    );
}

impl Implicit {
    /// Makes the implicit APIs that events use, and gives explicit ones their routes.
    pub(super) fn expand(self, expansion: &mut Expansion<'_>) {
        for (id, http, api) in self.undefined {
            let routes: Vec<&Route> = self.routes.iter().filter(|route| route.api == id).collect();
            expansion.add(api.set_some("Body", body(&routes, http)));
        }
        for (id, http) in [(REST, false), (HTTP, true)] {
            let routes: Vec<&Route> = self.routes.iter().filter(|route| route.api == id).collect();
            let Some(first) = routes.first() else {
                continue;
            };
            let span = first.span;
            let kind = if http {
                "AWS::ApiGatewayV2::Api"
            } else {
                "AWS::ApiGateway::RestApi"
            };
            expansion.add(Make::new(id, kind, span).set_some("Body", body(&routes, http)));
            if http {
                let stage = format!("{HTTP}ApiGatewayDefaultStage");
                http_stage(expansion, id, &stage, text(span, "$default"), span);
            } else {
                rest_stage(
                    expansion,
                    id,
                    &format!("{REST}ProdStage"),
                    text(span, "Prod"),
                    span,
                );
            }
        }
    }
}

/// The API's definition with one integration for each route.
fn body(routes: &[&Route], http: bool) -> Option<Node> {
    let span = routes.first()?.span;
    let mut paths: Vec<NodeEntry> = Vec::new();
    for route in routes {
        let method = entry(route.span, &route.method_key(), route.operation());
        match paths.iter_mut().find(|path| path.key == route.path) {
            Some(path) => {
                let mut methods = path.value.entries().unwrap_or_default().to_vec();
                methods.push(method);
                path.value = Node::map(path.value.span(), methods);
            }
            None => paths.push(entry(
                route.span,
                &route.path,
                Node::map(route.span, vec![method]),
            )),
        }
    }
    let title = reference(span, "AWS::StackName");
    let info = map(span, [("version", text(span, "1.0")), ("title", title)]);
    let (key, version) = if http {
        ("openapi", "3.0.1")
    } else {
        ("swagger", "2.0")
    };
    Some(map(
        span,
        [
            ("info", info),
            ("paths", Node::map(span, paths)),
            (key, text(span, version)),
        ],
    ))
}

impl Route {
    /// The ARN that API Gateway invokes with: parts of the path in braces stand for anything.
    fn source_arn(&self) -> Node {
        let method = if self.method == "any" {
            "*".to_owned()
        } else {
            self.method.to_uppercase()
        };
        let arn = format!(
            "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/{method}{}",
            open_path(&self.path)
        );
        sub(self.span, &arn, [("Api", reference(self.span, &self.api))])
    }

    fn method_key(&self) -> String {
        if self.method == "any" {
            "x-amazon-apigateway-any-method".to_owned()
        } else {
            self.method.clone()
        }
    }

    fn operation(&self) -> Node {
        let span = self.span;
        let uri = format!(
            "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{}}}/invocations",
            self.function
        );
        let format = if self.http { "2.0" } else { "1.0" };
        let integration = map(
            span,
            [
                ("httpMethod", text(span, "POST")),
                ("type", text(span, "aws_proxy")),
                ("uri", sub(span, &uri, [])),
                ("payloadFormatVersion", text(span, format)),
            ],
        );
        map(
            span,
            [
                ("x-amazon-apigateway-integration", integration),
                ("responses", Node::map(span, Vec::new())),
            ],
        )
    }
}

/// `/x/{id}` → `/x/*`.
fn open_path(path: &str) -> String {
    let open = path
        .split('/')
        .map(|part| if part.starts_with('{') { "*" } else { part });
    open.collect::<Vec<_>>().join("/")
}
