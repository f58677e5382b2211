//! Routes: method and path template → operation.

use http::Method;

/// One API: the routes of a service.
pub(crate) struct Api {
    /// Signing name.
    pub(crate) service: &'static str,
    /// Whether an unsigned request with this path is for this API.
    pub(super) recognises: fn(&str) -> bool,
    /// Its operations.
    pub(super) routes: &'static [&'static [Route]],
}

/// One operation of an API.
#[derive(Debug)]
pub(crate) struct Route {
    /// HTTP method.
    pub(super) method: &'static str,
    /// Path with `{Label}` segments; `{Label+}` at the end takes the rest. After a `?` stands the
    /// parameter that tells the operation from another with the same path, which comes later.
    pub(super) path: &'static str,
    /// Operation by its name in the model.
    pub(super) operation: &'static str,
    /// HTTP status of success.
    pub(super) status: u16,
    /// Member that the whole body is, bytes as they are.
    pub(super) payload: Option<&'static str>,
    /// Request header → member of the input.
    pub(super) request_headers: &'static [(&'static str, &'static str)],
    /// Member of the output → response header (only where the body is a payload).
    pub(super) response_headers: &'static [(&'static str, &'static str)],
}

/// An operation with JSON both ways.
pub(super) const fn route(
    method: &'static str,
    path: &'static str,
    operation: &'static str,
    status: u16,
) -> Route {
    Route {
        method,
        path,
        operation,
        status,
        payload: None,
        request_headers: &[],
        response_headers: &[],
    }
}

impl Api {
    /// The operation at a path, with the labels' values still percent-encoded.
    pub(super) fn route<'a>(
        &self,
        method: &Method,
        path: &'a str,
        query: &str,
    ) -> Option<(&'static Route, Vec<(&'static str, &'a str)>)> {
        let routes = self
            .routes
            .iter()
            .copied()
            .flatten()
            .filter(|route| route.method == method.as_str());
        routes
            .filter_map(|route| Some((route, route.labels(path, query)?)))
            .next()
    }
}

impl Route {
    fn labels<'a>(&self, path: &'a str, query: &str) -> Option<Vec<(&'static str, &'a str)>> {
        let (template, told) = self.path.split_once('?').unwrap_or((self.path, ""));
        let is_it = told.is_empty() || query.split('&').any(|pair| pair == told);
        is_it.then(|| labels(template, path)).flatten()
    }
}

fn labels<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut labels = Vec::new();
    let mut rest = path.trim_matches('/');
    for segment in template.trim_matches('/').split('/') {
        if let Some(name) = segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix("+}"))
        {
            labels.push((name, rest));
            return (!rest.is_empty()).then_some(labels);
        }
        let (head, tail) = rest.split_once('/').unwrap_or((rest, ""));
        match segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) if !head.is_empty() => labels.push((name, head)),
            None if segment == head => {}
            _ => return None,
        }
        rest = tail;
    }
    rest.is_empty().then_some(labels)
}

#[cfg(test)]
mod tests {
    use super::{labels, route};

    #[test]
    fn a_parameter_tells_operations_with_the_same_path_apart() {
        let one = route("GET", "/layers?find=LayerVersion", "One", 200);
        assert!(one.labels("/layers", "Arn=x&find=LayerVersion").is_some());
        assert!(one.labels("/layers", "find=Layer").is_none());
        let all = route("GET", "/layers", "All", 200);
        assert!(all.labels("/layers", "find=LayerVersion").is_some());
    }

    #[test]
    fn labels_take_one_segment() {
        assert_eq!(labels("/a/{X}/b", "/a/1/b"), Some(vec![("X", "1")]));
        assert_eq!(labels("/a/{X}/b", "/a/1/b/c"), None);
        assert_eq!(labels("/a/{X}", "/a/"), None);
    }

    #[test]
    fn a_greedy_label_takes_the_rest() {
        assert_eq!(
            labels("/tags/{Arn+}", "/tags/a/b"),
            Some(vec![("Arn", "a/b")])
        );
    }
}
