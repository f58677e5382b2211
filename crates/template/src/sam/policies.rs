//! The `Policies` property: managed policies, SAM policy templates, statements.

use super::make::{document, list, map, sub, text};
use super::{Expansion, Source, role, templates};
use crate::intrinsic::{self, Call};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

/// Policies sorted by how a role takes them.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) managed: Vec<Node>,
    pub(super) inline: Vec<Node>,
}

impl Collected {
    /// A managed policy of AWS, by its name with its path.
    pub(super) fn managed(&mut self, span: Span, name: &str) {
        self.managed.push(sub(
            span,
            &format!("arn:${{AWS::Partition}}:iam::aws:policy/{name}"),
            [],
        ));
    }

    /// The policies that a resource names.
    pub(super) fn given(&mut self, expansion: &mut Expansion<'_>, source: &Source<'_>) {
        let Some(given) = source.get("Policies") else {
            return;
        };
        let items = given.items().unwrap_or(std::slice::from_ref(given));
        for (index, item) in items.iter().enumerate() {
            let name = format!("{}Policy{index}", role::logical_id(source));
            self.item(expansion, item, &name);
        }
    }

    fn item(&mut self, expansion: &mut Expansion<'_>, item: &Node, name: &str) {
        if let Some(managed) = managed(item) {
            self.managed.push(managed);
            return;
        }
        match intrinsic::recognise(item) {
            Some(Ok(Call::If {
                condition,
                then,
                otherwise,
            })) => {
                let then = branch(expansion, then, name);
                let otherwise = branch(expansion, otherwise, name);
                let arguments = list(item.span(), vec![condition.clone(), then, otherwise]);
                self.inline
                    .push(Node::call(item.span(), "Fn::If", arguments));
            }
            _ => self.inline.extend(inline(expansion, item, name)),
        }
    }
}

/// A managed policy by name, ARN or an intrinsic function that gives one.
fn managed(item: &Node) -> Option<Node> {
    if let Some(name) = item.text() {
        let arn = name.starts_with("arn:");
        let full = format!("arn:${{AWS::Partition}}:iam::aws:policy/{name}");
        return Some(if arn {
            item.clone()
        } else {
            sub(item.span(), &full, [])
        });
    }
    match intrinsic::recognise(item) {
        Some(Ok(Call::If { .. })) | None => None,
        Some(_) => Some(item.clone()),
    }
}

/// A branch of `Fn::If`, which may also be `AWS::NoValue`.
fn branch(expansion: &mut Expansion<'_>, item: &Node, name: &str) -> Node {
    match inline(expansion, item, name) {
        Some(policy) => policy,
        None => item.clone(),
    }
}

/// A template or a document as an inline policy.
fn inline(expansion: &mut Expansion<'_>, item: &Node, name: &str) -> Option<Node> {
    let span = item.span();
    if item.get("Statement").is_some() {
        return Some(role::named_document(span, name, item.clone()));
    }
    match item.entries()? {
        [only] if only.key != "Ref" => {
            let statements = template(expansion, only)?;
            Some(role::named_document(span, name, document(span, statements)))
        }
        _ => None,
    }
}

fn template(expansion: &mut Expansion<'_>, named: &NodeEntry) -> Option<Vec<Node>> {
    let Some(known) = templates::find(&named.key) else {
        let message = format!("the policy template `{}` is not known here", named.key);
        expansion.warn("sam-policy-template", named.key_span, message);
        let unknown = Node::call(named.key_span, "Fn::Transform", named.value.clone());
        return expansion.open.then(|| vec![unknown]);
    };
    let span = named.key_span;
    let statements = known.statements.iter().map(|(actions, resources)| {
        let resources = resources
            .iter()
            .map(|resource| fill(resource, &named.value, span));
        let actions = actions
            .split(' ')
            .map(|action| text(span, action))
            .collect();
        map(
            span,
            [
                ("Effect", text(span, "Allow")),
                ("Action", list(span, actions)),
                ("Resource", list(span, resources.collect())),
            ],
        )
    });
    Some(statements.collect())
}

/// A resource of a template: `{Name}` stands for the parameter, other names for pseudo parameters.
fn fill(resource: &str, parameters: &Node, span: Span) -> Node {
    let given = parameters.entries().unwrap_or_default();
    if let Some(whole) = given.iter().find(|e| resource == format!("${{{}}}", e.key)) {
        return whole.value.clone();
    }
    let used = given
        .iter()
        .filter(|e| resource.contains(&format!("${{{}}}", e.key)));
    let variables: Vec<NodeEntry> = used.cloned().collect();
    if variables.is_empty() && !resource.contains("${") {
        return text(span, resource);
    }
    if variables.is_empty() {
        return sub(span, resource, []);
    }
    let arguments = vec![text(span, resource), Node::map(span, variables)];
    Node::call(span, "Fn::Sub", list(span, arguments))
}
