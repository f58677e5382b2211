//! Layers.

use super::*;
use crate::DeletionPolicy::{Delete, Retain};

#[test]
fn a_layer_is_named_after_its_resource_and_stays_unless_told_otherwise() {
    let bound = bind(
        "Transform: AWS::Serverless-2016-10-31
Parameters: {Keep: {Type: String, Default: delete}}
Resources:
  Tools:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: s3://b/k, CompatibleRuntimes: [python3.13]}
  Passing:
    Type: AWS::Serverless::LayerVersion
    Properties: {LayerName: other, ContentUri: s3://b/k, RetentionPolicy: !Ref Keep}
  Own:
    Type: AWS::Serverless::LayerVersion
    DeletionPolicy: Delete
    Properties: {ContentUri: s3://b/k}
",
    );
    let expected = json!({
        "LayerName": "Tools",
        "Content": {"S3Bucket": "b", "S3Key": "k"},
        "CompatibleRuntimes": ["python3.13"],
    });
    assert_eq!(properties(&bound, "Tools"), expected);
    assert_eq!(properties(&bound, "Passing")["LayerName"], "other");
    let policies = |id: &str| {
        let mut resources = bound.resources().iter();
        let resource = resources.find(|resource| resource.logical_id == id);
        let resource = resource.expect("a resource");
        [resource.deletion_policy, resource.update_replace_policy]
    };
    assert_eq!(policies("Tools"), [Retain, Retain]);
    assert_eq!(policies("Passing"), [Delete, Delete]);
    assert_eq!(policies("Own"), [Delete, Retain]);
}
