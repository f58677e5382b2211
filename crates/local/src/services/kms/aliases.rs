//! Aliases: other names of keys.

use super::{
    Kms, faults,
    model::{self, AliasEntry, Aliases, Nothing},
    paging::page,
    state::State,
};
use crate::{fault::Fault, service::Caller};

type Answer<T> = Result<T, Fault>;

/// The most aliases that a key has.
const ALIASES: usize = 50;

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
                let key = target(state, &input)?;
                state.put_alias(&input.alias_name, key, batch);
                Ok(Nothing {})
            })
            .await
    }

    pub(super) async fn update_alias(&self, input: model::Alias, _: &Caller) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                state.key(&input.alias_name)?;
                let key = target(state, &input)?;
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
        let limit = input.limit.unwrap_or(50);
        self.ledger.read(|state| {
            let only = input
                .key_id
                .as_deref()
                .map(|id| state.key(id))
                .transpose()?;
            let wanted = |key: &String| only.is_none_or(|only| only.id == *key);
            let aliases = state.aliases.iter().filter(|(_, key)| wanted(key));
            let marker = input.marker.as_deref();
            let (found, next_marker) = page(aliases, marker, limit, |(name, _)| (*name).clone())?;
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

/// The id of the key that an alias is to lead to, which has room for one more.
fn target(state: &State, input: &model::Alias) -> Answer<String> {
    let key = &state.key(&input.target_key_id)?.id;
    let others = state.aliases_of(key);
    let others = others.filter(|name| **name != input.alias_name).count();
    if others >= ALIASES {
        return Err(faults::limit(format!(
            "Aliases per key quota for this account in this region is {ALIASES}, current usage is \
             {others}."
        )));
    }
    Ok(key.clone())
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
