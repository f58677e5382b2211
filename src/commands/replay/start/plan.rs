//! What a replay will do.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::{
    aws::{
        Aws,
        eventbridge::{Archive, NewReplay},
        holdings::{Routed, name_of, names},
    },
    error::{Error, Result},
    plan::moment,
    project::Environment,
    report::{Cell, Report, Section, Table},
    ui::style::Tone,
};

/// The most characters of a replay's name (EventBridge API reference, StartReplay).
const LONGEST: usize = 64;

/// Which events, by their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Times {
    from: Timestamp,
    to: Timestamp,
}

impl Times {
    /// Reads the times as typed.
    pub(super) fn read(from: &str, to: &str, now: Timestamp) -> Result<Self> {
        let times = Self {
            from: moment::of_option("--from", from, now)?,
            to: moment::of_option("--to", to, now)?,
        };
        if times.from >= times.to {
            return Err(Error::usage(format!(
                "There is nothing between --from {from} and --to {to}: the end is not after the beginning"
            ))
            .hint("a length is how long ago: --from 2h --to 1h"));
        }
        Ok(times)
    }
}

/// A name that EventBridge takes.
pub(super) fn checked(name: String) -> Result<String> {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !name.is_empty() && name.len() <= LONGEST && name.chars().all(known) {
        return Ok(name);
    }
    Err(Error::usage(format!(
        "--name `{name}`: a replay's name has 1 to {LONGEST} letters, digits, `.`, `-` and `_`"
    )))
}

/// The archive that is named, or the stack's only one.
pub(super) async fn archive(
    aws: &Aws,
    environment: &Environment,
    named: Option<&str>,
) -> Result<Archive> {
    if let Some(name) = named {
        return aws.eventbridge().archive(name).await;
    }
    let stack = aws.deployed(&environment.stack, &environment.name).await?;
    let resources = aws.cloudformation().resources(&stack.id).await?;
    match names(&resources, "AWS::Events::Archive").as_slice() {
        [only] => aws.eventbridge().archive(only).await,
        all => Err(Error::usage(format!(
            "Stack `{}` has {} archives; name one",
            stack.name,
            all.len()
        ))
        .hint("--archive NAME")),
    }
}

/// A rule of the bus and whether it may fire.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Rule {
    name: String,
    arn: String,
    state: String,
    targets: Vec<String>,
    fires: bool,
}

/// What a replay will do.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Plan {
    pub(super) name: String,
    archive: Archive,
    #[serde(flatten)]
    times: Times,
    rules: Vec<Rule>,
    #[serde(skip)]
    limited: bool,
}

impl Plan {
    /// Finds out which rules will fire: those that are named, or all.
    pub(super) async fn make(
        aws: &Aws,
        name: String,
        archive: Archive,
        times: Times,
        only: &[String],
    ) -> Result<Self> {
        let mut rules = aws.eventbridge().rules(name_of(&archive.bus_arn)).await?;
        // The rule that fills an archive leaves replayed events out.
        rules.retain(|rule| rule.managed_by.is_none() && rule.pattern.is_some());
        let rules = aws.routed(rules).await?;
        known(&rules, only, name_of(&archive.bus_arn))?;
        Ok(Self {
            rules: rules.into_iter().map(|routed| rule(routed, only)).collect(),
            limited: !only.is_empty(),
            name,
            archive,
            times,
        })
    }

    /// Whether only some rules may fire.
    pub(super) fn is_limited(&self) -> bool {
        self.limited
    }

    /// The rules that fire for the events that they match.
    pub(super) fn firing(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.fires)
    }

    /// What EventBridge is asked for.
    pub(super) fn request(&self) -> NewReplay {
        let firing = self.firing().map(|rule| rule.arn.clone());
        NewReplay {
            name: self.name.clone(),
            archive_arn: self.archive.arn.clone(),
            bus_arn: self.archive.bus_arn.clone(),
            from: self.times.from,
            to: self.times.to,
            rules: if self.limited {
                firing.collect()
            } else {
                Vec::new()
            },
        }
    }

    /// What may not be as it seems.
    pub(super) fn warnings(&self, now: Timestamp) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.firing().next().is_none() {
            warnings.push("no rule that is on may fire: nothing will be delivered".to_owned());
        }
        let kept = self.archive.retention_days.map(i64::from);
        let kept = kept.map(|days| SignedDuration::from_hours(24 * days));
        if kept.is_some_and(|kept| now.duration_since(self.times.from) > kept) {
            warnings.push(format!(
                "archive `{}` keeps events for {} days: what is older is gone",
                self.archive.name,
                self.archive.retention_days.unwrap_or_default()
            ));
        }
        if now.duration_since(self.times.to) < SignedDuration::from_mins(10) {
            warnings.push("events of the last 10 minutes may not be in the archive yet".to_owned());
        }
        warnings
    }
}

fn known(rules: &[Routed], only: &[String], bus: &str) -> Result<()> {
    for name in only {
        if !rules.iter().any(|routed| is_named(routed, name)) {
            let error = Error::usage(format!(
                "Event bus `{bus}` has no rule `{name}` with a pattern"
            ));
            let known = rules.iter().map(|routed| routed.rule.name.as_str());
            return Err(match coagent_template::nearest(name, known) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("coagent status (has the rules)"),
            });
        }
    }
    Ok(())
}

fn is_named(routed: &Routed, name: &str) -> bool {
    routed.rule.name == name || routed.rule.arn == name
}

fn rule(routed: Routed, only: &[String]) -> Rule {
    let chosen = only.is_empty() || only.iter().any(|name| is_named(&routed, name));
    let targets = routed.targets.iter();
    Rule {
        fires: chosen && routed.rule.state != "DISABLED",
        targets: targets
            .map(|target| name_of(&target.arn).to_owned())
            .collect(),
        name: routed.rule.name,
        arn: routed.rule.arn,
        state: routed.rule.state,
    }
}

impl Report for Plan {
    fn sections(&self) -> Vec<Section> {
        let facts = [
            ("replay", Cell::from(&self.name)),
            ("archive", (&self.archive.name).into()),
            ("event bus", name_of(&self.archive.bus_arn).into()),
            ("from", self.times.from.into()),
            ("to", self.times.to.into()),
        ];
        let facts = facts.map(|(name, cell)| (name.to_owned(), cell)).into();
        let rules = Table::new("rule", ["rule", "fires on a match", "targets"])
            .empty("The event bus has no rules.")
            .rows(&self.rules, |rule| {
                let fires = match rule.fires {
                    true => Cell::toned("yes", Tone::Note),
                    false if rule.state == "DISABLED" => Cell::toned("no: disabled", Tone::Dim),
                    false => Cell::toned("no", Tone::Dim),
                };
                [(&rule.name).into(), fires, rule.targets.join(", ").into()]
            });
        vec![Section::Facts(facts), Section::Table(rules)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::eventbridge;

    fn routed(name: &str, state: &str) -> Routed {
        Routed {
            rule: eventbridge::Rule {
                name: name.into(),
                arn: format!("arn:{name}"),
                state: state.into(),
                ..eventbridge::Rule::default()
            },
            targets: Vec::new(),
        }
    }

    fn plan(only: &[String]) -> Plan {
        let rules = [
            routed("a", "ENABLED"),
            routed("b", "DISABLED"),
            routed("c", "ENABLED"),
        ];
        let now: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        Plan {
            name: "r".into(),
            archive: Archive {
                retention_days: Some(7),
                ..Archive::default()
            },
            times: Times::read("2h", "1h", now).unwrap(),
            rules: rules.into_iter().map(|routed| rule(routed, only)).collect(),
            limited: !only.is_empty(),
        }
    }

    #[test]
    fn without_a_rule_all_that_are_on_fire_and_no_filter_is_asked_for() {
        let plan = plan(&[]);
        assert_eq!(plan.firing().count(), 2);
        assert!(plan.request().rules.is_empty());
    }

    #[test]
    fn with_a_rule_only_that_one_fires() {
        assert_eq!(plan(&["c".into()]).request().rules, ["arn:c"]);
    }

    #[test]
    fn a_misspelt_rule_gets_the_one_that_was_meant() {
        let rules = [routed("user-events", "ENABLED")];
        let error = known(&rules, &["user-event".into()], "bus").unwrap_err();
        assert_eq!(error.hints, ["did you mean `user-events`?"]);
    }

    #[test]
    fn an_end_before_the_beginning_is_refused() {
        let now = Timestamp::UNIX_EPOCH;
        assert!(Times::read("1h", "2h", now).is_err());
        assert!(Times::read("1h", "now", now).is_ok());
    }

    #[test]
    fn a_name_that_eventbridge_does_not_take_is_refused() {
        assert!(checked("a".repeat(64)).is_ok());
        assert!(checked("a".repeat(65)).is_err());
        assert!(checked("a b".into()).is_err());
    }

    #[test]
    fn events_that_the_archive_has_lost_or_not_got_yet_are_warned_about() {
        let late: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        assert!(plan(&[]).warnings(late)[0].contains("7 days"));
        let soon: Timestamp = "2026-01-31T11:05:00Z".parse().unwrap();
        assert!(plan(&[]).warnings(soon)[0].contains("10 minutes"));
    }
}
