//! YAML documents that are no templates.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::diagnostic::{Diagnostics, Reporter};
use crate::node::{Node, NodeKind};
use crate::value::Value;
use crate::yaml;

/// YAML (or JSON) as JSON, scalars typed as in templates. `name` is what errors call the document.
///
/// # Errors
/// Text that is not YAML and keys that are there twice, with their places.
pub fn yaml_document(name: &str, text: &str) -> Result<Json, Diagnostics> {
    let mut reporter = Reporter::new(Arc::from(name));
    let Some(root) = yaml::read(text, &mut reporter) else {
        return Err(reporter.failed());
    };
    let (json, _) = reporter.finish(json(&root))?;
    Ok(json)
}

fn json(node: &Node) -> Json {
    match node.kind() {
        NodeKind::Scalar(scalar) => Value::new(node.span(), yaml::typed(scalar)).to_json(),
        NodeKind::List(items) => items.iter().map(json).collect(),
        NodeKind::Map(entries) => {
            let members = entries.iter().map(|e| (e.key.clone(), json(&e.value)));
            Json::Object(members.collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::yaml_document;

    #[test]
    fn yaml_and_json_are_read_alike() {
        let yaml = "openapi: 3.0.1\npaths:\n  /a: {get: {x: [1, 'on', true]}}\n";
        let wanted = json!({"openapi": "3.0.1", "paths": {"/a": {"get": {"x": [1, "on", true]}}}});
        assert_eq!(yaml_document("body", yaml).unwrap(), wanted);
        assert_eq!(yaml_document("body", &wanted.to_string()).unwrap(), wanted);
    }

    #[test]
    fn what_is_no_yaml_is_named_with_its_place() {
        let errors = yaml_document("body", "a: [\n").unwrap_err().to_string();
        assert!(errors.contains("body:"), "{errors}");
    }
}
