//! `Sub`, `Join`, `Select`, `Split`, `Base64`, `ToJsonString`, `Length`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Evaluator;
use crate::diagnostic::Problem;
use crate::intrinsic::sub::{Piece, pieces};
use crate::node::Node;
use crate::position::Span;
use crate::token;
use crate::value::{Kind, Value};

impl Evaluator<'_> {
    pub(super) fn sub(&mut self, template: &Node, variables: Option<&Node>) -> Kind {
        let mut text = String::new();
        for piece in pieces(template.text().unwrap_or_default()) {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Escaped(name) => text.push_str(&format!("${{{name}}}")),
                Piece::Variable(name) => match self.variable(name, variables, template.span()) {
                    Ok(value) => text.push_str(&value),
                    Err(kind) => return kind,
                },
            }
        }
        match self.resolve_dynamic(&text) {
            Some(kind) => kind,
            None => Kind::String(text),
        }
    }

    fn resolve_dynamic(&self, text: &str) -> Option<Kind> {
        if !text.contains("{{resolve:") {
            return None;
        }
        let known = self.resolve.dynamic(text);
        let why = || format!("dynamic reference `{}`", token::display(text));
        Some(known.unwrap_or_else(|| Kind::Unknown(why().into())))
    }

    fn variable(
        &mut self,
        name: &str,
        variables: Option<&Node>,
        template: Span,
    ) -> Result<String, Kind> {
        if let Some(given) = variables.and_then(|map| map.get(name)) {
            return self.text(given, "a variable of Fn::Sub must be text");
        }
        let span = template.narrow(&self.frame.source, &format!("${{{name}}}"));
        let kind = match name.split_once('.') {
            Some((resource, attribute)) => self.attribute(resource, attribute, span),
            None => self.reference(name, span).unwrap_or(Kind::Null),
        };
        let value = Value { span, kind };
        match value.to_text() {
            Some(text) => Ok(text),
            None if value.is_unknown() => Err(value.kind),
            None => {
                let message = format!("`${{{name}}}` is not text");
                Err(self.wrong(Problem::new("wrong-type", span, message)))
            }
        }
    }

    pub(super) fn join(&mut self, delimiter: &Node, items: &Node) -> Kind {
        let joined = self
            .text(delimiter, "Fn::Join takes a delimiter as text")
            .and_then(|d| {
                let items = self.list(items, "Fn::Join takes a list")?;
                let texts: Result<Vec<_>, _> =
                    items.iter().map(|item| self.join_item(item)).collect();
                Ok(texts?.join(&d))
            });
        let text = match joined {
            Ok(text) => text,
            Err(kind) => return kind,
        };
        self.resolve_dynamic(&text).unwrap_or(Kind::String(text))
    }

    fn join_item(&mut self, item: &Value) -> Result<String, Kind> {
        if item.is_unknown() {
            return Err(item.kind.clone());
        }
        item.to_text().ok_or_else(|| {
            let message = "Fn::Join joins text, not lists or maps";
            self.wrong(Problem::new("wrong-type", item.span, message))
        })
    }

    pub(super) fn select(&mut self, index: &Node, items: &Node) -> Option<Kind> {
        let (at, items) = match (
            self.text(index, "Fn::Select takes an index"),
            self.list(items, "Fn::Select takes a list"),
        ) {
            (Ok(at), Ok(items)) => (at, items),
            (Err(kind), _) | (_, Err(kind)) => return Some(kind),
        };
        if token::present(&at) {
            return Some(Kind::Unknown("index of Fn::Select".into()));
        }
        let found = at.parse::<usize>().ok().and_then(|at| items.get(at));
        let later = || items.iter().find_map(|item| self.later_in(item.as_str()?));
        if let Some(kind) = found.map(|value| value.kind.clone()).or_else(later) {
            return Some(kind);
        }
        let message = format!("Fn::Select has no item {at}: the list has {}", items.len());
        Some(self.wrong(Problem::new("select-index", index.span(), message)))
    }

    pub(super) fn split(&mut self, delimiter: &Node, source: &Node) -> Kind {
        let (delimiter, text) = match (
            self.text(delimiter, "Fn::Split takes a delimiter as text"),
            self.text(source, "Fn::Split takes text"),
        ) {
            (Ok(delimiter), Ok(text)) => (delimiter, text),
            (Err(kind), _) | (_, Err(kind)) => return kind,
        };
        let may_hide = token::present_opaque(&text)
            || (token::present(&text) && !matches!(delimiter.as_str(), ":" | "/"));
        if may_hide {
            return Kind::Unknown(format!("parts of `{}`", token::display(&text)).into());
        }
        if let Some(later) = self.later_in(&text) {
            return Kind::List(vec![Value::new(source.span(), later)]);
        }
        if delimiter.is_empty() {
            return Kind::List(vec![Value::string(source.span(), text)]);
        }
        let part = |part: &str| Value::string(source.span(), part);
        Kind::List(text.split(delimiter.as_str()).map(part).collect())
    }

    fn later_in(&self, text: &str) -> Option<Kind> {
        let later = self.resolve.later()?;
        text.contains(later).then(|| Kind::String(later.to_owned()))
    }

    pub(super) fn base64(&mut self, source: &Node) -> Kind {
        match self.text(source, "Fn::Base64 takes text") {
            Ok(text) if token::present(&text) => {
                Kind::Unknown("Base64 of a value that is not known yet".into())
            }
            Ok(text) => Kind::String(STANDARD.encode(text)),
            Err(kind) => kind,
        }
    }

    pub(super) fn json_string(&mut self, source: &Node) -> Kind {
        let Some(value) = self.value(source) else {
            return Kind::String("null".into());
        };
        match value.first_unknown() {
            Some(unknown) => unknown.kind.clone(),
            None => Kind::String(value.to_json().to_string()),
        }
    }

    pub(super) fn length(&mut self, source: &Node) -> Kind {
        match self.list(source, "Fn::Length takes a list") {
            Ok(items) => Kind::Number(items.len().into()),
            Err(kind) => kind,
        }
    }
}
