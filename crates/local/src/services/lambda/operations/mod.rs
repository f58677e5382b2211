//! The operations, by what they are about.

mod concurrency;
mod defaults;
mod destination;
mod functions;
mod invoke;
mod invoke_config;
mod layer_permissions;
mod layers;
mod local;
mod mappings;
mod permissions;
mod storage;
mod tags;
mod update;
mod versions;
