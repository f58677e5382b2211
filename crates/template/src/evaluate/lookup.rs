//! `Ref`, `GetAtt`, `FindInMap`, `ImportValue`, `GetAZs`.

use super::Evaluator;
use crate::diagnostic::Problem;
use crate::node::Node;
use crate::position::Span;
use crate::token;
use crate::value::{Kind, Value};

impl Evaluator<'_> {
    /// A parameter, pseudo parameter or resource by name; `None` is `AWS::NoValue`.
    pub(super) fn reference(&mut self, name: &str, span: Span) -> Option<Kind> {
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(known) = self.frame.name(name) {
            return Some(known);
        }
        if self.frame.resources.contains_key(name) {
            let why = || format!("`{name}` has not been created");
            return Some(
                self.resolve
                    .reference(name)
                    .unwrap_or_else(|| Kind::Unknown(why().into())),
            );
        }
        if self.frame.included {
            return Some(Kind::Unknown(
                format!("`{name}` comes with a transform (`AWS::Include`)").into(),
            ));
        }
        let problem = Problem::new(
            "unknown-reference",
            span,
            format!("`{name}` does not exist"),
        );
        Some(self.wrong(problem.suggest(name, self.frame.names())))
    }

    pub(super) fn get_att(&mut self, resource: &Node, attribute: &Node) -> Kind {
        let attribute = match self.text(attribute, "Fn::GetAtt takes an attribute's name") {
            Ok(text) => text,
            Err(kind) => return kind,
        };
        self.attribute(
            resource.text().unwrap_or_default(),
            &attribute,
            resource.span(),
        )
    }

    pub(super) fn attribute(&mut self, resource: &str, attribute: &str, span: Span) -> Kind {
        let known = self.frame.resources.contains_key(resource);
        if !known && self.frame.included {
            return Kind::Unknown(
                format!("`{resource}` comes with a transform (`AWS::Include`)").into(),
            );
        }
        if !known {
            let message = format!("`{resource}` is not a resource of this template");
            let known = self.frame.resources.keys().map(String::as_str);
            return self
                .wrong(Problem::new("unknown-resource", span, message).suggest(resource, known));
        }
        let why = || format!("attribute `{attribute}` of `{resource}`");
        let known = self.resolve.attribute(resource, attribute);
        known.unwrap_or_else(|| Kind::Unknown(why().into()))
    }

    pub(super) fn find_in_map(
        &mut self,
        keys: [&Node; 3],
        fallback: Option<&Node>,
    ) -> Option<Kind> {
        let mut names = [String::new(), String::new(), String::new()];
        for (name, key) in names.iter_mut().zip(keys) {
            match self.text(key, "Fn::FindInMap takes names") {
                Ok(text) => *name = text,
                Err(kind) => return Some(kind),
            }
        }
        let [map, first, second] = &names;
        if let Some(found) = self.frame.mapped(map, first, second) {
            let found = found.clone();
            return self.value(&found).map(|value| value.kind);
        }
        if let Some(fallback) = fallback {
            return self.value(fallback).map(|value| value.kind);
        }
        if names.iter().any(|name| token::present(name)) {
            let shown = token::display(&names.join("."));
            return Some(Kind::Unknown(format!("mapping `{shown}`").into()));
        }
        Some(self.missing_mapping(keys, [map, first, second]))
    }

    fn missing_mapping(&mut self, nodes: [&Node; 3], [map, first, second]: [&str; 3]) -> Kind {
        let Some(mapping) = self.frame.mappings.get(map) else {
            let known = self.frame.mappings.keys().map(String::as_str);
            let problem = Problem::new(
                "unknown-mapping",
                nodes[0].span(),
                format!("no mapping `{map}`"),
            );
            return self.wrong(problem.suggest(map, known));
        };
        let inner = mapping.get(first);
        let (at, key, among) = match inner {
            None => (nodes[1], first, Some(mapping)),
            Some(inner) => (nodes[2], second, Some(inner)),
        };
        let known = among
            .and_then(Node::entries)
            .unwrap_or_default()
            .iter()
            .map(|e| e.key.as_str());
        let message = format!("mapping `{map}` has no key `{key}`");
        let problem = Problem::new("unknown-mapping-key", at.span(), message).suggest(key, known);
        self.wrong(problem)
    }

    pub(super) fn import(&mut self, name: &Node) -> Kind {
        match self.text(name, "Fn::ImportValue takes an export's name") {
            Ok(name) => {
                let why = || format!("export `{}` of another stack", token::display(&name));
                let known = self.resolve.import(&name);
                known.unwrap_or_else(|| Kind::Unknown(why().into()))
            }
            Err(kind) => kind,
        }
    }

    /// The first three zones, which is what the Regions have in common.
    pub(super) fn availability_zones(&mut self, region: &Node) -> Kind {
        let named = match self.text(region, "Fn::GetAZs takes a Region") {
            Ok(text) => text,
            Err(kind) => return kind,
        };
        let region_name = if named.is_empty() {
            &self.frame.pseudo.region
        } else {
            &named
        };
        if token::present(region_name) {
            return Kind::Unknown("availability zones of a Region that is not known".into());
        }
        let zone = |letter| Value::string(region.span(), format!("{region_name}{letter}"));
        Kind::List(['a', 'b', 'c'].map(zone).into())
    }
}
