//! What is written and not meant.

use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "duplicate-key",
        &[(
            "      RetentionDays: 30\n",
            "      RetentionDays: 3\n      RetentionDays: 30\n",
        )],
        "RetentionDays: 30",
    ),
    fault(
        "sam-unknown",
        &[(
            "Resources:\n",
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  \
             Keys: {Type: AWS::Serverless::SimpleTable, Description: x}\n",
        )],
        "Keys:",
    ),
    fault(
        "sam-not-expanded",
        &[(
            "Resources:\n",
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  \
             Link: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Bus}, \
             Destination: {Id: Work}, Permissions: [Write]}}\n",
        )],
        "Link:",
    ),
];
