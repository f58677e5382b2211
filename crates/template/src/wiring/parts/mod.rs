//! The parts of the graph, as plain data.

mod alarm;
mod bus;
mod function;
mod queue;
mod rule;
mod schema;
mod stores;

pub use alarm::{Alarm, Dimension, Metric};
pub use bus::{Archive, Bus};
pub use function::{AsyncInvoke, Function, Mapping, Role};
pub use queue::{Queue, Redrive, Subscription, Topic};
pub use rule::{Input, Retry, Rule, RulePattern, RuleState, Schedule, Target};
pub use schema::Schema;
pub use stores::{Bucket, LogGroup, Notification, Table};
