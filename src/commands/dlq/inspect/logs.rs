//! What the function that failed has logged about a message.

use jiff::{SignedDuration, Timestamp};

use super::answer::Letter;
use crate::{
    aws::{
        Aws,
        logs::{Line, Search, any},
    },
    error::{IfThere, Result},
};

/// The longest that EventBridge and Lambda go on trying: what was logged is no older.
const TRIED: SignedDuration = SignedDuration::from_hours(25);
/// Lines that are shown at most: the last ones.
const LINES: usize = 50;

/// The lines of the function's log that name the request or the event; none when it is no function,
/// or keeps no log.
pub(super) async fn of(aws: &Aws, letter: &Letter) -> Result<Vec<Line>> {
    let Some(function) = letter.letter.target() else {
        return Ok(Vec::new());
    };
    let ids = [&letter.letter.request_id, &letter.letter.event_id];
    let terms: Vec<String> = ids.into_iter().flatten().map(|id| any(id)).collect();
    if !function.contains(":lambda:") || terms.is_empty() {
        return Ok(Vec::new());
    }
    let name = function.trim_end_matches(":$LATEST");
    let Some(function) = aws.lambda().function(name).await.if_there()? else {
        return Ok(Vec::new());
    };
    let sent = letter.message.sent.unwrap_or(Timestamp::UNIX_EPOCH);
    let from = sent.checked_sub(TRIED).unwrap_or(Timestamp::UNIX_EPOCH);
    let search = Search {
        group: function.log_group,
        from: from.as_millisecond(),
        to: None,
        pattern: Some(terms.join(" ")),
        pages: None,
    };
    let mut lines = aws
        .logs()
        .search(&search)
        .await
        .if_there()?
        .unwrap_or_default();
    Ok(lines.split_off(lines.len().saturating_sub(LINES)))
}
