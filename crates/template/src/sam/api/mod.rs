//! HTTP: `AWS::Serverless::Api`, `AWS::Serverless::HttpApi`, and the implicit ones of events.

mod auth;
mod definition;
mod http;
mod route;

use super::make::{Make, reference, text};
use super::{Expansion, Source, globals};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

use route::Route;
pub(super) use route::event;

const REST: &str = "ServerlessRestApi";
const HTTP: &str = "ServerlessHttpApi";

/// Routes of events, and the APIs that get them at the end.
#[derive(Default)]
pub(super) struct Implicit {
    routes: Vec<Route>,
    /// Explicit REST APIs without a definition.
    rest: Vec<(String, Make)>,
    /// Explicit HTTP APIs: what is written, and their properties with those of `Globals`.
    http: Vec<(NodeEntry, Node)>,
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
    if source.get("DefinitionBody").is_some() || source.get("DefinitionUri").is_some() {
        expansion.add(api);
    } else {
        expansion.apis.rest.push((id.to_owned(), api));
    }
    rest_stage(expansion, id, &stage, name, span);
}

/// `AWS::Serverless::HttpApi`.
pub(super) fn http(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let declared = (source.entry.clone(), source.properties.clone());
    expansion.apis.http.push(declared);
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

impl Implicit {
    /// Makes the implicit APIs that events use, and gives explicit ones their routes.
    pub(super) fn expand(self, expansion: &mut Expansion<'_>, globals: Option<&Node>) {
        let of = |id: &str| -> Vec<&Route> {
            let routes = self.routes.iter();
            routes.filter(|route| route.api == id).collect()
        };
        for (id, api) in self.rest {
            expansion.add(api.set_some("Body", definition::rest(&of(&id))));
        }
        for (entry, properties) in &self.http {
            let properties = properties.clone();
            http::make(expansion, &Source { entry, properties }, &of(&entry.key));
        }
        let routes = of(REST);
        if let Some(first) = routes.first() {
            let span = first.span;
            let api = Make::new(REST, "AWS::ApiGateway::RestApi", span);
            expansion.add(api.set_some("Body", definition::rest(&routes)));
            let name = text(span, "Prod");
            rest_stage(expansion, REST, &format!("{REST}ProdStage"), name, span);
        }
        let routes = of(HTTP);
        if let Some(first) = routes.first() {
            let entry = NodeEntry {
                key: HTTP.to_owned(),
                key_span: first.span,
                value: Node::map(first.span, Vec::new()),
            };
            let properties = globals::merged("HttpApi", &entry, globals);
            let entry = &entry;
            http::make(expansion, &Source { entry, properties }, &routes);
        }
    }
}
