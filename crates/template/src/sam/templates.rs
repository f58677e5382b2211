//! SAM policy templates, from "AWS SAM policy templates" in the SAM Developer Guide: those for the
//! services that event-driven applications use.

/// The ARN form of a service's resource in the stack's own Region and account.
macro_rules! arn {
    ($service:literal, $resource:literal) => {
        concat!(
            "arn:${AWS::Partition}:",
            $service,
            ":${AWS::Region}:${AWS::AccountId}:",
            $resource
        )
    };
}

mod data;
mod messaging;
mod others;

/// A template's statements: actions separated by spaces, and resources.
pub(super) struct Template {
    name: &'static str,
    pub(super) statements: &'static [(&'static str, &'static [&'static str])],
}

/// The policy template of a name.
pub(super) fn find(name: &str) -> Option<&'static Template> {
    let all = [messaging::TEMPLATES, data::TEMPLATES, others::TEMPLATES];
    all.into_iter()
        .flatten()
        .find(|template| template.name == name)
}

const fn template(
    name: &'static str,
    statements: &'static [(&'static str, &'static [&'static str])],
) -> Template {
    Template { name, statements }
}
