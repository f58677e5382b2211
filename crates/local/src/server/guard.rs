//! Keeps web pages out: a browser on this machine can reach loopback, but it cannot hide where a
//! page came from.

use http::{HeaderMap, header};

/// Why a request is turned away, if it is.
pub(super) fn refusal(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or("localhost");
    if !is_loopback(host) {
        return Some(format!("The Host `{host}` is not this machine."));
    }
    let origin = text(header::ORIGIN)?;
    let page = origin.split_once("://").map_or(origin, |(_, host)| host);
    (!is_loopback(page)).then(|| format!("Pages from `{origin}` may not use this."))
}

/// Whether the request was sent to this machine by its name: then only the page is foreign.
pub(super) fn is_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).map(|value| value.to_str());
    host.is_none_or(|host| host.is_ok_and(is_loopback))
}

/// `host` or `host:port` that can only mean this machine. Virtual hosts under `localhost`
/// (`bucket.localhost:4566`) are this machine too (RFC 6761).
fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(ipv6) => ipv6.split(']').next().unwrap_or(ipv6),
        None => authority.split(':').next().unwrap_or(authority),
    };
    let named = host == "localhost" || host.ends_with(".localhost");
    named
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn this_machine_is_let_in() {
        for host in [
            "127.0.0.1:4566",
            "localhost",
            "[::1]:4566",
            "bucket.localhost:80",
        ] {
            assert_eq!(refusal(&headers(host, None)), None, "{host}");
        }
        assert_eq!(
            refusal(&headers("localhost", Some("http://localhost:3000"))),
            None
        );
    }

    #[test]
    fn a_foreign_host_is_turned_away() {
        // What DNS rebinding looks like.
        assert!(refusal(&headers("evil.example:4566", None)).is_some());
        assert!(refusal(&headers("127.0.0.1.evil.example", None)).is_some());
    }

    #[test]
    fn a_foreign_page_is_turned_away() {
        assert!(refusal(&headers("localhost", Some("https://evil.example"))).is_some());
        assert!(refusal(&headers("localhost", Some("null"))).is_some());
    }
}
