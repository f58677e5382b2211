//! Names and ARNs of buses, rules, archives and replays.

use super::fault;
use crate::{arn::Arn, core::Core, fault::Fault};

/// The bus that every account has.
pub(crate) const DEFAULT: &str = "default";

/// The name in a parameter that takes a bus by name or ARN; the default bus without one. The ARN of
/// a bus elsewhere names no bus.
pub(crate) fn bus_name(core: &Core, given: Option<&str>) -> String {
    let given = given.unwrap_or(DEFAULT);
    bus_of_arn(core, given).unwrap_or_else(|| given.to_owned())
}

/// The name of the bus of this environment that an ARN is of.
pub(crate) fn bus_of_arn(core: &Core, arn: &str) -> Option<String> {
    let arn = Arn::parse(arn).filter(|arn| arn.service == "events" && core.is_here(arn))?;
    let name = arn.resource.strip_prefix("event-bus/")?;
    Some(name.to_owned())
}

pub(crate) fn bus_arn(core: &Core, bus: &str) -> String {
    core.arn("events", &format!("event-bus/{bus}"))
}

/// Rules on the default bus have no bus in their ARN.
pub(crate) fn rule_arn(core: &Core, bus: &str, rule: &str) -> String {
    let resource = if bus == DEFAULT {
        format!("rule/{rule}")
    } else {
        format!("rule/{bus}/{rule}")
    };
    core.arn("events", &resource)
}

/// Bus and name of a rule of this environment by its ARN.
pub(crate) fn rule_of_arn(core: &Core, arn: &str) -> Option<(String, String)> {
    Arn::parse(arn).filter(|arn| core.is_here(arn))?;
    rule_in(arn)
}

/// Bus and name in a rule's ARN.
pub(crate) fn rule_in(arn: &str) -> Option<(String, String)> {
    let arn = Arn::parse(arn).filter(|arn| arn.service == "events")?;
    let path = arn.resource.strip_prefix("rule/")?;
    // A bus may have slashes in its name, a rule may not.
    let (bus, rule) = path.rsplit_once('/').unwrap_or((DEFAULT, path));
    Some((bus.to_owned(), rule.to_owned()))
}

/// Checks the name of a rule, an archive or a replay.
///
/// # Errors
/// `ValidationException` in the words of the service's model.
pub(crate) fn check(name: &str, parameter: &str, longest: usize) -> Result<(), Fault> {
    check_with(name, parameter, longest, r"[\.\-_A-Za-z0-9]+", ".-_")
}

/// Checks the name of a bus that is to be made.
///
/// # Errors
/// `ValidationException` in the words of the service's model.
pub(crate) fn check_bus(name: &str) -> Result<(), Fault> {
    check_with(name, "name", 256, r"[/\.\-_A-Za-z0-9]+", "/.-_")?;
    if name.starts_with("aws.") {
        return Err(fault::parameter(
            "Name",
            "Event bus names must not begin with 'aws.'.",
        ));
    }
    if name.contains('/') {
        return Err(fault::parameter(
            "Name",
            "Event bus name must not contain '/'.",
        ));
    }
    Ok(())
}

fn check_with(
    name: &str,
    parameter: &str,
    longest: usize,
    pattern: &str,
    marks: &str,
) -> Result<(), Fault> {
    if name.is_empty() {
        return Err(fault::constraint(
            name,
            parameter,
            "Member must have length greater than or equal to 1",
        ));
    }
    if name.len() > longest {
        let limit = format!("Member must have length less than or equal to {longest}");
        return Err(fault::constraint(name, parameter, &limit));
    }
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || marks.contains(c))
    {
        let rule = format!("Member must satisfy regular expression pattern: {pattern}");
        return Err(fault::constraint(name, parameter, &rule));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core() -> std::sync::Arc<Core> {
        Core::for_tests(std::env::temp_dir())
    }

    #[test]
    fn buses_are_named_by_name_or_arn() {
        let core = core();
        let name = |given: Option<&str>| bus_name(&core, given);
        assert_eq!(name(None), "default");
        assert_eq!(name(Some("orders")), "orders");
        let here = "arn:aws:events:us-east-1:000000000000:event-bus/orders";
        assert_eq!(name(Some(here)), "orders");
        for (ours, theirs) in [("us-east-1", "eu-west-1"), ("000000000000", "123456789012")] {
            let elsewhere = here.replace(ours, theirs);
            assert_eq!(bus_name(&core, Some(&elsewhere)), elsewhere);
        }
    }

    #[test]
    fn rules_of_the_default_bus_have_a_short_arn() {
        let pair = |bus: &str, rule: &str| Some((bus.to_owned(), rule.to_owned()));
        let arn = |resource: &str| format!("arn:aws:events:us-east-1:000000000000:{resource}");
        let core = core();
        let rule = |resource: &str| rule_of_arn(&core, &arn(resource));
        assert_eq!(rule("rule/r"), pair("default", "r"));
        assert_eq!(rule("rule/orders/r"), pair("orders", "r"));
        assert_eq!(rule("event-bus/orders"), None);
        let elsewhere = arn("rule/r").replace("us-east-1", "eu-west-1");
        assert_eq!(rule_of_arn(&core, &elsewhere), None);
    }

    #[test]
    fn names_have_a_length_and_an_alphabet() {
        assert!(check("a.b-c_D9", "name", 64).is_ok());
        for name in ["", "a b", "a/b", &"x".repeat(65)] {
            assert_eq!(
                check(name, "name", 64).unwrap_err().code,
                "ValidationException"
            );
        }
        assert!(check_bus("aws.partner").is_err());
    }
}
