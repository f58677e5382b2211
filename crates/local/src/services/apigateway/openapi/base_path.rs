//! What becomes of the path in a document's server address
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html>).

use serde_json::Value as Json;

use super::{members, scalar};

/// What is done with the base path, as `basepath` says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) enum Base {
    /// It is left out.
    #[default]
    Ignore,
    /// It goes before every path.
    Prepend,
    /// Its first part is left out, the rest goes before every path.
    Split,
}

impl Base {
    /// The mode of this name.
    pub(in super::super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ignore" => Self::Ignore,
            "prepend" => Self::Prepend,
            "split" => Self::Split,
            _ => return None,
        })
    }

    /// What goes before every path: nothing, or a path without a slash at its end.
    pub(super) fn prefix(self, document: &Json) -> String {
        let path = path_of(&document["servers"][0]);
        let parts = path.split('/').filter(|part| !part.is_empty());
        let left_out = match self {
            Self::Ignore => return String::new(),
            Self::Prepend => 0,
            Self::Split => 1,
        };
        parts
            .skip(left_out)
            .map(|part| format!("/{part}"))
            .collect()
    }
}

/// The path of a server's address, with the defaults of its variables.
fn path_of(server: &Json) -> String {
    let mut url = scalar(&server["url"]);
    for (name, variable) in members(&server["variables"]) {
        let default = scalar(&variable["default"]);
        url = url.replace(&format!("{{{name}}}"), default.trim_start_matches('/'));
    }
    let after_host = url
        .split_once("://")
        .map(|(_, rest)| rest.split_once('/').map_or("", |(_, path)| path).to_owned());
    after_host.unwrap_or(url)
}
