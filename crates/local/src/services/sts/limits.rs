//! What a session is limited to beside its role. Requests of clients are not asked for permissions,
//! so that session policies are looked at and not kept.

use super::model::AssumeRole;
use crate::{fault::Fault, services::iam};

/// Characters that a session's policies may have together: the document and the managed ones' ARNs.
const ROOM: usize = 2_048;

/// Checks the session policies of a request; the answer is how much of the room they take, in
/// percent. AWS packs them before it measures, here they count as they are written.
pub(super) fn check(input: &AssumeRole) -> Result<Option<usize>, Fault> {
    if let Some(policy) = &input.policy {
        iam::check_permissions(policy)?;
    }
    let arns = input.policy_arns.iter().map(|policy| &policy.arn);
    let lengths = input
        .policy
        .iter()
        .chain(arns)
        .map(|text| text.chars().count());
    let taken = (lengths.sum::<usize>() * 100).div_ceil(ROOM);
    match taken {
        0 => Ok(None),
        1..=100 => Ok(Some(taken)),
        _ => Err(too_large(taken)),
    }
}

fn too_large(percent: usize) -> Fault {
    let message =
        format!("Packed policy consumes {percent}% of allotted space, please use smaller policy.");
    Fault::new("PackedPolicyTooLarge", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::sts::model::PolicyArn;

    /// What a request with session policies of so many characters is told.
    fn checked(characters: usize) -> Result<Option<usize>, Fault> {
        check(&AssumeRole {
            role_arn: String::new(),
            role_session_name: String::new(),
            duration_seconds: None,
            policy: None,
            policy_arns: vec![PolicyArn {
                arn: "a".repeat(characters),
            }],
        })
    }

    #[test]
    fn session_policies_have_only_so_much_room() {
        assert_eq!(checked(0).unwrap(), None);
        assert_eq!(checked(1).unwrap(), Some(1));
        assert_eq!(checked(ROOM).unwrap(), Some(100));
        assert_eq!(checked(ROOM + 1).unwrap_err().code, "PackedPolicyTooLarge");
    }
}
