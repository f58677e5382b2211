//! Uploads in parts.

use s3s::{S3Request as Req, S3Response as Resp, dto::*};

use super::{Answer, Api, answer};
use crate::services::s3::{faults::to_s3, objects::timestamp, translate};

impl Api {
    pub(super) async fn create_multipart_upload(
        &self,
        req: Req<CreateMultipartUploadInput>,
    ) -> Answer<CreateMultipartUploadOutput> {
        translate::refuse_unknown(&req.headers)?;
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        let begun = self
            .0
            .begin_upload(&bucket, &key, translate::upload(req.input));
        answer(CreateMultipartUploadOutput {
            upload_id: Some(begun.await.map_err(to_s3)?),
            bucket: Some(bucket),
            key: Some(key),
            ..CreateMultipartUploadOutput::default()
        })
    }

    pub(super) async fn upload_part(&self, req: Req<UploadPartInput>) -> Answer<UploadPartOutput> {
        let input = req.input;
        let body = translate::collect(input.body).await?;
        let place = (&*input.bucket, &*input.key, &*input.upload_id);
        let added = self.0.add_part(place, input.part_number, body).await;
        answer(UploadPartOutput {
            e_tag: Some(ETag::Strong(added.map_err(to_s3)?)),
            checksum_crc32: input.checksum_crc32,
            checksum_crc64nvme: input.checksum_crc64nvme,
            ..UploadPartOutput::default()
        })
    }

    pub(super) async fn complete_multipart_upload(
        &self,
        req: Req<CompleteMultipartUploadInput>,
    ) -> Answer<CompleteMultipartUploadOutput> {
        let input = req.input;
        let parts = input.multipart_upload.and_then(|upload| upload.parts);
        let part = |part: CompletedPart| {
            let etag = part.e_tag.map(|etag| etag.value().to_owned());
            (part.part_number.unwrap_or_default(), etag)
        };
        let parts: Vec<_> = parts.unwrap_or_default().into_iter().map(part).collect();
        let place = (&*input.bucket, &*input.key, &*input.upload_id);
        let conditions = (input.if_match, input.if_none_match);
        let finished = self.0.finish_upload(place, &parts, conditions).await;
        let finished = finished.map_err(to_s3)?;
        answer(CompleteMultipartUploadOutput {
            e_tag: Some(ETag::Strong(finished.etag)),
            version_id: finished.version,
            location: Some(format!(
                "{}/{}/{}",
                self.0.core.endpoint(),
                place.0,
                place.1
            )),
            bucket: Some(input.bucket),
            key: Some(input.key),
            ..CompleteMultipartUploadOutput::default()
        })
    }

    pub(super) async fn abort_multipart_upload(
        &self,
        req: Req<AbortMultipartUploadInput>,
    ) -> Answer<AbortMultipartUploadOutput> {
        let AbortMultipartUploadInput {
            bucket,
            key,
            upload_id,
            ..
        } = req.input;
        self.0
            .drop_upload(&bucket, &key, &upload_id)
            .await
            .map_err(to_s3)?;
        let mut gone = Resp::new(AbortMultipartUploadOutput::default());
        gone.status = Some(http::StatusCode::NO_CONTENT);
        Ok(gone)
    }

    pub(super) async fn list_parts(&self, req: Req<ListPartsInput>) -> Answer<ListPartsOutput> {
        let ListPartsInput {
            bucket,
            key,
            upload_id,
            ..
        } = req.input;
        let upload = self.0.upload(&bucket, &key, &upload_id).map_err(to_s3)?;
        let part = |(number, part): (i32, super::super::state::Part)| Part {
            part_number: Some(number),
            e_tag: Some(ETag::Strong(part.etag)),
            size: i64::try_from(part.size).ok(),
            last_modified: Some(timestamp(part.modified)),
            ..Part::default()
        };
        answer(ListPartsOutput {
            parts: Some(upload.parts.into_iter().map(part).collect()),
            is_truncated: Some(false),
            bucket: Some(bucket),
            key: Some(key),
            upload_id: Some(upload_id),
            ..ListPartsOutput::default()
        })
    }

    pub(super) async fn list_multipart_uploads(
        &self,
        req: Req<ListMultipartUploadsInput>,
    ) -> Answer<ListMultipartUploadsOutput> {
        let bucket = req.input.bucket;
        let upload = |(id, upload): (String, super::super::state::Upload)| MultipartUpload {
            key: Some(upload.key),
            upload_id: Some(id),
            initiated: Some(timestamp(upload.started)),
            ..MultipartUpload::default()
        };
        let uploads = self.0.uploads(&bucket).map_err(to_s3)?;
        answer(ListMultipartUploadsOutput {
            uploads: Some(uploads.into_iter().map(upload).collect()),
            is_truncated: Some(false),
            bucket: Some(bucket),
            ..ListMultipartUploadsOutput::default()
        })
    }
}
