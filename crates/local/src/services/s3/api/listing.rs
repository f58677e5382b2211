//! What is in a bucket, a page at a time.

use s3s::{S3Request as Req, S3Result, dto::*, s3_error};

use super::{Answer, Api, answer};
use crate::services::s3::{
    faults::to_s3,
    listing::{Listing, Query, list},
    state::Object,
    translate, version_list,
};

impl Api {
    fn page(&self, bucket: &str, query: &Query<'_>) -> S3Result<Listing<Object>> {
        let page = self.0.ledger.read(|state| {
            let found = state.bucket(bucket)?;
            Ok(list(&found.objects, query))
        });
        page.map_err(to_s3)
    }

    pub(super) async fn list_objects_v2(
        &self,
        req: Req<ListObjectsV2Input>,
    ) -> Answer<ListObjectsV2Output> {
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
        let page = self.page(&input.bucket, &query)?;
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

    pub(super) async fn list_objects(
        &self,
        req: Req<ListObjectsInput>,
    ) -> Answer<ListObjectsOutput> {
        let input = req.input;
        let query = Query {
            prefix: input.prefix.as_deref().unwrap_or_default(),
            delimiter: input.delimiter.as_deref().unwrap_or_default(),
            after: input.marker.as_deref().unwrap_or_default(),
            limit: limit(input.max_keys)?,
        };
        let page = self.page(&input.bucket, &query)?;
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

    pub(super) async fn list_object_versions(
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
