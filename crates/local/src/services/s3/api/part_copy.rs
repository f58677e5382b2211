//! Parts of an upload that are copied from an object.

use std::ops::Range;

use s3s::{S3Request as Req, dto::*};

use super::{Answer, Api, answer};
use crate::{
    fault::Fault,
    services::s3::{conditions::Conditions, faults::to_s3, objects::timestamp, translate},
};

impl Api {
    pub(super) async fn upload_part_copy(
        &self,
        req: Req<UploadPartCopyInput>,
    ) -> Answer<UploadPartCopyOutput> {
        translate::refuse_unknown(&req.headers)?;
        let input = req.input;
        let (bucket, key, version) = translate::source(&input.copy_source)?;
        let source = self.0.find(&bucket, &key, version.as_deref());
        let source = source.map_err(to_s3)?;
        let conditions = Conditions::from(&input);
        conditions.check_source(&source).map_err(to_s3)?;
        let bytes = match input.copy_source_range.as_deref() {
            Some(text) => range(text, source.size).map_err(to_s3)?,
            None => 0..source.size,
        };
        let body = self.0.shelf.read_range(&source.file, bytes).await;
        let body = body.map_err(to_s3)?.into();
        let place = (&*input.bucket, &*input.key, &*input.upload_id);
        let added = self.0.add_part(place, input.part_number, body).await;
        let result = CopyPartResult {
            e_tag: Some(ETag::Strong(added.map_err(to_s3)?)),
            last_modified: Some(timestamp(self.0.core.clock.now_millis())),
            ..CopyPartResult::default()
        };
        answer(UploadPartCopyOutput {
            copy_part_result: Some(result),
            copy_source_version_id: source.version,
            ..UploadPartCopyOutput::default()
        })
    }
}

/// The bytes that `bytes=first-last` means of an object of this size. Both have to be there, and
/// in the object.
fn range(text: &str, size: u64) -> Result<Range<u64>, Fault> {
    let ends = text
        .strip_prefix("bytes=")
        .and_then(|text| text.split_once('-'));
    let number = |text: &str| text.parse::<u64>().ok();
    let ends = ends.and_then(|(first, last)| Some((number(first)?, number(last)?)));
    let Some((first, last)) = ends.filter(|(first, last)| first <= last) else {
        let message = "The x-amz-copy-source-range value must be of the form bytes=first-last \
                       where first and last are the zero-based offsets of the first and last \
                       bytes to copy";
        return Err(Fault::new("InvalidArgument", message));
    };
    if last < size {
        return Ok(first..last + 1);
    }
    let message = format!("Range specified is not valid for source object of size: {size}");
    Err(Fault::new("InvalidArgument", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_names_both_ends_within_the_object() {
        assert_eq!(range("bytes=0-0", 10).unwrap(), 0..1);
        assert_eq!(range("bytes=2-9", 10).unwrap(), 2..10);
        for text in ["bytes=2-10", "bytes=2-", "bytes=-2", "bytes=5-2", "2-5", ""] {
            assert_eq!(
                range(text, 10).unwrap_err().code,
                "InvalidArgument",
                "{text}"
            );
        }
    }
}
