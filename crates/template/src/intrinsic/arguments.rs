//! The shapes of arguments.

use super::Call;
use crate::diagnostic::Problem;
use crate::node::{Node, NodeKind};
use crate::position::Span;

/// The argument of the function `name`.
pub(super) struct Arguments<'a> {
    pub(super) name: &'a str,
    pub(super) node: &'a Node,
    /// The whole call.
    pub(super) span: Span,
}

impl<'a> Arguments<'a> {
    /// Exactly `N` of them, described by `shape` in the message.
    pub(super) fn exactly<const N: usize>(&self, shape: &str) -> Result<[&'a Node; N], Problem> {
        let items = self.node.items().ok_or_else(|| self.wrong(shape))?;
        let all: Vec<&Node> = items.iter().collect();
        all.try_into().map_err(|_| self.wrong(shape))
    }

    /// A list of `least` to `most`.
    pub(super) fn several(&self, least: usize, most: usize) -> Result<&'a [Node], Problem> {
        let items = self
            .node
            .items()
            .filter(|items| (least..=most).contains(&items.len()));
        items.ok_or_else(|| self.wrong(&format!("{least} to {most} conditions")))
    }

    /// One argument, written alone or as a list of one.
    pub(super) fn single(&self) -> &'a Node {
        match self.node.items() {
            Some([only]) => only,
            _ => self.node,
        }
    }

    /// A literal name, or a function that makes one.
    pub(super) fn name(&self) -> Result<&'a Node, Problem> {
        match self.node.entries() {
            Some([only]) if super::is_call(&only.key) => Ok(self.node),
            _ => self.text(),
        }
    }

    /// A literal name.
    fn text(&self) -> Result<&'a Node, Problem> {
        self.plain(self.node)
    }

    /// A literal name among the arguments.
    pub(super) fn plain(&self, node: &'a Node) -> Result<&'a Node, Problem> {
        match node.kind() {
            NodeKind::Scalar(_) => Ok(node),
            _ => Err(self.misuse(format!("takes a name, not {}", node.describe()))),
        }
    }

    pub(super) fn sub(&self) -> Result<Call<'a>, Problem> {
        const SHAPE: &str = "text, or [text, map of variables]";
        let (template, variables) = match self.node.items() {
            None => (self.node, None),
            Some([template]) => (template, None),
            Some([template, variables]) => (template, Some(variables)),
            Some(_) => return Err(self.wrong(SHAPE)),
        };
        let shaped = template.text().is_some() && variables.is_none_or(|v| v.entries().is_some());
        if !shaped {
            return Err(self.wrong(SHAPE));
        }
        super::sub::check(template)?;
        Ok(Call::Sub {
            template,
            variables,
        })
    }

    pub(super) fn find_in_map(&self) -> Result<Call<'a>, Problem> {
        const SHAPE: &str = "[map, key, key]";
        match self.node.items() {
            Some([map, first, second]) => Ok(Call::FindInMap {
                keys: [map, first, second],
                fallback: None,
            }),
            Some([map, first, second, options]) => {
                let fallback = options
                    .get("DefaultValue")
                    .ok_or_else(|| self.wrong(SHAPE))?;
                Ok(Call::FindInMap {
                    keys: [map, first, second],
                    fallback: Some(fallback),
                })
            }
            _ => Err(self.wrong(SHAPE)),
        }
    }

    pub(super) fn cidr(&self) -> Result<Call<'a>, Problem> {
        match self.node.items() {
            Some([block, count]) => Ok(Call::Cidr {
                block,
                count,
                bits: None,
            }),
            Some([block, count, bits]) => Ok(Call::Cidr {
                block,
                count,
                bits: Some(bits),
            }),
            _ => Err(self.wrong("[block, count, bits]")),
        }
    }

    fn wrong(&self, shape: &str) -> Problem {
        let found = match self.node.items() {
            Some(items) => format!("a list of {}", items.len()),
            None => self.node.describe().to_owned(),
        };
        self.misuse(format!("takes {shape}, not {found}"))
    }

    fn misuse(&self, reason: String) -> Problem {
        Problem::new(
            "intrinsic-arguments",
            self.span,
            format!("`{}` {reason}", self.name),
        )
    }
}
