//! What every service stands on: the clock, the store, the account, the other services.

use std::{
    any::Any,
    future::Future,
    ops::Deref,
    path::PathBuf,
    sync::{Arc, OnceLock, Weak},
};

use tokio::sync::watch;

use crate::{arn::Arn, clock::Clock, cloud::Cloud, store::Store};

/// How a local environment is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// The 12-digit account that everything belongs to.
    pub account: String,
    /// The Region that everything is in.
    pub region: String,
    /// Where state lives; made when it is not there.
    pub data_dir: PathBuf,
    /// The clock that everything goes by.
    pub clock: Clock,
    /// How many messages a queue keeps in memory that can be received, and of how many
    /// asynchronous invocations a function knows where they lie; those behind them are on disk
    /// only.
    pub queue_memory: usize,
}

impl Config {
    /// The account of the local environment unless told otherwise.
    pub const ACCOUNT: &'static str = "000000000000";
    /// The Region of the local environment unless told otherwise.
    pub const REGION: &'static str = "us-east-1";

    /// Account 000000000000 in us-east-1 at real time, with its state in `data_dir`.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            account: Self::ACCOUNT.to_owned(),
            region: Self::REGION.to_owned(),
            data_dir: data_dir.into(),
            clock: Clock::system(),
            queue_memory: 8192,
        }
    }
}

/// The ground that services are built on. Shared by all of them.
pub struct Core {
    /// The one clock.
    pub clock: Clock,
    /// The one store.
    pub store: Store,
    /// The 12-digit account.
    pub account: String,
    /// The Region.
    pub region: String,
    /// Where state and unpacked code live.
    pub data_dir: PathBuf,
    /// [`Config::queue_memory`].
    pub queue_memory: usize,
    endpoint: OnceLock<String>,
    cloud: OnceLock<Weak<dyn Any + Send + Sync>>,
    stop: watch::Sender<bool>,
}

impl Core {
    /// The ground for one environment.
    pub fn new(config: Config, store: Store) -> Arc<Self> {
        let Config {
            account,
            region,
            data_dir,
            queue_memory,
            clock,
        } = config;
        let (stop, _) = watch::channel(false);
        let (endpoint, cloud) = (OnceLock::new(), OnceLock::new());
        Arc::new(Self {
            clock,
            store,
            account,
            region,
            data_dir,
            queue_memory,
            endpoint,
            cloud,
            stop,
        })
    }

    /// The ground for a test: in memory, with a scratch directory, at real time.
    pub fn for_tests(data_dir: impl Into<PathBuf>) -> Arc<Self> {
        Self::new(Config::new(data_dir), Store::in_memory())
    }

    /// Whether an ARN is of this account and Region.
    pub fn is_here(&self, arn: &Arn) -> bool {
        arn.region == self.region && arn.account == self.account
    }

    /// An ARN of a resource in this account and Region.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:aws:{service}:{}:{}:{resource}",
            self.region, self.account
        )
    }

    /// The base URL under which clients reach the environment, without a slash at the end.
    /// Before the server listens it is `http://127.0.0.1:0`.
    pub fn endpoint(&self) -> &str {
        self.endpoint
            .get()
            .map_or("http://127.0.0.1:0", String::as_str)
    }

    /// Says where the server listens; the first call counts.
    pub fn listens_on(&self, endpoint: String) {
        let _ = self.endpoint.set(endpoint);
    }

    /// Says who the other services are; the first call counts.
    pub(crate) fn introduce(&self, cloud: &Arc<Cloud>) {
        let cloud: Weak<Cloud> = Arc::downgrade(cloud);
        let _ = self.cloud.set(cloud);
    }

    /// The other services; `None` while the environment starts or after it has stopped.
    pub fn cloud(&self) -> Option<Peers> {
        self.cloud.get().and_then(Weak::upgrade).map(Peers)
    }

    /// Runs work in the background until it ends or the environment stops. What is cut off must
    /// be able to go on from the store.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut stopped = self.stop.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                () = work => {}
                _ = stopped.wait_for(|stop| *stop) => {}
            }
        });
    }

    /// Ends all background work.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Resolves when the environment stops.
    pub async fn stopped(&self) {
        let mut stopped = self.stop.subscribe();
        let _ = stopped.wait_for(|stop| *stop).await;
    }
}

/// All services, as one service holds them.
///
/// Behind `dyn Any`, because every `async fn` that reaches its peers through their types would
/// make the compiler prove anew that everything below [`Cloud`] may cross threads: that was half
/// of this crate's build time.
#[derive(Clone)]
pub struct Peers(Arc<dyn Any + Send + Sync>);

impl Deref for Peers {
    type Target = Cloud;

    fn deref(&self) -> &Cloud {
        self.0
            .downcast_ref()
            .expect("only Core::introduce makes one, from a Cloud")
    }
}
