//! All groups with their streams, in memory and in the store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    fault::no_group,
    group::{GROUPS, Group, STREAMS, Stream},
    retention::GARBAGE,
};
use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    store::{Batch, Commit, StoreError},
};

/// The groups by name.
pub(super) type Groups = BTreeMap<String, Group>;

/// Every group of the environment.
pub(super) struct Directory {
    core: Arc<Core>,
    groups: Mutex<Groups>,
}

impl Directory {
    pub(super) fn open(core: &Arc<Core>) -> Result<Self, StoreError> {
        let mut groups: Groups = core.store.load(GROUPS)?.into_iter().collect();
        for (key, stream) in core.store.load::<Stream>(STREAMS)? {
            if let Some((group, name)) = key.split_once('\0')
                && let Some(group) = groups.get_mut(group)
            {
                group.streams.insert(name.to_owned(), stream);
            }
        }
        Ok(Self {
            core: Arc::clone(core),
            groups: Mutex::new(groups),
        })
    }

    /// The groups, to look at.
    pub(super) fn lock(&self) -> MutexGuard<'_, Groups> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at one group.
    ///
    /// # Errors
    /// `ResourceNotFoundException`.
    pub(super) fn read<T>(&self, name: &str, look: impl FnOnce(&Group) -> T) -> Result<T, Fault> {
        self.lock().get(name).map(look).ok_or_else(no_group)
    }

    /// Changes the groups and what is stored of them in one step; await the commit.
    ///
    /// # Errors
    /// What `change` says; it must not have changed anything then.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Groups, &mut Batch) -> Result<T, Fault>,
    ) -> Result<(T, Commit), Fault> {
        let mut groups = self.lock();
        let mut batch = Batch::new();
        let answer = change(&mut groups, &mut batch)?;
        Ok((answer, self.core.store.commit(batch)))
    }

    /// Changes one group; the change is durable when this returns.
    ///
    /// # Errors
    /// `ResourceNotFoundException`; what `change` says; a failed disk.
    pub(super) async fn change_group<T>(
        &self,
        name: &str,
        change: impl FnOnce(&mut Group, &mut Batch) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (answer, commit) = self.change(|groups, batch| {
            let group = groups.get_mut(name).ok_or_else(no_group)?;
            let answer = change(group, batch)?;
            group.put(name, batch);
            Ok(answer)
        })?;
        commit.durable().await?;
        Ok(answer)
    }

    /// Takes a group away; its events go in the background.
    pub(super) fn remove(groups: &mut Groups, name: &str, batch: &mut Batch) -> Result<(), Fault> {
        let group = groups.remove(name).ok_or_else(no_group)?;
        batch.delete(GROUPS, name);
        for stream in group.streams.keys() {
            batch.delete(STREAMS, super::group::stream_key(name, stream));
        }
        batch.put(GARBAGE, group.id.to_be_bytes(), &group.id);
        Ok(())
    }
}

/// The name of the group that a member names or identifies: a name, or an ARN with `:*` or not.
///
/// # Errors
/// `InvalidParameterException` when none is given.
pub(super) fn group_name(name: Option<&str>, identifier: Option<&str>) -> Result<String, Fault> {
    let text = name.or(identifier).unwrap_or_default();
    let from_arn = Arn::parse(text).map(|arn| {
        let name = arn.name().to_owned();
        name.strip_suffix(":*").map_or(name.clone(), str::to_owned)
    });
    match from_arn.unwrap_or_else(|| text.to_owned()) {
        empty if empty.is_empty() => Err(super::fault::invalid("A log group name is required.")),
        name => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_known_by_name_and_by_arn() {
        let arn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f";
        for text in ["/aws/lambda/f", arn, &format!("{arn}:*")] {
            assert_eq!(group_name(None, Some(text)).unwrap(), "/aws/lambda/f");
        }
        assert!(group_name(None, None).is_err());
    }
}
