//! Keeps web pages out: a browser on this machine can reach loopback, but it cannot hide where a
//! page came from.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, Method, Request, header};

use super::link;

/// Who may ask.
pub(super) struct Guard {
    /// Names that this machine has beside those of loopback.
    names: Vec<String>,
}

impl Guard {
    /// Lets in who asks for loopback, or for one of `names`.
    pub(super) fn new(names: &[String]) -> Self {
        let names = names.iter().map(|name| name.to_ascii_lowercase());
        Self {
            names: names.collect(),
        }
    }

    /// Why a request is turned away, if it is. `is_for_pages` says whether what it asks for is
    /// meant to be called by pages.
    pub(super) fn refusal<B>(
        &self,
        request: &Request<B>,
        is_for_pages: impl FnOnce() -> bool,
    ) -> Option<String> {
        self.check(request, is_for_pages).err()
    }

    /// Whether the request was sent to this machine by its name: then only the page is foreign.
    pub(super) fn is_this_machine(&self, headers: &HeaderMap) -> bool {
        let host = single(headers, header::HOST);
        host.is_ok_and(|host| host.is_none_or(|host| self.is_here(host)))
    }

    fn check<B>(
        &self,
        request: &Request<B>,
        is_for_pages: impl FnOnce() -> bool,
    ) -> Result<(), String> {
        let headers = request.headers();
        let host = single(headers, header::HOST)?.unwrap_or("localhost");
        if !self.is_here(host) {
            return Err(format!("The Host `{host}` is not this machine."));
        }
        if let Some(origin) = single(headers, header::ORIGIN)? {
            let page = origin.split_once("://").map_or(origin, |(_, host)| host);
            return match self.is_here(page) {
                true => Ok(()),
                false => Err(format!("Pages from `{origin}` may not use this.")),
            };
        }
        // Without an Origin, as for an image or a script, this is all that tells of a page.
        let site = single(headers, HeaderName::from_static("sec-fetch-site"))?;
        match site {
            None | Some("same-origin" | "none") => Ok(()),
            Some(_) if is_link(request) || is_for_pages() => Ok(()),
            Some(site) => Err(format!("A page may not use this ({site}).")),
        }
    }

    /// `host` or `host:port` that can only mean this machine. Virtual hosts under `localhost`
    /// (`bucket.localhost:4566`) are this machine too (RFC 6761).
    fn is_here(&self, authority: &str) -> bool {
        let authority = authority.to_ascii_lowercase();
        let host = match authority.strip_prefix('[') {
            Some(ipv6) => ipv6.split(']').next().unwrap_or(ipv6),
            None => authority.split(':').next().unwrap_or(&authority),
        };
        let mut names = self.names.iter().map(String::as_str).chain(["localhost"]);
        names.any(|name| is_or_is_below(host, name))
            || host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

fn is_or_is_below(host: &str, name: &str) -> bool {
    let rest = host.strip_suffix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A link that leads here from wherever it is shown.
fn is_link<B>(request: &Request<B>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let is_followed = request
        .headers()
        .get("sec-fetch-mode")
        .is_some_and(|mode| mode == "navigate");
    request.method() == Method::GET
        && (link::is_signed(query) || (is_followed && link::is_of_subscription(query)))
}

/// The value of a header that may be there once.
fn single(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, String> {
    let mut values = headers.get_all(&name).iter();
    let value = values.next();
    if values.next().is_some() {
        return Err(format!("The header {name} is there more than once."));
    }
    let text = value.map(|value| value.to_str()).transpose();
    text.map_err(|_| format!("The header {name} is not text."))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Request<()> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    }

    fn refusal(request: &Request<()>) -> Option<String> {
        Guard::new(&[]).refusal(request, || false)
    }

    fn asked(host: &str, origin: Option<&str>) -> Option<String> {
        let mut headers = vec![("host", host)];
        headers.extend(origin.map(|origin| ("origin", origin)));
        refusal(&request("/", &headers))
    }

    fn from_page(uri: &str, site: &str, mode: &str) -> Request<()> {
        let headers = [("sec-fetch-site", site), ("sec-fetch-mode", mode)];
        request(uri, &headers)
    }

    #[test]
    fn this_machine_is_let_in() {
        for host in [
            "127.0.0.1:4566",
            "localhost",
            "LocalHost:4566",
            "[::1]:4566",
            "bucket.localhost:80",
        ] {
            assert_eq!(asked(host, None), None, "{host}");
        }
        assert_eq!(asked("localhost", Some("http://localhost:3000")), None);
    }

    #[test]
    fn a_foreign_host_is_turned_away() {
        // What DNS rebinding looks like.
        for host in [
            "evil.example:4566",
            "127.0.0.1.evil.example",
            "evillocalhost",
        ] {
            assert!(asked(host, None).is_some(), "{host}");
        }
    }

    #[test]
    fn a_foreign_page_is_turned_away() {
        assert!(asked("localhost", Some("https://evil.example")).is_some());
        assert!(asked("localhost", Some("null")).is_some());
    }

    #[test]
    fn names_that_were_given_are_this_machine_and_others_are_not() {
        let guard = Guard::new(&["Dev.lan".to_owned()]);
        let refusal = |host| guard.refusal(&request("/", &[("host", host)]), || false);
        for host in ["dev.lan:4566", "bucket.dev.lan", "localhost"] {
            assert_eq!(refusal(host), None, "{host}");
        }
        for host in ["prod.lan", "mydev.lan", "192.168.1.2"] {
            assert!(refusal(host).is_some(), "{host}");
        }
    }

    #[test]
    fn what_a_page_loads_without_an_origin_is_turned_away() {
        let uri = "/?Action=DeleteQueue&Version=2012-11-05";
        for site in ["cross-site", "same-site", "whatever"] {
            for mode in ["no-cors", "navigate"] {
                let refused = refusal(&from_page(uri, site, mode));
                assert!(refused.is_some(), "{site} {mode}");
            }
        }
        for site in ["same-origin", "none"] {
            assert_eq!(refusal(&from_page(uri, site, "navigate")), None, "{site}");
        }
    }

    #[test]
    fn what_is_meant_for_pages_is_theirs() {
        let asked = from_page("/api/items", "same-site", "no-cors");
        assert_eq!(Guard::new(&[]).refusal(&asked, || true), None);
        let foreign = request("/api/items", &[("origin", "https://evil.example")]);
        assert!(Guard::new(&[]).refusal(&foreign, || true).is_some());
    }

    #[test]
    fn a_subscription_is_ended_by_a_link_that_is_followed_not_loaded() {
        let uri = "/?Action=Unsubscribe&SubscriptionArn=a";
        assert_eq!(refusal(&from_page(uri, "cross-site", "navigate")), None);
        assert!(refusal(&from_page(uri, "cross-site", "no-cors")).is_some());
        let mut posted = from_page(uri, "cross-site", "navigate");
        *posted.method_mut() = Method::POST;
        assert!(refusal(&posted).is_some());
    }

    #[test]
    fn an_object_is_shown_by_its_signed_url() {
        let uri = "/bucket/key?X-Amz-Signature=0";
        assert_eq!(refusal(&from_page(uri, "same-site", "no-cors")), None);
    }

    #[test]
    fn a_header_that_is_there_twice_is_refused() {
        for name in ["host", "origin", "sec-fetch-site"] {
            let value = if name == "origin" {
                "http://localhost"
            } else {
                "localhost"
            };
            let refused = refusal(&request("/", &[(name, value), (name, value)]));
            assert!(refused.unwrap().contains("more than once"), "{name}");
        }
    }

    #[test]
    fn a_header_that_cannot_be_read_is_refused() {
        for name in ["host", "origin", "sec-fetch-site"] {
            let mut asked = request("/", &[]);
            let value = HeaderValue::from_bytes(b"localhost\xff").unwrap();
            asked
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
            assert!(refusal(&asked).unwrap().contains("not text"), "{name}");
        }
    }
}
