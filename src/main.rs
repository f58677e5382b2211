//! `coagent`: operate event-driven applications on AWS and on a laptop alike.
fn main() {}
