//! `AWS::Serverless::Function`.

use super::make::{get_att, map, reference, tags, text};
use super::{Expansion, Source, deployment, destination, events, role};
use crate::node::{Node, NodeKind};
use crate::position::Span;

/// Properties that SAM makes something of. `AWS::Lambda::Function` has all others under the same
/// name, or nobody has.
const OWN: &[&str] = &[
    "AssumeRolePolicyDocument",
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "AutoPublishCodeSha256",
    "CodeUri",
    "DeadLetterQueue",
    "DeploymentPreference",
    "EventInvokeConfig",
    "Events",
    "FunctionUrlConfig",
    "ImageUri",
    "InlineCode",
    "PermissionsBoundary",
    "Policies",
    "PropagateTags",
    "ProvisionedConcurrencyConfig",
    "Role",
    "RolePath",
    "Tags",
    "Tracing",
    "VersionDescription",
];

/// Properties of `AWS::Lambda::Function` that a serverless one has too.
const SAME: &[&str] = &[
    "Architectures",
    "CapacityProviderConfig",
    "CodeSigningConfigArn",
    "Description",
    "DurableConfig",
    "Environment",
    "EphemeralStorage",
    "FileSystemConfigs",
    "FunctionName",
    "FunctionScalingConfig",
    "Handler",
    "ImageConfig",
    "KmsKeyArn",
    "Layers",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "PublishToLatestPublished",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Runtime",
    "RuntimeManagementConfig",
    "SnapStart",
    "SourceKMSKeyArn",
    "TenancyConfig",
    "Timeout",
    "VpcConfig",
];

fn check(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let known: Vec<&str> = OWN.iter().chain(SAME).copied().collect();
    for entry in source.properties.entries().unwrap_or_default() {
        let name = entry.key.as_str();
        if !known.contains(&name) && !name.starts_with("Fn::") {
            let message = format!("`{}` has an unknown property `{name}`", source.id());
            expansion.unknown_property(entry, message, &known);
        }
    }
}

pub(super) fn expand(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    check(expansion, source);
    let properties = &source.properties;
    let role = match source.get("Role") {
        Some(role) => role.clone(),
        None => get_att(source.span(), &role::logical_id(source), "Arn"),
    };
    let function = source
        .main("AWS::Lambda::Function")
        .set_some("Code", code(source))
        .copy_but(properties, OWN)
        .set("Role", role)
        .set_some("TracingConfig", source.get("Tracing").map(mode))
        .set_some(
            "DeadLetterConfig",
            source.get("DeadLetterQueue").and_then(dead_letter),
        )
        .set(
            "Tags",
            tags(source.span(), "lambda:createdBy", source.get("Tags")),
        );
    expansion.add(function);
    let alias = alias(expansion, source);
    deployment::expand(expansion, source);
    asynchronous(expansion, source, alias.as_deref());
    url(expansion, source, alias.as_deref());
    let needs = events::expand(expansion, source, alias.as_deref());
    if source.get("Role").is_none() {
        role::function(expansion, source, needs);
    }
}

fn mode(tracing: &Node) -> Node {
    map(tracing.span(), [("Mode", tracing.clone())])
}

fn dead_letter(queue: &Node) -> Option<Node> {
    let target = queue.get("TargetArn")?.clone();
    Some(map(queue.span(), [("TargetArn", target)]))
}

fn code(source: &Source<'_>) -> Option<Node> {
    if let Some(inline) = source.get("InlineCode") {
        return Some(map(inline.span(), [("ZipFile", inline.clone())]));
    }
    if let Some(image) = source.get("ImageUri") {
        return Some(map(image.span(), [("ImageUri", image.clone())]));
    }
    source.get("CodeUri").map(s3_location)
}

/// `s3://bucket/key`, or a map with `Bucket`, `Key` and `Version`. A path on disk stays the key:
/// packaging replaces it before a deployment.
pub(super) fn s3_location(uri: &Node) -> Node {
    let span = uri.span();
    if let NodeKind::Map(_) = uri.kind() {
        let names = [
            ("Bucket", "S3Bucket"),
            ("Key", "S3Key"),
            ("Version", "S3ObjectVersion"),
        ];
        let found = names.iter().filter_map(|(from, to)| {
            uri.entry(from).map(|e| crate::node::NodeEntry {
                key: (*to).to_owned(),
                ..e.clone()
            })
        });
        let entries: Vec<_> = found.collect();
        return if entries.is_empty() {
            uri.clone()
        } else {
            Node::map(span, entries)
        };
    }
    let path = uri.text().unwrap_or_default();
    match path
        .strip_prefix("s3://")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((bucket, key)) => map(
            span,
            [("S3Bucket", text(span, bucket)), ("S3Key", text(span, key))],
        ),
        None => map(span, [("S3Key", uri.clone())]),
    }
}

/// The alias that everything invokes when `AutoPublishAlias` is set.
fn alias(expansion: &mut Expansion<'_>, source: &Source<'_>) -> Option<String> {
    let name = source.get("AutoPublishAlias")?;
    let (id, span) = (source.id(), name.span());
    let version_id = format!("{id}Version{}", code_digest(source));
    let alias_name = expansion.text(name).unwrap_or_default();
    let alias_id = format!("{id}Alias{alias_name}");
    let version = source.other(&version_id, "AWS::Lambda::Version", span);
    expansion.add(version.set("FunctionName", reference(span, id)));
    let alias = source.other(&alias_id, "AWS::Lambda::Alias", span);
    expansion.add(
        alias
            .set("Name", name.clone())
            .set("FunctionName", reference(span, id))
            .set("FunctionVersion", get_att(span, &version_id, "Version"))
            .copy(&source.properties, &["ProvisionedConcurrencyConfig"]),
    );
    expansion
        .renamed
        .insert(format!("{id}.Alias"), alias_id.clone());
    expansion
        .renamed
        .insert(format!("{id}.Version"), version_id);
    Some(alias_id)
}

/// Ten hexadecimal digits that change with the location of the code, so that a new version is made.
fn code_digest(source: &Source<'_>) -> String {
    let keys = ["CodeUri", "InlineCode", "ImageUri", "AutoPublishCodeSha256"];
    let parts: Vec<String> = keys
        .iter()
        .filter_map(|key| source.get(key))
        .map(|node| format!("{:?}", texts(node)))
        .collect();
    let digest = parts
        .join("|")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{:010x}", digest & 0xff_ffff_ffff)
}

fn texts(node: &Node) -> Vec<String> {
    match node.kind() {
        NodeKind::Scalar(scalar) => vec![scalar.text.clone()],
        NodeKind::List(items) => items.iter().flat_map(texts).collect(),
        NodeKind::Map(entries) => entries.iter().flat_map(|e| texts(&e.value)).collect(),
    }
}

fn asynchronous(expansion: &mut Expansion<'_>, source: &Source<'_>, alias: Option<&str>) {
    let Some(config) = source.get("EventInvokeConfig") else {
        return;
    };
    let span = config.span();
    let id = format!("{}EventInvokeConfig", source.id());
    let qualifier = match alias {
        Some(_) => source.get("AutoPublishAlias").cloned(),
        None => Some(text(span, "$LATEST")),
    };
    let ends = config.get("DestinationConfig");
    let ends = ends.map(|ends| destination::expand(expansion, source, ends));
    let mut make = source.other(&id, "AWS::Lambda::EventInvokeConfig", span);
    if let Some(alias) = alias {
        make.depends_on(alias);
    }
    let made = make
        .set("FunctionName", reference(span, source.id()))
        .set_some("DestinationConfig", ends)
        .copy(
            config,
            &["MaximumEventAgeInSeconds", "MaximumRetryAttempts"],
        )
        .set_some("Qualifier", qualifier);
    expansion.add(made);
}

fn url(expansion: &mut Expansion<'_>, source: &Source<'_>, alias: Option<&str>) {
    let Some(config) = source.get("FunctionUrlConfig") else {
        return;
    };
    let span = config.span();
    let target = reference(span, alias.unwrap_or(source.id()));
    let url = source.other(&format!("{}Url", source.id()), "AWS::Lambda::Url", span);
    let url = url.set("TargetFunctionArn", target.clone());
    expansion.add(url.copy(config, &["AuthType", "Cors", "InvokeMode"]));
    if config.get("AuthType").and_then(Node::text) == Some("NONE") {
        public_url(expansion, source, target, span);
    }
}

fn public_url(expansion: &mut Expansion<'_>, source: &Source<'_>, target: Node, span: Span) {
    let id = format!("{}UrlPublicPermissions", source.id());
    let permission = source.other(&id, "AWS::Lambda::Permission", span);
    expansion.add(
        permission
            .set("Action", text(span, "lambda:InvokeFunctionUrl"))
            .set("FunctionName", target.clone())
            .set("Principal", text(span, "*"))
            .set("FunctionUrlAuthType", text(span, "NONE")),
    );
    let id = format!("{}URLInvokeAllowPublicAccess", source.id());
    let permission = source.other(&id, "AWS::Lambda::Permission", span);
    expansion.add(
        permission
            .set("Action", text(span, "lambda:InvokeFunction"))
            .set("FunctionName", target)
            .set("Principal", text(span, "*"))
            .set("InvokedViaFunctionUrl", super::make::plain(span, "true")),
    );
}
