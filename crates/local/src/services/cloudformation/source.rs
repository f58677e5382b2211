//! Where a template's text comes from: the request, S3, or the stack as it is.

use percent_encoding::percent_decode_str;

use super::{CloudFormation, fault, state::Stack};
use crate::fault::Fault;

/// The most bytes of a template in a request.
const BODY: usize = 51_200;
/// The most bytes of a template in S3.
const OBJECT: usize = 1_048_576;

/// Where a request says that its template is.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) body: Option<String>,
    pub(super) url: Option<String>,
    pub(super) previous: bool,
}

impl CloudFormation {
    /// The text of a template; `stack` is the one that has the previous template.
    pub(super) async fn template(
        &self,
        source: Source,
        stack: Option<&Stack>,
    ) -> Result<String, Fault> {
        match source {
            Source {
                body: Some(body),
                url: None,
                previous: false,
            } => within_body(body),
            Source {
                body: None,
                url: Some(url),
                previous: false,
            } => self.download(&url).await,
            Source {
                body: None,
                url: None,
                previous: true,
            } => stack
                .map(|stack| stack.definition.template.clone())
                .ok_or_else(|| fault::validation("There is no previous template.")),
            _ => Err(fault::validation(
                "Either Template URL or Template Body must be specified.",
            )),
        }
    }

    async fn download(&self, url: &str) -> Result<String, Fault> {
        let (bucket, key) = place(url).ok_or_else(|| {
            fault::validation(format!("TemplateURL must be a supported URL, not `{url}`."))
        })?;
        let cloud = self
            .core
            .cloud()
            .ok_or_else(|| Fault::internal("the services are stopping"))?;
        let bytes = cloud
            .s3
            .object(&bucket, &key, None)
            .await
            .map_err(|fault| {
                fault::validation(format!("S3 error: {} ({bucket}/{key})", fault.message))
            })?;
        if bytes.len() > OBJECT {
            return Err(fault::validation(format!(
                "Template may not exceed {OBJECT} bytes in size."
            )));
        }
        String::from_utf8(bytes).map_err(|_| fault::validation("Template is not UTF-8."))
    }
}

fn within_body(body: String) -> Result<String, Fault> {
    if body.len() <= BODY {
        return Ok(body);
    }
    Err(fault::validation(format!(
        "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member \
         must have length less than or equal to {BODY}"
    )))
}

/// Bucket and key of an S3 address, path style or virtual host.
fn place(url: &str) -> Option<(String, String)> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/')?;
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let virtual_host = [".s3.", ".s3-", ".localhost"]
        .iter()
        .find_map(|mark| host.split_once(mark).map(|(bucket, _)| bucket));
    let (bucket, key) = match virtual_host {
        Some(bucket) => (bucket, &*decoded),
        None => decoded.split_once('/')?,
    };
    let is_complete = !bucket.is_empty() && !key.is_empty();
    is_complete.then(|| (bucket.to_owned(), key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_styles_of_addresses_are_known() {
        let found = Some(("artifacts".to_owned(), "app/my template.yaml".to_owned()));
        for url in [
            "http://127.0.0.1:4566/artifacts/app/my%20template.yaml",
            "https://s3.eu-west-1.amazonaws.com/artifacts/app/my%20template.yaml",
            "https://artifacts.s3.eu-west-1.amazonaws.com/app/my%20template.yaml",
            "http://artifacts.localhost:4566/app/my%20template.yaml?versionId=1",
        ] {
            assert_eq!(place(url), found, "{url}");
        }
        assert_eq!(place("file:///etc/passwd"), None);
        assert_eq!(place("https://s3.amazonaws.com/only-bucket"), None);
    }
}
