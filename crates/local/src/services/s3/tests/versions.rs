//! Versions of objects, and what lifecycle rules forget of them.

use super::*;

const ENABLED: &[u8] = br#"<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>"#;

#[tokio::test]
async fn a_bucket_with_versions_keeps_what_is_replaced_and_removed() {
    let client = Client::with_bucket().await;
    client.put("/artifacts/k", b"0").await;
    client.put("/artifacts?versioning", ENABLED).await;
    let first = client.put("/artifacts/k", b"1").await;
    let first = first.headers()["x-amz-version-id"]
        .to_str()
        .unwrap()
        .to_owned();
    client.put("/artifacts/k", b"2").await;
    let gone = client.send(Method::DELETE, "/artifacts/k", &[], b"").await;
    assert_eq!(gone.headers()["x-amz-delete-marker"], "true");
    let marker = gone.headers()["x-amz-version-id"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        client.get("/artifacts/k", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
    let version = |id: &str| format!("/artifacts/k?versionId={id}");
    assert_eq!(client.get(&version(&first), &[]).await.body(), "1");
    assert_eq!(client.get(&version("null"), &[]).await.body(), "0");
    let listed = text(&client.get("/artifacts?versions", &[]).await);
    assert_eq!(listed.matches("<Version>").count(), 3, "{listed}");
    assert_eq!(listed.matches("<DeleteMarker>").count(), 1, "{listed}");
    // Without its delete marker the latest version is the object again.
    client
        .send(Method::DELETE, &version(&marker), &[], b"")
        .await;
    assert_eq!(client.get("/artifacts/k", &[]).await.body(), "2");
}

#[tokio::test]
async fn versions_survive_a_restart() {
    let client = Client::with_bucket().await;
    client.put("/artifacts?versioning", ENABLED).await;
    client.put("/artifacts/k", b"1").await;
    client.put("/artifacts/k", b"2").await;
    let again = S3::open(&client.core).unwrap();
    let state = |s3: &S3| {
        s3.ledger
            .read(|state| state.buckets["artifacts"].older.len())
    };
    assert_eq!((state(&client.s3), state(&again)), (1, 1));
    let older = again.ledger.read(|state| {
        let older = state.buckets["artifacts"].older.values().next();
        older.and_then(|older| older.version.clone()).unwrap()
    });
    assert_eq!(
        again.object("artifacts", "k", Some(&older)).await.unwrap(),
        b"1"
    );
}

#[tokio::test]
async fn a_lifecycle_rule_forgets_what_is_old() {
    let client = Client::with_bucket().await;
    let rules = br#"<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>tmp/</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>"#;
    client.put("/artifacts?lifecycle", rules).await;
    client.put("/artifacts/tmp/a", b"1").await;
    client.put("/artifacts/keep", b"1").await;
    client.s3.tidy("artifacts").await.unwrap();
    assert_eq!(
        client.get("/artifacts/tmp/a", &[]).await.status(),
        StatusCode::OK
    );
    client.age("tmp/a").await;
    client.age("keep").await;
    client.s3.tidy("artifacts").await.unwrap();
    assert_eq!(
        client.get("/artifacts/tmp/a", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        client.get("/artifacts/keep", &[]).await.status(),
        StatusCode::OK
    );
}
