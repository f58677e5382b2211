//! Living with dependencies that are slow or fail: back-off, circuit breaker, and the guard that
//! puts both around every seam.

mod backoff;
mod breaker;
mod guard;
mod guarded;

pub use backoff::Backoff;
pub use breaker::{Breaker, BreakerState};
pub use guard::Guard;
pub use guarded::guarded;
