//! Damaged requests of every protocol: each gets an answer that its protocol can read, and never a
//! panic or an internal failure.

mod corpus;
mod damage;
mod sample;

use std::sync::OnceLock;

use http::Request;
use http_body_util::BodyExt;
use proptest::prelude::*;
use tokio::runtime::Runtime;

use super::{Limits, Server, handle};
use crate::{
    cloud::Cloud,
    core::Core,
    protocol::{Exchange, Incoming, Read, read},
};
use corpus::CORPUS;
use damage::Damage;
use sample::{Sample, sample};

const LIMIT: usize = 1 << 20;

/// One environment for all cases: what a damaged request left behind is part of the test.
struct Bench {
    runtime: Runtime,
    server: Server,
    _dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let cloud = runtime.block_on(async { Cloud::open(Core::for_tests(dir.path())).unwrap() });
        let server = Server::new(cloud, "test".to_owned(), &[], &Limits::default());
        Self {
            runtime,
            server,
            _dir: dir,
        }
    }

    fn shared() -> &'static Self {
        static BENCH: OnceLock<Bench> = OnceLock::new();
        BENCH.get_or_init(Self::new)
    }
}

/// Sends a request; checks that the answer is one that a client of its protocol can read.
fn answered(bench: &Bench, sample: &Sample) -> (u16, String) {
    let exchange = exchange(sample);
    let answer = handle::dispatch(&bench.server, incoming(sample));
    let (status, body) = bench.runtime.block_on(async {
        let (head, body) = answer.await.into_parts();
        (
            head.status.as_u16(),
            body.collect().await.unwrap().to_bytes(),
        )
    });
    let text = String::from_utf8_lossy(&body).into_owned();
    assert_ne!(status, 500, "{text}\n{sample:?}");
    let readable = match &exchange {
        None | Some(Exchange::Query { .. } | Exchange::StorageFault) => {
            body.is_empty() || is_xml(&text)
        }
        Some(Exchange::Cbor { .. }) => minicbor::Decoder::new(&body).skip().is_ok(),
        Some(_) => body.is_empty() || serde_json::from_slice::<serde_json::Value>(&body).is_ok(),
    };
    assert!(readable || status < 300, "{status} {text}\n{sample:?}");
    (status, text)
}

fn incoming(sample: &Sample) -> Incoming {
    let mut request = Request::builder().method(sample.method).uri(sample.path);
    for (name, value) in &sample.headers {
        request = request.header(*name, value.as_slice());
    }
    let (head, ()) = request.body(()).unwrap().into_parts();
    let body = sample.body.clone().into();
    Incoming { head, body }
}

/// How the answer must be written; `None` for S3.
fn exchange(sample: &Sample) -> Option<Exchange> {
    match read(&mut incoming(sample), LIMIT) {
        Ok(Read::Call(call)) => Some(call.exchange),
        Ok(Read::Storage) => None,
        Err((_, exchange)) => Some(exchange),
    }
}

fn is_xml(text: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return text.starts_with('<'),
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[test]
fn the_samples_are_accepted_as_they_are() {
    let bench = Bench::new();
    for sample in CORPUS.iter().map(sample) {
        let (status, text) = answered(&bench, &sample);
        // Some name what is not there; none is refused for its form.
        let missing = ["NotFound", "not found", "NoSuchUpload"]
            .iter()
            .any(|word| text.contains(word));
        assert!(status < 300 || missing, "{status} {text}\n{sample:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_damaged_request_gets_an_answer_of_its_protocol(
        which in any::<prop::sample::Index>(),
        damages in prop::collection::vec(damage::any_damage(), 1..4),
    ) {
        let mut sample = sample(which.get(CORPUS));
        for damage in &damages {
            damage.apply(&mut sample);
        }
        answered(Bench::shared(), &sample);
    }
}

/// Every text inside a request that is parsed in its turn, nested deeply. On a quarter of the stack
/// that a request has, a quarter of the levels tell as much.
#[test]
fn nothing_nested_is_too_deep() {
    let quarter = std::thread::Builder::new().stack_size(512 * 1024);
    quarter.spawn(nest).unwrap().join().unwrap();
}

fn nest() {
    const LEVELS: usize = 2_500;
    const OPENERS: &[&str] = &[
        "[",
        "{\"a\":",
        "(",
        "<a>",
        "{\"$or\":[",
        "- ",
        "NOT ",
        "a[0].",
    ];
    for opener in OPENERS {
        let nested = opener.repeat(LEVELS).into_bytes();
        for sample in CORPUS.iter().map(sample) {
            for at in 0..damage::places(&sample.body) {
                let mut sample = sample.clone();
                Damage::Replace(at, nested.clone()).apply(&mut sample);
                answered(Bench::shared(), &sample);
            }
        }
    }
}
