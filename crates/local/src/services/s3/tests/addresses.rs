//! Buckets in the host, and pages of other origins.

use super::*;

#[tokio::test]
async fn a_bucket_is_named_by_the_host_too() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/a/k", b"1").await;
    for host in ["artifacts.localhost:4566", "artifacts.s3.localhost"] {
        let request = Request::get("/a/k").header("host", host);
        let found = client.http.handle(request.body(Bytes::new()).unwrap());
        assert_eq!(found.await.body(), "1", "{host}");
        let request = Request::get("/?list-type=2").header("host", host);
        let list = client.http.handle(request.body(Bytes::new()).unwrap());
        assert!(text(&list.await).contains("<Key>a/k</Key>"), "{host}");
    }
}

const CORS: &[u8] = br#"<CORSConfiguration><CORSRule><AllowedOrigin>https://*.shop.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>"#;

#[tokio::test]
async fn a_page_may_what_a_rule_of_the_bucket_allows() {
    let client = Client::with_bucket().await;
    client.put("/artifacts?cors", CORS).await;
    client.put("/artifacts/k", b"1").await;
    let ours = ("origin", "https://www.shop.example");
    let preflight = async |origin, method, header| {
        let headers = [
            origin,
            ("access-control-request-method", method),
            ("access-control-request-headers", header),
        ];
        let ask = client.send(Method::OPTIONS, "/artifacts/k", &headers, b"");
        ask.await
    };
    let allowed = preflight(ours, "PUT", "X-Amz-Date").await;
    assert_eq!(allowed.status(), StatusCode::OK, "{allowed:?}");
    let headers = allowed.headers();
    assert_eq!(headers["access-control-allow-origin"], ours.1);
    assert_eq!(headers["access-control-allow-methods"], "PUT, GET");
    assert_eq!(headers["access-control-allow-headers"], "x-amz-date");
    assert_eq!(headers["access-control-max-age"], "60");
    for (origin, method, header) in [
        (("origin", "https://evil.example"), "PUT", "x-amz-date"),
        (ours, "DELETE", "x-amz-date"),
        (ours, "PUT", "authorization"),
    ] {
        let refused = preflight(origin, method, header).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{method} {header}");
    }
    let got = client.get("/artifacts/k", &[ours]).await;
    assert_eq!(got.headers()["access-control-allow-origin"], ours.1);
    assert_eq!(got.headers()["access-control-expose-headers"], "ETag");
    let other = [("origin", "https://evil.example")];
    let got = client.get("/artifacts/k", &other).await;
    assert!(!got.headers().contains_key("access-control-allow-origin"));
}
