//! The ways to name a layer, and a version of one.

use super::fault::{invalid, lacking};
use crate::{arn::Arn, core::Core, fault::Fault};

/// The most characters of a name.
const LONGEST: usize = 140;

/// The name in `name` or `arn:aws:lambda:REGION:ACCOUNT:layer:name`.
///
/// # Errors
/// `InvalidParameterValueException` for what can name no layer; `UnsupportedOperation` for a layer
/// of another account or Region.
pub(super) fn parse(core: &Core, text: &str) -> Result<String, Fault> {
    let name = match text.contains(':') {
        false => text.to_owned(),
        true => match parts(core, text)?.as_slice() {
            [name] => name.clone(),
            _ => return Err(malformed("layerName", text)),
        },
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match !name.is_empty() && name.len() <= LONGEST && name.chars().all(allowed) {
        true => Ok(name),
        false => Err(malformed("layerName", text)),
    }
}

/// Name and number in `arn:aws:lambda:REGION:ACCOUNT:layer:name:number`.
///
/// # Errors
/// As [`parse`].
pub(super) fn version(core: &Core, arn: &str) -> Result<(String, u64), Fault> {
    let number = |text: &String| text.parse().ok();
    match parts(core, arn)?.as_slice() {
        [name, version] => number(version).map(|number| (name.clone(), number)),
        _ => None,
    }
    .ok_or_else(|| malformed("layerVersionArn", arn))
}

/// What follows `layer:` in an ARN.
fn parts(core: &Core, text: &str) -> Result<Vec<String>, Fault> {
    let arn = Arn::parse(text).filter(|arn| arn.service == "lambda");
    let arn = arn.ok_or_else(|| malformed("layerArn", text))?;
    let parts = arn.resource.strip_prefix("layer:");
    let parts = parts.ok_or_else(|| malformed("layerArn", text))?;
    if arn.account != core.account || arn.region != core.region {
        return Err(lacking(&format!(
            "layers of other accounts and Regions ({text}): publish the layer here and name that"
        )));
    }
    Ok(parts.split(':').map(str::to_owned).collect())
}

fn malformed(member: &str, text: &str) -> Fault {
    invalid(format!(
        "1 validation error detected: Value '{text}' at '{member}' failed to satisfy constraint: \
         Member must be the name or the ARN of a layer"
    ))
}
