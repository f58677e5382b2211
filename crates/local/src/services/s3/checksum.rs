//! Checksums of objects: those the client sent are checked, kept and returned.

use s3s::{
    checksum::ChecksumHasher,
    crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Sha1, Sha256},
};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// In base64, as the headers carry them.
#[derive(Clone, Default, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Checksums {
    pub(super) crc32: Option<String>,
    pub(super) crc32c: Option<String>,
    pub(super) crc64nvme: Option<String>,
    pub(super) sha1: Option<String>,
    pub(super) sha256: Option<String>,
}

impl Checksums {
    /// Checks what was claimed; with nothing claimed the sum is CRC64NVME, as in S3.
    ///
    /// # Errors
    /// `BadDigest` naming the algorithm.
    pub(super) fn verified(claimed: &Self, bytes: &[u8]) -> Result<Self, Fault> {
        let actual = Self::compute(claimed, bytes);
        let pairs = [
            ("CRC32", &claimed.crc32, &actual.crc32),
            ("CRC32C", &claimed.crc32c, &actual.crc32c),
            ("CRC64NVME", &claimed.crc64nvme, &actual.crc64nvme),
            ("SHA1", &claimed.sha1, &actual.sha1),
            ("SHA256", &claimed.sha256, &actual.sha256),
        ];
        let wrong = pairs
            .iter()
            .find(|(_, claim, sum)| claim.is_some() && claim != sum);
        if let Some((algorithm, ..)) = wrong {
            let message =
                format!("The {algorithm} you specified did not match the calculated checksum.");
            return Err(Fault::new("BadDigest", message));
        }
        Ok(actual)
    }

    fn compute(claimed: &Self, bytes: &[u8]) -> Self {
        let nothing = *claimed == Self::default();
        let mut hasher = ChecksumHasher {
            crc32: claimed.crc32.as_ref().map(|_| Crc32::new()),
            crc32c: claimed.crc32c.as_ref().map(|_| Crc32c::new()),
            sha1: claimed.sha1.as_ref().map(|_| Sha1::new()),
            sha256: claimed.sha256.as_ref().map(|_| Sha256::new()),
            crc64nvme: (nothing || claimed.crc64nvme.is_some()).then(Crc64Nvme::new),
        };
        hasher.update(bytes);
        let sums = hasher.finalize();
        Self {
            crc32: sums.checksum_crc32,
            crc32c: sums.checksum_crc32c,
            crc64nvme: sums.checksum_crc64nvme,
            sha1: sums.checksum_sha1,
            sha256: sums.checksum_sha256,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_claim_is_kept_and_a_wrong_one_refused() {
        let right = Checksums {
            // The CRC-32 check value of `123456789`, cbf43926.
            crc32: Some("y/Q5Jg==".to_owned()),
            ..Checksums::default()
        };
        assert_eq!(Checksums::verified(&right, b"123456789").unwrap(), right);
        let fault = Checksums::verified(&right, b"12345678").unwrap_err();
        assert_eq!(fault.code, "BadDigest");
    }
}
