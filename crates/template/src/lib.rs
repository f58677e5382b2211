//! CloudFormation and SAM templates with source positions, and the wiring they describe.
//!
//! A template is read in steps, each of which is plain data and does no I/O:
//!
//! 1. [`Template::parse`]: text → sections, every value with its [`Span`];
//! 2. [`Template::bind`]: parameters, mappings, conditions and the SAM transform → [`Bound`];
//! 3. concrete evaluation for a deployment ([`Bound::evaluate_properties`] with a [`Scope`] that
//!    knows the physical names), or symbolic evaluation for checks that run before anything exists.

mod bind;
mod diagnostic;
mod document;
mod evaluate;
mod intrinsic;
mod model;
mod node;
pub mod policy;
mod position;
mod sam;
mod suggest;
mod template;
#[cfg(test)]
mod testing;
pub mod token;
mod truth;
mod value;
pub mod wiring;
mod yaml;

pub use bind::{Bound, DeletionPolicy, Dependence, Output, Pseudo, Resource, Scope};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use document::yaml_document;
pub use model::{Identity, Model, ModelResource, Named, named};
pub use position::{Pos, Span};
pub use suggest::nearest;
pub use template::{Artifact, ParameterDecl, ParameterType, Template};
pub use truth::Truth;
pub use value::{Entry, Kind, Map, Value};
pub use wiring::Wiring;
