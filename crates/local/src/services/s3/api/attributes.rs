//! What is known about an object, by name.

use s3s::{S3Request as Req, dto::*};

use super::{Answer, Api, answer};
use crate::services::s3::{checksum::Checksums, faults::to_s3, objects::timestamp};

impl Api {
    pub(super) async fn get_object_attributes(
        &self,
        req: Req<GetObjectAttributesInput>,
    ) -> Answer<GetObjectAttributesOutput> {
        let input = req.input;
        let object = self
            .0
            .find(&input.bucket, &input.key, input.version_id.as_deref())
            .map_err(to_s3)?;
        let wanted = |name: &str| {
            let mut names = input.object_attributes.iter();
            names.any(|one| one.as_str() == name)
        };
        let storage_class = || StorageClass::from_static(StorageClass::STANDARD);
        answer(GetObjectAttributesOutput {
            checksum: Some(object.checksums)
                .filter(|_| wanted(ObjectAttributes::CHECKSUM))
                .and_then(checksum),
            object_parts: parts(&object.etag).filter(|_| wanted(ObjectAttributes::OBJECT_PARTS)),
            object_size: i64::try_from(object.size)
                .ok()
                .filter(|_| wanted(ObjectAttributes::OBJECT_SIZE)),
            storage_class: wanted(ObjectAttributes::STORAGE_CLASS).then(storage_class),
            e_tag: wanted(ObjectAttributes::ETAG).then_some(ETag::Strong(object.etag)),
            last_modified: Some(timestamp(object.modified)),
            version_id: object.version,
            ..GetObjectAttributesOutput::default()
        })
    }
}

fn checksum(sums: Checksums) -> Option<Checksum> {
    let checksum = Checksum {
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        checksum_type: Some(ChecksumType::from_static(ChecksumType::FULL_OBJECT)),
    };
    let none = Checksum {
        checksum_type: checksum.checksum_type.clone(),
        ..Checksum::default()
    };
    (checksum != none).then_some(checksum)
}

/// How many parts an object was made of; its entity tag says so.
fn parts(etag: &str) -> Option<GetObjectAttributesParts> {
    let (_, count) = etag.split_once('-')?;
    Some(GetObjectAttributesParts {
        total_parts_count: count.parse().ok(),
        ..GetObjectAttributesParts::default()
    })
}
