//! Where the local environment is: its Region, and who reaches it.

use serde_json::json;

use crate::common::World;

fn start(world: &World, options: &str) -> String {
    world
        .ok(&format!("local start --output plain {options}"))
        .stdout
}

/// The ARN of the bus that everybody has.
fn bus(world: &World) -> String {
    let bus = world.call("AWSEvents.DescribeEventBus", &json!({}));
    bus["Arn"].as_str().expect("an ARN").to_owned()
}

#[test]
fn it_is_in_the_region_that_is_asked_for_and_stays_there() {
    let world = World::new();
    let said = start(&world, "--region eu-west-1");
    assert!(said.contains("export AWS_REGION=eu-west-1\n"), "{said}");
    assert!(bus(&world).starts_with("arn:aws:events:eu-west-1:"));
    assert_eq!(world.json("local status")["clock"]["region"], "eu-west-1");
    world.ok("local stop");
    let said = start(&world, "");
    assert!(said.contains("export AWS_REGION=eu-west-1\n"), "{said}");
    for state in ["running", "stopped"] {
        let ran = world.run("local start --region us-east-1");
        assert_eq!(ran.code, 1, "{state}: {ran}");
        assert!(
            ran.stderr.contains("is in eu-west-1, not us-east-1"),
            "{ran}"
        );
        world.ok("local stop");
    }
}

#[test]
fn without_a_region_it_is_in_the_shells() {
    let mut world = World::new();
    world.set("AWS_REGION", "ap-south-1");
    let said = start(&world, "");
    assert!(said.contains("export AWS_REGION=ap-south-1\n"), "{said}");
    assert!(bus(&world).starts_with("arn:aws:events:ap-south-1:"));
}

#[test]
fn it_is_reached_from_elsewhere_only_where_that_is_asked_for_and_by_its_name() {
    let world = World::new();
    let ran = world.ok("local start --listen 0.0.0.0 --allow-host dev.lan");
    let warning = "everyone who reaches the port can use it";
    assert!(ran.stderr.contains(warning), "{ran}");
    let status = world.json("local status");
    let endpoint = status["endpoint"].as_str().expect("an endpoint");
    assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
    let asked = |host: &str| answer(endpoint, host);
    assert!(asked("dev.lan").starts_with("HTTP/1.1 200"));
    assert!(asked("localhost").starts_with("HTTP/1.1 200"));
    assert!(asked("prod.lan").starts_with("HTTP/1.1 403"));
    let ran = world.run("local start --allow-host prod.lan");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stderr.contains("is not asked for as prod.lan"), "{ran}");
    let ran = world.run("local start --listen 127.0.0.1");
    assert!(
        ran.stderr.contains("listens on 0.0.0.0, not 127.0.0.1"),
        "{ran}"
    );
}

#[test]
fn nobody_else_reaches_it_unless_told_otherwise() {
    let world = World::new();
    let ran = world.ok("local start");
    assert!(!ran.stderr.contains("everyone"), "{ran}");
    let status = world.json("local status");
    assert_eq!(status["listen"], "127.0.0.1");
    let endpoint = status["endpoint"].as_str().expect("an endpoint");
    assert!(answer(endpoint, "dev.lan").starts_with("HTTP/1.1 403"));
}

/// What is answered to a client that asks for this host.
fn answer(endpoint: &str, host: &str) -> String {
    use std::io::{Read, Write};
    let address = endpoint.strip_prefix("http://").expect("HTTP");
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    let request =
        format!("GET /_coagent/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}
