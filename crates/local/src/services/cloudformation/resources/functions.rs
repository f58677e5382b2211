//! Lambda functions.

use std::io::{Cursor, Write};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value as Json, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    context::Context,
    handler::{Handler, Made, Now, seen},
    json::{pick, text},
    naming::Naming,
    schema::Kind,
    tagging::{Shape, Tagging},
};
use crate::{arn::Arn, core::Config, fault::Fault, services::lambda::check_runtime};

pub(super) const KINDS: &[Kind] = &[Kind {
    name: "AWS::Lambda::Function",
    replace: &["FunctionName", "PackageType"],
    update: &[
        "Architectures",
        "Code.S3Bucket",
        "Code.S3Key",
        "Code.S3ObjectVersion",
        "Code.ZipFile",
        "DeadLetterConfig",
        "Description",
        "Environment",
        "EphemeralStorage",
        "Handler",
        "KmsKeyArn",
        "Layers",
        "LoggingConfig",
        "MemorySize",
        "ReservedConcurrentExecutions",
        "Role",
        "Runtime",
        "SnapStart.ApplyOn",
        "Tags",
        "Timeout",
        "TracingConfig",
    ],
    naming: Naming::new("FunctionName", 64),
    handler: &Function,
}];

/// Members that CreateFunction and UpdateFunctionConfiguration share.
const CONFIGURATION: &[&str] = &[
    "DeadLetterConfig",
    "Description",
    "Environment",
    "EphemeralStorage",
    "Handler",
    "KMSKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "Role",
    "Runtime",
    "SnapStart",
    "Timeout",
    "TracingConfig",
];

/// What a member is set to when it is taken out of the template: Lambda's own defaults.
fn default_of(member: &str) -> Json {
    match member {
        "DeadLetterConfig" => json!({ "TargetArn": "" }),
        "Environment" => json!({ "Variables": {} }),
        "EphemeralStorage" => json!({ "Size": 512 }),
        "Layers" => json!([]),
        "MemorySize" => json!(128),
        "Timeout" => json!(3),
        "SnapStart" => json!({ "ApplyOn": "None" }),
        "TracingConfig" => json!({ "Mode": "PassThrough" }),
        "LoggingConfig" => json!({ "LogFormat": "Text" }),
        "Description" | "KMSKeyArn" => json!(""),
        _ => Json::Null,
    }
}

struct Function;

impl Function {
    async fn made(context: &Context, name: &str) -> Made {
        Made::new(name).with("Arn", context.arn("lambda", &format!("function:{name}")))
    }

    /// The API's member for the template's `KmsKeyArn`.
    fn respelled(properties: &Json) -> Json {
        let mut properties = properties.clone();
        let key = properties["KmsKeyArn"].take();
        if !key.is_null() {
            properties["KMSKeyArn"] = key;
        }
        properties
    }

    /// The configuration as `new` has it, with the defaults of what it no longer has.
    fn configuration(old: &Json, new: &Json) -> Json {
        let (old, new) = (Self::respelled(old), Self::respelled(new));
        let mut input = pick(&new, CONFIGURATION);
        for member in CONFIGURATION
            .iter()
            .filter(|member| new[**member].is_null() && !old[**member].is_null())
        {
            input[*member] = default_of(member);
        }
        input
    }

    async fn set_concurrency(
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<(), Fault> {
        const MEMBER: &str = "ReservedConcurrentExecutions";
        match (&old[MEMBER], &new[MEMBER]) {
            (before, after) if before == after => Ok(()),
            (_, Json::Null) => {
                let input = json!({ "FunctionName": id });
                context
                    .remove("lambda", "DeleteFunctionConcurrency", input)
                    .await
            }
            (_, reserved) => {
                let input = json!({ "FunctionName": id, MEMBER: reserved });
                context
                    .call("lambda", "PutFunctionConcurrency", input)
                    .await
                    .map(drop)
            }
        }
    }
}

/// Whether a layer is one of those that others publish. Only the local account's are here.
fn is_foreign(layer: &str) -> bool {
    Arn::parse(layer).is_some_and(|arn| arn.account != Config::ACCOUNT)
}

/// Where a package is in a bucket.
pub(super) const OBJECT: &[&str] = &["S3Bucket", "S3Key", "S3ObjectVersion"];

/// `Code` as the API takes it. Source text in the template becomes a bundle with one file, as
/// CloudFormation makes it.
fn code(properties: &Json) -> Result<Json, Fault> {
    let code = &properties["Code"];
    let Some(source) = code["ZipFile"].as_str() else {
        return Ok(pick(code, OBJECT));
    };
    let runtime = text(properties, "Runtime");
    let file = match runtime {
        runtime if runtime.starts_with("python") => "index.py",
        runtime if runtime.starts_with("nodejs") => "index.js",
        other => {
            let message =
                format!("Code.ZipFile takes source text of Node.js and Python, not of `{other}`.");
            return Err(Fault::new("InvalidParameterValueException", message));
        }
    };
    let bundle = zipped(file, source).map_err(Fault::internal)?;
    Ok(json!({ "ZipFile": STANDARD.encode(bundle) }))
}

fn zipped(name: &str, source: &str) -> zip::result::ZipResult<Vec<u8>> {
    let mut bundle = ZipWriter::new(Cursor::new(Vec::new()));
    bundle.start_file(name, SimpleFileOptions::default().unix_permissions(0o644))?;
    bundle.write_all(source.as_bytes())?;
    Ok(bundle.finish()?.into_inner())
}

const IMAGE: &str = "Functions of container images (PackageType Image) are not emulated";

#[async_trait]
impl Handler for Function {
    fn lacks(&self, properties: &Json) -> Vec<(&'static str, String)> {
        let runtime = properties["Runtime"].as_str();
        let found = runtime.and_then(|runtime| check_runtime(runtime).err());
        let found = found.map(|why| ("Runtime", why));
        let is_image = text(properties, "PackageType") == "Image";
        let image = is_image.then(|| ("PackageType", IMAGE.to_owned()));
        let layers = properties["Layers"].as_array().into_iter().flatten();
        let layers = layers.filter_map(Json::as_str);
        let elsewhere = layers.filter(|arn| is_foreign(arn)).map(|arn| {
            let said = format!(
                "Layer {arn} is of another account, whose layers are not here: publish its package \
                 here and name that"
            );
            ("Layers", said)
        });
        found.into_iter().chain(image).chain(elsewhere).collect()
    }

    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "FunctionName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("lambda", "GetFunction", json!({ "FunctionName": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        const MEMBERS: &[&str] = &[
            "Description",
            "Environment",
            "Handler",
            "MemorySize",
            "Role",
            "Runtime",
            "Timeout",
        ];
        let input = json!({ "FunctionName": id });
        let found = context.call("lambda", "GetFunctionConfiguration", input);
        seen(found.await, MEMBERS)
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        let arn = made.attributes["Arn"].clone();
        Some(Tagging {
            shape: Shape::Map,
            ..Tagging::listed("lambda", "Resource", arn)
        })
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = Self::configuration(&Json::Null, properties);
        let more = pick(
            properties,
            &["FunctionName", "PackageType", "Architectures"],
        );
        for (member, value) in more.as_object().into_iter().flatten() {
            input[member] = value.clone();
        }
        input["Code"] = code(properties)?;
        input["Tags"] = json!(context.tags(&properties["Tags"]));
        context.call("lambda", "CreateFunction", input).await?;
        let name = text(properties, "FunctionName");
        Self::set_concurrency(context, name, &Json::Null, properties).await?;
        Ok(Self::made(context, name).await)
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        if old["Code"] != new["Code"] || old["Architectures"] != new["Architectures"] {
            let mut input = code(new)?;
            input["FunctionName"] = json!(id);
            if !new["Architectures"].is_null() {
                input["Architectures"] = new["Architectures"].clone();
            }
            context.call("lambda", "UpdateFunctionCode", input).await?;
        }
        let mut input = Self::configuration(old, new);
        input["FunctionName"] = json!(id);
        context
            .call("lambda", "UpdateFunctionConfiguration", input)
            .await?;
        Self::set_concurrency(context, id, old, new).await?;
        Ok(Self::made(context, id).await)
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("lambda", "DeleteFunction", json!({ "FunctionName": id }))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_text_becomes_a_bundle() {
        let properties =
            json!({ "Runtime": "python3.13", "Code": { "ZipFile": "def handler(): pass" } });
        let bundle = STANDARD
            .decode(text(&code(&properties).unwrap(), "ZipFile"))
            .unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bundle)).unwrap();
        assert!(archive.by_name("index.py").is_ok());
    }

    #[test]
    fn what_is_taken_out_gets_its_default() {
        let old = json!({ "Timeout": 60, "Handler": "a" });
        let new = json!({ "Handler": "b" });
        assert_eq!(
            Function::configuration(&old, &new),
            json!({ "Handler": "b", "Timeout": 3 })
        );
    }
}
