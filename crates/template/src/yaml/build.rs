//! Parser events → nodes.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, ScalarStyle, Tag};

use super::{MAX_DEPTH, MAX_NODES, merge, position_span, tags};
use crate::diagnostic::{Problem, Reporter};
use crate::node::{Node, NodeEntry, NodeKind, Scalar};
use crate::position::Span;

/// Keys up to which a map is searched.
const FEW_KEYS: usize = 16;

pub(super) struct Builder<'r> {
    pub(super) reporter: &'r mut Reporter,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
}

/// A collection whose end has not been reached.
struct Open {
    kind: OpenKind,
    span: Span,
    anchor: usize,
    tag: Option<(String, Span)>,
}

enum OpenKind {
    List(Vec<Node>),
    Map {
        entries: Vec<NodeEntry>,
        /// The keys, once there are many.
        seen: HashSet<String>,
        key: Option<(String, Span)>,
    },
}

impl<'r> Builder<'r> {
    pub(super) fn new(reporter: &'r mut Reporter) -> Builder<'r> {
        Builder {
            reporter,
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
        }
    }

    /// Takes one event; `None` when reading cannot go on (the reason has been reported).
    pub(super) fn event(&mut self, event: Event<'_>, at: &granit_parser::Span) -> Option<()> {
        let span = position_span(at);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = short_tag(tag.as_deref(), at);
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let scalar = Scalar {
                    text: text.into_owned(),
                    plain,
                };
                self.complete(Node::new(span, NodeKind::Scalar(scalar)), anchor, tag)
            }
            Event::SequenceStart(_, anchor, tag) => self.begin(
                OpenKind::List(Vec::new()),
                span,
                anchor,
                short_tag(tag.as_deref(), at),
            ),
            Event::MappingStart(_, anchor, tag) => {
                let kind = OpenKind::Map {
                    entries: Vec::new(),
                    seen: HashSet::new(),
                    key: None,
                };
                self.begin(kind, span, anchor, short_tag(tag.as_deref(), at))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => self.stop(
                "unknown-alias",
                span,
                format!("alias `*{name}` has no anchor `&{name}`"),
            ),
            Event::DocumentStart(..) if self.root.is_some() => self.stop(
                "several-documents",
                span,
                "a template is a single YAML document".into(),
            ),
            _ => Some(()),
        }
    }

    pub(super) fn finish(self) -> Option<Node> {
        if self.root.is_none() {
            let problem = Problem::new("empty", Span::first(), "the template is empty");
            self.reporter
                .error(problem.hint("a template needs at least a `Resources` section"));
        }
        self.root
    }

    fn stop(&mut self, code: &'static str, span: Span, message: String) -> Option<()> {
        self.reporter.error(Problem::new(code, span, message));
        None
    }

    fn begin(
        &mut self,
        kind: OpenKind,
        span: Span,
        anchor: usize,
        tag: Option<(String, Span)>,
    ) -> Option<()> {
        if self.open.len() as u32 >= MAX_DEPTH {
            return self.stop(
                "too-deep",
                span,
                format!("nested deeper than {MAX_DEPTH} levels"),
            );
        }
        self.open.push(Open {
            kind,
            span,
            anchor,
            tag,
        });
        Some(())
    }

    fn end(&mut self, end: Span) -> Option<()> {
        let Some(Open {
            kind,
            span,
            anchor,
            tag,
        }) = self.open.pop()
        else {
            return Some(());
        };
        let node = match kind {
            OpenKind::List(items) => {
                let last = items.last().map_or(end, Node::span);
                Node::list(collection_span(span, last, end), items)
            }
            OpenKind::Map { entries, .. } => {
                let last = entries
                    .last()
                    .map_or(end, |e| e.key_span.to(e.value.span()));
                let merged = merge::expand(entries, self.reporter);
                Node::map(collection_span(span, last, end), merged)
            }
        };
        self.complete(node, anchor, tag)
    }

    fn alias(&mut self, id: usize, span: Span) -> Option<()> {
        match self.anchors.get(&id).cloned() {
            Some(node) => self.place(node),
            None => self.stop(
                "recursive-alias",
                span,
                "an alias refers to its own parent".into(),
            ),
        }
    }

    fn complete(&mut self, node: Node, anchor: usize, tag: Option<(String, Span)>) -> Option<()> {
        let node = match tag {
            Some((name, span)) => tags::long_form(&name, span, node),
            None => node,
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.place(node)
    }

    /// Puts a finished node into the collection that is open, or makes it the root.
    fn place(&mut self, node: Node) -> Option<()> {
        self.check_size(&node)?;
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Some(());
        };
        match &mut open.kind {
            OpenKind::List(items) => items.push(node),
            OpenKind::Map { entries, seen, key } => match key.take() {
                Some((key, key_span)) => {
                    let is_again = is_known(&key, entries, seen) && key != merge::KEY;
                    let node = tags::long_argument(&key, node);
                    let entry = NodeEntry {
                        key,
                        key_span,
                        value: node,
                    };
                    match entries
                        .iter_mut()
                        .find(|known| is_again && known.key == entry.key)
                    {
                        Some(known) => {
                            report_duplicate(self.reporter, known, &entry);
                            *known = entry;
                        }
                        None => entries.push(entry),
                    }
                }
                None => match node.text() {
                    Some(text) => *key = Some((text.to_owned(), node.span())),
                    None => {
                        let message = format!("a key must be text, not {}", node.describe());
                        return self.stop("key-not-text", node.span(), message);
                    }
                },
            },
        }
        Some(())
    }

    fn check_size(&mut self, node: &Node) -> Option<()> {
        if node.depth() + self.open.len() as u32 > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return self.stop("too-deep", node.span(), message);
        }
        if node.weight() > MAX_NODES {
            let message = format!("aliases expand to more than {MAX_NODES} values");
            return self.stop("too-large", node.span(), message);
        }
        Some(())
    }
}

/// Whether a map has the key already. Most maps are small, and searched faster than hashed.
fn is_known(key: &str, entries: &[NodeEntry], seen: &mut HashSet<String>) -> bool {
    if entries.len() < FEW_KEYS {
        return entries.iter().any(|entry| entry.key == key);
    }
    if seen.is_empty() {
        seen.extend(entries.iter().map(|entry| entry.key.clone()));
    }
    !seen.insert(key.to_owned())
}

/// AWS takes the last of several.
fn report_duplicate(reporter: &mut Reporter, first: &NodeEntry, again: &NodeEntry) {
    let message = format!("duplicate key `{}`", again.key);
    let problem = Problem::new("duplicate-key", again.key_span, message);
    let first = first.key_span.start;
    reporter.warning(problem.hint(format!("what is at {first} does not count")));
}

/// A block collection's end event lies at the next token, so its last child says where it ends.
fn collection_span(start: Span, last: Span, end: Span) -> Span {
    let flow = end.end.offset > end.start.offset;
    Span {
        start: start.start,
        end: if flow {
            end.end
        } else {
            last.end.max(start.start)
        },
    }
}

/// A local tag such as `!Ref` with its place; YAML's own tags (`!!str`) only fix the type.
fn short_tag(tag: Option<&Tag>, at: &granit_parser::Span) -> Option<(String, Span)> {
    let tag = tag?;
    let span = at
        .tag_span()
        .map_or_else(|| position_span(at), |span| position_span(&span));
    let name = if tag.is_yaml_core_schema() {
        String::new()
    } else {
        tag.suffix().to_owned()
    };
    Some((name, span))
}
