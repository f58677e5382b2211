//! Which route a request takes.

use std::cmp::Reverse;

use percent_encoding::percent_decode_str;

use super::Route;

/// A route with the parameters of its path.
pub(super) struct Found<'a> {
    pub(super) route: &'a Route,
    pub(super) parameters: Vec<(String, String)>,
}

/// How well a route fits; the greatest is taken: a full match before one with parameters before a
/// greedy one, a named method before `ANY`, and `$default` last.
type Fit = (usize, Reverse<usize>, bool);

/// The route that fits best.
pub(super) fn find<'a>(
    routes: impl Iterator<Item = &'a Route>,
    method: &str,
    path: &str,
) -> Option<Found<'a>> {
    let fitting = routes.filter_map(|route| {
        let (fit, parameters) = fit(&route.route_key, method, path)?;
        Some((fit, Found { route, parameters }))
    });
    fitting.max_by_key(|(fit, _)| *fit).map(|(_, found)| found)
}

fn fit(key: &str, method: &str, path: &str) -> Option<(Fit, Vec<(String, String)>)> {
    if key == "$default" {
        return Some(((0, Reverse(usize::MAX), false), Vec::new()));
    }
    let (wanted, template) = key.split_once(' ')?;
    if wanted != "ANY" && wanted != method {
        return None;
    }
    let (mut parameters, mut given) = (Vec::new(), segments(path).into_iter());
    let (mut literal, mut greedy) = (1, 0);
    let mut kept = Vec::new();
    for part in segments(template) {
        match part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        {
            Some(name) if name.ends_with('+') => {
                let rest: Vec<&str> = given.by_ref().collect();
                if rest.is_empty() {
                    return None;
                }
                greedy += 1;
                kept.push((name.trim_end_matches('+'), rest.join("/")));
            }
            Some(name) => {
                let value = given.next().filter(|value| !value.is_empty())?;
                kept.push((name, value.to_owned()));
            }
            None if given.next()? == part => literal += 1,
            None => return None,
        }
    }
    if given.next().is_some() {
        return None;
    }
    for (name, value) in kept {
        let value = percent_decode_str(&value).decode_utf8_lossy().into_owned();
        parameters.push((name.to_owned(), value));
    }
    Some(((literal, Reverse(greedy), wanted != "ANY"), parameters))
}

fn segments(path: &str) -> Vec<&str> {
    path.trim_matches('/').split('/').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(method: &str, path: &str) -> Option<(String, Vec<(String, String)>)> {
        let keys = [
            "GET /notes",
            "ANY /notes/{id}",
            "PUT /notes/{id}",
            "GET /notes/public",
            "GET /files/{path+}",
        ];
        let routes: Vec<Route> = keys
            .iter()
            .map(|key| Route {
                route_key: (*key).to_owned(),
                ..Route::default()
            })
            .collect();
        find(routes.iter(), method, path)
            .map(|found| (found.route.route_key.clone(), found.parameters))
    }

    #[test]
    fn the_most_specific_route_is_taken() {
        let key = |method, path| taken(method, path).map(|(key, _)| key);
        assert_eq!(key("GET", "/notes").as_deref(), Some("GET /notes"));
        assert_eq!(
            key("GET", "/notes/public").as_deref(),
            Some("GET /notes/public")
        );
        assert_eq!(key("PUT", "/notes/1").as_deref(), Some("PUT /notes/{id}"));
        assert_eq!(key("GET", "/notes/1").as_deref(), Some("ANY /notes/{id}"));
        assert_eq!(key("POST", "/notes"), None);
        assert_eq!(key("GET", "/notes/1/more"), None);
    }

    #[test]
    fn parameters_are_decoded_and_greedy_ones_take_the_rest() {
        assert_eq!(
            taken("PUT", "/notes/a%20b").unwrap().1,
            [("id".into(), "a b".into())]
        );
        assert_eq!(
            taken("GET", "/files/a/b.txt").unwrap().1,
            [("path".into(), "a/b.txt".into())]
        );
        assert_eq!(taken("GET", "/files"), None);
    }
}
