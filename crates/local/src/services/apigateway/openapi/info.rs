//! What a document says of the API as a whole.

use serde_json::{Value as Json, json};

use super::{Notes, members, scalar, texts};
use crate::services::apigateway::apis::Members;

/// The API's members.
pub(super) fn api(document: &Json, notes: &mut Notes) -> Members {
    let mut api = Members::new();
    let info = &document["info"];
    let title = scalar(&info["title"]);
    if title.is_empty() {
        notes.problem("attribute info.title is missing");
    }
    api.insert("name".to_owned(), json!(title));
    for member in ["version", "description"] {
        let text = scalar(&info[member]);
        if !text.is_empty() {
            api.insert(member.to_owned(), json!(text));
        } else if member == "version" {
            notes.warning("Parse issue: attribute info.version is missing");
        }
    }
    let cors = &document["x-amazon-apigateway-cors"];
    if !cors.is_null() {
        api.insert("corsConfiguration".to_owned(), cors_of(cors, notes));
    }
    let disabled = &document["servers"][0]["x-amazon-apigateway-endpoint-configuration"]["disableExecuteApiEndpoint"];
    if !disabled.is_null() {
        api.insert("disableExecuteApiEndpoint".to_owned(), disabled.clone());
    }
    let tags = tags(document);
    if tags.as_object().is_some_and(|tags| !tags.is_empty()) {
        api.insert("tags".to_owned(), tags);
    }
    api
}

/// Only tags with a value are tags of the API; the others are headings of the documentation.
fn tags(document: &Json) -> Json {
    let listed = document["tags"].as_array().into_iter().flatten();
    let valued = listed.filter_map(|tag| {
        let value = tag.get("x-amazon-apigateway-tag-value")?;
        Some((scalar(&tag["name"]), json!(scalar(value))))
    });
    Json::Object(valued.collect())
}

/// `x-amazon-apigateway-cors`. Numbers and booleans may be text.
fn cors_of(cors: &Json, notes: &mut Notes) -> Json {
    let mut made = Members::new();
    for (name, value) in members(cors) {
        let value = match name.as_str() {
            "allowOrigins" | "allowMethods" | "allowHeaders" | "exposeHeaders" => {
                json!(texts(value))
            }
            "allowCredentials" => json!(scalar(value) == "true"),
            "maxAge" => match scalar(value).parse::<i64>() {
                Ok(seconds) => json!(seconds),
                Err(_) => {
                    notes.problem("x-amazon-apigateway-cors.maxAge is not a whole number");
                    continue;
                }
            },
            other => {
                notes.problem(format!("x-amazon-apigateway-cors.{other} is unexpected"));
                continue;
            }
        };
        made.insert(name.clone(), value);
    }
    if !cors.is_object() {
        notes.problem("x-amazon-apigateway-cors is not an object");
    }
    Json::Object(made)
}
