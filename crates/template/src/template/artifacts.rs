//! What a template names of the machine it lies on: code and definitions that CloudFormation only
//! takes from a bucket.
//!
//! The same properties as `aws cloudformation package` knows of functions, layers, APIs and state
//! machines: <https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html>.

use std::collections::BTreeMap;

use serde_json::json;

use super::Template;
use crate::node::Node;
use crate::position::Span;

/// A file or directory that a template names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// The path, relative to the template.
    pub path: String,
    /// Where it is written.
    pub span: Span,
    /// Whether it must be a zip: code must, a definition must not.
    pub is_code: bool,
    form: Form,
}

/// How the place in a bucket is written instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Uri,
    /// A map with the names of the bucket's and the key's property.
    Map(&'static str, &'static str),
}

/// A property that can name something local.
struct Property {
    type_name: &'static str,
    name: &'static str,
    is_code: bool,
    form: Form,
}

const fn code(type_name: &'static str, name: &'static str, form: Form) -> Property {
    Property {
        type_name,
        name,
        is_code: true,
        form,
    }
}

const fn definition(type_name: &'static str, name: &'static str, form: Form) -> Property {
    Property {
        type_name,
        name,
        is_code: false,
        form,
    }
}

const IN_LAMBDA: Form = Form::Map("S3Bucket", "S3Key");
const FUNCTION: Property = code("AWS::Serverless::Function", "CodeUri", Form::Uri);
const PROPERTIES: &[Property] = &[
    FUNCTION,
    code("AWS::Serverless::LayerVersion", "ContentUri", Form::Uri),
    code("AWS::Lambda::Function", "Code", IN_LAMBDA),
    code("AWS::Lambda::LayerVersion", "Content", IN_LAMBDA),
    definition("AWS::Serverless::Api", "DefinitionUri", Form::Uri),
    definition("AWS::Serverless::HttpApi", "DefinitionUri", Form::Uri),
    definition("AWS::Serverless::StateMachine", "DefinitionUri", Form::Uri),
    definition(
        "AWS::StepFunctions::StateMachine",
        "DefinitionS3Location",
        Form::Map("Bucket", "Key"),
    ),
];

impl Artifact {
    /// What is written instead of the path when it lies in a bucket; right in YAML and in JSON.
    fn instead(&self, bucket: &str, key: &str) -> String {
        match self.form {
            Form::Uri => json!(format!("s3://{bucket}/{key}")),
            Form::Map(of_bucket, of_key) => json!({of_bucket: bucket, of_key: key}),
        }
        .to_string()
    }
}

impl Template {
    /// The files and directories that the template names, in the order of the text, each place once.
    /// What is in a bucket already, or computed, is none.
    pub fn artifacts(&self) -> Vec<Artifact> {
        let globals = self
            .root
            .get("Globals")
            .and_then(|globals| globals.get("Function"));
        let of_globals = globals.and_then(|function| FUNCTION.artifact(function));
        let resources = self.section("Resources").iter();
        let of_resources = resources.flat_map(|entry| of_resource(&entry.value));
        let found = of_globals.into_iter().chain(of_resources);
        // An alias shares its anchor's place.
        let by_place: BTreeMap<Span, Artifact> =
            found.map(|artifact| (artifact.span, artifact)).collect();
        by_place.into_values().collect()
    }

    /// The text with places in a bucket, as bucket and key, instead of the paths of artifacts.
    /// Everything else stays as it is written.
    pub fn with_artifacts(&self, sent: &[(Artifact, (String, String))]) -> String {
        let mut text = self.source().to_owned();
        let mut sent: Vec<_> = sent.iter().collect();
        sent.sort_by_key(|(artifact, _)| std::cmp::Reverse(artifact.span));
        for (artifact, (bucket, key)) in sent {
            text.replace_range(artifact.span.range(), &artifact.instead(bucket, key));
        }
        text
    }
}

fn of_resource(resource: &Node) -> impl Iterator<Item = Artifact> {
    let type_name = resource
        .get("Type")
        .and_then(Node::text)
        .unwrap_or_default();
    let properties = resource.get("Properties");
    PROPERTIES
        .iter()
        .filter(move |property| property.type_name == type_name)
        .filter_map(move |property| property.artifact(properties?))
}

impl Property {
    fn artifact(&self, properties: &Node) -> Option<Artifact> {
        let value = properties.get(self.name)?;
        let path = value
            .text()
            .filter(|path| !path.is_empty() && !path.contains("://"))?;
        Some(Artifact {
            path: path.to_owned(),
            span: value.span(),
            is_code: self.is_code,
            form: self.form,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> (Vec<String>, String) {
        let template = Template::parse("t.yaml", text).unwrap();
        let artifacts = template.artifacts();
        let paths = artifacts
            .iter()
            .map(|artifact| artifact.path.clone())
            .collect();
        let place = |artifact: Artifact| {
            let key = format!("k/{}.zip", artifact.path.trim_matches(['.', '/']));
            (artifact, ("b".to_owned(), key))
        };
        let sent: Vec<_> = artifacts.into_iter().map(place).collect();
        (paths, template.with_artifacts(&sent))
    }

    #[test]
    fn paths_become_places_in_a_bucket_and_the_rest_stays_as_it_is_written() {
        let text = "\
Globals:
  Function: {CodeUri: ./all/}   # for all
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: 'a'  # quoted
      Handler: é.main
  B:
    Type: AWS::Lambda::Function
    Properties:
      Code: b/
  C: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: c.json}}
";
        let (paths, written) = sent(text);
        assert_eq!(paths, ["./all/", "a", "b/", "c.json"]);
        let expected = text
            .replace("./all/", r#""s3://b/k/all.zip""#)
            .replace("'a'", r#""s3://b/k/a.zip""#)
            .replace("b/\n", "{\"S3Bucket\":\"b\",\"S3Key\":\"k/b.zip\"}\n")
            .replace("c.json", r#""s3://b/k/c.json.zip""#);
        assert_eq!(written, expected);
        Template::parse("t.yaml", &written).unwrap();
    }

    #[test]
    fn what_is_computed_or_in_a_bucket_is_no_artifact() {
        let text = r#"{"Resources": {
            "A": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "s3://b/k"}},
            "B": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": {"Ref": "P"}}},
            "C": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "x"}}},
            "D": {"Type": "AWS::Serverless::Function", "Properties": {"InlineCode": "x"}},
            "E": {"Type": "AWS::SQS::Queue", "Properties": {"CodeUri": "x"}},
            "F": {"Type": "AWS::Lambda::Function", "Properties": {"Code": "f"}}}}"#;
        let (paths, written) = sent(text);
        assert_eq!(paths, ["f"]);
        serde_json::from_str::<serde_json::Value>(&written).unwrap();
    }

    #[test]
    fn an_alias_is_sent_once() {
        let text = "\
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: &code src}}
  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: *code}}
";
        let (paths, written) = sent(text);
        assert_eq!(paths, ["src"]);
        assert!(
            written.contains(r#"&code "s3://b/k/src.zip"}"#),
            "{written}"
        );
    }
}
