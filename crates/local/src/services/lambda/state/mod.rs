//! What is known about functions, and kept in the store.

mod alias;
mod function;
mod invoke_config;
mod layer;
mod layers;
mod policy;
mod registry;
mod version;

pub(crate) use alias::Alias;
pub(crate) use function::Function;
pub(crate) use invoke_config::InvokeConfig;
pub(crate) use layer::{Attached, Layer, LayerVersion};
pub(crate) use layers::{Layers, absent};
pub(crate) use policy::{Policy, Statement, is_service};
pub(crate) use registry::{Registry, Resolved};
pub(crate) use version::{Code, Configuration, Version};
