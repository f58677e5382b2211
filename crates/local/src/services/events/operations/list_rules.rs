//! Lists of rules: of a bus, of a target.

use super::rules::shown;
use crate::{
    fault::Fault,
    service::Caller,
    services::events::{
        Events,
        model::{ListRuleNamesByTarget, ListRules, Rule, RuleNames, Rules},
        names::bus_name,
        page::page,
    },
};

impl Events {
    pub(crate) async fn list_rules(&self, input: ListRules, _: &Caller) -> Result<Rules, Fault> {
        let prefix = input.name_prefix.unwrap_or_default();
        let rules: Vec<Rule> = {
            let registry = self.read();
            let bus = registry.bus(&bus_name(&self.core, input.event_bus_name.as_deref()))?;
            let all = bus.rules.values().map(|rule| &rule.record);
            all.filter(|record| record.name.starts_with(&prefix))
                .map(shown)
                .collect()
        };
        let (rules, next_token) = page(
            rules,
            |rule| &rule.name,
            input.limit,
            input.next_token.as_deref(),
        )?;
        Ok(Rules { rules, next_token })
    }

    pub(crate) async fn list_rule_names_by_target(
        &self,
        input: ListRuleNamesByTarget,
        _: &Caller,
    ) -> Result<RuleNames, Fault> {
        let names: Vec<String> = {
            let registry = self.read();
            let bus = registry.bus(&bus_name(&self.core, input.event_bus_name.as_deref()))?;
            let rules = bus.rules.values().map(|rule| &rule.record);
            rules
                .filter(|record| {
                    record
                        .targets
                        .iter()
                        .any(|target| target.arn == input.target_arn)
                })
                .map(|record| record.name.clone())
                .collect()
        };
        let (rule_names, next_token) =
            page(names, |name| name, input.limit, input.next_token.as_deref())?;
        Ok(RuleNames {
            rule_names,
            next_token,
        })
    }
}
