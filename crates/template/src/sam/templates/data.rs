//! Tables and buckets.

use super::{Template, template};

const TABLE: &[&str] = &[
    arn!("dynamodb", "table/${TableName}"),
    arn!("dynamodb", "table/${TableName}/index/*"),
];
const BUCKET: &[&str] = &[
    "arn:${AWS::Partition}:s3:::${BucketName}",
    "arn:${AWS::Partition}:s3:::${BucketName}/*",
];

pub(super) const TEMPLATES: &[Template] = &[
    template(
        "DynamoDBCrudPolicy",
        &[(
            "dynamodb:GetItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:Scan \
             dynamodb:Query dynamodb:UpdateItem dynamodb:BatchWriteItem \
             dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:ConditionCheckItem",
            TABLE,
        )],
    ),
    template(
        "DynamoDBReadPolicy",
        &[(
            "dynamodb:GetItem dynamodb:Scan dynamodb:Query dynamodb:BatchGetItem \
             dynamodb:DescribeTable",
            TABLE,
        )],
    ),
    template(
        "DynamoDBWritePolicy",
        &[(
            "dynamodb:PutItem dynamodb:UpdateItem dynamodb:BatchWriteItem",
            TABLE,
        )],
    ),
    template(
        "DynamoDBReconfigurePolicy",
        &[(
            "dynamodb:UpdateTable",
            &[arn!("dynamodb", "table/${TableName}")],
        )],
    ),
    template(
        "DynamoDBStreamReadPolicy",
        &[
            (
                "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator",
                &[arn!("dynamodb", "table/${TableName}/stream/${StreamName}")],
            ),
            (
                "dynamodb:ListStreams",
                &[arn!("dynamodb", "table/${TableName}/stream/*")],
            ),
        ],
    ),
    template(
        "DynamoDBBackupFullAccessPolicy",
        &[
            (
                "dynamodb:CreateBackup dynamodb:DescribeContinuousBackups",
                &[arn!("dynamodb", "table/${TableName}")],
            ),
            (
                "dynamodb:DeleteBackup dynamodb:DescribeBackup dynamodb:ListBackups",
                &[arn!("dynamodb", "table/${TableName}/backup/*")],
            ),
        ],
    ),
    template(
        "DynamoDBRestoreFromBackupPolicy",
        &[
            (
                "dynamodb:RestoreTableFromBackup",
                &[arn!("dynamodb", "table/${TableName}/backup/*")],
            ),
            (
                "dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem \
             dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchWriteItem",
                &[arn!("dynamodb", "table/${TableName}")],
            ),
        ],
    ),
    template(
        "S3ReadPolicy",
        &[(
            "s3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion \
             s3:GetLifecycleConfiguration",
            BUCKET,
        )],
    ),
    template(
        "S3WritePolicy",
        &[(
            "s3:PutObject s3:PutObjectAcl s3:PutLifecycleConfiguration",
            BUCKET,
        )],
    ),
    template(
        "S3CrudPolicy",
        &[(
            "s3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion \
             s3:PutObject s3:PutObjectAcl s3:GetLifecycleConfiguration \
             s3:PutLifecycleConfiguration s3:DeleteObject",
            BUCKET,
        )],
    ),
    template(
        "S3FullAccessPolicy",
        &[
            (
                "s3:GetObject s3:GetObjectAcl s3:GetObjectVersion s3:PutObject \
             s3:PutObjectAcl s3:DeleteObject s3:DeleteObjectTagging \
             s3:DeleteObjectVersionTagging s3:GetObjectTagging \
             s3:GetObjectVersionTagging s3:PutObjectTagging \
             s3:PutObjectVersionTagging",
                &["arn:${AWS::Partition}:s3:::${BucketName}/*"],
            ),
            (
                "s3:ListBucket s3:GetBucketLocation s3:GetLifecycleConfiguration \
             s3:PutLifecycleConfiguration",
                &["arn:${AWS::Partition}:s3:::${BucketName}"],
            ),
        ],
    ),
];
