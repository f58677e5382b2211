//! `AWS::Serverless::LayerVersion`.

use super::function::s3_location;
use super::make::text;
use super::{Expansion, Source};

/// Versions stay when another takes their place and when the stack goes, unless `RetentionPolicy`
/// is `Delete` or the resource has policies of its own.
pub(super) fn expand(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let span = source.span();
    let name = source.get("LayerName").cloned();
    let asked = source.get("RetentionPolicy");
    let asked = asked.and_then(|policy| expansion.text(policy));
    let is_deleted = asked.is_some_and(|policy| policy.eq_ignore_ascii_case("Delete"));
    let mut layer = source.main("AWS::Lambda::LayerVersion");
    for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
        let policy_of = if is_deleted { "Delete" } else { "Retain" };
        layer.default_attribute(policy, text(span, policy_of));
    }
    let layer = layer
        .set("LayerName", name.unwrap_or_else(|| text(span, source.id())))
        .set_some("Content", source.get("ContentUri").map(s3_location));
    let same = [
        "Description",
        "CompatibleRuntimes",
        "CompatibleArchitectures",
        "LicenseInfo",
    ];
    expansion.add(layer.copy(&source.properties, &same));
}
