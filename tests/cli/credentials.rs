//! AWS that cannot be asked.

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use crate::common::World;

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

#[test]
fn roots_that_cannot_be_read_are_named() {
    let mut world = World::new();
    world.set("AWS_REGION", "eu-west-1");
    world.set("AWS_CA_BUNDLE", "nowhere.pem");
    let ran = world.run("status --env production");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("AWS_CA_BUNDLE `nowhere.pem`"), "{ran}");
}

#[test]
fn the_proxy_of_the_environment_is_asked() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut world = World::new();
    world.set("AWS_REGION", "eu-west-1");
    world.set("AWS_ACCESS_KEY_ID", "a");
    world.set("AWS_SECRET_ACCESS_KEY", "b");
    world.set("AWS_MAX_ATTEMPTS", "1");
    world.set(
        "HTTPS_PROXY",
        &format!("http://{}", proxy.local_addr().unwrap()),
    );
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = proxy.accept().unwrap();
        let mut request = [0; 64];
        let read = stream.read(&mut request).unwrap();
        stream
            .write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    assert_eq!(world.run("status --env production").code, 1);
    let request = asked.join().unwrap();
    assert!(
        request.starts_with("CONNECT cloudformation.eu-west-1.amazonaws.com:443"),
        "{request}"
    );
}
