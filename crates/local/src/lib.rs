//! AWS on loopback: protocols, services, store.
