//! Log streams.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    page::by_position,
    service::Caller,
    services::logs::{
        Logs,
        directory::group_name,
        fault::{exists, invalid, no_group, no_stream, no_such_token},
        group::{STREAMS, Stream, stream_key},
        model::{DescribeStreamsRequest, DescribeStreamsResponse, GroupRequest, LogStream},
    },
};

/// Streams in one page.
const PAGE: usize = 50;

impl Logs {
    pub(crate) async fn create_log_stream(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let (group, name) = (request.log_group_name, request.log_stream_name);
        if name.is_empty() || name.len() > 512 || name.contains([':', '*', '\0']) {
            return Err(invalid(format!("`{name}` cannot name a log stream")));
        }
        let stream = Stream::new(self.core.clock.now_millis());
        let ((), commit) = self.directory.change(|groups, batch| {
            let found = groups.get_mut(&group).ok_or_else(no_group)?;
            if found.streams.contains_key(&name) {
                return Err(exists("log stream"));
            }
            stream.put(&group, &name, batch);
            found.streams.insert(name, stream);
            Ok(())
        })?;
        commit.durable().await?;
        Ok(Map::new())
    }

    /// Its events stay in the store until they expire, but nobody sees them any more.
    pub(crate) async fn delete_log_stream(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let (group, name) = (request.log_group_name, request.log_stream_name);
        let ((), commit) = self.directory.change(|groups, batch| {
            let found = groups.get_mut(&group).ok_or_else(no_group)?;
            found.streams.remove(&name).ok_or_else(no_stream)?;
            batch.delete(STREAMS, stream_key(&group, &name));
            Ok(())
        })?;
        commit.durable().await?;
        Ok(Map::new())
    }

    pub(crate) async fn describe_log_streams(
        &self,
        request: DescribeStreamsRequest,
        _caller: &Caller,
    ) -> Result<DescribeStreamsResponse, Fault> {
        let group = group_name(
            request.log_group_name.as_deref(),
            request.log_group_identifier.as_deref(),
        )?;
        let prefix = request
            .log_stream_name_prefix
            .as_deref()
            .unwrap_or_default();
        let by_time = request.order_by.as_deref() == Some("LastEventTime");
        if by_time && !prefix.is_empty() {
            return Err(invalid(
                "Cannot order by LastEventTime with a logStreamNamePrefix.",
            ));
        }
        let mut streams = self.directory.read(&group, |group| {
            let named = group
                .streams
                .iter()
                .filter(|(name, _)| name.starts_with(prefix));
            named
                .map(|(name, stream)| (name.clone(), stream.clone()))
                .collect::<Vec<_>>()
        })?;
        if by_time {
            streams.sort_by_key(|(_, stream)| stream.last);
        }
        if request.descending {
            streams.reverse();
        }
        let limit = request.limit.unwrap_or(PAGE).clamp(1, PAGE);
        let page = by_position(streams, request.next_token.as_deref(), limit);
        let (page, next_token) = page.ok_or_else(no_such_token)?;
        Ok(DescribeStreamsResponse {
            log_streams: page
                .into_iter()
                .map(|(name, stream)| self.show_stream(&group, name, &stream))
                .collect(),
            next_token,
        })
    }

    fn show_stream(&self, group: &str, name: String, stream: &Stream) -> LogStream {
        let resource = format!("log-group:{group}:log-stream:{name}");
        LogStream {
            arn: self.core.arn("logs", &resource),
            log_stream_name: name,
            creation_time: stream.created,
            first_event_timestamp: stream.first,
            last_event_timestamp: stream.last,
            last_ingestion_time: stream.ingested,
            upload_sequence_token: format!("{:056}", stream.id),
            stored_bytes: 0,
        }
    }
}
