//! Intrinsic functions: which one a node is, with its arguments checked for shape.

mod arguments;
pub(crate) mod sub;

use crate::diagnostic::Problem;
use crate::node::{Node, NodeEntry};
use crate::position::Span;
use arguments::Arguments;

/// One call of an intrinsic function; the arguments are still expressions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call<'a> {
    Ref(&'a Node),
    GetAtt {
        resource: &'a Node,
        attribute: &'a Node,
    },
    Sub {
        template: &'a Node,
        variables: Option<&'a Node>,
    },
    Join {
        delimiter: &'a Node,
        items: &'a Node,
    },
    Select {
        index: &'a Node,
        items: &'a Node,
    },
    Split {
        delimiter: &'a Node,
        source: &'a Node,
    },
    If {
        condition: &'a Node,
        then: &'a Node,
        otherwise: &'a Node,
    },
    FindInMap {
        keys: [&'a Node; 3],
        fallback: Option<&'a Node>,
    },
    ImportValue(&'a Node),
    Base64(&'a Node),
    Cidr {
        block: &'a Node,
        count: &'a Node,
        bits: Option<&'a Node>,
    },
    GetAzs(&'a Node),
    /// Whatever `AWS::Include` or a macro makes of it.
    Transform(&'a Node),
    ToJsonString(&'a Node),
    Length(&'a Node),
    And(&'a [Node]),
    Or(&'a [Node]),
    Not(&'a Node),
    Equals(&'a Node, &'a Node),
    Contains {
        items: &'a Node,
        value: &'a Node,
    },
    EachMemberEquals {
        items: &'a Node,
        value: &'a Node,
    },
    EachMemberIn {
        items: &'a Node,
        allowed: &'a Node,
    },
    /// A function of the Rules section that asks AWS about live resources.
    RuleLookup,
}

/// Every function's name, for suggestions.
pub(crate) const NAMES: &[&str] = &[
    "Ref",
    "Fn::GetAtt",
    "Fn::Sub",
    "Fn::Join",
    "Fn::Select",
    "Fn::Split",
    "Fn::If",
    "Fn::FindInMap",
    "Fn::ImportValue",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::GetAZs",
    "Fn::Transform",
    "Fn::ToJsonString",
    "Fn::Length",
    "Fn::And",
    "Fn::Or",
    "Fn::Not",
    "Fn::Equals",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::RefAll",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Fn::ForEach",
];

/// The call that a node is: `None` when it is data, an error when it is a malformed call.
pub(crate) fn recognise(node: &Node) -> Option<Result<Call<'_>, Problem>> {
    let entries = node.entries()?;
    match entries {
        [only] if is_call(&only.key) => Some(call(only, node.span())),
        [_] => None,
        several => several
            .iter()
            .find(|e| is_function(&e.key))
            .map(|e| Err(not_alone(e))),
    }
}

fn is_call(key: &str) -> bool {
    matches!(key, "Ref" | "Fn::Transform") || is_function(key)
}

/// `Fn::Transform` may stand beside what it merges into, and `Fn::ForEach::Name` is a loop.
fn is_function(key: &str) -> bool {
    key.starts_with("Fn::") && key != "Fn::Transform" && !key.starts_with("Fn::ForEach::")
}

fn not_alone(entry: &NodeEntry) -> Problem {
    let message = format!("`{}` must be the only key of its map", entry.key);
    Problem::new("intrinsic-not-alone", entry.key_span, message)
}

fn call(entry: &NodeEntry, span: Span) -> Result<Call<'_>, Problem> {
    let value = &entry.value;
    let args = Arguments {
        span,
        name: &entry.key,
        node: value,
    };
    Ok(match entry.key.as_str() {
        "Ref" => Call::Ref(args.name()?),
        "Fn::GetAtt" => {
            let [resource, attribute] = args.exactly("[logical id, attribute]")?;
            Call::GetAtt {
                resource,
                attribute,
            }
        }
        "Fn::Sub" => args.sub()?,
        "Fn::Join" => {
            let [delimiter, items] = args.exactly("[delimiter, list]")?;
            Call::Join { delimiter, items }
        }
        "Fn::Select" => {
            let [index, items] = args.exactly("[index, list]")?;
            Call::Select { index, items }
        }
        "Fn::Split" => {
            let [delimiter, source] = args.exactly("[delimiter, text]")?;
            Call::Split { delimiter, source }
        }
        "Fn::If" => {
            let [condition, then, otherwise] = args.exactly("[condition, then, else]")?;
            Call::If {
                condition: args.plain(condition)?,
                then,
                otherwise,
            }
        }
        "Fn::FindInMap" => args.find_in_map()?,
        "Fn::ImportValue" => Call::ImportValue(args.single()),
        "Fn::Base64" => Call::Base64(args.single()),
        "Fn::Cidr" => args.cidr()?,
        "Fn::GetAZs" => Call::GetAzs(args.single()),
        "Fn::Transform" => Call::Transform(value),
        "Fn::ToJsonString" => Call::ToJsonString(value),
        "Fn::Length" => Call::Length(value),
        other => return logic(other, entry, &args),
    })
}

fn logic<'a>(name: &str, entry: &'a NodeEntry, args: &Arguments<'a>) -> Result<Call<'a>, Problem> {
    Ok(match name {
        "Fn::And" => Call::And(args.several(2, 10)?),
        "Fn::Or" => Call::Or(args.several(2, 10)?),
        "Fn::Not" => Call::Not(args.exactly::<1>("[condition]")?[0]),
        "Fn::Equals" => {
            let [left, right] = args.exactly("[value, value]")?;
            Call::Equals(left, right)
        }
        "Fn::Contains" => {
            let [items, value] = args.exactly("[list, value]")?;
            Call::Contains { items, value }
        }
        "Fn::EachMemberEquals" => {
            let [items, value] = args.exactly("[list, value]")?;
            Call::EachMemberEquals { items, value }
        }
        "Fn::EachMemberIn" => {
            let [items, allowed] = args.exactly("[list, list]")?;
            Call::EachMemberIn { items, allowed }
        }
        "Fn::RefAll" | "Fn::ValueOf" | "Fn::ValueOfAll" => Call::RuleLookup,
        other => return Err(unknown(other, entry)),
    })
}

fn unknown(name: &str, entry: &NodeEntry) -> Problem {
    let message = format!("unknown intrinsic function `{name}`");
    Problem::new("unknown-intrinsic", entry.key_span, message).suggest(name, NAMES.iter().copied())
}

#[cfg(test)]
mod tests {
    use crate::testing::errors_of;

    fn errors(expression: &str) -> Vec<String> {
        errors_of(&format!(
            "Resources:\n  Q:\n    Type: A::B::C\n    Properties:\n      P: {expression}\n"
        ))
    }

    #[test]
    fn an_unknown_function_is_named_with_its_place_and_a_suggestion() {
        assert_eq!(
            errors("!Jion [a, [b]]"),
            ["t.yaml:5:10: unknown intrinsic function `Fn::Jion` (did you mean `Fn::Join`?)"]
        );
    }

    #[test]
    fn a_wrong_number_of_arguments_says_what_is_expected() {
        assert_eq!(
            errors("!Join [a]"),
            ["t.yaml:5:10: `Fn::Join` takes [delimiter, list], not a list of 1"]
        );
        assert_eq!(
            errors("!If [a, b]"),
            ["t.yaml:5:10: `Fn::If` takes [condition, then, else], not a list of 2"]
        );
    }

    #[test]
    fn a_function_beside_other_keys_is_refused() {
        assert_eq!(
            errors("{ \"Fn::Sub\": x, Other: y }"),
            ["t.yaml:5:12: `Fn::Sub` must be the only key of its map"]
        );
    }
}
