use serde::{Deserialize, Serialize};

use super::*;
use crate::wire::{Blob, Timestamp};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sample {
    name: String,
    count: u32,
    flag: bool,
    at: Timestamp,
    body: Blob,
    #[serde(default)]
    names: Vec<String>,
    note: Option<String>,
}

fn sample() -> Sample {
    Sample {
        name: "a".into(),
        count: 7,
        flag: true,
        at: Timestamp(1.5),
        body: Blob(vec![0, 255]),
        names: vec!["x".into()],
        note: None,
    }
}

#[test]
fn a_type_survives_the_tree() {
    assert_eq!(from_value::<Sample>(to_value(&sample())).unwrap(), sample());
}

#[test]
fn times_and_bytes_keep_their_kind() {
    let tree = to_value(&sample());
    assert_eq!(tree.get("At"), Some(&Value::Timestamp(1.5)));
    assert_eq!(tree.get("Body"), Some(&Value::Blob(vec![0, 255])));
    assert_eq!(tree.get("Note"), None);
}

#[test]
fn text_stands_for_numbers_booleans_times_and_bytes() {
    let text = |s: &str| Value::Text(s.to_owned());
    let tree = Value::Map(vec![
        ("Name".into(), text("7")),
        ("Count".into(), text("7")),
        ("Flag".into(), text("true")),
        ("At".into(), text("1970-01-01T00:00:01.500Z")),
        ("Body".into(), text("AP8=")),
        ("Names".into(), text("x")),
    ]);
    assert_eq!(
        from_value::<Sample>(tree).unwrap(),
        Sample {
            name: "7".into(),
            ..sample()
        }
    );
}

#[test]
fn what_does_not_fit_is_named() {
    let tree = Value::Map(vec![("Count".into(), Value::Text("many".into()))]);
    assert_eq!(
        from_value::<Sample>(tree).unwrap_err().to_string(),
        "`many` is not a number"
    );
}
