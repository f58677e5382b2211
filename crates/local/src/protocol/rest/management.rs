//! API Gateway management: what a function sends to WebSocket connections. The API's stage, and
//! here also its id, come before `/@connections`.

use super::route::{Api, Route, route};

pub(super) const API: Api = Api {
    service: "execute-api",
    recognises,
    routes: &[ROUTES],
};

fn recognises(path: &str) -> bool {
    path.contains("/@connections/")
}

const fn post(path: &'static str) -> Route {
    Route {
        payload: Some("Data"),
        ..route("POST", path, "PostToConnection", 200)
    }
}

const ROUTES: &[Route] = &[
    post("/@connections/{ConnectionId}"),
    post("/{Stage}/@connections/{ConnectionId}"),
    post("/{ApiId}/{Stage}/@connections/{ConnectionId}"),
    route("GET", "/@connections/{ConnectionId}", "GetConnection", 200),
    route(
        "GET",
        "/{Stage}/@connections/{ConnectionId}",
        "GetConnection",
        200,
    ),
    route(
        "GET",
        "/{ApiId}/{Stage}/@connections/{ConnectionId}",
        "GetConnection",
        200,
    ),
    route(
        "DELETE",
        "/@connections/{ConnectionId}",
        "DeleteConnection",
        204,
    ),
    route(
        "DELETE",
        "/{Stage}/@connections/{ConnectionId}",
        "DeleteConnection",
        204,
    ),
    route(
        "DELETE",
        "/{ApiId}/{Stage}/@connections/{ConnectionId}",
        "DeleteConnection",
        204,
    ),
];
