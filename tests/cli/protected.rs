//! A protected environment is changed by who says its name.

use crate::common::World;

/// The environment `guarded` is AWS at the endpoint of the local environment.
fn guarded() -> World {
    let mut world = World::new();
    world.ok("local start");
    let endpoint = world.json("local status")["endpoint"]
        .as_str()
        .expect("a running environment has an endpoint")
        .to_owned();
    world.set("AWS_ACCESS_KEY_ID", "local");
    world.set("AWS_SECRET_ACCESS_KEY", "local");
    let project = format!(
        "application: shop
template: template.yaml
environments:
  guarded: {{region: us-east-1, account: '000000000000', endpoint: '{endpoint}', protected: true}}
  other: {{region: us-east-1, account: '123456789012', endpoint: '{endpoint}'}}
"
    );
    world.write("coagent.yaml", &project);
    world.write(
        "template.yaml",
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n",
    );
    world
}

#[test]
fn a_yes_of_habit_is_not_enough() {
    let world = guarded();
    assert_ran!(world.run("deploy --env guarded --yes"));
    assert_eq!(
        world.run("status --env guarded").code,
        2,
        "nothing was made"
    );
}

#[test]
fn another_name_is_not_enough_and_the_name_is() {
    let world = guarded();
    assert_ran!(world.run("deploy --env guarded --confirm other"));
    world.ok("deploy --env guarded --confirm guarded");
    assert_ran!(world.run("destroy --env guarded --yes"));
    world.ok("destroy --env guarded --confirm guarded");
}

#[test]
fn credentials_of_another_account_are_refused() {
    assert_ran!(guarded().run("status --env other"));
}
