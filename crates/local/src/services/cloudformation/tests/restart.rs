mod left_behind;

use super::*;
use crate::{
    core::Config,
    store::{Store, StoreError},
};

/// Two environments, one after the other, over the same files.
struct Lives {
    dir: tempfile::TempDir,
}

impl Lives {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// The last life's threads may take a moment to let the store go.
    fn store(&self) -> Store {
        let path = self.dir.path().join("store");
        for _ in 0..2000 {
            match Store::open(&path) {
                Err(StoreError::Locked(_)) => std::thread::sleep(Duration::from_millis(5)),
                opened => return opened.unwrap(),
            }
        }
        panic!("the store is not let go");
    }

    fn start(&self) -> Arc<Cloud> {
        let core = Core::new(Config::new(self.dir.path()), self.store());
        Cloud::open(core).unwrap()
    }
}

/// Ends an environment in the middle of what it does: nothing that runs comes to its end.
async fn kill(cloud: Arc<Cloud>) {
    cloud.core.stop();
    let core = Arc::downgrade(&cloud.core);
    drop(cloud);
    while core.strong_count() > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn call(cloud: &Cloud, operation: &str, input: Json) -> Result<Json, Fault> {
    let output = cloud
        .call("cloudformation", operation, to_value(&input))
        .await?;
    Ok(from_value(output).unwrap())
}

async fn settled(cloud: &Cloud) -> Json {
    loop {
        let found = call(cloud, "DescribeStacks", json!({ "StackName": "app" }))
            .await
            .unwrap();
        let stack = found["Stacks"][0].clone();
        if !stack["StackStatus"]
            .as_str()
            .unwrap()
            .ends_with("IN_PROGRESS")
        {
            return stack;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Forty roles in a row, so that there is a middle to be cut off in.
fn many() -> String {
    let mut template = "Resources:\n".to_owned();
    for n in 0..40 {
        let after = if n == 0 {
            String::new()
        } else {
            format!("    DependsOn: R{}\n", n - 1)
        };
        let one =
            role(&format!("role-{n}"), 3600).replace("  Role:\n", &format!("  R{n}:\n{after}"));
        template.push_str(&one);
    }
    template
}

async fn roles(cloud: &Cloud) -> usize {
    let output = cloud
        .call("iam", "ListRoles", to_value(&json!({})))
        .await
        .unwrap();
    let found: Json = from_value(output).unwrap();
    found["Roles"].as_array().unwrap().len()
}

async fn cut_off_after(lives: &Lives, count: usize) {
    let cloud = lives.start();
    call(&cloud, "CreateStack", request("app", &many()))
        .await
        .unwrap();
    while roles(&cloud).await < count {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    kill(cloud).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creation_that_was_cut_off_goes_back_and_says_so() {
    let lives = Lives::new();
    cut_off_after(&lives, 5).await;
    let cloud = lives.start();
    let stack = settled(&cloud).await;
    assert_eq!(stack["StackStatus"], "ROLLBACK_COMPLETE", "{stack}");
    assert_eq!(roles(&cloud).await, 0);
    let events = call(&cloud, "DescribeStackEvents", json!({ "StackName": "app" }))
        .await
        .unwrap();
    assert!(
        events
            .to_string()
            .contains("The local environment stopped during the operation.")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rollback_that_was_cut_off_goes_on() {
    let lives = Lives::new();
    cut_off_after(&lives, 10).await;
    let cloud = lives.start();
    while roles(&cloud).await > 5 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    kill(cloud).await;
    let cloud = lives.start();
    assert_eq!(settled(&cloud).await["StackStatus"], "ROLLBACK_COMPLETE");
    assert_eq!(roles(&cloud).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stack_survives_a_restart() {
    let lives = Lives::new();
    let cloud = lives.start();
    call(&cloud, "CreateStack", request("app", &bucket("bkt")))
        .await
        .unwrap();
    settled(&cloud).await;
    kill(cloud).await;
    let cloud = lives.start();
    assert_eq!(settled(&cloud).await["StackStatus"], "CREATE_COMPLETE");
    call(&cloud, "UpdateStack", request("app", &bucket("cold")))
        .await
        .unwrap();
    assert_eq!(settled(&cloud).await["StackStatus"], "UPDATE_COMPLETE");
}
