//! One request, from its first byte to its answer.

use bytes::Bytes;
use http::{Request, Response, request::Parts};
use http_body_util::{Either, Full};
use hyper::body::Incoming as Body;

use super::{Place, Server, control, intake, live_tail};
use crate::{
    fault::Fault,
    protocol::{self, Call, Incoming, Read},
    service::Caller,
    services::apigateway::websocket,
};

/// An answer as a whole, or one that goes on.
pub(super) type Content = Either<Full<Bytes>, live_tail::Events>;

fn whole(answer: Response<Bytes>) -> Response<Content> {
    answer.map(|content| Either::Left(Full::new(content)))
}

pub(super) async fn request(
    server: &Server,
    request: Request<Body>,
    place: Place,
) -> Response<Content> {
    let is_for_pages = || is_for_pages(server, &request);
    if let Some(why) = server.guard.refusal(&request, is_for_pages) {
        let storage = &server.cloud.storage;
        let is_here = server.guard.is_this_machine(request.headers());
        if is_here && !place.kept && storage.lets_in(&request) {
            return of_page(server, request).await;
        }
        return refuse(request.into_parts().0, denied(why));
    }
    let (method, path) = (request.method(), request.uri().path());
    if let Some(answer) = control::answer(server, method, path).await {
        return whole(answer);
    }
    if place.kept {
        let why = "As many connections are open as there may be.";
        return refuse(request.into_parts().0, intake::unavailable(why));
    }
    if websocket::is_upgrade(request.headers()) {
        return whole(server.cloud.apigateway.open_socket(request, place).await);
    }
    let (head, body) = request.into_parts();
    match server.intake.collect(body).await {
        Ok(taken) => {
            let _held = taken.held;
            let body = taken.bytes;
            served(server, Incoming { head, body }).await
        }
        Err(fault) => refuse(head, fault),
    }
}

/// A page that a bucket's rules let in reaches that bucket and nothing else.
async fn of_page(server: &Server, request: Request<Body>) -> Response<Content> {
    let (head, body) = request.into_parts();
    match server.intake.collect(body).await {
        Ok(taken) => {
            let _held = taken.held;
            let request = Request::from_parts(head, taken.bytes);
            whole(server.cloud.storage.handle(request).await)
        }
        Err(fault) => refuse(head, fault),
    }
}

/// The APIs of API Gateway, whose own CORS configuration says what a page may read.
fn is_for_pages(server: &Server, request: &Request<Body>) -> bool {
    websocket::is_upgrade(request.headers())
        || server.cloud.apigateway.is_served(request.uri().path())
}

fn denied(why: String) -> Fault {
    Fault::new("AccessDeniedException", why)
        .with_query_code("AccessDenied")
        .with_status(403)
}

/// An API of API Gateway answers under its own path; all else is an operation of a service.
async fn served(server: &Server, incoming: Incoming) -> Response<Content> {
    let apis = &server.cloud.apigateway;
    match apis.serve(&incoming.head, &incoming.body).await {
        Some(answer) => whole(answer),
        None => dispatch(server, incoming).await,
    }
}

pub(super) async fn dispatch(server: &Server, mut incoming: Incoming) -> Response<Content> {
    let caller = caller(server, &incoming);
    match protocol::read(&mut incoming, server.body_limit) {
        Ok(Read::Call(call)) if live_tail::is_meant(&call) => {
            match live_tail::begin(server, call.input, &caller) {
                Ok(events) => events.map(Either::Right),
                Err(fault) => whole(call.exchange.answer(Err(fault), &caller.request_id)),
            }
        }
        Ok(Read::Call(call)) => {
            let Call {
                service,
                operation,
                input,
                exchange,
            } = *call;
            let outcome = server
                .cloud
                .dispatch(&service, &operation, input, &caller)
                .await;
            whole(exchange.answer(outcome, &caller.request_id))
        }
        Ok(Read::Storage) => {
            let Incoming { head, body } = incoming;
            let storage = &server.cloud.storage;
            whole(storage.handle(Request::from_parts(head, body)).await)
        }
        Err((fault, exchange)) => whole(exchange.answer(Err(fault), &caller.request_id)),
    }
}

fn caller(server: &Server, incoming: &Incoming) -> Caller {
    let credential = protocol::credential(incoming);
    let region = credential.as_ref().and_then(|found| found.region);
    Caller {
        access_key: credential
            .as_ref()
            .map_or("anonymous", |found| found.access_key)
            .to_owned(),
        region: region.unwrap_or(&server.cloud.core.region).to_owned(),
        request_id: uuid::Uuid::new_v4().to_string(),
    }
}

fn refuse(head: Parts, fault: Fault) -> Response<Content> {
    let body = Bytes::new();
    let id = uuid::Uuid::new_v4().to_string();
    whole(protocol::refusal(&Incoming { head, body }, fault, &id))
}
