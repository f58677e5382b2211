//! Presigned URLs: how long they are good for, and the address without what they add.

use std::borrow::Cow;

use http::{StatusCode, Uri};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use percent_encoding::percent_decode_str;

use super::wire::Problem;

/// What a signature adds, by version 4 and by version 2.
const SIGNATURE: &[&str] = &[
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
    "AWSAccessKeyId",
    "Signature",
    "Expires",
];
/// The longest that a URL can be good for: a week, in seconds.
const LONGEST: i64 = 604_800;

/// Whether a URL is still good at `now` (seconds since the epoch, by the machine's clock, as who
/// signs knows no other). One without a signature is.
///
/// # Errors
/// `AccessDenied` when it has expired, `AuthorizationQueryParametersError` when it is not well
/// formed.
pub(super) fn check(uri: &Uri, now: i64) -> Result<(), Problem> {
    let query = uri.query().unwrap_or_default();
    let end = match (member(query, "X-Amz-Expires"), member(query, "Signature")) {
        (Some(seconds), _) => Some(end_of_version_4(query, &seconds)?),
        (None, Some(_)) => member(query, "Expires").and_then(|end| end.parse().ok()),
        (None, None) => None,
    };
    match end.is_some_and(|end| end < now) {
        true => Err(Problem {
            code: "AccessDenied",
            message: "Request has expired",
            status: StatusCode::FORBIDDEN,
        }),
        false => Ok(()),
    }
}

fn end_of_version_4(query: &str, seconds: &str) -> Result<i64, Problem> {
    let malformed = |message| Problem {
        code: "AuthorizationQueryParametersError",
        message,
        status: StatusCode::BAD_REQUEST,
    };
    let seconds: i64 = seconds
        .parse()
        .map_err(|_| malformed("X-Amz-Expires should be a number"))?;
    match seconds {
        ..0 => return Err(malformed("X-Amz-Expires must be non-negative")),
        0..=LONGEST => {}
        _ => {
            return Err(malformed(
                "X-Amz-Expires must be less than a week (in seconds) that is, the given \
                 X-Amz-Expires must be less than 604800 seconds",
            ));
        }
    }
    let signed = member(query, "X-Amz-Date").and_then(|date| at(&date));
    let signed = signed.ok_or_else(|| {
        malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
    })?;
    Ok(signed.as_second().saturating_add(seconds))
}

fn at(date: &str) -> Option<Timestamp> {
    let time = DateTime::strptime("%Y%m%dT%H%M%SZ", date).ok()?;
    let time = time.to_zoned(TimeZone::UTC).ok()?;
    Some(time.timestamp())
}

fn member<'a>(query: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    percent_decode_str(value).decode_utf8().ok()
}

/// The address without what a presigned URL adds.
pub(super) fn unsigned(uri: &Uri) -> Uri {
    let Some(query) = uri.query() else {
        return uri.clone();
    };
    let name = |pair: &&str| pair.split('=').next().unwrap_or_default().to_owned();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !SIGNATURE.contains(&name(pair).as_str()))
        .collect();
    let path = uri.path();
    let address = if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    };
    address.parse().unwrap_or_else(|_| uri.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNED: i64 = 1_790_000_000; // 2026-09-21T14:13:20Z

    fn code(query: &str, now: i64) -> Option<&'static str> {
        let uri: Uri = format!("/b/k?{query}").parse().unwrap();
        check(&uri, now).err().map(|problem| problem.code)
    }

    #[test]
    fn a_url_is_good_until_its_end() {
        let four = "X-Amz-Date=20260921T141320Z&X-Amz-Expires=60&X-Amz-Signature=0";
        let two = "AWSAccessKeyId=a&Signature=b&Expires=1790000060";
        for query in [four, two] {
            assert_eq!(code(query, SIGNED + 60), None, "{query}");
            assert_eq!(code(query, SIGNED + 61), Some("AccessDenied"), "{query}");
        }
        assert_eq!(code("list-type=2&Expires=1", SIGNED), None);
    }

    #[test]
    fn a_url_that_is_good_for_too_long_or_has_no_date_is_malformed() {
        for query in [
            "X-Amz-Date=20260921T141320Z&X-Amz-Expires=604801",
            "X-Amz-Date=20260921T141320Z&X-Amz-Expires=-1",
            "X-Amz-Date=20260921T141320Z&X-Amz-Expires=x",
            "X-Amz-Date=yesterday&X-Amz-Expires=60",
            "X-Amz-Expires=60",
        ] {
            let expected = Some("AuthorizationQueryParametersError");
            assert_eq!(code(query, SIGNED), expected, "{query}");
        }
    }

    #[test]
    fn what_the_signature_adds_goes() {
        let uri: Uri = "/b/k?versionId=1&X-Amz-Expires=60&X-Amz-Signature=0"
            .parse()
            .unwrap();
        assert_eq!(unsigned(&uri).to_string(), "/b/k?versionId=1");
    }
}
