//! The AWS services, one folder each. In a folder: `mod.rs` has the service and its list of
//! operations, `model/` the wire types, and one file an idea from there.

pub mod apigateway;
pub mod cloudformation;
pub mod cloudwatch;
pub mod dynamodb;
pub mod events;
pub mod iam;
pub mod kms;
pub mod lambda;
pub mod logs;
pub mod s3;
pub mod sns;
pub mod sqs;
pub mod sts;
mod text;
