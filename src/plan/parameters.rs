//! The values of a template's parameters.

use std::collections::BTreeMap;

use coagent_template::Template;

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
    template
        .parameters()
        .any(|parameter| parameter.name == name)
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
    let ours = [(ENVIRONMENT.to_owned(), environment.name.clone())];
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

    #[test]
    fn what_the_template_does_not_declare_is_not_brought() {
        let code = Some(("bucket".to_owned(), "key".to_owned()));
        assert!(values(&template(""), &Environment::default(), code, &[]).is_empty());
    }
}
