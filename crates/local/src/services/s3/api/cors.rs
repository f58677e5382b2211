//! The rules for pages of other origins.

use s3s::{S3Request as Req, S3Response as Resp, dto::*};

use super::{Answer, Api, answer};
use crate::{
    fault::Fault,
    services::s3::{cors::Rule, faults::to_s3},
};

impl Api {
    pub(super) async fn get_bucket_cors(
        &self,
        req: Req<GetBucketCorsInput>,
    ) -> Answer<GetBucketCorsOutput> {
        let rules = self.0.settings(&req.input.bucket).map_err(to_s3)?.cors;
        if rules.is_empty() {
            let message = "The CORS configuration does not exist";
            let missing = Fault::new("NoSuchCORSConfiguration", message);
            return Err(to_s3(missing.with_status(404)));
        }
        answer(GetBucketCorsOutput {
            cors_rules: Some(rules.into_iter().map(Into::into).collect()),
        })
    }

    pub(super) async fn put_bucket_cors(
        &self,
        req: Req<PutBucketCorsInput>,
    ) -> Answer<PutBucketCorsOutput> {
        let rules = req.input.cors_configuration.cors_rules.into_iter();
        let rules = rules.map(Rule::from).collect();
        let change = self.0.set_cors(&req.input.bucket, rules);
        change.await.map_err(to_s3)?;
        answer(PutBucketCorsOutput {})
    }

    pub(super) async fn delete_bucket_cors(
        &self,
        req: Req<DeleteBucketCorsInput>,
    ) -> Answer<DeleteBucketCorsOutput> {
        let change = self.0.set_cors(&req.input.bucket, Vec::new());
        change.await.map_err(to_s3)?;
        let mut gone = Resp::new(DeleteBucketCorsOutput {});
        gone.status = Some(http::StatusCode::NO_CONTENT);
        Ok(gone)
    }
}
