//! Pure: from what is desired and what is observed, what will happen. No I/O, no `aws_sdk_*`.

pub(crate) mod alarms;
pub(crate) mod catalogue;
pub(crate) mod changes;
pub(crate) mod checks;
pub(crate) mod dead_letter;
pub(crate) mod exported;
pub(crate) mod feeders;
pub(crate) mod ids;
pub(crate) mod live;
pub(crate) mod message;
pub(crate) mod moment;
pub(crate) mod parameters;
pub(crate) mod publish;
pub(crate) mod recent;
pub(crate) mod redrive;
pub(crate) mod routing;
pub(crate) mod seen;
pub(crate) mod stack;
pub(crate) mod verify;
