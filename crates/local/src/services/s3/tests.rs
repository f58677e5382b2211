mod addresses;
mod versions;

use http::{Method, StatusCode};

use super::*;

struct Client {
    http: Http,
    s3: Arc<S3>,
    core: Arc<Core>,
    _dir: tempfile::TempDir,
}

impl Client {
    async fn with_bucket() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let core = Core::for_tests(dir.path());
        let s3 = S3::open(&core).unwrap();
        let http = Http::new(&s3);
        let client = Self {
            http,
            s3,
            core,
            _dir: dir,
        };
        let made = client.send(Method::PUT, "/artifacts", &[], b"").await;
        assert_eq!(made.status(), StatusCode::OK);
        client
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response<Bytes> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:4566")
            .header("content-length", body.len())
            .header("authorization", "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.http
            .handle(request.body(Bytes::copy_from_slice(body)).unwrap())
            .await
    }

    async fn put(&self, path: &str, body: &[u8]) -> Response<Bytes> {
        let answer = self.send(Method::PUT, path, &[], body).await;
        assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
        answer
    }

    /// Makes an object two days older.
    async fn age(&self, key: &str) {
        let aged = self.s3.ledger.change(|state, batch| {
            let mut object = state.object("artifacts", key)?.clone();
            object.modified -= 2 * 86_400_000;
            state.set_object("artifacts", key, object, batch)
        });
        aged.await.unwrap();
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response<Bytes> {
        self.send(Method::GET, path, headers, b"").await
    }
}

fn text(response: &Response<Bytes>) -> String {
    String::from_utf8_lossy(response.body()).into_owned()
}

#[tokio::test]
async fn an_object_comes_back_as_it_was_put() {
    let client = Client::with_bucket().await;
    let headers = [("content-type", "text/plain"), ("x-amz-meta-owner", "me")];
    client
        .send(Method::PUT, "/artifacts/a%20b/c.txt", &headers, b"hello")
        .await;
    let found = client.get("/artifacts/a%20b/c.txt", &[]).await;
    assert_eq!(found.body(), "hello");
    assert_eq!(found.headers()["content-type"], "text/plain");
    assert_eq!(found.headers()["x-amz-meta-owner"], "me");
    assert_eq!(
        found.headers()["etag"],
        "\"5d41402abc4b2a76b9719d911017c592\""
    );
    assert_eq!(
        client
            .s3
            .object("artifacts", "a b/c.txt", None)
            .await
            .unwrap(),
        b"hello"
    );
}

#[tokio::test]
async fn what_is_missing_is_named_by_its_code() {
    let client = Client::with_bucket().await;
    let no_key = client.get("/artifacts/none", &[]).await;
    assert_eq!(no_key.status(), StatusCode::NOT_FOUND);
    assert!(
        text(&no_key).contains("<Code>NoSuchKey</Code>"),
        "{no_key:?}"
    );
    let no_bucket = client.get("/nowhere/none", &[]).await;
    assert!(text(&no_bucket).contains("<Code>NoSuchBucket</Code>"));
}

#[tokio::test]
async fn a_range_is_a_part() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/k", b"0123456789").await;
    let part = client.get("/artifacts/k", &[("range", "bytes=2-4")]).await;
    assert_eq!(
        (part.status(), part.body().as_ref()),
        (StatusCode::PARTIAL_CONTENT, &b"234"[..])
    );
    assert_eq!(part.headers()["content-range"], "bytes 2-4/10");
}

#[tokio::test]
async fn a_write_that_expects_nothing_there_is_refused_over_an_object() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/k", b"1").await;
    let second = client
        .send(Method::PUT, "/artifacts/k", &[("if-none-match", "*")], b"2")
        .await;
    assert_eq!(second.status(), StatusCode::PRECONDITION_FAILED);
    assert_eq!(client.get("/artifacts/k", &[]).await.body(), "1");
}

#[tokio::test]
async fn a_body_that_is_not_what_was_signed_is_refused() {
    let client = Client::with_bucket().await;
    let hash = (
        "x-amz-content-sha256",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    let answer = client
        .send(Method::PUT, "/artifacts/k", &[hash], b"tampered")
        .await;
    assert!(text(&answer).contains("XAmzContentSHA256Mismatch"));
}

#[tokio::test]
async fn a_chunked_body_is_stored_without_its_chunks() {
    let client = Client::with_bucket().await;
    let headers = [
        ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "9"),
        ("x-amz-trailer", "x-amz-checksum-crc32"),
    ];
    let body = b"9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n";
    let answer = client
        .send(Method::PUT, "/artifacts/k", &headers, body)
        .await;
    assert_eq!(answer.status(), StatusCode::OK, "{answer:?}");
    let found = client
        .get("/artifacts/k", &[("x-amz-checksum-mode", "ENABLED")])
        .await;
    assert_eq!(found.body(), "123456789");
    assert_eq!(found.headers()["x-amz-checksum-crc32"], "y/Q5Jg==");
}

#[tokio::test]
async fn a_chunked_body_that_is_not_what_was_announced_is_refused() {
    let client = Client::with_bucket().await;
    let body = b"9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n";
    for (length, trailer, body, code) in [
        ("8", "x-amz-checksum-crc32", &body[..], "IncompleteBody"),
        ("9", "x-amz-checksum-crc32", &body[..13], "IncompleteBody"),
        (
            "9",
            "x-amz-checksum-crc32",
            &body[..17],
            "MalformedTrailerError",
        ),
        (
            "9",
            "x-amz-checksum-sha256",
            &body[..],
            "MalformedTrailerError",
        ),
    ] {
        let headers = [
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("content-encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", length),
            ("x-amz-trailer", trailer),
        ];
        let answer = client
            .send(Method::PUT, "/artifacts/k", &headers, body)
            .await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{answer:?}");
        assert!(text(&answer).contains(code), "{length} {trailer}");
    }
}

#[tokio::test]
async fn objects_are_listed_with_common_prefixes() {
    let client = Client::with_bucket().await;
    for key in ["a", "b/1", "b/2"] {
        client.put(&format!("/artifacts/{key}"), b"x").await;
    }
    let list = text(
        &client
            .get("/artifacts?list-type=2&delimiter=%2F", &[])
            .await,
    );
    assert!(list.contains("<Key>a</Key>"), "{list}");
    assert!(
        list.contains("<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>"),
        "{list}"
    );
    assert!(list.contains("<KeyCount>2</KeyCount>"), "{list}");
}

#[tokio::test]
async fn a_bucket_with_objects_is_not_deleted() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/k", b"1").await;
    let refused = client.send(Method::DELETE, "/artifacts", &[], b"").await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    client.send(Method::DELETE, "/artifacts/k", &[], b"").await;
    let gone = client.send(Method::DELETE, "/artifacts", &[], b"").await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn parts_become_one_object() {
    let client = Client::with_bucket().await;
    let begun = client
        .send(Method::POST, "/artifacts/big?uploads", &[], b"")
        .await;
    let begun = text(&begun);
    let id = begun
        .split("<UploadId>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let first = vec![b'a'; 5 * 1024 * 1024];
    let one = client
        .put(
            &format!("/artifacts/big?partNumber=1&uploadId={id}"),
            &first,
        )
        .await;
    let two = client
        .put(
            &format!("/artifacts/big?partNumber=2&uploadId={id}"),
            b"end",
        )
        .await;
    let part = |number, etag: &str| {
        format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
    };
    let etag = |answer: &Response<Bytes>| answer.headers()["etag"].to_str().unwrap().to_owned();
    let list = format!(
        "<CompleteMultipartUpload>{}{}</CompleteMultipartUpload>",
        part(1, &etag(&one)),
        part(2, &etag(&two))
    );
    let done = client
        .send(
            Method::POST,
            &format!("/artifacts/big?uploadId={id}"),
            &[],
            list.as_bytes(),
        )
        .await;
    assert_eq!(done.status(), StatusCode::OK, "{done:?}");
    let object = client.s3.object("artifacts", "big", None).await.unwrap();
    assert_eq!(object.len(), 5 * 1024 * 1024 + 3);
    assert!(text(&done).contains("-2"), "{done:?}");
}

#[tokio::test]
async fn objects_survive_a_restart_and_rubbish_does_not() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/k", b"1").await;
    client.put("/artifacts/k", b"2").await;
    let directory = client.core.data_dir.join("s3");
    std::fs::write(directory.join("half-written"), b"x").unwrap();
    let again = S3::open(&client.core).unwrap();
    assert_eq!(again.object("artifacts", "k", None).await.unwrap(), b"2");
    assert_eq!(std::fs::read_dir(directory).unwrap().count(), 1);
}

#[tokio::test]
async fn a_copy_takes_the_metadata_along() {
    let client = Client::with_bucket().await;
    client
        .send(
            Method::PUT,
            "/artifacts/a",
            &[("x-amz-meta-owner", "me")],
            b"1",
        )
        .await;
    let copied = client
        .send(
            Method::PUT,
            "/artifacts/b",
            &[("x-amz-copy-source", "/artifacts/a")],
            b"",
        )
        .await;
    assert_eq!(copied.status(), StatusCode::OK, "{copied:?}");
    assert_eq!(
        client.get("/artifacts/b", &[]).await.headers()["x-amz-meta-owner"],
        "me"
    );
}

#[tokio::test]
async fn a_part_is_copied_from_an_object() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/source", b"0123456789").await;
    let begun = client
        .send(Method::POST, "/artifacts/big?uploads", &[], b"")
        .await;
    let begun = text(&begun);
    let id = begun.split("<UploadId>").nth(1).unwrap();
    let id = id.split('<').next().unwrap();
    let part = format!("/artifacts/big?partNumber=1&uploadId={id}");
    let source = ("x-amz-copy-source", "/artifacts/source");
    let outside = [source, ("x-amz-copy-source-range", "bytes=4-10")];
    let refused = client.send(Method::PUT, &part, &outside, b"").await;
    assert!(text(&refused).contains("<Code>InvalidArgument</Code>"));
    let other = [source, ("x-amz-copy-source-if-match", "\"other\"")];
    let refused = client.send(Method::PUT, &part, &other, b"").await;
    assert_eq!(refused.status(), StatusCode::PRECONDITION_FAILED);
    let inside = [source, ("x-amz-copy-source-range", "bytes=2-4")];
    let copied = client.send(Method::PUT, &part, &inside, b"").await;
    assert!(text(&copied).contains("<CopyPartResult"), "{copied:?}");
    let etag = super::objects::md5_hex(b"234");
    let list = format!(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part></CompleteMultipartUpload>"
    );
    let done = format!("/artifacts/big?uploadId={id}");
    let done = client.send(Method::POST, &done, &[], list.as_bytes()).await;
    assert_eq!(done.status(), StatusCode::OK, "{done:?}");
    assert_eq!(client.get("/artifacts/big", &[]).await.body(), "234");
}

#[tokio::test]
async fn an_error_of_the_protocol_has_a_text() {
    let client = Client::with_bucket().await;
    let refused = client.send(Method::PUT, "/No", &[], b"").await;
    assert!(
        text(&refused).contains(
            "<Code>InvalidBucketName</Code><Message>The specified bucket is not valid.</Message>"
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_object_whose_file_was_cut_off_is_not_given_out() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/k", b"whole").await;
    let files = std::fs::read_dir(client._dir.path().join("s3")).unwrap();
    for file in files {
        std::fs::write(file.unwrap().path(), b"who").unwrap();
    }
    let answer = client.send(Method::GET, "/artifacts/k", &[], b"").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(text.contains("has 3 bytes and had 5"), "{text}");
}
