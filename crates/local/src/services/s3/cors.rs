//! Which pages may use a bucket.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html>

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use s3s::dto;
use serde::{Deserialize, Serialize};

use super::{S3, virtual_host, wire};
use crate::{fault::Fault, services::text::like};

/// A rule of a bucket.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Rule {
    #[serde(rename = "Id")]
    pub(super) id: Option<String>,
    #[serde(rename = "AllowedOrigins")]
    pub(super) origins: Vec<String>,
    #[serde(rename = "AllowedMethods")]
    pub(super) methods: Vec<String>,
    #[serde(rename = "AllowedHeaders")]
    pub(super) headers: Vec<String>,
    #[serde(rename = "ExposedHeaders")]
    pub(super) exposed: Vec<String>,
    /// Seconds that a browser may keep the answer to a preflight.
    #[serde(rename = "MaxAge")]
    pub(super) max_age: Option<i32>,
}

/// What a page asks of a bucket.
pub(super) struct Asked {
    bucket: String,
    origin: String,
    method: String,
    /// Of a preflight: what the request will carry.
    headers: Vec<String>,
}

impl Asked {
    /// What a request asks, or what a preflight announces; none when no page asks.
    pub(super) fn of<B>(request: &Request<B>) -> Option<Self> {
        let headers = request.headers();
        let text = |name: HeaderName| Some(headers.get(name)?.to_str().ok()?.to_owned());
        let announced = text(header::ACCESS_CONTROL_REQUEST_METHOD);
        let names = text(header::ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
        let names = names.split(',').map(|name| name.trim().to_lowercase());
        Some(Self {
            bucket: virtual_host::bucket(headers, request.uri())?,
            origin: text(header::ORIGIN)?,
            method: match request.method() {
                &Method::OPTIONS => announced?,
                method => method.to_string(),
            },
            headers: names.filter(|name| !name.is_empty()).collect(),
        })
    }
}

impl Rule {
    /// # Errors
    /// `InvalidRequest` for a method that is none, or an origin with several stars.
    pub(super) fn check(&self) -> Result<(), Fault> {
        const METHODS: [&str; 5] = ["GET", "PUT", "POST", "DELETE", "HEAD"];
        let unknown = |method: &&String| !METHODS.contains(&method.as_str());
        if let Some(method) = self.methods.iter().find(unknown) {
            let message = format!(
                "Found unsupported HTTP method in CORS config. Unsupported method is {method}"
            );
            return Err(Fault::new("InvalidRequest", message));
        }
        let vague = |origin: &&String| origin.matches('*').count() > 1;
        match self.origins.iter().find(vague) {
            None => Ok(()),
            Some(origin) => Err(Fault::new(
                "InvalidRequest",
                format!("AllowedOrigin \"{origin}\" can not have more than one wildcard."),
            )),
        }
    }

    fn allows(&self, asked: &Asked) -> bool {
        let header = |name: &String| {
            let mut allowed = self.headers.iter();
            allowed.any(|pattern| like(&pattern.to_lowercase(), name))
        };
        self.methods.contains(&asked.method)
            && self.origins.iter().any(|one| like(one, &asked.origin))
            && asked.headers.iter().all(header)
    }

    /// Tells the page what it may.
    fn tell(&self, asked: &Asked, headers: &mut HeaderMap) {
        let everybody = self.origins.iter().any(|origin| origin == "*");
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        let origin = if everybody { "*" } else { &asked.origin };
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if !everybody {
            set(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        set(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            &self.methods.join(", "),
        );
        if !asked.headers.is_empty() {
            set(
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                &asked.headers.join(", "),
            );
        }
        if !self.exposed.is_empty() {
            set(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                &self.exposed.join(", "),
            );
        }
        if let Some(seconds) = self.max_age {
            set(header::ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
        }
        set(
            header::VARY,
            "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
        );
    }
}

impl S3 {
    /// The rule of the bucket that lets a page do what it asks.
    fn cors_rule(&self, asked: &Asked) -> Option<Rule> {
        let rules = self.settings(&asked.bucket).ok()?.cors;
        rules.into_iter().find(|rule| rule.allows(asked))
    }

    pub(super) fn lets_in(&self, asked: &Asked) -> bool {
        self.cors_rule(asked).is_some()
    }

    /// The answer to a browser that asks before a request.
    pub(super) fn preflight(&self, asked: Option<&Asked>) -> Response<Bytes> {
        let Some(asked) = asked else {
            let message = "Insufficient information. Origin request header needed.";
            return wire::xml(StatusCode::BAD_REQUEST, "BadRequest", message);
        };
        let mut answer = Response::new(Bytes::new());
        match self.cors_rule(asked) {
            Some(rule) => rule.tell(asked, answer.headers_mut()),
            None => {
                let message = "CORSResponse: This CORS request is not allowed. This is usually \
                               because the evalution of Origin, request method / \
                               Access-Control-Request-Method or Access-Control-Request-Headers \
                               are not whitelisted by the resource's CORS spec.";
                return wire::xml(StatusCode::FORBIDDEN, "AccessForbidden", message);
            }
        }
        answer
    }

    /// Tells a page that it may read the answer, if it may.
    pub(super) fn tell(&self, asked: &Asked, answer: &mut Response<Bytes>) {
        if let Some(rule) = self.cors_rule(asked) {
            rule.tell(asked, answer.headers_mut());
        }
    }
}

impl From<dto::CORSRule> for Rule {
    fn from(rule: dto::CORSRule) -> Self {
        Self {
            id: rule.id,
            origins: rule.allowed_origins,
            methods: rule.allowed_methods,
            headers: rule.allowed_headers.unwrap_or_default(),
            exposed: rule.expose_headers.unwrap_or_default(),
            max_age: rule.max_age_seconds,
        }
    }
}

impl From<Rule> for dto::CORSRule {
    fn from(rule: Rule) -> Self {
        let some = |names: Vec<String>| Some(names).filter(|names| !names.is_empty());
        Self {
            allowed_headers: some(rule.headers),
            allowed_methods: rule.methods,
            allowed_origins: rule.origins,
            expose_headers: some(rule.exposed),
            id: rule.id,
            max_age_seconds: rule.max_age,
        }
    }
}
