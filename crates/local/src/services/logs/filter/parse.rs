//! `{ … }` → [`Condition`], by recursive descent.

use super::{
    condition::{Condition, Operand, Operator},
    regular::Regular,
    selector::Selector,
    term,
};

/// How deep conditions may nest.
const DEPTH: usize = 32;

/// Reads a pattern in braces.
pub(super) fn json(pattern: &str) -> Result<Condition, String> {
    let mut parser = Parser {
        whole: pattern,
        rest: pattern,
        depth: 0,
        of: Of::Document,
    };
    parser.expect("{")?;
    let condition = parser.any()?;
    parser.expect("}")?;
    match parser.rest.is_empty() {
        true => Ok(condition),
        false => Err(parser.wrong("nothing more was expected")),
    }
}

/// Reads the conditions on a column.
pub(super) fn column(text: &str) -> Result<Condition, String> {
    let mut parser = Parser {
        whole: text,
        rest: text,
        depth: 0,
        of: Of::Column,
    };
    let condition = parser.any()?;
    match parser.rest.is_empty() {
        true => Ok(condition),
        false => Err(parser.wrong("nothing more was expected")),
    }
}

/// What conditions are on.
#[derive(PartialEq)]
enum Of {
    Document,
    /// A word, which is called by its name alone.
    Column,
}

struct Parser<'a> {
    whole: &'a str,
    rest: &'a str,
    depth: usize,
    of: Of,
}

impl Parser<'_> {
    fn wrong(&self, what: &str) -> String {
        let at = self.whole.len() - self.rest.len();
        format!("{what} at character {at}")
    }

    /// Takes `token` and the space after it, when it is next.
    fn take(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        match self.take(token) {
            true => Ok(()),
            false => Err(self.wrong(&format!("`{token}` was expected"))),
        }
    }

    fn any(&mut self) -> Result<Condition, String> {
        let mut conditions = vec![self.all()?];
        while self.take("||") {
            conditions.push(self.all()?);
        }
        Ok(single(conditions, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut conditions = vec![self.one()?];
        while self.take("&&") {
            conditions.push(self.one()?);
        }
        Ok(single(conditions, Condition::All))
    }

    fn one(&mut self) -> Result<Condition, String> {
        if !self.take("(") {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.wrong("conditions are nested too deep"));
        }
        let inner = self.any()?;
        self.depth -= 1;
        self.expect(")")?;
        Ok(inner)
    }

    fn comparison(&mut self) -> Result<Condition, String> {
        let found = match self.of {
            Of::Document => Selector::prefix(self.rest),
            Of::Column => Selector::word(self.rest),
        };
        let Some((selector, rest)) = found else {
            return Err(self.wrong("a selector such as `$.level` was expected"));
        };
        self.rest = rest.trim_start();
        if self.take("NOT EXISTS") {
            return Ok(Condition::Absent(selector));
        }
        if self.take("IS ") {
            return self.is(selector);
        }
        let operator = self.operator()?;
        Ok(Condition::Compare(selector, operator, self.operand()?))
    }

    fn is(&mut self, selector: Selector) -> Result<Condition, String> {
        if self.take("NULL") {
            Ok(Condition::IsNull(selector))
        } else if self.take("TRUE") {
            Ok(Condition::Is(selector, true))
        } else if self.take("FALSE") {
            Ok(Condition::Is(selector, false))
        } else {
            Err(self.wrong("`NULL`, `TRUE` or `FALSE` was expected"))
        }
    }

    fn operator(&mut self) -> Result<Operator, String> {
        let operators = [
            ("!=", Operator::NotEqual),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let found = operators.into_iter().find(|(token, _)| self.take(token));
        found
            .map(|(_, operator)| operator)
            .ok_or_else(|| self.wrong("an operator was expected"))
    }

    fn number(&self, number: f64) -> Operand {
        match self.of {
            Of::Document => Operand::Number(number),
            Of::Column => Operand::Column(number),
        }
    }

    fn operand(&mut self) -> Result<Operand, String> {
        if let Some(quoted) = self.rest.strip_prefix('"') {
            let open = || self.wrong("a quote is open");
            let (text, rest) = term::phrase(quoted).ok_or_else(open)?;
            self.rest = rest.trim_start();
            return Ok(Operand::Text(text));
        }
        if self.rest.starts_with('%') {
            let open = || self.wrong("a `%` is open");
            let (expression, rest) = Regular::prefix(self.rest).ok_or_else(open)??;
            self.rest = rest.trim_start();
            return Ok(Operand::Regular(expression));
        }
        let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '}' | '&' | '|' | '"');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.wrong("a value was expected"));
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        Ok(word
            .parse()
            .map_or_else(|_| Operand::Text(word.to_owned()), |n| self.number(n)))
    }
}

fn single(mut conditions: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match (conditions.len(), conditions.pop()) {
        (1, Some(only)) => only,
        (_, last) => many(conditions.into_iter().chain(last).collect()),
    }
}
