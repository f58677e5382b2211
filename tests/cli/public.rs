//! Templates in the style of AWS's own documentation on the local AWS: each is deployed, or it is
//! said by name what it lacks. First as they are; then with everything that other stacks export, and
//! with types that are not emulated recorded.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path, thread};

use serde_json::Value;

use crate::common::{Ran, World};

const TEMPLATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/public");

/// Parameters without a default.
const PARAMETERS: &[(&str, &str)] = &[("cfn-imports.yaml", "Network=shop")];

/// Code and definitions that templates name beside them.
const BESIDE: &[&str] = &[
    "src/index.js",
    "src/app.py",
    "trades/app.py",
    "worker/index.js",
    "functions/check/index.js",
    "statemachine/stock.asl.json",
];

/// A world in which the stack with the exports is there.
fn furnished() -> World {
    let world = World::new();
    let text = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/exports.yaml"
    ));
    world.write("exports.yaml", &text.expect("a template"));
    world.write(
        "coagent.yaml",
        "application: shared\ntemplate: exports.yaml\n",
    );
    world.ok("deploy --yes");
    world
}

/// One template in a world of its own; what it came to, with `flag`.
fn deployed(world: &World, name: &str, flag: &str) -> String {
    for file in BESIDE {
        world.write(file, "{}");
    }
    let text = fs::read_to_string(Path::new(TEMPLATES).join(name)).expect("a template");
    world.write(name, &text);
    let project = format!("application: shop\ntemplate: {name}\n");
    world.write("coagent.yaml", &project);
    let given = PARAMETERS.iter().filter(|(of, _)| *of == name);
    let given: String = given
        .map(|(_, given)| format!(" --parameter {given}"))
        .collect();
    let ran = world.run(&format!("deploy --yes{given}{flag} --output json"));
    outcome(&ran)
}

/// `deployed`, or every line of the error that says why not.
fn outcome(ran: &Ran) -> String {
    if ran.code == 0 {
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(answer["outcome"], "created", "{ran}");
        return "deployed\n".to_owned();
    }
    assert!(
        [1, 2].contains(&ran.code),
        "neither deployed nor refused: {ran}"
    );
    let (_, error) = ran.stderr.split_once("Error: ").expect("an error");
    let lines = error.lines().map(str::trim_end);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("Hint: coagent destroy"));
    lines.fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "{line}");
        all
    })
}

/// How a refusal names what it is about: a type, a property, an export, a transform, a dynamic
/// reference, a resource, a layer, a place in a document.
const NAMED: [&str; 14] = [
    "Resource type AWS::",
    "Transform AWS::",
    "Property ",
    "No export named ",
    "dynamic reference `{{resolve:",
    "transform",
    "resources depend on each other: ",
    "does not emulate targets of ",
    "Event bus Messaging.Outputs.BusName ",
    "alarms on metric math",
    "GetObject of s3://",
    " is of another account, whose layers are not here",
    "OpenAPI document: ",
    "Functions of container images ",
];

fn is_named(refusal: &str) -> bool {
    NAMED.iter().any(|mark| refusal.contains(mark))
}

/// Every resource that failed says what it lacks. Several are made at once, so that which of them
/// fails before the others are given up is not the same every time, as on AWS: how many are told,
/// and in which order, is left out.
fn without_chance(came_to: String) -> String {
    const FAILED: &str = "it is ROLLBACK_COMPLETE\n";
    let Some((stack, causes)) = came_to.split_once(FAILED) else {
        return came_to;
    };
    assert!(causes.lines().all(is_named), "unnamed:\n{came_to}");
    format!("{stack}{FAILED}")
}

/// Every template with a flag, by name.
fn all(make: fn() -> World, flag: &'static str) -> String {
    let entries = fs::read_dir(TEMPLATES).expect("templates");
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.collect::<BTreeSet<_>>().into_iter().collect();
    let outcome = |name: &String| {
        let came_to = deployed(&make(), name, flag);
        assert!(
            came_to == "deployed\n" || is_named(&came_to),
            "{name} lacks something unnamed:\n{came_to}"
        );
        format!("{name}: {}", without_chance(came_to))
    };
    thread::scope(|scope| {
        let (first, second) = names.split_at(names.len() / 2);
        let half = |part: &[String]| part.iter().map(outcome).collect::<String>();
        let second = scope.spawn(move || half(second));
        half(first)
            + &second
                .join()
                .expect("every template is deployed or refused")
    })
}

macro_rules! assert_outcomes {
    ($outcomes:expr) => {
        insta::with_settings!({
            omit_expression => true,
            filters => vec![
                (r" \(request [0-9a-f-]{36}\)", ""),
                (r"-[A-Z0-9]{12}\b", "-[ID]"),
                (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[UUID]"),
            ],
        }, { insta::assert_snapshot!($outcomes) });
    };
}

#[test]
fn each_public_template_is_deployed_or_says_what_it_lacks() {
    assert_outcomes!(all(World::new, ""));
}

#[test]
fn with_exports_and_unemulated_types_recorded_each_is_deployed_or_says_what_it_lacks() {
    assert_outcomes!(all(furnished, " --allow-unemulated"));
}
