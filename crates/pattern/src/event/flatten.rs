//! From text to leaves.

use super::{Context, Contexts, Event, Field, Value};
use crate::error::EventError;
use crate::json::{JsonError, Lexer, Token};
use crate::value::number;

/// Longer texts are refused.
const MAX_BYTES: usize = 16 * 1024 * 1024;

pub(super) fn flatten(text: &str) -> Result<Event, EventError> {
    if text.len() > MAX_BYTES {
        return Err(EventError::new(
            format!("longer than {MAX_BYTES} bytes"),
            MAX_BYTES,
        ));
    }
    let mut flattener = Flattener::new(text);
    flattener
        .run()
        .map_err(|e| EventError::new(e.reason, e.at))?;
    let Flattener {
        mut fields,
        contexts,
        ..
    } = flattener;
    fields.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Event { fields, contexts })
}

/// An open object or array.
struct Scope {
    /// Length of the path outside.
    path_len: usize,
    /// The array's number and the next element's, unless this is an object.
    array: Option<(u32, u32)>,
    context: Context,
}

struct Flattener<'a> {
    lexer: Lexer<'a>,
    fields: Vec<Field>,
    contexts: Contexts,
    scopes: Vec<Scope>,
    path: String,
    /// How many names the path has: an empty first name still gets its dot.
    names: usize,
    arrays: u32,
}

impl<'a> Flattener<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            lexer: Lexer::new(text),
            fields: Vec::new(),
            contexts: Contexts::default(),
            scopes: Vec::new(),
            path: String::new(),
            names: 0,
            arrays: 0,
        }
    }

    fn run(&mut self) -> Result<(), JsonError> {
        if self.lexer.next()? != Some(Token::StartObject) {
            return Err(JsonError::new(
                "an event must be a JSON object",
                self.lexer.position(),
            ));
        }
        self.open(false);
        while !self.scopes.is_empty() {
            let token = self.lexer.require()?;
            self.step(token)?;
        }
        if !self.lexer.at_end() {
            let reason = "something follows the closing brace";
            return Err(JsonError::new(reason, self.lexer.position()));
        }
        Ok(())
    }

    fn step(&mut self, token: Token) -> Result<(), JsonError> {
        match token {
            Token::Name => {
                let name = self.lexer.value()?;
                if self.names > 0 {
                    self.path.push('.');
                }
                self.names += 1;
                self.path.push_str(&name);
            }
            Token::StartObject => self.open(false),
            Token::StartArray => self.open(true),
            Token::EndObject | Token::EndArray => self.close(),
            _ => {
                let value = self.scalar(token)?;
                let context = self.context();
                self.fields.push(Field {
                    path: self.path.clone(),
                    value,
                    context,
                });
                self.end_value();
            }
        }
        Ok(())
    }

    fn scalar(&mut self, token: Token) -> Result<Value, JsonError> {
        Ok(match token {
            Token::String => Value::String(self.lexer.value()?),
            Token::Number => {
                let text = self.lexer.value()?;
                let value = number::comparable(&text);
                Value::Number(text, value)
            }
            Token::True => Value::Bool(true),
            Token::False => Value::Bool(false),
            _ => Value::Null,
        })
    }

    fn context(&self) -> Context {
        self.scopes
            .last()
            .map_or(Contexts::ROOT, |scope| scope.context)
    }

    fn open(&mut self, is_array: bool) {
        let mut context = self.context();
        if let Some((array, element)) = self.scopes.last().and_then(|scope| scope.array) {
            context = self.contexts.add(context, array, element);
        }
        let array = is_array.then_some((self.arrays, 0));
        self.arrays += u32::from(is_array);
        self.scopes.push(Scope {
            path_len: self.path.len(),
            array,
            context,
        });
    }

    fn close(&mut self) {
        if let Some(scope) = self.scopes.pop() {
            self.path.truncate(scope.path_len);
            self.end_value();
        }
    }

    /// A value is complete: the next element begins, or the name is left.
    fn end_value(&mut self) {
        let Some(scope) = self.scopes.last_mut() else {
            return;
        };
        match &mut scope.array {
            Some((_, element)) => *element += 1,
            None => {
                self.path.truncate(scope.path_len);
                self.names = self.names.saturating_sub(1);
            }
        }
    }
}
