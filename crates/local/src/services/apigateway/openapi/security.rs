//! `components.securitySchemes` with `x-amazon-apigateway-authorizer`, and `security` of operations.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{Access, Notes, members, renamed, scalar, texts};
use crate::services::apigateway::apis::Members;

const AUTHORIZER: &str = "x-amazon-apigateway-authorizer";
const AUTHTYPE: &str = "x-amazon-apigateway-authtype";
const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Members of a Lambda authorizer, and what the operations of API Gateway v2 call them.
const OF_FUNCTION: &[(&str, &str)] = &[
    ("authorizerCredentials", "authorizerCredentialsArn"),
    (
        "authorizerPayloadFormatVersion",
        "authorizerPayloadFormatVersion",
    ),
    (
        "authorizerResultTtlInSeconds",
        "authorizerResultTtlInSeconds",
    ),
    ("authorizerUri", "authorizerUri"),
    ("enableSimpleResponses", "enableSimpleResponses"),
    (
        "identityValidationExpression",
        "identityValidationExpression",
    ),
];

/// A security scheme.
enum Scheme {
    Authorizer(Members),
    Signed,
    /// API Gateway does nothing about it.
    Nothing,
}

/// The security schemes by name.
pub(super) struct Schemes(BTreeMap<String, Scheme>);

/// The schemes of a document.
pub(super) fn schemes(document: &Json, notes: &mut Notes) -> Schemes {
    let declared = members(&document["components"]["securitySchemes"]);
    let read = declared.map(|(name, scheme)| (name.clone(), read(name, scheme, notes)));
    Schemes(read.collect())
}

fn read(name: &str, scheme: &Json, notes: &mut Notes) -> Scheme {
    let place = format!("components.securitySchemes.{name}");
    let authtype = scalar(&scheme[AUTHTYPE]);
    let authorizer = &scheme[AUTHORIZER];
    if authtype == "awsSigv4" {
        return Scheme::Signed;
    }
    if authorizer.is_null() {
        notes.warning(format!("{place} has no {AUTHORIZER} and is left out"));
        return Scheme::Nothing;
    }
    let place = format!("{place}.{AUTHORIZER}");
    match scalar(&authorizer["type"]).to_lowercase().as_str() {
        "jwt" => Scheme::Authorizer(of_tokens(name, &place, scheme, notes)),
        "request" => Scheme::Authorizer(of_function(name, &place, authorizer, notes)),
        other => {
            notes.problem(format!(
                "{place}.type: `{other}` is not for HTTP APIs; they have jwt and request"
            ));
            Scheme::Nothing
        }
    }
}

fn of_tokens(name: &str, place: &str, scheme: &Json, notes: &mut Notes) -> Members {
    let authorizer = &scheme[AUTHORIZER];
    let settings = &authorizer["jwtConfiguration"];
    let url = scalar(&scheme["openIdConnectUrl"]);
    let issuer = match scalar(&settings["issuer"]) {
        none if none.is_empty() => url.trim_end_matches(DISCOVERY).to_owned(),
        issuer => issuer,
    };
    if issuer.is_empty() {
        notes.problem(format!("{place}.jwtConfiguration.issuer is missing"));
    }
    let mut made = common(name, "JWT", place, authorizer, notes);
    let settings = json!({ "issuer": issuer, "audience": texts(&settings["audience"]) });
    made.insert("jwtConfiguration".to_owned(), settings);
    made
}

fn of_function(name: &str, place: &str, authorizer: &Json, notes: &mut Notes) -> Members {
    let version = scalar(&authorizer["authorizerPayloadFormatVersion"]);
    if version != "2.0" {
        notes.problem(format!(
            "{place}.authorizerPayloadFormatVersion: `{version}` is not emulated, only 2.0 is"
        ));
    }
    if scalar(&authorizer["enableSimpleResponses"]) != "true" {
        notes.problem(format!(
            "{place}.enableSimpleResponses: authorizers that answer with policies are not emulated"
        ));
    }
    let mut made = renamed(authorizer, OF_FUNCTION);
    made.insert("authorizerPayloadFormatVersion".to_owned(), json!(version));
    made.extend(common(name, "REQUEST", place, authorizer, notes));
    made
}

fn common(name: &str, kind: &str, place: &str, authorizer: &Json, notes: &mut Notes) -> Members {
    let sources = texts(&authorizer["identitySource"]);
    let sources = sources.iter().flat_map(|source| source.split(','));
    let sources: Vec<&str> = sources.map(str::trim).filter(|s| !s.is_empty()).collect();
    for source in &sources {
        let known = ["$request.header.", "$request.querystring."];
        if !known.iter().any(|start| source.starts_with(start)) {
            notes.problem(format!(
                "{place}.identitySource: `{source}` is not emulated"
            ));
        }
    }
    let members = json!({ "name": name, "authorizerType": kind, "identitySource": sources });
    members.as_object().cloned().unwrap_or_default()
}

impl Schemes {
    /// The members of every authorizer.
    pub(super) fn authorizers(&self) -> Vec<Members> {
        let made = self.0.values().filter_map(|scheme| match scheme {
            Scheme::Authorizer(members) => Some(members.clone()),
            _ => None,
        });
        made.collect()
    }

    /// Who may take an operation: what it says itself comes before what the document says.
    pub(super) fn access(
        &self,
        document: &Json,
        place: &str,
        operation: &Json,
        notes: &mut Notes,
    ) -> Access {
        match scalar(&operation["x-amazon-apigateway-auth"]["type"]).as_str() {
            "AWS_IAM" => return Access::Signed,
            "NONE" => return Access::Open,
            _ => {}
        }
        let (place, required) = match operation.get("security") {
            Some(own) => (format!("{place}.security"), own),
            None => ("security".to_owned(), &document["security"]),
        };
        let schemes = required.as_array().into_iter().flatten();
        let mut schemes = schemes.flat_map(members);
        let Some((name, scopes)) = schemes.next() else {
            return Access::Open;
        };
        if schemes.next().is_some() {
            notes.problem(format!("{place}: a route has one authorizer"));
        }
        self.of(&place, name, texts(scopes), notes)
    }

    /// SAM writes `NONE` for a route that is to stay open.
    fn of(&self, place: &str, name: &str, scopes: Vec<String>, notes: &mut Notes) -> Access {
        match self.0.get(name) {
            Some(Scheme::Authorizer(_)) => Access::Authorizer {
                name: name.to_owned(),
                scopes,
            },
            Some(Scheme::Signed) => Access::Signed,
            Some(Scheme::Nothing) => Access::Open,
            None if name == "NONE" => Access::Open,
            None => {
                notes.problem(format!("{place}: there is no security scheme `{name}`"));
                Access::Open
            }
        }
    }
}
