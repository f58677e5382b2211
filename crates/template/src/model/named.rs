//! What AWS calls a resource whose properties are known.

use serde_json::Value as Json;

use super::catalogue::{self, Reference};
use crate::bind::Pseudo;

/// What `Ref` and `Fn::GetAtt` give of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What `Ref` gives.
    pub reference: String,
    /// The attributes that name it, such as `Arn`.
    pub attributes: Vec<(&'static str, String)>,
}

/// What AWS would call a resource of this type, as the CloudFormation resource reference says under
/// "Return values"; `None` for a type whose names it leaves open. `invented` is its name where the
/// properties give none, `unique` the part that AWS makes up even then: a UUID.
pub fn named(
    type_name: &str,
    properties: &Json,
    pseudo: &Pseudo,
    invented: &str,
    unique: &str,
) -> Option<Named> {
    if let Some(more) = MORE.iter().find(|more| more.type_name == type_name) {
        let name = text(properties, more.property).unwrap_or(invented);
        let arn = catalogue::arn(more.arn, pseudo, name).replace("{U}", unique);
        let reference = if more.by_arn {
            arn.clone()
        } else {
            name.to_owned()
        };
        let attributes = vec![(more.attribute, arn)];
        return Some(Named {
            reference,
            attributes,
        });
    }
    let naming = catalogue::naming_of(type_name)?;
    let name = text(properties, naming.property).unwrap_or(invented);
    let path = match type_name {
        "AWS::Scheduler::Schedule" => {
            let group = text(properties, "GroupName").unwrap_or("default");
            format!("{group}/{name}")
        }
        "AWS::Events::Connection" | "AWS::Events::ApiDestination" => format!("{name}/{unique}"),
        "AWS::SecretsManager::Secret" => format!("{name}-{:.6}", unique),
        _ => name.to_owned(),
    };
    let arn = catalogue::arn(naming.arn, pseudo, &path);
    let reference = match naming.reference {
        Reference::Arn => arn.clone(),
        Reference::Name | Reference::QueueUrl => name.to_owned(),
    };
    let attributes = vec![
        (naming.arn_attribute, arn),
        (naming.name_attribute, name.to_owned()),
    ];
    Some(Named {
        reference,
        attributes,
    })
}

fn text<'a>(properties: &'a Json, property: &str) -> Option<&'a str> {
    properties[property].as_str()
}

/// A type whose ARN cannot be foreseen from the template, so that no wiring follows it.
struct More {
    type_name: &'static str,
    property: &'static str,
    /// As in the catalogue, with `{U}` for the unique part.
    arn: &'static str,
    /// Whether `Ref` gives the ARN.
    by_arn: bool,
    attribute: &'static str,
}

const MORE: &[More] = &[
    More {
        type_name: "AWS::CloudFormation::Stack",
        property: "",
        arn: "arn:{P}:cloudformation:{R}:{A}:stack/{N}/{U}",
        by_arn: true,
        attribute: "StackId",
    },
    More {
        type_name: "AWS::ECS::Cluster",
        property: "ClusterName",
        arn: "arn:{P}:ecs:{R}:{A}:cluster/{N}",
        by_arn: false,
        attribute: "Arn",
    },
    More {
        type_name: "AWS::ECS::TaskDefinition",
        property: "Family",
        arn: "arn:{P}:ecs:{R}:{A}:task-definition/{N}:1",
        by_arn: true,
        attribute: "TaskDefinitionArn",
    },
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::pseudo;

    const UNIQUE: &str = "0f0e0d0c-1111-2222-3333-444444444444";

    fn of(type_name: &str, properties: Json) -> (String, String) {
        let found = named(type_name, &properties, &pseudo(), "app-X-1", UNIQUE);
        let found = found.expect("a type of the catalogue");
        (found.reference, found.attributes[0].1.clone())
    }

    #[test]
    fn a_name_or_an_arn_is_what_the_type_gives() {
        let machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:app-X-1".to_owned();
        let made = of("AWS::StepFunctions::StateMachine", json!({}));
        assert_eq!(made, (machine.clone(), machine));
        let stream = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks".to_owned();
        let made = of("AWS::Kinesis::Stream", json!({ "Name": "clicks" }));
        assert_eq!(made, ("clicks".to_owned(), stream));
    }

    #[test]
    fn what_aws_makes_up_is_the_unique_part() {
        let (name, arn) = of("AWS::Events::Connection", json!({ "Name": "hook" }));
        assert_eq!(name, "hook");
        assert!(
            arn.ends_with(&format!(":connection/hook/{UNIQUE}")),
            "{arn}"
        );
        let (secret, _) = of("AWS::SecretsManager::Secret", json!({ "Name": "key" }));
        assert!(secret.ends_with(":secret:key-0f0e0d"), "{secret}");
        let (stack, _) = of("AWS::CloudFormation::Stack", json!({}));
        assert!(
            stack.ends_with(&format!(":stack/app-X-1/{UNIQUE}")),
            "{stack}"
        );
        let (task, _) = of("AWS::ECS::TaskDefinition", json!({ "Family": "work" }));
        assert!(task.ends_with(":task-definition/work:1"), "{task}");
    }

    #[test]
    fn a_schedule_is_in_a_group() {
        let (name, arn) = of("AWS::Scheduler::Schedule", json!({ "Name": "n" }));
        assert_eq!(name, "n");
        assert!(arn.ends_with(":schedule/default/n"), "{arn}");
    }

    #[test]
    fn other_types_are_left_open() {
        let found = named(
            "AWS::AppSync::GraphQLApi",
            &json!({}),
            &pseudo(),
            "n",
            UNIQUE,
        );
        assert_eq!(found, None);
    }
}
