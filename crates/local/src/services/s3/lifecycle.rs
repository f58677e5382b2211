//! Lifecycle rules: what a bucket forgets by itself.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{S3, state::State, versions::shown};
use crate::fault::Fault;

/// AWS looks once a day, and takes a day or two over it.
const EVERY: Duration = Duration::from_secs(3600);
const DAY: i64 = 86_400_000;

/// One rule. Counts of days; absent is never.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Rule {
    #[serde(rename = "ID")]
    pub(super) id: String,
    pub(super) enabled: bool,
    pub(super) prefix: String,
    pub(super) expiration: Option<i64>,
    pub(super) noncurrent: Option<i64>,
    /// How many versions that are not current stay whatever their age.
    pub(super) keep_newer: usize,
    pub(super) uploads: Option<i64>,
}

/// Something that has had its time.
enum Over {
    Object(String),
    Version(String, String),
    Upload(String, String),
}

/// Looks for as long as the environment runs.
pub(super) fn start(s3: &Arc<S3>) {
    let (me, clock) = (Arc::downgrade(s3), s3.core.clock);
    s3.core.spawn(async move {
        loop {
            clock.sleep(EVERY).await;
            let Some(s3) = Weak::upgrade(&me) else { return };
            for (bucket, _) in s3.bucket_list() {
                // What could not be removed is found again the next time.
                let _ = s3.tidy(&bucket).await;
            }
        }
    });
}

impl S3 {
    /// Removes what the bucket's rules say.
    pub(super) async fn tidy(&self, bucket: &str) -> Result<(), Fault> {
        let now = self.core.clock.now_millis();
        for over in self.ledger.read(|state| over(state, bucket, now))? {
            match over {
                Over::Object(key) => drop(self.remove(bucket, &[(key, None)]).await?),
                Over::Version(key, version) => {
                    drop(self.remove(bucket, &[(key, Some(version))]).await?)
                }
                Over::Upload(key, id) => self.drop_upload(bucket, &key, &id).await?,
            }
        }
        Ok(())
    }
}

fn over(state: &State, bucket: &str, now: i64) -> Result<Vec<Over>, Fault> {
    let found = state.bucket(bucket)?;
    let mut gone = Vec::new();
    for rule in found.settings.lifecycle.iter().filter(|rule| rule.enabled) {
        let before = |days: Option<i64>| days.map_or(i64::MIN, |days| now - days * DAY);
        let fits = |key: &String| key.starts_with(&rule.prefix);
        let objects = found
            .objects
            .iter()
            .filter(|(key, object)| fits(key) && object.modified < before(rule.expiration));
        gone.extend(objects.map(|(key, _)| Over::Object(key.clone())));
        let older = found.older.iter().filter(|((key, _), older)| {
            fits(key) && older.object.is_some() && older.since < before(rule.noncurrent)
        });
        for ((key, number), older) in older {
            let newer = found
                .older_of(key)
                .filter(|(other, older)| other > number && older.object.is_some());
            if newer.count() >= rule.keep_newer {
                gone.push(Over::Version(
                    key.clone(),
                    shown(older.version.as_deref()).to_owned(),
                ));
            }
        }
        let uploads = state.uploads.iter().filter(|(_, upload)| {
            upload.bucket == bucket && fits(&upload.key) && upload.started < before(rule.uploads)
        });
        gone.extend(uploads.map(|(id, upload)| Over::Upload(upload.key.clone(), id.clone())));
    }
    Ok(gone)
}
