//! coagent.yaml and the environment that it names.

use crate::common::World;

#[test]
fn no_project_where_project_points() {
    assert_ran!(World::new().run("status --project nowhere"));
}

#[test]
fn a_broken_file_is_shown_where_it_is_broken() {
    let world = World::new();
    world.write(
        "coagent.yaml",
        "application: shop\nenvironments:\n  test: [\n",
    );
    assert_ran!(world.run("status"));
}

#[test]
fn an_unknown_key_gets_the_one_that_was_meant() {
    let world = World::new();
    world.write(
        "coagent.yaml",
        "application: shop\nenvironments:\n  test:\n    regoin: eu-west-1\n",
    );
    assert_ran!(world.run("status"));
}

#[test]
fn a_template_that_is_not_there_is_named() {
    let world = World::new();
    world.write(
        "coagent.yaml",
        "application: shop\ntemplate: template.yaml\n",
    );
    assert_ran!(world.run("deploy"));
}

#[test]
fn an_unknown_environment_gets_the_one_that_was_meant() {
    assert_ran!(World::new().run("status --env prodution"));
}

#[test]
fn a_file_further_up_is_found() {
    let world = World::new();
    world.write(
        "coagent.yaml",
        "application: shop\nenvironments: {test: {}}\n",
    );
    let deep = world.write("a/b/here", "");
    let output = world
        .command(&["status", "--env", "tset"])
        .current_dir(deep.parent().unwrap())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("The application `shop` has no environment `tset`"),
        "{said}"
    );
}

#[test]
fn a_hint_is_for_the_environment_that_was_typed() {
    let world = World::new();
    world.ok("local start");
    let typed = world.run("dlq inspect nothing --env local");
    let hint = "Hint: coagent --env local dlq list";
    assert!(typed.stderr.contains(hint), "{typed}");
    let ran = world.run("dlq inspect nothing");
    assert!(ran.stderr.contains("Hint: coagent dlq list"), "{ran}");
}
