//! AWS that cannot be asked.

mod common;

use common::World;

#[test]
fn no_region() {
    assert_ran!(World::new().run("status --env production"));
}

#[test]
fn no_credentials() {
    let mut world = World::new();
    world.set("AWS_REGION", "eu-west-1");
    assert_ran!(world.run("status --env production"));
}

#[test]
fn a_profile_that_is_not_there() {
    let mut world = World::new();
    world.set("AWS_REGION", "eu-west-1");
    world.set("AWS_PROFILE", "shop");
    assert_ran!(world.run("status --env production"));
}

#[test]
fn a_bundle_is_needed_for_aws() {
    assert_ran!(World::new().run("deploy --env staging"));
}
