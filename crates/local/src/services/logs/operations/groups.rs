//! Log groups.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    page::opaque,
    service::Caller,
    services::{
        logs::{
            Logs,
            directory::{Directory, group_name},
            fault::{exists, invalid, no_such_token},
            group::Group,
            model::{DescribeGroupsRequest, DescribeGroupsResponse, GroupRequest, LogGroup},
        },
        text::like,
    },
};

/// Groups in one page.
const PAGE: usize = 50;
/// The periods that AWS allows, in days.
const RETENTIONS: [u32; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

impl Logs {
    pub(crate) async fn create_log_group(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = request.log_group_name;
        check_name(&name)?;
        if request
            .log_group_class
            .is_some_and(|class| class != "STANDARD")
        {
            return Err(Fault::not_emulated(
                "logs",
                "log groups of a class other than STANDARD",
            ));
        }
        let mut group = Group::new(self.core.clock.now_millis());
        group.tags = request.tags;
        group.kms_key = request.kms_key_id;
        let ((), commit) = self.directory.change(|groups, batch| {
            if groups.contains_key(&name) {
                return Err(exists("log group"));
            }
            group.put(&name, batch);
            groups.insert(name, group);
            Ok(())
        })?;
        commit.durable().await?;
        Ok(Map::new())
    }

    pub(crate) async fn delete_log_group(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = request.log_group_name;
        let ((), commit) = self
            .directory
            .change(|groups, batch| Directory::remove(groups, &name, batch))?;
        commit.durable().await?;
        Ok(Map::new())
    }

    pub(crate) async fn describe_log_groups(
        &self,
        request: DescribeGroupsRequest,
        _caller: &Caller,
    ) -> Result<DescribeGroupsResponse, Fault> {
        if request.log_group_name_prefix.is_some() && request.log_group_name_pattern.is_some() {
            return Err(invalid(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
            ));
        }
        let limit = request.limit.unwrap_or(PAGE).clamp(1, PAGE);
        let groups = self.directory.lock();
        let found = groups.iter().filter(|(name, _)| wanted(&request, name));
        let token = request.next_token.as_deref();
        let page = opaque(found, token, limit, |(name, _)| (*name).clone());
        let (page, next_token) = page.ok_or_else(no_such_token)?;
        Ok(DescribeGroupsResponse {
            log_groups: page
                .into_iter()
                .map(|(name, group)| self.show(name, group))
                .collect(),
            next_token,
        })
    }

    fn show(&self, name: &str, group: &Group) -> LogGroup {
        let arn = self.core.arn("logs", &format!("log-group:{name}"));
        LogGroup {
            log_group_name: name.to_owned(),
            creation_time: group.created,
            retention_in_days: group.retention,
            metric_filter_count: group.filters.len(),
            arn: format!("{arn}:*"),
            log_group_arn: arn,
            stored_bytes: group.stored_bytes(),
            kms_key_id: group.kms_key.clone(),
            log_group_class: "STANDARD",
        }
    }

    pub(crate) async fn put_retention_policy(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let days = request.retention_in_days.unwrap_or(0);
        if !RETENTIONS.contains(&days) {
            return Err(invalid(format!(
                "{days} is not a number of days that events can be kept"
            )));
        }
        self.set(&request.log_group_name, |group| {
            group.retention = Some(days)
        })
        .await
    }

    pub(crate) async fn delete_retention_policy(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.set(&request.log_group_name, |group| group.retention = None)
            .await
    }

    pub(crate) async fn associate_kms_key(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let key = request.kms_key_id;
        self.set(&request.log_group_name, |group| group.kms_key = key)
            .await
    }

    pub(crate) async fn disassociate_kms_key(
        &self,
        request: GroupRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.set(&request.log_group_name, |group| group.kms_key = None)
            .await
    }

    async fn set(
        &self,
        name: &str,
        change: impl FnOnce(&mut Group),
    ) -> Result<Map<String, Value>, Fault> {
        self.directory
            .change_group(name, |group, _| {
                change(group);
                Ok(Map::new())
            })
            .await
    }
}

fn wanted(request: &DescribeGroupsRequest, name: &str) -> bool {
    let prefix = request.log_group_name_prefix.as_deref().unwrap_or_default();
    let pattern = request.log_group_name_pattern.as_deref();
    let identified = |text: &String| group_name(None, Some(text)).is_ok_and(|one| one == name);
    let identifiers = &request.log_group_identifiers;
    name.starts_with(prefix)
        && pattern.is_none_or(|pattern| like(&format!("*{pattern}*"), name))
        && (identifiers.is_empty() || identifiers.iter().any(identified))
}

fn check_name(name: &str) -> Result<(), Fault> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-/.#".contains(c);
    if !name.is_empty() && name.len() <= 512 && name.chars().all(fits) {
        return Ok(());
    }
    Err(invalid(format!(
        "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
    )))
}
