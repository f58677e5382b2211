//! Templates that cannot be deployed are refused before anything is sent.

use crate::common::{Ran, World};

fn deploy(template: &str) -> Ran {
    let world = World::new();
    world.write(
        "coagent.yaml",
        "application: shop\ntemplate: template.yaml\n",
    );
    world.write("template.yaml", template);
    let ran = world.run("deploy");
    assert!(
        world.daemon().is_none(),
        "nothing is started for a template that is wrong"
    );
    ran
}

#[test]
fn not_yaml() {
    assert_ran!(deploy("Resources: [\n"));
}

#[test]
fn an_unknown_intrinsic() {
    assert_ran!(deploy(
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Sbu a-${AWS::Region}\n"
    ));
}

#[test]
fn a_reference_to_nothing() {
    assert_ran!(deploy(
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Ref Nmae\n"
    ));
}

#[test]
fn a_circular_reference() {
    assert_ran!(deploy(
        "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    DependsOn: B\n  B:\n    Type: AWS::SQS::Queue\n    DependsOn: A\n"
    ));
}

#[test]
fn a_missing_parameter() {
    assert_ran!(deploy(
        "Parameters:\n  Name:\n    Type: String\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n"
    ));
}
