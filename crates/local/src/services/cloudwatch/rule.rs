//! The rule of a composite alarm, such as `ALARM("errors") AND NOT (OK(dlq) OR FALSE)`
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>).

use super::alarm::AlarmState;

/// The longest rule, in characters.
const LENGTH: usize = 10_240;
/// The most alarms that a rule may ask for.
const CHILDREN: usize = 100;
/// The most functions, operators and parentheses of a rule; also how deep they may nest.
const ELEMENTS: usize = 500;

/// A rule, read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule {
    /// An alarm, by name, is in a state.
    Is(AlarmState, String),
    /// `TRUE` or `FALSE`.
    Always(bool),
    Not(Box<Rule>),
    All(Vec<Rule>),
    Any(Vec<Rule>),
}

impl Rule {
    /// Reads a rule. `NOT` binds before `AND`, and that before `OR`.
    ///
    /// # Errors
    /// What is wrong, and at which character.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.chars().count() > LENGTH {
            return Err(format!("a rule has at most {LENGTH} characters"));
        }
        let mut reader = Reader {
            tokens: tokens(text)?,
            at: 0,
        };
        if reader.tokens.len() > ELEMENTS * 3 {
            return Err(format!("a rule has at most {ELEMENTS} elements"));
        }
        let rule = reader.any(0)?;
        match reader.tokens.get(reader.at) {
            None if rule.names().len() > CHILDREN => {
                Err(format!("a rule asks for at most {CHILDREN} alarms"))
            }
            None => Ok(rule),
            Some((place, token)) => Err(format!("unexpected `{token}` at character {place}")),
        }
    }

    /// Whether it holds; an alarm without a state is in none.
    pub(super) fn holds(&self, state: &dyn Fn(&str) -> Option<AlarmState>) -> bool {
        match self {
            Self::Is(wanted, name) => state(name) == Some(*wanted),
            Self::Always(says) => *says,
            Self::Not(rule) => !rule.holds(state),
            Self::All(rules) => rules.iter().all(|rule| rule.holds(state)),
            Self::Any(rules) => rules.iter().any(|rule| rule.holds(state)),
        }
    }

    /// The alarms that it asks for.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names = match self {
            Self::Is(_, name) => vec![name.as_str()],
            Self::Always(_) => Vec::new(),
            Self::Not(rule) => rule.names(),
            Self::All(rules) | Self::Any(rules) => rules.iter().flat_map(Self::names).collect(),
        };
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A word, a quoted name or a parenthesis, and the number of its first character.
type Token = (usize, String);

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().enumerate().peekable();
    while let Some((at, letter)) = letters.next() {
        let mut token = String::from(letter);
        match letter {
            _ if letter.is_whitespace() => continue,
            '(' | ')' => {}
            '"' => loop {
                match letters.next() {
                    Some((_, '"')) => break,
                    Some((_, inner)) => token.push(inner),
                    None => return Err(format!("the quote at character {} is open", at + 1)),
                }
            },
            _ => {
                let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"');
                while let Some((_, inner)) = letters.next_if(|(_, inner)| !ends(*inner)) {
                    token.push(inner);
                }
            }
        }
        tokens.push((at + 1, token));
    }
    Ok(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Result<Token, String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token.ok_or_else(|| "the rule ends too early".to_owned())
    }

    fn take(&mut self, wanted: &str) -> bool {
        let is_there = self.tokens.get(self.at).is_some_and(|(_, t)| t == wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        match self.next()? {
            (_, token) if token == wanted => Ok(()),
            (at, token) => Err(format!(
                "`{wanted}` expected instead of `{token}` at character {at}"
            )),
        }
    }

    fn any(&mut self, depth: usize) -> Result<Rule, String> {
        let mut rules = vec![self.all(depth)?];
        while self.take("OR") {
            rules.push(self.all(depth)?);
        }
        Ok(one_or(rules, Rule::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Rule, String> {
        let mut rules = vec![self.single(depth)?];
        while self.take("AND") {
            rules.push(self.single(depth)?);
        }
        Ok(one_or(rules, Rule::All))
    }

    fn single(&mut self, depth: usize) -> Result<Rule, String> {
        if depth > ELEMENTS {
            return Err(format!("a rule has at most {ELEMENTS} elements"));
        }
        let (at, token) = self.next()?;
        match token.as_str() {
            "NOT" => Ok(Rule::Not(Box::new(self.single(depth + 1)?))),
            "TRUE" => Ok(Rule::Always(true)),
            "FALSE" => Ok(Rule::Always(false)),
            "(" => {
                let rule = self.any(depth + 1)?;
                self.expect(")")?;
                Ok(rule)
            }
            word => {
                let state = AlarmState::parse(word)
                    .ok_or_else(|| format!("unexpected `{word}` at character {at}"))?;
                self.expect("(")?;
                let (_, name) = self.next()?;
                self.expect(")")?;
                Ok(Rule::Is(state, name_of(&name).to_owned()))
            }
        }
    }
}

fn one_or(mut rules: Vec<Rule>, several: fn(Vec<Rule>) -> Rule) -> Rule {
    match rules.pop() {
        Some(only) if rules.is_empty() => only,
        last => {
            rules.extend(last);
            several(rules)
        }
    }
}

/// The name in a token, which may be quoted or an ARN.
fn name_of(token: &str) -> &str {
    let name = token.strip_prefix('"').unwrap_or(token);
    match name
        .strip_prefix("arn:")
        .and_then(|_| name.split_once(":alarm:"))
    {
        Some((_, name)) => name,
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a rule holds where the alarm `a` is on, `b` is off and `c d` has no data.
    fn holds(rule: &str) -> bool {
        let rule = Rule::parse(rule).unwrap_or_else(|why| panic!("{rule}: {why}"));
        rule.holds(&|name| match name {
            "a" => Some(AlarmState::Alarm),
            "b" => Some(AlarmState::Ok),
            "c d" => Some(AlarmState::InsufficientData),
            _ => None,
        })
    }

    #[test]
    fn functions_ask_for_the_state_of_an_alarm() {
        assert!(holds("ALARM(a)") && !holds("OK(a)"));
        assert!(holds("OK(\"b\")") && holds("INSUFFICIENT_DATA(\"c d\")"));
        assert!(holds(
            "ALARM(arn:aws:cloudwatch:us-east-1:000000000000:alarm:a)"
        ));
        assert!(!holds("ALARM(lost)") && holds("TRUE") && !holds("FALSE"));
    }

    #[test]
    fn operators_bind_as_documented() {
        assert!(holds("ALARM(a) OR ALARM(b) AND FALSE"));
        assert!(!holds("(ALARM(a) OR ALARM(b)) AND FALSE"));
        assert!(holds("NOT ALARM(b) AND NOT(FALSE)"));
        assert!(!holds("NOT (ALARM(a))"));
    }

    #[test]
    fn the_alarms_of_a_rule_are_known_once_each() {
        let rule = Rule::parse("ALARM(b) OR (OK(a) AND NOT ALARM(b))").unwrap();
        assert_eq!(rule.names(), ["a", "b"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let deep = "(".repeat(5000);
        let many: Vec<String> = (0..101).map(|n| format!("OK(a{n})")).collect();
        for (rule, why) in [
            ("", "the rule ends too early"),
            ("ALARM(a", "the rule ends too early"),
            ("ALARM(\"a)", "the quote at character 7 is open"),
            ("ALERT(a)", "unexpected `ALERT` at character 1"),
            ("ALARM(a) OK(b)", "unexpected `OK` at character 10"),
            ("ALARM a", "`(` expected instead of `a` at character 7"),
            (&deep, "a rule has at most 500 elements"),
            (&many.join(" OR "), "a rule asks for at most 100 alarms"),
            (&" ".repeat(10_241), "a rule has at most 10240 characters"),
        ] {
            assert_eq!(Rule::parse(rule).unwrap_err(), why);
        }
    }
}
