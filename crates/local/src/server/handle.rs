//! One request, from its first byte to its answer.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Either, Full, LengthLimitError, Limited};
use hyper::body::Incoming as Body;

use super::{Server, control, guard, live_tail};
use crate::{
    fault::Fault,
    protocol::{self, Call, Exchange, Incoming, Read},
    service::Caller,
    services::apigateway::websocket,
};

/// The largest body that is taken in: a Lambda bundle in a CreateFunction request is the largest
/// that AWS takes outside S3 (50 MB, in base64).
const BODY_LIMIT: usize = 128 * 1024 * 1024;

/// An answer as a whole, or one that goes on.
pub(super) type Content = Either<Full<Bytes>, live_tail::Events>;

fn whole(answer: Response<Bytes>) -> Response<Content> {
    answer.map(|content| Either::Left(Full::new(content)))
}

pub(super) async fn request(server: &Server, request: Request<Body>) -> Response<Content> {
    if let Some(why) = guard::refusal(request.headers()) {
        let storage = &server.cloud.storage;
        if guard::is_this_machine(request.headers()) && storage.lets_in(&request) {
            return of_page(server, request).await;
        }
        return refuse(Fault::new("AccessDenied", why).with_status(403));
    }
    let (method, path) = (request.method(), request.uri().path());
    if let Some(answer) = control::answer(server, method, path).await {
        return whole(answer);
    }
    if websocket::is_upgrade(request.headers()) {
        return whole(server.cloud.apigateway.open_socket(request).await);
    }
    match collect(request).await {
        Ok(incoming) => served(server, incoming).await,
        Err(fault) => refuse(fault),
    }
}

/// A page that a bucket's rules let in reaches that bucket and nothing else.
async fn of_page(server: &Server, request: Request<Body>) -> Response<Content> {
    match collect(request).await {
        Ok(Incoming { head, body }) => {
            let request = Request::from_parts(head, body);
            whole(server.cloud.storage.handle(request).await)
        }
        Err(fault) => refuse(fault),
    }
}

async fn collect(request: Request<Body>) -> Result<Incoming, Fault> {
    let (head, body) = request.into_parts();
    let collected = Limited::new(body, BODY_LIMIT)
        .collect()
        .await
        .map_err(|error| {
            if error.is::<LengthLimitError>() {
                let text = format!("The body is larger than {BODY_LIMIT} bytes.");
                Fault::new("RequestEntityTooLargeException", text).with_status(413)
            } else {
                Fault::new("RequestTimeout", error.to_string())
            }
        })?;
    Ok(Incoming {
        head,
        body: collected.to_bytes(),
    })
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
    match protocol::read(&mut incoming, BODY_LIMIT) {
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

fn refuse(fault: Fault) -> Response<Content> {
    whole(Exchange::RestFault.answer(Err(fault), &uuid::Uuid::new_v4().to_string()))
}
