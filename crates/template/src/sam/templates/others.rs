//! Services beside the events: secrets, metrics, mail, recognition and the rest.

use super::{Template, template};

pub(super) const TEMPLATES: &[Template] = &[
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
