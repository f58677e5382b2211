//! Stacks: an operation that a kill cuts off is taken up at the next start or goes back, says so,
//! and leaves nothing behind.

mod inventory;

use std::{collections::BTreeSet, time::Duration};

use self::inventory::{Inventory, inventory};
use super::{Client, Server, kills};

/// What a stack says of an operation that a stop has cut off.
const STOPPED: &str = "The local environment stopped during the operation.";

/// The first version has `ExtraApi`, the second one another queue and other settings.
const TEMPLATES: [&str; 2] = [
    include_str!("stacks/first.yaml"),
    include_str!("stacks/second.yaml"),
];

async fn cloudformation(client: &mut Client, action: &str, input: &[(&str, &str)]) -> String {
    let mut form = vec![("Action", action), ("Version", "2010-05-15")];
    form.extend(input);
    client.query(&form).await.unwrap()
}

/// The texts of all elements of this name.
fn elements<'a>(answer: &'a str, name: &str) -> Vec<&'a str> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let parts = answer.split(start.as_str()).skip(1);
    parts
        .filter_map(|part| Some(part.split_once(end.as_str())?.0))
        .collect()
}

/// The status when nothing happens to the stack any more; `None` when there is none of the name.
async fn settled(client: &mut Client) -> Option<String> {
    loop {
        let form = [
            ("Action", "DescribeStacks"),
            ("Version", "2010-05-15"),
            ("StackName", "app"),
        ];
        let answer = client.query(&form).await.ok()?;
        let status = elements(&answer, "StackStatus")[0];
        if !status.ends_with("IN_PROGRESS") {
            return Some(status.to_owned());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// An operation that was accepted before the kill.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    Create,
    Update,
    Delete,
}

/// The stack as it should be, and how often each way was gone.
#[derive(Default)]
struct Life {
    /// Which template is in force; `None` without a stack.
    version: Option<usize>,
    /// The stack of the last creation.
    id: String,
    ways: BTreeSet<String>,
}

impl Life {
    /// Asks for what comes next.
    async fn ask(&mut self, client: &mut Client, found: Option<&str>) -> Asked {
        let asked = match found {
            None => Asked::Create,
            Some("ROLLBACK_COMPLETE") => Asked::Delete,
            Some(_) if fastrand::u8(..3) == 0 => Asked::Delete,
            Some(_) => Asked::Update,
        };
        let version = self.next(asked);
        let mut form = vec![("Version", "2010-05-15"), ("StackName", "app")];
        match asked {
            Asked::Create => form.push(("Action", "CreateStack")),
            Asked::Update => form.push(("Action", "UpdateStack")),
            Asked::Delete => form.push(("Action", "DeleteStack")),
        }
        if let Some(version) = version {
            form.push(("TemplateBody", TEMPLATES[version]));
            form.push(("Capabilities.member.1", "CAPABILITY_IAM"));
        }
        match client.query(&form).await {
            Ok(answer) if asked == Asked::Create => {
                elements(&answer, "StackId")[0].clone_into(&mut self.id);
            }
            Ok(_) => {}
            Err(why) => panic!("{asked:?} is refused after {:?}: {why}", self.ways),
        }
        asked
    }

    /// The template that is in force when the operation succeeds.
    fn next(&self, asked: Asked) -> Option<usize> {
        match asked {
            Asked::Create => Some(0),
            Asked::Update => self.version.map(|version| 1 - version),
            Asked::Delete => None,
        }
    }

    /// Looks at what became of an operation, after a start.
    async fn account(&mut self, client: &mut Client, asked: Asked, found: Option<&str>) {
        let status = found.unwrap_or("gone");
        self.ways.insert(format!("{asked:?} {status}"));
        self.version = match (asked, status) {
            (Asked::Create, "CREATE_COMPLETE") | (Asked::Update, "UPDATE_COMPLETE") => {
                self.next(asked)
            }
            (Asked::Update, "UPDATE_ROLLBACK_COMPLETE") => self.version,
            (Asked::Create, "ROLLBACK_COMPLETE") | (Asked::Delete, "gone") => None,
            _ => panic!("{asked:?} ended in {status}"),
        };
        let input = [("StackName", self.id.as_str())];
        let events = cloudformation(client, "DescribeStackEvents", &input).await;
        if status.ends_with("ROLLBACK_COMPLETE") {
            assert!(events.contains(STOPPED), "it does not say why: {events}");
        }
        let last = elements(&events, "ResourceStatus")[0];
        let ended = if status == "gone" {
            "DELETE_COMPLETE"
        } else {
            status
        };
        assert_eq!(last, ended, "the last event says how it ended");
        self.is_as_it_should_be(client).await;
    }

    async fn is_as_it_should_be(&self, client: &mut Client) {
        let wanted = self.version.map_or_else(Inventory::new, |version| {
            let parts = [
                ("apis", 1 - version),
                ("buckets", 1),
                ("groups", 1),
                ("keys", 1),
                ("queues", 1 + version),
                ("roles", 1),
                ("rules", 1),
                ("subscriptions", 1 + version),
                ("tables", 1),
                ("topics", 1),
            ];
            parts.into_iter().filter(|(_, count)| *count > 0).collect()
        });
        assert_eq!(inventory(client).await, wanted, "after {:?}", self.ways);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_goes_on_or_back_and_leaves_nothing_however_often_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let mut life = Life::default();
    let mut last = None;
    for _ in 0..2 * kills() {
        let server = Server::start(directory.path());
        let mut client = server.client().await;
        let found = settled(&mut client).await;
        if let Some(asked) = last.take() {
            life.account(&mut client, asked, found.as_deref()).await;
        }
        last = Some(life.ask(&mut client, found.as_deref()).await);
        tokio::time::sleep(Duration::from_millis(fastrand::u64(0..120))).await;
        drop(server);
    }
    let server = Server::start(directory.path());
    let mut client = server.client().await;
    let found = settled(&mut client).await;
    if let Some(asked) = last {
        life.account(&mut client, asked, found.as_deref()).await;
    }
    cloudformation(&mut client, "DeleteStack", &[("StackName", "app")]).await;
    assert!(settled(&mut client).await.is_none(), "it is deleted");
    assert_eq!(inventory(&mut client).await, Inventory::new());
}
