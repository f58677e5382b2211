//! AWS on loopback: protocols, services, store.
//!
//! A request comes in through `server`, which asks `protocol` what it says and who it is for;
//! [`cloud::Cloud`] hands it to a [`service::Service`]; what the service changes is in
//! [`store::Store`] before the answer goes out. Everything goes by one [`clock::Clock`].

pub mod arn;
mod authority;
pub mod clock;
pub mod cloud;
pub mod core;
pub mod fault;
pub mod ledger;
pub mod page;
pub mod principal;
pub mod protocol;
pub mod server;
pub mod service;
pub mod services;
pub mod store;
pub mod wire;
