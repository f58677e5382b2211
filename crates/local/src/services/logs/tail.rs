//! Live Tail: events as they are written, for those who watch.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html>

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use tokio::sync::broadcast::{Receiver, Sender, error::TryRecvError};

use super::{
    Logs,
    directory::group_name,
    fault::invalid,
    filter::Pattern,
    model::{LiveTailRequest, SessionStart, SessionUpdate, TailedEvent},
};
use crate::{arn::Arn, fault::Fault};

/// Between two updates.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);
/// How long a session lasts at most.
pub(crate) const LONGEST: Duration = Duration::from_secs(3 * 60 * 60);
/// Events of one update; of more, AWS shows a sample.
const SAMPLE: usize = 500;
/// Log groups of one session.
const GROUPS: usize = 10;
/// Writes that a session may be behind.
const BEHIND: usize = 4096;

/// Events that were written together.
pub(super) struct Written {
    group: String,
    stream: String,
    ingested: i64,
    events: Vec<(i64, String)>,
}

/// Tells those who watch what is written.
pub(super) struct Watched(Sender<Arc<Written>>);

impl Watched {
    pub(super) fn new() -> Self {
        Self(Sender::new(BEHIND))
    }

    /// Costs nothing while nobody watches.
    pub(super) fn tell(&self, group: &str, stream: &str, ingested: i64, events: &[(i64, String)]) {
        if self.0.receiver_count() == 0 {
            return;
        }
        let written = Written {
            group: group.to_owned(),
            stream: stream.to_owned(),
            ingested,
            events: events.to_vec(),
        };
        // An error says that the last one has just gone.
        let _ = self.0.send(Arc::new(written));
    }
}

/// What a session shows.
struct Selection {
    /// Name → `account:name`, as each event says where it is from.
    groups: BTreeMap<String, String>,
    streams: Vec<String>,
    prefixes: Vec<String>,
    pattern: Pattern,
}

impl Selection {
    fn of(request: &LiveTailRequest) -> Result<Self, Fault> {
        check(request)?;
        let text = request.log_event_filter_pattern.as_deref();
        let pattern = Pattern::parse(text.unwrap_or_default())
            .map_err(|why| invalid(format!("Invalid filter pattern: {why}")))?;
        let named = request.log_group_identifiers.iter().map(|identifier| {
            let arn = Arn::parse(identifier).ok_or_else(|| not_an_arn(identifier))?;
            let name = group_name(None, Some(identifier))?;
            Ok((name.clone(), format!("{}:{name}", arn.account)))
        });
        Ok(Self {
            groups: named.collect::<Result<_, Fault>>()?,
            streams: request.log_stream_names.clone(),
            prefixes: request.log_stream_name_prefixes.clone(),
            pattern,
        })
    }

    fn has_stream(&self, stream: &String) -> bool {
        let all = self.streams.is_empty() && self.prefixes.is_empty();
        all || self.streams.contains(stream)
            || self
                .prefixes
                .iter()
                .any(|prefix| stream.starts_with(prefix))
    }

    /// What of this is to be shown.
    fn shown(&self, written: &Written) -> Vec<TailedEvent> {
        let Some(group) = self.groups.get(&written.group) else {
            return Vec::new();
        };
        let wanted = written.events.iter().filter(|(_, message)| {
            self.has_stream(&written.stream) && self.pattern.matches(message)
        });
        wanted
            .map(|(time, message)| TailedEvent {
                log_group_identifier: group.clone(),
                log_stream_name: written.stream.clone(),
                message: message.clone(),
                timestamp: *time,
                ingestion_time: written.ingested,
            })
            .collect()
    }
}

fn check(request: &LiveTailRequest) -> Result<(), Fault> {
    let (streams, prefixes) = (&request.log_stream_names, &request.log_stream_name_prefixes);
    let groups = request.log_group_identifiers.len();
    if groups == 0 || groups > GROUPS {
        return Err(invalid(format!(
            "logGroupIdentifiers must have between 1 and {GROUPS} log groups."
        )));
    }
    if !streams.is_empty() && !prefixes.is_empty() {
        return Err(invalid(
            "logStreamNames and logStreamNamePrefixes exclude each other.",
        ));
    }
    if groups > 1 && !(streams.is_empty() && prefixes.is_empty()) {
        return Err(invalid(
            "Log streams can be selected in a session with one log group only.",
        ));
    }
    Ok(())
}

fn not_an_arn(identifier: &str) -> Fault {
    invalid(format!("`{identifier}` is not the ARN of a log group."))
}

/// One who watches.
pub(crate) struct Session {
    start: SessionStart,
    selection: Selection,
    written: Receiver<Arc<Written>>,
    waiting: VecDeque<TailedEvent>,
}

impl Session {
    /// What the client hears first.
    pub(crate) fn start(&self) -> &SessionStart {
        &self.start
    }

    /// What has come since the last update.
    pub(crate) fn update(&mut self) -> SessionUpdate {
        let mut sampled = false;
        loop {
            match self.written.try_recv() {
                Ok(written) => self.waiting.extend(self.selection.shown(&written)),
                Err(TryRecvError::Lagged(_)) => sampled = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        sampled |= self.waiting.len() > SAMPLE;
        let events = self.waiting.drain(..).take(SAMPLE).collect();
        SessionUpdate::new(sampled, events)
    }
}

impl Logs {
    /// Begins to watch.
    ///
    /// # Errors
    /// `InvalidParameterException`, `ResourceNotFoundException`.
    pub(crate) fn start_live_tail(
        &self,
        request: LiveTailRequest,
        request_id: &str,
    ) -> Result<Session, Fault> {
        let selection = Selection::of(&request)?;
        for name in selection.groups.keys() {
            self.directory.read(name, |_| ())?;
        }
        let session = uuid::Uuid::new_v4().to_string();
        Ok(Session {
            start: SessionStart::new(request, request_id, session),
            selection,
            written: self.watched.0.subscribe(),
            waiting: VecDeque::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "arn:aws:logs:us-east-1:000000000000:log-group:g";

    fn request() -> LiveTailRequest {
        LiveTailRequest {
            log_group_identifiers: vec![GROUP.into()],
            ..LiveTailRequest::default()
        }
    }

    fn session(request: &LiveTailRequest, watched: &Watched) -> Session {
        Session {
            start: SessionStart::new(LiveTailRequest::default(), "r", "s".into()),
            selection: Selection::of(request).unwrap(),
            written: watched.0.subscribe(),
            waiting: VecDeque::new(),
        }
    }

    fn texts(update: &SessionUpdate) -> Vec<&str> {
        let events = update.session_results.iter();
        events.map(|event| event.message.as_str()).collect()
    }

    #[test]
    fn only_what_was_asked_for_is_shown() {
        let watched = Watched::new();
        let asked = LiveTailRequest {
            log_stream_name_prefixes: vec!["a".into()],
            log_event_filter_pattern: Some("ERROR".into()),
            ..request()
        };
        let mut session = session(&asked, &watched);
        let events = [(1, "ERROR one".to_owned()), (2, "fine".to_owned())];
        watched.tell("g", "a1", 3, &events);
        watched.tell("g", "b1", 3, &events);
        watched.tell("other", "a1", 3, &events);
        let update = session.update();
        assert_eq!(texts(&update), ["ERROR one"]);
        let found = &update.session_results[0];
        assert_eq!(found.log_group_identifier, "000000000000:g");
        assert_eq!((found.timestamp, found.ingestion_time), (1, 3));
        assert!(texts(&session.update()).is_empty());
    }

    #[test]
    fn of_too_much_a_sample_is_shown_and_said_to_be_one() {
        let watched = Watched::new();
        let mut session = session(&request(), &watched);
        let events: Vec<_> = (0..=500).map(|n| (n, n.to_string())).collect();
        watched.tell("g", "s", 0, &events);
        let update = session.update();
        assert!(update.session_metadata.sampled);
        assert_eq!(update.session_results.len(), SAMPLE);
        assert!(!session.update().session_metadata.sampled);
    }

    #[test]
    fn what_cannot_be_watched_is_refused() {
        let by_name = LiveTailRequest {
            log_group_identifiers: vec!["g".into()],
            ..request()
        };
        let streams_of_two = LiveTailRequest {
            log_group_identifiers: vec![GROUP.into(), format!("{GROUP}2")],
            log_stream_names: vec!["s".into()],
            ..request()
        };
        let both = LiveTailRequest {
            log_stream_names: vec!["s".into()],
            log_stream_name_prefixes: vec!["s".into()],
            ..request()
        };
        for refused in [LiveTailRequest::default(), by_name, streams_of_two, both] {
            let fault = Selection::of(&refused).err().unwrap();
            assert_eq!(fault.code, "InvalidParameterException", "{fault}");
        }
    }
}
