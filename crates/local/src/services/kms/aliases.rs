//! Aliases: other names of keys.

use super::{
    Kms,
    model::{self, AliasEntry, Aliases, Nothing},
};
use crate::{fault::Fault, page::page, service::Caller};

type Answer<T> = Result<T, Fault>;

impl Kms {
    fn alias_arn(&self, name: &str) -> String {
        self.core.arn("kms", name)
    }

    pub(super) async fn create_alias(&self, input: model::Alias, _: &Caller) -> Answer<Nothing> {
        check_alias(&input.alias_name)?;
        self.ledger
            .change(|state, batch| {
                if state.aliases.contains_key(&input.alias_name) {
                    let arn = self.alias_arn(&input.alias_name);
                    let message = format!("An alias with the name {arn} already exists");
                    return Err(Fault::new("AlreadyExistsException", message));
                }
                let key = state.key(&input.target_key_id)?.id.clone();
                state.put_alias(&input.alias_name, key, batch);
                Ok(Nothing {})
            })
            .await
    }

    pub(super) async fn update_alias(&self, input: model::Alias, _: &Caller) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                state.key(&input.alias_name)?;
                let key = state.key(&input.target_key_id)?.id.clone();
                state.put_alias(&input.alias_name, key, batch);
                Ok(Nothing {})
            })
            .await
    }

    pub(super) async fn delete_alias(
        &self,
        input: model::AliasName,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                state.key(&input.alias_name)?;
                state.remove_alias(&input.alias_name, batch);
                Ok(Nothing {})
            })
            .await
    }

    pub(super) async fn list_aliases(&self, input: model::Page, _: &Caller) -> Answer<Aliases> {
        let (marker, limit) = (input.marker.as_deref(), input.limit.unwrap_or(50));
        self.ledger.read(|state| {
            let only = input
                .key_id
                .as_deref()
                .map(|id| state.key(id))
                .transpose()?;
            let wanted = |key: &String| only.is_none_or(|only| only.id == *key);
            let aliases = state.aliases.iter().filter(|(_, key)| wanted(key));
            let (found, next_marker) = page(aliases, marker, limit, |(name, _)| (*name).clone());
            let entry = |(name, key): (&String, &String)| AliasEntry {
                alias_name: name.clone(),
                alias_arn: self.alias_arn(name),
                target_key_id: key.clone(),
            };
            Ok(Aliases {
                aliases: found.into_iter().map(entry).collect(),
                truncated: next_marker.is_some(),
                next_marker,
            })
        })
    }
}

fn check_alias(name: &str) -> Answer<()> {
    match name.strip_prefix("alias/") {
        Some(rest) if rest.starts_with("aws/") => Err(Fault::new(
            "NotAuthorizedException",
            "Alias names that begin with alias/aws/ are reserved.",
        )),
        Some(rest) if !rest.is_empty() => Ok(()),
        _ => Err(Fault::new(
            "InvalidAliasNameException",
            format!("Alias must start with the prefix \"alias/\", not `{name}`."),
        )),
    }
}
