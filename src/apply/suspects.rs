//! Finding the functions that dead letters are of which do not name them.

use jiff::SignedDuration;

use crate::{
    aws::{
        Aws,
        cloudformation::StackResource,
        holdings::each,
        lambda::Function,
        logs::{Line, Search, any},
    },
    error::{IfThere, Result},
    plan::{
        dead_letter::{DeadLetter, Found, Logged},
        message::Message,
    },
};

/// A message and what it is.
pub(crate) type Letter = (Message, DeadLetter);

/// The letters that are asked for at once: their ids fit into one filter pattern, and a page of the
/// answer is filled with what was logged about all of them.
const LOT: usize = 20;
/// What lies between the first and the last of them at most.
const SPAN: SignedDuration = SignedDuration::from_hours(1);
/// The last try of an invocation begins so long before the dead letter: a function runs 15 minutes
/// at most.
const NEAR: SignedDuration = SignedDuration::from_mins(20);
/// Unless Lambda had to wait: it keeps an event for 6 hours (Lambda developer guide, asynchronous
/// invocation).
const FAR: SignedDuration = SignedDuration::from_mins(6 * 60 + 20);
/// Clocks differ.
const AFTER: SignedDuration = SignedDuration::from_mins(1);
/// Pages that are read of each log.
const PAGES: usize = 50;

/// The functions whose failures come to one queue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Suspects(Vec<Function>);

impl Suspects {
    /// Those of these functions whose dead letters go to the queue of this ARN.
    pub(crate) fn among(functions: Vec<Function>, queue: &str) -> Self {
        let mut functions = functions;
        functions.retain(|function| function.dead_letter_target.as_deref() == Some(queue));
        Self(functions)
    }

    /// Those of a stack.
    pub(crate) async fn of(aws: &Aws, resources: &[StackResource], queue: &str) -> Result<Self> {
        Ok(Self::among(aws.functions(resources).await?, queue))
    }

    /// Notes in each letter that does not name its function which it is, or why that is not known.
    pub(crate) async fn name(&self, aws: &Aws, letters: &mut [Letter]) {
        let mut nameless: Vec<&mut Letter> = letters
            .iter_mut()
            .filter(|(_, letter)| letter.is_nameless() && letter.found.is_none())
            .collect();
        match self.0.as_slice() {
            [] => {}
            [only] => nameless
                .into_iter()
                .for_each(|(_, letter)| letter.found = Some(Found::Only(only.arn.clone()))),
            _ => {
                nameless.sort_by_key(|(message, _)| message.sent);
                for lot in lots(&mut nameless) {
                    self.name_lot(aws, lot).await;
                }
            }
        }
    }

    /// Asks first for what was logged just before, which is nearly always enough.
    async fn name_lot(&self, aws: &Aws, lot: &mut [&mut Letter]) {
        for before in [NEAR, FAR] {
            let known = |(_, letter): &&mut Letter| letter.target().is_some();
            if lot.iter().all(known) {
                return;
            }
            let logged = self.logged(aws, lot, before).await;
            for (_, letter) in lot.iter_mut() {
                letter.found = Some(self.judge(letter, &logged));
            }
        }
    }

    fn judge<'a>(&self, letter: &DeadLetter, logged: &'a Result<Vec<(String, Line)>>) -> Found {
        let functions = self.0.len();
        match (&letter.request_id, logged) {
            (None, _) => Found::unknown(functions, "it has no request id"),
            (_, Err(error)) => {
                let why = format!("their logs cannot be read: {}", error.in_a_line());
                Found::unknown(functions, &why)
            }
            (Some(request), Ok(lines)) => {
                let line = |(arn, line): &'a (String, Line)| (arn.as_str(), line.message.as_str());
                let lines: Vec<Logged<'a>> = lines.iter().map(line).collect();
                Found::by_logs(request, functions, &lines)
            }
        }
    }

    /// What all functions have logged about the requests of a lot, by the function's ARN.
    async fn logged(
        &self,
        aws: &Aws,
        lot: &[&mut Letter],
        before: SignedDuration,
    ) -> Result<Vec<(String, Line)>> {
        let Some(search) = search(lot, before) else {
            return Ok(Vec::new());
        };
        let found = each(self.0.clone(), |function| {
            let search = Search {
                group: function.log_group,
                ..search.clone()
            };
            async move {
                // A function that has never run has no log group yet.
                let lines = aws.logs().search(&search).await.if_there()?;
                let of_it = |line| (function.arn.clone(), line);
                Ok(lines.into_iter().flatten().map(of_it).collect::<Vec<_>>())
            }
        });
        Ok(found.await?.into_iter().flatten().collect())
    }
}

/// Letters that are near to each other, a few at a time.
fn lots<'l, 'm>(mut letters: &'l mut [&'m mut Letter]) -> Vec<&'l mut [&'m mut Letter]> {
    let mut lots = Vec::new();
    while let Some((first, _)) = letters.first().map(|letter| &**letter) {
        let begin = first.sent;
        let near = |letter: &&mut Letter| match (begin, letter.0.sent) {
            (Some(begin), Some(sent)) => sent.duration_since(begin) <= SPAN,
            (begin, sent) => begin == sent,
        };
        let count = letters
            .iter()
            .take(LOT)
            .take_while(|letter| near(letter))
            .count();
        let (lot, rest) = letters.split_at_mut(count);
        lots.push(lot);
        letters = rest;
    }
    lots
}

/// A search for the requests of letters, in a log that is not yet said; `None` when none has one.
fn search(lot: &[&mut Letter], before: SignedDuration) -> Option<Search> {
    let requests = lot
        .iter()
        .filter_map(|letter| letter.1.request_id.as_deref());
    let terms: Vec<String> = requests.map(any).collect();
    let sent = || lot.iter().filter_map(|letter| letter.0.sent);
    let from = sent().min()?.checked_sub(before).ok()?;
    let to = sent().max()?.checked_add(AFTER).ok()?;
    (!terms.is_empty()).then(|| Search {
        group: String::new(),
        from: from.as_millisecond(),
        to: Some(to.as_millisecond()),
        pattern: Some(terms.join(" ")),
        pages: Some(PAGES),
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::plan::dead_letter::of;

    fn letter(request: &str, second: i64) -> Letter {
        let message = Message {
            sent: Timestamp::from_second(second).ok(),
            ..Message::default()
        };
        let letter = DeadLetter {
            request_id: Some(request.to_owned()),
            ..of(&message)
        };
        (message, letter)
    }

    #[test]
    fn letters_are_asked_for_a_few_at_a_time_and_near_to_each_other() {
        let hour = 3600;
        let mut letters: Vec<Letter> = (0..25)
            .map(|n| letter("r", n))
            .chain([letter("r", 10 * hour), letter("r", 11 * hour)])
            .chain([letter("r", 11 * hour + 1)])
            .collect();
        let mut letters: Vec<&mut Letter> = letters.iter_mut().collect();
        let sizes: Vec<usize> = lots(&mut letters).iter().map(|lot| lot.len()).collect();
        assert_eq!(sizes, [20, 5, 2, 1]);
    }

    #[test]
    fn a_search_is_around_the_time_of_the_letters() {
        let (mut first, mut last) = (letter("a\"", 100_000), letter("b", 100_100));
        let found = search(&[&mut first, &mut last], NEAR).unwrap();
        assert_eq!(found.pattern.as_deref(), Some(r#"?"a" ?"b""#));
        assert_eq!(found.from, (100_000 - 20 * 60) * 1000);
        assert_eq!(found.to, Some((100_100 + 60) * 1000));
    }
}
