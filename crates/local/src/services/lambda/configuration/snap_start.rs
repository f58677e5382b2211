//! SnapStart: accepted and shown as on AWS. Nothing is snapshotted here: a version starts as any
//! other does.

use super::check::one_of;
use crate::{
    fault::Fault,
    services::lambda::{
        fault::invalid,
        model::function::{SnapStart, SnapStartState},
        name::LATEST,
        state::{Configuration, Version},
    },
};

const PUBLISHED: &str = "PublishedVersions";
const NONE: &str = "None";

/// Megabytes of `/tmp` that a snapshot may hold.
const STORAGE: u32 = 512;

/// Whether snapshots are asked for.
///
/// # Errors
/// `InvalidParameterValueException` for anything but the two values that there are.
pub(super) fn asked(asked: &SnapStart) -> Result<bool, Fault> {
    let apply_on = asked.apply_on.as_deref().unwrap_or(NONE);
    one_of("SnapStart.ApplyOn", apply_on, &[PUBLISHED, NONE])?;
    Ok(apply_on == PUBLISHED)
}

/// Whether AWS would take a configuration that asks for snapshots.
/// <https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html>
///
/// # Errors
/// `InvalidParameterValueException`.
pub(super) fn check(configuration: &Configuration) -> Result<(), Fault> {
    let refusal = |what: &str| {
        Err(invalid(format!(
            "{what} is not supported for SnapStart enabled functions."
        )))
    };
    match configuration {
        Configuration {
            snap_start: false, ..
        } => Ok(()),
        Configuration { runtime, .. } if !has_snapshots(runtime) => refusal(runtime),
        Configuration { storage, .. } if *storage > STORAGE => {
            refusal(&format!("Ephemeral storage of more than {STORAGE} MB"))
        }
        _ => Ok(()),
    }
}

/// Java 11, Python 3.12 and .NET 8, and what came after them.
fn has_snapshots(runtime: &str) -> bool {
    let since = |family: &str, least: u32| {
        let version = runtime.strip_prefix(family);
        let version = version.and_then(|version| version.parse::<u32>().ok());
        version.is_some_and(|version| version >= least)
    };
    since("python3.", 12) || since("java", 11) || since("dotnet", 8)
}

/// What is shown of a version; `$LATEST` never has a snapshot.
pub(super) fn show(version: &Version) -> SnapStartState {
    let is_asked = version.configuration.snap_start;
    let is_on = is_asked && version.number != LATEST;
    SnapStartState {
        apply_on: if is_asked { PUBLISHED } else { NONE },
        optimization_status: if is_on { "On" } else { "Off" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_are_of_runtimes_that_aws_can_snapshot() {
        for runtime in ["python3.12", "python3.14", "java11", "java25", "dotnet8"] {
            assert!(has_snapshots(runtime), "{runtime}");
        }
        let others = [
            "python3.11",
            "python2.7",
            "java8",
            "java8.al2",
            "dotnet6",
            "dotnetcore3.1",
            "nodejs24.x",
            "provided.al2023",
            "ruby3.4",
        ];
        for runtime in others {
            assert!(!has_snapshots(runtime), "{runtime}");
        }
    }

    #[test]
    fn anything_but_published_versions_or_none_is_refused() {
        let of = |apply_on: Option<&str>| {
            asked(&SnapStart {
                apply_on: apply_on.map(str::to_owned),
            })
        };
        assert_eq!(of(Some("PublishedVersions")), Ok(true));
        assert_eq!((of(Some("None")), of(None)), (Ok(false), Ok(false)));
        let why = of(Some("Always")).unwrap_err().message;
        assert!(why.contains("[PublishedVersions, None]"), "{why}");
    }
}
