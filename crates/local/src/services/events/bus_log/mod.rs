//! What a bus logs of each event, step by step, as far as its `LogConfig` asks for it.
//!
//! Records go where log deliveries of CloudWatch Logs take them; see the user guide's "Logging
//! event buses" and its schema of records.

mod record;
mod scribe;
mod step;

pub(crate) use scribe::Scribe;
pub(crate) use step::check;
