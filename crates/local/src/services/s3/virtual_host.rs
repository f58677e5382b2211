//! Buckets that a request names in its host, as SDKs do by default: `bucket.localhost:4566`.

use http::{HeaderMap, Uri, header, request::Parts};

/// Puts the bucket of the host into the path, where `s3s` looks for it.
pub(super) fn to_path(head: &mut Parts) {
    let Some(bucket) = of_host(&head.headers) else {
        return;
    };
    let rest = head.uri.path_and_query();
    let rest = rest.map_or("/", |address| address.as_str());
    if let Ok(address) = format!("/{bucket}{rest}").parse::<Uri>() {
        head.uri = address;
    }
}

/// The bucket that a request is about, wherever it names it.
pub(super) fn bucket(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let in_path = || uri.path().split('/').nth(1).filter(|name| !name.is_empty());
    of_host(headers).or_else(in_path).map(str::to_owned)
}

fn of_host(headers: &HeaderMap) -> Option<&str> {
    bucket_of(headers.get(header::HOST)?.to_str().ok()?)
}

/// The bucket before `.localhost`, `.s3.localhost` or `.s3.region.localhost`.
fn bucket_of(host: &str) -> Option<&str> {
    let host = host.split(':').next()?;
    let name = host.strip_suffix(".localhost")?;
    if name == "s3" || name.starts_with("s3.") {
        return None;
    }
    let is_region = |rest: &str| rest.starts_with('.') && !rest[1..].contains('.');
    match name.rsplit_once(".s3") {
        Some((bucket, rest)) if rest.is_empty() || is_region(rest) => Some(bucket),
        _ => Some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_names_a_bucket_or_none() {
        for (host, bucket) in [
            ("shop.localhost:4566", Some("shop")),
            ("my.shop.localhost", Some("my.shop")),
            ("shop.s3.localhost:4566", Some("shop")),
            ("shop.s3.eu-central-1.localhost", Some("shop")),
            ("s3.localhost:4566", None),
            ("s3.us-east-1.localhost", None),
            ("localhost:4566", None),
            ("127.0.0.1:4566", None),
            ("[::1]:4566", None),
        ] {
            assert_eq!(bucket_of(host), bucket, "{host}");
        }
    }

    #[test]
    fn the_rest_of_the_address_stays() {
        let request = http::Request::get("/a%20b?versionId=1").header("host", "shop.localhost");
        let (mut head, ()) = request.body(()).unwrap().into_parts();
        to_path(&mut head);
        assert_eq!(head.uri.to_string(), "/shop/a%20b?versionId=1");
    }
}
