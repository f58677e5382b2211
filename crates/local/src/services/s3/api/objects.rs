//! Objects and their tags.

use s3s::{S3Request as Req, S3Response as Resp, dto::*, s3_error};

use super::{Answer, Api, answer};
use crate::services::s3::{
    conditions::Conditions,
    faults::to_s3,
    objects::{Put, timestamp},
    translate,
    versions::Removed,
};

impl Api {
    pub(super) async fn put_object(&self, req: Req<PutObjectInput>) -> Answer<PutObjectOutput> {
        translate::refuse_unknown(&req.headers)?;
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        let put = translate::put(req.input).await?;
        let object = self.0.put(&bucket, &key, put).await.map_err(to_s3)?;
        answer(PutObjectOutput {
            e_tag: Some(ETag::Strong(object.etag)),
            version_id: object.version,
            checksum_crc32: object.checksums.crc32,
            checksum_crc32c: object.checksums.crc32c,
            checksum_crc64nvme: object.checksums.crc64nvme,
            checksum_sha1: object.checksums.sha1,
            checksum_sha256: object.checksums.sha256,
            ..PutObjectOutput::default()
        })
    }

    pub(super) async fn get_object(&self, req: Req<GetObjectInput>) -> Answer<GetObjectOutput> {
        let input = req.input;
        let object = self
            .0
            .find(&input.bucket, &input.key, input.version_id.as_deref())
            .map_err(to_s3)?;
        let conditions = Conditions::from(&input);
        conditions.check(&object).map_err(to_s3)?;
        let bytes = self
            .0
            .shelf
            .read(&object.file, object.size)
            .await
            .map_err(to_s3)?;
        let sums = input.checksum_mode.is_some();
        answer(translate::get_output(
            &object,
            bytes,
            input.range.as_ref(),
            sums,
        )?)
    }

    pub(super) async fn head_object(&self, req: Req<HeadObjectInput>) -> Answer<HeadObjectOutput> {
        let input = req.input;
        let object = self
            .0
            .find(&input.bucket, &input.key, input.version_id.as_deref())
            .map_err(to_s3)?;
        let conditions = Conditions::from(&input);
        conditions.check(&object).map_err(to_s3)?;
        answer(translate::head_output(
            &object,
            input.checksum_mode.is_some(),
        ))
    }

    pub(super) async fn delete_object(
        &self,
        req: Req<DeleteObjectInput>,
    ) -> Answer<DeleteObjectOutput> {
        let DeleteObjectInput {
            bucket,
            key,
            version_id,
            ..
        } = req.input;
        let removed = self.0.remove(&bucket, &[(key, version_id.clone())]).await;
        let marker = removed.map_err(to_s3)?.pop().and_then(|one| one.marker);
        let mut gone = Resp::new(DeleteObjectOutput {
            delete_marker: marker.as_ref().map(|_| true),
            version_id: marker.or(version_id),
            ..DeleteObjectOutput::default()
        });
        gone.status = Some(http::StatusCode::NO_CONTENT);
        Ok(gone)
    }

    pub(super) async fn delete_objects(
        &self,
        req: Req<DeleteObjectsInput>,
    ) -> Answer<DeleteObjectsOutput> {
        let DeleteObjectsInput { bucket, delete, .. } = req.input;
        if delete.objects.len() > 1000 {
            return Err(s3_error!(
                MalformedXML,
                "At most 1000 keys can be deleted at once."
            ));
        }
        let keys: Vec<(String, Option<String>)> = delete
            .objects
            .into_iter()
            .map(|object| (object.key, object.version_id))
            .collect();
        let removed = self.0.remove(&bucket, &keys).await.map_err(to_s3)?;
        let deleted = |((key, version_id), removed): (_, Removed)| DeletedObject {
            key: Some(key),
            version_id,
            delete_marker: removed.marker.as_ref().map(|_| true),
            delete_marker_version_id: removed.marker,
        };
        let quiet = delete.quiet.unwrap_or(false);
        answer(DeleteObjectsOutput {
            deleted: (!quiet).then(|| keys.into_iter().zip(removed).map(deleted).collect()),
            ..DeleteObjectsOutput::default()
        })
    }

    pub(super) async fn copy_object(&self, req: Req<CopyObjectInput>) -> Answer<CopyObjectOutput> {
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        let (from_bucket, from_key, from_version) = translate::source(&req.input.copy_source)?;
        let is_itself = from_version.is_none() && (&from_bucket, &from_key) == (&bucket, &key);
        if is_itself && !translate::changes_anything(&req.input) {
            return Err(s3_error!(
                InvalidRequest,
                "This copy request is illegal because it is trying to copy an object to itself \
                 without changing the object's metadata, storage class, website redirect location \
                 or encryption attributes."
            ));
        }
        let source = self
            .0
            .find(&from_bucket, &from_key, from_version.as_deref())
            .map_err(to_s3)?;
        let conditions = Conditions::from(&req.input);
        conditions.check_source(&source).map_err(to_s3)?;
        let body = self
            .0
            .shelf
            .read(&source.file, source.size)
            .await
            .map_err(to_s3)?;
        let put = Put {
            body: body.into(),
            ..translate::copy(req.input, &source)
        };
        let object = self.0.put(&bucket, &key, put).await.map_err(to_s3)?;
        let result = CopyObjectResult {
            e_tag: Some(ETag::Strong(object.etag)),
            last_modified: Some(timestamp(object.modified)),
            ..CopyObjectResult::default()
        };
        answer(CopyObjectOutput {
            copy_object_result: Some(result),
            version_id: object.version,
            ..CopyObjectOutput::default()
        })
    }

    pub(super) async fn get_object_tagging(
        &self,
        req: Req<GetObjectTaggingInput>,
    ) -> Answer<GetObjectTaggingOutput> {
        let object = self
            .0
            .find(
                &req.input.bucket,
                &req.input.key,
                req.input.version_id.as_deref(),
            )
            .map_err(to_s3)?;
        answer(GetObjectTaggingOutput {
            tag_set: translate::tag_set(&object.tags),
            version_id: object.version,
        })
    }

    pub(super) async fn put_object_tagging(
        &self,
        req: Req<PutObjectTaggingInput>,
    ) -> Answer<PutObjectTaggingOutput> {
        let tags = translate::tag_map(req.input.tagging);
        let change = self.0.tag(&req.input.bucket, &req.input.key, tags);
        change.await.map_err(to_s3)?;
        answer(PutObjectTaggingOutput::default())
    }

    pub(super) async fn delete_object_tagging(
        &self,
        req: Req<DeleteObjectTaggingInput>,
    ) -> Answer<DeleteObjectTaggingOutput> {
        let change = self
            .0
            .tag(&req.input.bucket, &req.input.key, Default::default());
        change.await.map_err(to_s3)?;
        answer(DeleteObjectTaggingOutput::default())
    }
}
