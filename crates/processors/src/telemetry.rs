//! What the processors say: structured logs and embedded-format metrics, one JSON line each.

mod logger;
mod metric;
mod sink;

pub use logger::{Level, Logger};
pub use metric::{Metric, NAMESPACE};
pub use sink::{Sink, Stdout};
