//! The values of a template's parameters.

use std::collections::BTreeMap;

use coagent_template::{ParameterDecl, Template};

use crate::project::Environment;

/// The parameter that is the environment's name.
const ENVIRONMENT: &str = "Environment";
/// The parameters that say where the functions' bundle is.
pub(crate) const CODE: [&str; 2] = ["CodeBucket", "CodeKey"];

/// Whether the template has functions whose bundle we are to bring.
pub(crate) fn wants_bundle(template: &Template) -> bool {
    CODE.iter().all(|name| declares(template, name))
}

fn declares(template: &Template, name: &str) -> bool {
    declared(template, name).is_some()
}

fn declared<'a>(template: &'a Template, name: &str) -> Option<&'a ParameterDecl> {
    template
        .parameters()
        .find(|parameter| parameter.name == name)
}

/// Whether the parameter `Environment` gets this environment's name. A template that was not
/// written for `local`, because its values are others or it looks them up in a mapping, keeps its
/// default there; any other name that it does not take is an error, and not `dev` without a word.
fn is_told_its_name(template: &Template, environment: &Environment) -> bool {
    let Some(parameter) = declared(template, ENVIRONMENT) else {
        return false;
    };
    let Some(default) = parameter.default.as_deref() else {
        return true;
    };
    let name = environment.name.as_str();
    let is_known = parameter.takes(name) && !is_looked_up(template, default, name);
    is_known || !environment.is_local()
}

/// Whether a mapping has the one key and not the other.
fn is_looked_up(template: &Template, one: &str, other: &str) -> bool {
    let json = template.to_json();
    let mut mappings = json["Mappings"].as_object().into_iter().flatten();
    mappings.any(|(_, mapping)| mapping.get(one).is_some() && mapping.get(other).is_none())
}

/// The values, the later over the earlier: the environment's name, where the bundle is,
/// coagent.yaml, the command line. What the template does not declare of the first two is left out.
pub(crate) fn values(
    template: &Template,
    environment: &Environment,
    bundle: Option<(String, String)>,
    typed: &[(String, String)],
) -> BTreeMap<String, String> {
    let [bucket_name, key_name] = CODE.map(str::to_owned);
    let ours = is_told_its_name(template, environment)
        .then(|| (ENVIRONMENT.to_owned(), environment.name.clone()));
    let code = bundle.map(|(bucket, key)| [(bucket_name, bucket), (key_name, key)]);
    let mut values: BTreeMap<_, _> = ours
        .into_iter()
        .chain(code.into_iter().flatten())
        .filter(|(name, _)| declares(template, name))
        .collect();
    values.extend(environment.parameters.clone());
    values.extend(typed.iter().cloned());
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(parameters: &str) -> Template {
        let text =
            format!("Parameters: {{{parameters}}}\nResources: {{A: {{Type: AWS::SQS::Queue}}}}");
        Template::parse("t.yaml", &text).unwrap()
    }

    #[test]
    fn the_command_line_is_over_the_file_and_the_file_over_what_we_know() {
        let template =
            template("Environment: {Type: String}, A: {Type: String}, B: {Type: String}");
        let parameters = [("A", "file"), ("B", "file")];
        let environment = Environment {
            name: "test".into(),
            parameters: parameters
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            ..Environment::default()
        };
        let values = values(
            &template,
            &environment,
            None,
            &[("B".into(), "typed".into())],
        );
        assert_eq!(values["Environment"], "test");
        assert_eq!(
            (values["A"].as_str(), values["B"].as_str()),
            ("file", "typed")
        );
    }

    fn named(name: &str, text: &str) -> Option<String> {
        let environment = Environment {
            name: name.into(),
            ..Environment::default()
        };
        let template = Template::parse("t.yaml", text).unwrap();
        values(&template, &environment, None, &[]).remove("Environment")
    }

    #[test]
    fn a_template_that_does_not_know_the_local_environment_keeps_its_default() {
        let with = |rest: &str, mappings: &str| {
            format!(
                "Parameters: {{Environment: {{Type: String{rest}}}}}\n{mappings}\
                 Resources: {{A: {{Type: AWS::SQS::Queue}}}}"
            )
        };
        let listed = with(", Default: dev, AllowedValues: [dev, prod]", "");
        let mapped = with(", Default: dev", "Mappings: {Days: {dev: {N: 7}}}\n");
        let other = with(", Default: dev", "Mappings: {Days: {us-east-1: {N: 7}}}\n");
        let demanded = with(", AllowedValues: [dev, prod]", "");
        assert_eq!(named("local", &listed), None);
        assert_eq!(named("local", &mapped), None);
        assert_eq!(named("local", &other).as_deref(), Some("local"));
        assert_eq!(named("local", &demanded).as_deref(), Some("local"));
        for text in [&listed, &mapped] {
            assert_eq!(named("staging", text).as_deref(), Some("staging"));
        }
    }

    #[test]
    fn what_the_template_does_not_declare_is_not_brought() {
        let code = Some(("bucket".to_owned(), "key".to_owned()));
        assert!(values(&template(""), &Environment::default(), code, &[]).is_empty());
    }
}
