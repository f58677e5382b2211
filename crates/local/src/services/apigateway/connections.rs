//! The open WebSocket connections. They end with the process, as sockets do.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::mpsc;

/// How many messages wait for a client that does not read before sending to it fails.
const WAITING: usize = 1024;

/// All open connections, by id.
#[derive(Default)]
pub struct Connections {
    open: Mutex<HashMap<String, Connection>>,
}

/// One open connection.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The API that it is to.
    pub api: String,
    /// The API's stage.
    pub stage: String,
    /// Milliseconds since the epoch.
    pub connected: i64,
    /// When a message went over it last.
    pub last_active: i64,
    /// Where the client is.
    pub source_ip: String,
    /// What the client says that it is.
    pub user_agent: String,
    outbox: mpsc::Sender<Outgoing>,
}

/// What is sent to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// A message.
    Message(Vec<u8>),
    /// The end.
    Close,
}

impl Connection {
    /// A connection to a stage of an API, and where what is sent to its client comes out.
    pub fn new(api: &str, stage: &str, now: i64) -> (Self, mpsc::Receiver<Outgoing>) {
        let (outbox, inbox) = mpsc::channel(WAITING);
        let connection = Self {
            api: api.to_owned(),
            stage: stage.to_owned(),
            connected: now,
            last_active: now,
            source_ip: "127.0.0.1".to_owned(),
            user_agent: String::new(),
            outbox,
        };
        (connection, inbox)
    }

    /// The same connection of a client that calls itself so.
    #[must_use]
    pub fn of(mut self, user_agent: &str) -> Self {
        user_agent.clone_into(&mut self.user_agent);
        self
    }
}

impl Connections {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Connection>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an open connection.
    pub fn add(&self, id: &str, connection: Connection) {
        self.lock().insert(id.to_owned(), connection);
    }

    /// Takes a connection out that has ended.
    pub fn remove(&self, id: &str) -> Option<Connection> {
        self.lock().remove(id)
    }

    /// The ids of all open connections.
    pub fn ids(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }

    /// A look at a connection.
    pub fn get(&self, id: &str) -> Option<Connection> {
        self.lock().get(id).cloned()
    }

    /// Notes that a message went over a connection.
    pub fn touch(&self, id: &str, now: i64) {
        if let Some(connection) = self.lock().get_mut(id) {
            connection.last_active = now;
        }
    }

    /// Sends to a client; false when the connection is gone or its client does not read.
    pub fn send(&self, id: &str, what: Outgoing) -> bool {
        let Some(connection) = self.get(id) else {
            return false;
        };
        connection.outbox.try_send(what).is_ok()
    }

    /// Ends all connections to an API.
    pub fn close_all(&self, api: &str) {
        for connection in self
            .lock()
            .values()
            .filter(|connection| connection.api == api)
        {
            let _ = connection.outbox.try_send(Outgoing::Close);
        }
    }
}
