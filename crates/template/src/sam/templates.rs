//! SAM policy templates, from "AWS SAM policy templates" in the SAM Developer Guide: those for the
//! services that event-driven applications use.

/// A template's statements: actions separated by spaces, and resources.
pub(super) struct Template {
    name: &'static str,
    pub(super) statements: &'static [(&'static str, &'static [&'static str])],
}

pub(super) fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

macro_rules! arn {
    ($service:literal, $resource:literal) => {
        concat!(
            "arn:${AWS::Partition}:",
            $service,
            ":${AWS::Region}:${AWS::AccountId}:",
            $resource
        )
    };
}

const TABLE: &[&str] = &[
    arn!("dynamodb", "table/${TableName}"),
    arn!("dynamodb", "table/${TableName}/index/*"),
];
const BUCKET: &[&str] = &[
    "arn:${AWS::Partition}:s3:::${BucketName}",
    "arn:${AWS::Partition}:s3:::${BucketName}/*",
];

const fn template(
    name: &'static str,
    statements: &'static [(&'static str, &'static [&'static str])],
) -> Template {
    Template { name, statements }
}

const TEMPLATES: &[Template] = &[
    template(
        "SQSPollerPolicy",
        &[(
            "sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch \
             sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes \
             sqs:ReceiveMessage",
            &[arn!("sqs", "${QueueName}")],
        )],
    ),
    template(
        "SQSSendMessagePolicy",
        &[("sqs:SendMessage*", &[arn!("sqs", "${QueueName}")])],
    ),
    template(
        "SNSPublishMessagePolicy",
        &[("sns:Publish", &[arn!("sns", "${TopicName}")])],
    ),
    template(
        "SNSCrudPolicy",
        &[(
            "sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes \
             sns:Subscribe sns:Publish",
            &[arn!("sns", "${TopicName}*")],
        )],
    ),
    template(
        "LambdaInvokePolicy",
        &[(
            "lambda:InvokeFunction",
            &[arn!("lambda", "function:${FunctionName}*")],
        )],
    ),
    template(
        "EventBridgePutEventsPolicy",
        &[(
            "events:PutEvents",
            &[arn!("events", "event-bus/${EventBusName}")],
        )],
    ),
    template(
        "CloudWatchPutMetricPolicy",
        &[("cloudwatch:PutMetricData", &["*"])],
    ),
    template(
        "CloudWatchDescribeAlarmHistoryPolicy",
        &[("cloudwatch:DescribeAlarmHistory", &["*"])],
    ),
    template(
        "CloudWatchDashboardPolicy",
        &[(
            "cloudwatch:GetDashboard cloudwatch:ListDashboards \
             cloudwatch:PutDashboard cloudwatch:ListMetrics",
            &["*"],
        )],
    ),
    template(
        "FilterLogEventsPolicy",
        &[(
            "logs:FilterLogEvents",
            &[arn!("logs", "log-group:${LogGroupName}:log-stream:*")],
        )],
    ),
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
    template(
        "KinesisStreamReadPolicy",
        &[
            (
                "kinesis:ListStreams kinesis:DescribeLimits",
                &[arn!("kinesis", "stream/*")],
            ),
            (
                "kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords \
             kinesis:GetShardIterator",
                &[arn!("kinesis", "stream/${StreamName}")],
            ),
        ],
    ),
    template(
        "KinesisCrudPolicy",
        &[(
            "kinesis:AddTagsToStream kinesis:CreateStream \
             kinesis:DecreaseStreamRetentionPeriod kinesis:DeleteStream \
             kinesis:DescribeStream kinesis:DescribeStreamSummary \
             kinesis:GetShardIterator kinesis:IncreaseStreamRetentionPeriod \
             kinesis:ListTagsForStream kinesis:MergeShards kinesis:PutRecord \
             kinesis:PutRecords kinesis:SplitShard kinesis:RemoveTagsFromStream",
            &[arn!("kinesis", "stream/${StreamName}")],
        )],
    ),
    template(
        "FirehoseWritePolicy",
        &[(
            "firehose:PutRecord firehose:PutRecordBatch",
            &[arn!("firehose", "deliverystream/${DeliveryStreamName}")],
        )],
    ),
    template(
        "FirehoseCrudPolicy",
        &[(
            "firehose:CreateDeliveryStream firehose:DeleteDeliveryStream \
             firehose:DescribeDeliveryStream firehose:PutRecord \
             firehose:PutRecordBatch firehose:UpdateDestination",
            &[arn!("firehose", "deliverystream/${DeliveryStreamName}")],
        )],
    ),
    template(
        "StepFunctionsExecutionPolicy",
        &[(
            "states:StartExecution",
            &[arn!("states", "stateMachine:${StateMachineName}")],
        )],
    ),
    template(
        "StepFunctionsExecutionPolicy_v2",
        &[(
            "states:StartExecution states:StartSyncExecution",
            &[arn!("states", "stateMachine:${StateMachineName}")],
        )],
    ),
    template(
        "StepFunctionsCallbackPolicy",
        &[(
            "states:SendTaskFailure states:SendTaskHeartbeat states:SendTaskSuccess",
            &[arn!("states", "stateMachine:${StateMachineName}")],
        )],
    ),
    template(
        "SSMParameterReadPolicy",
        &[
            ("ssm:DescribeParameters", &["*"]),
            (
                "ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath",
                &[arn!("ssm", "parameter/${ParameterName}")],
            ),
        ],
    ),
    template(
        "SSMParameterWithSlashPrefixReadPolicy",
        &[
            ("ssm:DescribeParameters", &["*"]),
            (
                "ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath",
                &[arn!("ssm", "parameter${ParameterName}")],
            ),
        ],
    ),
    template(
        "AWSSecretsManagerGetSecretValuePolicy",
        &[("secretsmanager:GetSecretValue", &["${SecretArn}"])],
    ),
    template(
        "KMSDecryptPolicy",
        &[("kms:Decrypt", &[arn!("kms", "key/${KeyId}")])],
    ),
    template(
        "KMSEncryptPolicy",
        &[("kms:Encrypt", &[arn!("kms", "key/${KeyId}")])],
    ),
    template(
        "KMSEncryptPolicy_v2",
        &[(
            "kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext \
             kms:GenerateDataKeyPair kms:GenerateDataKeyPairWithoutPlaintext",
            &[arn!("kms", "key/${KeyId}")],
        )],
    ),
    template(
        "CloudFormationDescribeStacksPolicy",
        &[(
            "cloudformation:DescribeStacks",
            &[arn!("cloudformation", "stack/*")],
        )],
    ),
    template(
        "EcsRunTaskPolicy",
        &[(
            "ecs:RunTask",
            &[arn!("ecs", "task-definition/${TaskDefinition}")],
        )],
    ),
    template(
        "SESCrudPolicy",
        &[(
            "ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail \
             ses:VerifyEmailIdentity",
            &[arn!("ses", "identity/${IdentityName}")],
        )],
    ),
    template(
        "SESSendBouncePolicy",
        &[("ses:SendBounce", &[arn!("ses", "identity/${IdentityName}")])],
    ),
    template(
        "SESEmailTemplateCrudPolicy",
        &[(
            "ses:CreateTemplate ses:GetTemplate ses:ListTemplates ses:UpdateTemplate \
             ses:DeleteTemplate ses:TestRenderTemplate",
            &["*"],
        )],
    ),
    template(
        "ComprehendBasicAccessPolicy",
        &[(
            "comprehend:BatchDetectKeyPhrases comprehend:DetectDominantLanguage \
             comprehend:DetectEntities comprehend:BatchDetectEntities \
             comprehend:DetectKeyPhrases comprehend:DetectSentiment \
             comprehend:BatchDetectDominantLanguage comprehend:BatchDetectSentiment",
            &["*"],
        )],
    ),
    template("TextractPolicy", &[("textract:*", &["*"])]),
    template(
        "TextractDetectAnalyzePolicy",
        &[(
            "textract:DetectDocumentText textract:StartDocumentTextDetection \
             textract:StartDocumentAnalysis textract:AnalyzeDocument",
            &["*"],
        )],
    ),
    template(
        "TextractGetResultPolicy",
        &[(
            "textract:GetDocumentTextDetection textract:GetDocumentAnalysis",
            &["*"],
        )],
    ),
    template(
        "RekognitionDetectOnlyPolicy",
        &[(
            "rekognition:DetectFaces rekognition:DetectLabels \
             rekognition:DetectModerationLabels rekognition:DetectText",
            &["*"],
        )],
    ),
    template(
        "RekognitionLabelsPolicy",
        &[(
            "rekognition:DetectLabels rekognition:DetectModerationLabels",
            &["*"],
        )],
    ),
    template(
        "AthenaQueryPolicy",
        &[
            (
                "athena:ListWorkGroups athena:GetExecutionEngine \
             athena:GetExecutionEngines athena:GetNamespace athena:GetCatalogs \
             athena:GetNamespaces athena:GetTables athena:GetTable",
                &["*"],
            ),
            (
                "athena:StartQueryExecution athena:GetQueryResults \
             athena:DeleteNamedQuery athena:GetNamedQuery athena:ListQueryExecutions \
             athena:StopQueryExecution athena:GetQueryResultsStream \
             athena:ListNamedQueries athena:CreateNamedQuery athena:GetQueryExecution \
             athena:BatchGetNamedQuery athena:BatchGetQueryExecution \
             athena:GetWorkGroup",
                &[arn!("athena", "workgroup/${WorkGroupName}")],
            ),
        ],
    ),
    template(
        "ElasticsearchHttpPostPolicy",
        &[(
            "es:ESHttpPost es:ESHttpPut",
            &[arn!("es", "domain/${DomainName}/*")],
        )],
    ),
    template(
        "CodePipelineLambdaExecutionPolicy",
        &[(
            "codepipeline:PutJobSuccessResult codepipeline:PutJobFailureResult",
            &["*"],
        )],
    ),
    template(
        "EC2DescribePolicy",
        &[("ec2:DescribeRegions ec2:DescribeInstances", &["*"])],
    ),
    template(
        "VPCAccessPolicy",
        &[(
            "ec2:CreateNetworkInterface ec2:DeleteNetworkInterface \
             ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface",
            &["*"],
        )],
    ),
];
