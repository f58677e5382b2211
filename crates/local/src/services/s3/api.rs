//! The operations of S3 as `s3s` calls them. Those that are not here answer `NotImplemented`.

use std::sync::Arc;

use async_trait::async_trait;
use s3s::{S3Request as Req, S3Response as Resp, S3Result, dto::*, s3_error};

use super::{
    S3,
    conditions::Conditions,
    faults::to_s3,
    listing::{Query, list},
    objects::{Put, timestamp},
    settings, translate, version_list,
    versions::Removed,
};

/// S3 as `s3s` sees it.
pub(super) struct Api(pub(super) Arc<S3>);

type Answer<T> = S3Result<Resp<T>>;

fn answer<T>(output: T) -> Answer<T> {
    Ok(Resp::new(output))
}

#[async_trait]
impl s3s::S3 for Api {
    async fn create_bucket(&self, req: Req<CreateBucketInput>) -> Answer<CreateBucketOutput> {
        let bucket = req.input.bucket;
        self.0.make_bucket(&bucket).await.map_err(to_s3)?;
        answer(CreateBucketOutput {
            location: Some(format!("/{bucket}")),
        })
    }

    async fn head_bucket(&self, req: Req<HeadBucketInput>) -> Answer<HeadBucketOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(HeadBucketOutput {
            bucket_region: Some(self.0.core.region.clone()),
            ..HeadBucketOutput::default()
        })
    }

    async fn delete_bucket(&self, req: Req<DeleteBucketInput>) -> Answer<DeleteBucketOutput> {
        self.0.drop_bucket(&req.input.bucket).await.map_err(to_s3)?;
        answer(DeleteBucketOutput {})
    }

    async fn list_buckets(&self, _: Req<ListBucketsInput>) -> Answer<ListBucketsOutput> {
        let bucket = |(name, created): (String, i64)| Bucket {
            name: Some(name),
            creation_date: Some(timestamp(created)),
            ..Bucket::default()
        };
        let owner = Owner {
            id: Some(self.0.core.account.clone()),
            ..Owner::default()
        };
        answer(ListBucketsOutput {
            buckets: Some(self.0.bucket_list().into_iter().map(bucket).collect()),
            owner: Some(owner),
            ..ListBucketsOutput::default()
        })
    }

    async fn get_bucket_location(
        &self,
        req: Req<GetBucketLocationInput>,
    ) -> Answer<GetBucketLocationOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        let region = Some(self.0.core.region.clone()).filter(|region| region != "us-east-1");
        answer(GetBucketLocationOutput {
            location_constraint: region.map(BucketLocationConstraint::from),
        })
    }

    async fn get_bucket_versioning(
        &self,
        req: Req<GetBucketVersioningInput>,
    ) -> Answer<GetBucketVersioningOutput> {
        let versioning = self
            .0
            .settings(&req.input.bucket)
            .map_err(to_s3)?
            .versioning;
        answer(GetBucketVersioningOutput {
            status: settings::status(versioning),
            ..GetBucketVersioningOutput::default()
        })
    }

    async fn put_bucket_versioning(
        &self,
        req: Req<PutBucketVersioningInput>,
    ) -> Answer<PutBucketVersioningOutput> {
        let status = req.input.versioning_configuration.status;
        let status = status.as_ref().map(BucketVersioningStatus::as_str);
        self.0
            .set_versioning(&req.input.bucket, status)
            .await
            .map_err(to_s3)?;
        answer(PutBucketVersioningOutput {})
    }

    async fn get_bucket_notification_configuration(
        &self,
        req: Req<GetBucketNotificationConfigurationInput>,
    ) -> Answer<GetBucketNotificationConfigurationOutput> {
        let found = self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(settings::shown(found.notifications))
    }

    async fn put_bucket_notification_configuration(
        &self,
        req: Req<PutBucketNotificationConfigurationInput>,
    ) -> Answer<PutBucketNotificationConfigurationOutput> {
        let wanted = settings::notifications(req.input.notification_configuration);
        let change = self.0.set_notifications(&req.input.bucket, wanted);
        change.await.map_err(to_s3)?;
        answer(PutBucketNotificationConfigurationOutput {})
    }

    async fn get_bucket_lifecycle_configuration(
        &self,
        req: Req<GetBucketLifecycleConfigurationInput>,
    ) -> Answer<GetBucketLifecycleConfigurationOutput> {
        let rules = self.0.settings(&req.input.bucket).map_err(to_s3)?.lifecycle;
        if rules.is_empty() {
            return Err(s3_error!(
                NoSuchLifecycleConfiguration,
                "The lifecycle configuration does not exist"
            ));
        }
        answer(GetBucketLifecycleConfigurationOutput {
            rules: Some(rules.into_iter().map(settings::rule_shown).collect()),
            ..GetBucketLifecycleConfigurationOutput::default()
        })
    }

    async fn put_bucket_lifecycle_configuration(
        &self,
        req: Req<PutBucketLifecycleConfigurationInput>,
    ) -> Answer<PutBucketLifecycleConfigurationOutput> {
        let rules = req.input.lifecycle_configuration.map(|wanted| wanted.rules);
        let rules = rules.unwrap_or_default().into_iter().map(settings::rule);
        let rules = rules.collect::<S3Result<Vec<_>>>()?;
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.lifecycle = rules);
        change.await.map_err(to_s3)?;
        answer(PutBucketLifecycleConfigurationOutput::default())
    }

    async fn delete_bucket_lifecycle(
        &self,
        req: Req<DeleteBucketLifecycleInput>,
    ) -> Answer<DeleteBucketLifecycleOutput> {
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.lifecycle.clear());
        change.await.map_err(to_s3)?;
        answer(DeleteBucketLifecycleOutput {})
    }

    async fn list_object_versions(
        &self,
        req: Req<ListObjectVersionsInput>,
    ) -> Answer<ListObjectVersionsOutput> {
        if req.input.delimiter.is_some() {
            return Err(s3_error!(
                NotImplemented,
                "The local environment lists versions without a delimiter only."
            ));
        }
        let limit = limit(req.input.max_keys)?;
        let page = self.0.ledger.read(|state| {
            let found = state.bucket(&req.input.bucket)?;
            Ok(version_list::page(found, req.input, limit))
        });
        answer(page.map_err(to_s3)?)
    }

    async fn get_bucket_policy(
        &self,
        req: Req<GetBucketPolicyInput>,
    ) -> Answer<GetBucketPolicyOutput> {
        let policy = self.0.settings(&req.input.bucket).map_err(to_s3)?.policy;
        match policy {
            Some(_) => answer(GetBucketPolicyOutput { policy }),
            None => Err(s3_error!(
                NoSuchBucketPolicy,
                "The bucket policy does not exist"
            )),
        }
    }

    async fn put_bucket_policy(
        &self,
        req: Req<PutBucketPolicyInput>,
    ) -> Answer<PutBucketPolicyOutput> {
        let PutBucketPolicyInput { bucket, policy, .. } = req.input;
        self.0.set_policy(&bucket, policy).await.map_err(to_s3)?;
        answer(PutBucketPolicyOutput {})
    }

    async fn delete_bucket_policy(
        &self,
        req: Req<DeleteBucketPolicyInput>,
    ) -> Answer<DeleteBucketPolicyOutput> {
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.policy = None);
        change.await.map_err(to_s3)?;
        answer(DeleteBucketPolicyOutput {})
    }

    async fn get_bucket_tagging(
        &self,
        req: Req<GetBucketTaggingInput>,
    ) -> Answer<GetBucketTaggingOutput> {
        let tags = self.0.settings(&req.input.bucket).map_err(to_s3)?.tags;
        if tags.is_empty() {
            return Err(s3_error!(NoSuchTagSet, "The TagSet does not exist"));
        }
        answer(GetBucketTaggingOutput {
            tag_set: translate::tag_set(&tags),
        })
    }

    async fn put_bucket_tagging(
        &self,
        req: Req<PutBucketTaggingInput>,
    ) -> Answer<PutBucketTaggingOutput> {
        let tags = translate::tag_map(req.input.tagging);
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.tags = tags);
        change.await.map_err(to_s3)?;
        answer(PutBucketTaggingOutput {})
    }

    async fn delete_bucket_tagging(
        &self,
        req: Req<DeleteBucketTaggingInput>,
    ) -> Answer<DeleteBucketTaggingOutput> {
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.tags.clear());
        change.await.map_err(to_s3)?;
        answer(DeleteBucketTaggingOutput {})
    }

    async fn put_object(&self, req: Req<PutObjectInput>) -> Answer<PutObjectOutput> {
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

    async fn get_object(&self, req: Req<GetObjectInput>) -> Answer<GetObjectOutput> {
        let input = req.input;
        let object = self
            .0
            .find(&input.bucket, &input.key, input.version_id.as_deref())
            .map_err(to_s3)?;
        let conditions = Conditions {
            if_match: input.if_match,
            if_none_match: input.if_none_match,
            if_modified_since: input.if_modified_since,
            if_unmodified_since: input.if_unmodified_since,
        };
        conditions.check(&object).map_err(to_s3)?;
        let bytes = self.0.shelf.read(&object.file).await.map_err(to_s3)?;
        let sums = input.checksum_mode.is_some();
        answer(translate::get_output(
            &object,
            bytes,
            input.range.as_ref(),
            sums,
        )?)
    }

    async fn head_object(&self, req: Req<HeadObjectInput>) -> Answer<HeadObjectOutput> {
        let input = req.input;
        let object = self
            .0
            .find(&input.bucket, &input.key, input.version_id.as_deref())
            .map_err(to_s3)?;
        let conditions = Conditions {
            if_match: input.if_match,
            if_none_match: input.if_none_match,
            if_modified_since: input.if_modified_since,
            if_unmodified_since: input.if_unmodified_since,
        };
        conditions.check(&object).map_err(to_s3)?;
        answer(translate::head_output(
            &object,
            input.checksum_mode.is_some(),
        ))
    }

    async fn delete_object(&self, req: Req<DeleteObjectInput>) -> Answer<DeleteObjectOutput> {
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

    async fn delete_objects(&self, req: Req<DeleteObjectsInput>) -> Answer<DeleteObjectsOutput> {
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

    async fn copy_object(&self, req: Req<CopyObjectInput>) -> Answer<CopyObjectOutput> {
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        let (from_bucket, from_key, from_version) = translate::source(&req.input.copy_source)?;
        let source = self
            .0
            .find(&from_bucket, &from_key, from_version.as_deref())
            .map_err(to_s3)?;
        let body = self.0.shelf.read(&source.file).await.map_err(to_s3)?;
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

    async fn list_objects_v2(&self, req: Req<ListObjectsV2Input>) -> Answer<ListObjectsV2Output> {
        let input = req.input;
        let after = input
            .continuation_token
            .clone()
            .or_else(|| input.start_after.clone());
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref().unwrap_or_default(),
            after: after.as_deref().unwrap_or_default(),
            limit: limit(input.max_keys)?,
        };
        let page = self.0.ledger.read(|state| {
            let found = state.bucket(&input.bucket)?;
            Ok(list(&found.objects, &query))
        });
        let page = page.map_err(to_s3)?;
        let next = page.last.clone();
        let encode = input.encoding_type.is_some();
        let (contents, prefixes) = translate::entries(page, encode);
        answer(ListObjectsV2Output {
            key_count: i32::try_from(contents.len() + prefixes.len()).ok(),
            contents: Some(contents),
            common_prefixes: Some(prefixes),
            is_truncated: Some(next.is_some()),
            next_continuation_token: next,
            max_keys: Some(input.max_keys.unwrap_or(1000)),
            name: Some(input.bucket),
            prefix: input
                .prefix
                .map(|prefix| translate::spelled(&prefix, encode)),
            delimiter: input.delimiter,
            encoding_type: input.encoding_type,
            continuation_token: input.continuation_token,
            start_after: input.start_after,
            ..ListObjectsV2Output::default()
        })
    }

    async fn list_objects(&self, req: Req<ListObjectsInput>) -> Answer<ListObjectsOutput> {
        let input = req.input;
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref().unwrap_or_default(),
            after: input.marker.as_deref().unwrap_or_default(),
            limit: limit(input.max_keys)?,
        };
        let page = self.0.ledger.read(|state| {
            let found = state.bucket(&input.bucket)?;
            Ok(list(&found.objects, &query))
        });
        let page = page.map_err(to_s3)?;
        let next = page.last.clone();
        let encode = input.encoding_type.is_some();
        let (contents, prefixes) = translate::entries(page, encode);
        answer(ListObjectsOutput {
            contents: Some(contents),
            common_prefixes: Some(prefixes),
            is_truncated: Some(next.is_some()),
            next_marker: next.map(|next| translate::spelled(&next, encode)),
            max_keys: Some(input.max_keys.unwrap_or(1000)),
            name: Some(input.bucket),
            prefix: input.prefix,
            delimiter: input.delimiter,
            encoding_type: input.encoding_type,
            marker: input.marker,
            ..ListObjectsOutput::default()
        })
    }

    async fn get_object_tagging(
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

    async fn put_object_tagging(
        &self,
        req: Req<PutObjectTaggingInput>,
    ) -> Answer<PutObjectTaggingOutput> {
        let tags = translate::tag_map(req.input.tagging);
        let change = self.0.tag(&req.input.bucket, &req.input.key, tags);
        change.await.map_err(to_s3)?;
        answer(PutObjectTaggingOutput::default())
    }

    async fn delete_object_tagging(
        &self,
        req: Req<DeleteObjectTaggingInput>,
    ) -> Answer<DeleteObjectTaggingOutput> {
        let change = self
            .0
            .tag(&req.input.bucket, &req.input.key, Default::default());
        change.await.map_err(to_s3)?;
        answer(DeleteObjectTaggingOutput::default())
    }

    async fn create_multipart_upload(
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

    async fn upload_part(&self, req: Req<UploadPartInput>) -> Answer<UploadPartOutput> {
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

    async fn complete_multipart_upload(
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

    async fn abort_multipart_upload(
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

    async fn list_parts(&self, req: Req<ListPartsInput>) -> Answer<ListPartsOutput> {
        let ListPartsInput {
            bucket,
            key,
            upload_id,
            ..
        } = req.input;
        let upload = self.0.upload(&bucket, &key, &upload_id).map_err(to_s3)?;
        let part = |(number, part): (i32, super::state::Part)| Part {
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

    async fn list_multipart_uploads(
        &self,
        req: Req<ListMultipartUploadsInput>,
    ) -> Answer<ListMultipartUploadsOutput> {
        let bucket = req.input.bucket;
        let upload = |(id, upload): (String, super::state::Upload)| MultipartUpload {
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

fn limit(max_keys: Option<i32>) -> S3Result<usize> {
    let wanted = max_keys.unwrap_or(1000).min(1000);
    usize::try_from(wanted).map_err(|_| {
        s3_error!(
            InvalidArgument,
            "Argument max-keys must be an integer of 0 or more"
        )
    })
}
