//! Short intrinsics (`!GetAtt A.B`) → the long form (`Fn::GetAtt: [A, B]`).

use crate::node::Node;
use crate::position::Span;

const GET_ATT: &str = "Fn::GetAtt";

/// The long form of a tagged node; `tag` is the name without its `!`, empty for YAML's own tags.
///
/// Every unknown tag becomes `Fn::<tag>`, which the check of intrinsics names with its place.
pub(super) fn long_form(tag: &str, tag_span: Span, node: Node) -> Node {
    let span = tag_span.to(node.span());
    match tag {
        "" => node,
        "Ref" | "Condition" => Node::call(span, tag, node),
        "GetAtt" => Node::call(span, GET_ATT, split_attribute(node)),
        other => Node::call(span, &format!("Fn::{other}"), node),
    }
}

/// The argument of a long form: `Fn::GetAtt: A.B` is written by people too.
pub(super) fn long_argument(key: &str, node: Node) -> Node {
    if key == GET_ATT {
        split_attribute(node)
    } else {
        node
    }
}

/// `A.B.C` → `[A, B.C]`: the logical id ends at the first dot.
fn split_attribute(node: Node) -> Node {
    let Some((resource, attribute)) = node.text().and_then(|text| text.split_once('.')) else {
        return node;
    };
    let span = node.span();
    Node::list(
        span,
        vec![Node::string(span, resource), Node::string(span, attribute)],
    )
}
