//! Pure: from what is desired and what is observed, what will happen. No I/O, no `aws_sdk_*`.

pub(crate) mod changes;
pub(crate) mod dead_letter;
pub(crate) mod parameters;
pub(crate) mod publish;
pub(crate) mod stack;
pub(crate) mod verify;
