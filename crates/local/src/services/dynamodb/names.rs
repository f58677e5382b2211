//! ARNs. The engine has a Region and an account of its own; clients see this environment's.

use dynoxide::streams::{LOCAL_ACCOUNT, LOCAL_REGION};
use serde_json::Value as Json;

/// Rewrites ARNs at the border.
#[derive(Clone)]
pub(super) struct Names {
    ours: String,
    engine: String,
}

/// Members of requests that hold an ARN.
const ARNS: &[&str] = &["ResourceArn", "StreamArn"];

/// What ids of shards begin with, and members of requests that hold one.
const SHARD: &str = "shardId-";
const SHARDS: &[&str] = &["ExclusiveStartShardId", "ShardId"];
/// The engine's ids are shorter than the 28 characters that clients ask for.
const LONGER: &str = "000000000000";

impl Names {
    pub(super) fn new(region: &str, account: &str) -> Self {
        Self {
            ours: format!("arn:aws:dynamodb:{region}:{account}:"),
            engine: format!("arn:aws:dynamodb:{LOCAL_REGION}:{LOCAL_ACCOUNT}:"),
        }
    }

    /// The Region of this environment.
    pub(super) fn region(&self) -> &str {
        self.ours.split(':').nth(3).unwrap_or_default()
    }

    /// The name of the table that a name or an ARN means.
    pub(super) fn table<'a>(&self, name: &'a str) -> &'a str {
        let resource = name.strip_prefix(self.ours.as_str()).unwrap_or(name);
        let table = resource.strip_prefix("table/").unwrap_or(resource);
        table.split('/').next().unwrap_or(table)
    }

    /// A request as the engine knows its resources. Only the names of resources are looked at,
    /// never items.
    pub(super) fn inward(&self, operation: &str, mut input: Json) -> Json {
        let Json::Object(members) = &mut input else {
            return input;
        };
        if let Some(Json::String(name)) = members.get_mut("TableName") {
            *name = self.table(name).to_owned();
        }
        for member in ARNS {
            if let Some(Json::String(arn)) = members.get_mut(*member) {
                *arn = self.engines(arn);
            }
        }
        for member in SHARDS {
            if let Some(Json::String(shard)) = members.get_mut(*member)
                && let Some(own) = shard.strip_prefix(&format!("{SHARD}{LONGER}"))
            {
                *shard = format!("{SHARD}{own}");
            }
        }
        if matches!(operation, "BatchGetItem" | "BatchWriteItem")
            && let Some(Json::Object(tables)) = members.get_mut("RequestItems")
        {
            let renamed = std::mem::take(tables).into_iter();
            *tables = renamed
                .map(|(name, items)| (self.table(&name).to_owned(), items))
                .collect();
        }
        input
    }

    fn engines(&self, text: &str) -> String {
        match text.strip_prefix(self.ours.as_str()) {
            Some(resource) => format!("{}{resource}", self.engine),
            None => text.to_owned(),
        }
    }

    /// A description with this environment's ARNs, and ids of shards that are long enough.
    pub(super) fn outward(&self, output: &mut Json) {
        match output {
            Json::String(text) => {
                if let Some(resource) = text.strip_prefix(self.engine.as_str()) {
                    *text = format!("{}{resource}", self.ours);
                } else if let Some(own) = text.strip_prefix(SHARD) {
                    *text = format!("{SHARD}{LONGER}{own}");
                }
            }
            Json::Array(items) => items.iter_mut().for_each(|item| self.outward(item)),
            Json::Object(members) => members.values_mut().for_each(|item| self.outward(item)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_arn_of_ours_names_the_table() {
        let names = Names::new("eu-west-1", "123456789012");
        let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/notes/index/by-owner";
        assert_eq!(names.table(arn), "notes");
        assert_eq!(names.table("notes"), "notes");
    }

    /// As a client checks them before it sends one.
    #[test]
    fn ids_of_shards_are_as_long_as_clients_want_and_come_back() {
        let names = Names::new("eu-west-1", "123456789012");
        let mut shard = json!("shardId-00000001-t01ee6133");
        names.outward(&mut shard);
        let long = shard.as_str().unwrap().to_owned();
        assert!((28..=65).contains(&long.len()), "{long}");
        let input = json!({"ShardId": long, "StreamArn": "s"});
        let back = names.inward("GetShardIterator", input);
        assert_eq!(back["ShardId"], "shardId-00000001-t01ee6133");
    }

    #[test]
    fn descriptions_go_out_with_our_arns() {
        let names = Names::new("eu-west-1", "123456789012");
        let mut output =
            json!({"Table": {"TableArn": "arn:aws:dynamodb:dynoxide:000000000000:table/t"}});
        names.outward(&mut output);
        let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/t";
        assert_eq!(output["Table"]["TableArn"], arn);
    }
}
