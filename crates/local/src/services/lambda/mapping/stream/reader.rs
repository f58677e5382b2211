//! The records of a stream, in order, as any client of DynamoDB Streams reads them.

use serde_json::{Value as Json, json};

use crate::{
    core::{Core, Peers},
    fault::Fault,
    protocol::value::{from_value, to_value},
};

/// Where a reader is in its stream. A stream here has one shard that never ends.
pub(super) struct Reader {
    stream: String,
    latest: bool,
    /// The last record that is done.
    reached: Option<String>,
    iterator: Option<String>,
    shard: String,
}

impl Reader {
    pub(super) fn new(stream: &str, latest: bool, reached: Option<String>) -> Self {
        Self {
            stream: stream.to_owned(),
            latest,
            reached,
            iterator: None,
            shard: String::new(),
        }
    }

    /// The id of the shard, once it was read.
    pub(super) fn shard(&self) -> &str {
        &self.shard
    }

    /// Up to `limit` records after those that are done.
    pub(super) async fn read(&mut self, core: &Core, limit: u32) -> Result<Vec<Json>, Fault> {
        let starting = || Fault::internal("the environment is starting");
        let cloud = core.cloud().ok_or_else(starting)?;
        let iterator = match self.iterator.take() {
            Some(iterator) => iterator,
            None => self.begin(&cloud).await?,
        };
        let input = json!({ "ShardIterator": iterator, "Limit": limit.min(1000) });
        let mut answer = call(&cloud, "GetRecords", &input).await?;
        self.iterator = answer["NextShardIterator"].as_str().map(str::to_owned);
        match answer["Records"].take() {
            Json::Array(records) => Ok(records),
            _ => Ok(Vec::new()),
        }
    }

    async fn begin(&mut self, cloud: &Peers) -> Result<String, Fault> {
        let described = call(
            cloud,
            "DescribeStream",
            &json!({ "StreamArn": self.stream }),
        )
        .await?;
        let shard = &described["StreamDescription"]["Shards"][0]["ShardId"];
        self.shard = shard.as_str().unwrap_or_default().to_owned();
        let mut input = json!({ "StreamArn": self.stream, "ShardId": shard });
        let kind = match &self.reached {
            Some(reached) => {
                input["SequenceNumber"] = json!(reached);
                "AFTER_SEQUENCE_NUMBER"
            }
            None if self.latest => "LATEST",
            None => "TRIM_HORIZON",
        };
        input["ShardIteratorType"] = json!(kind);
        let answer = call(cloud, "GetShardIterator", &input).await?;
        let iterator = answer["ShardIterator"].as_str().map(str::to_owned);
        iterator.ok_or_else(|| Fault::internal(format!("{} has no shard", self.stream)))
    }

    /// Says that everything up to this record is done.
    pub(super) fn reach(&mut self, last: String) {
        self.reached = Some(last);
    }
}

async fn call(cloud: &Peers, operation: &str, input: &Json) -> Result<Json, Fault> {
    let output = cloud
        .call("dynamodbstreams", operation, to_value(input))
        .await?;
    from_value(output).map_err(Fault::internal)
}
