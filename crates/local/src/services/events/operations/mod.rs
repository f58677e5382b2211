//! What clients ask for, a few operations a file.

mod archives;
mod buses;
mod list_rules;
mod permissions;
mod put_events;
mod replays;
mod rules;
mod tags;
mod targets;
mod trace;
