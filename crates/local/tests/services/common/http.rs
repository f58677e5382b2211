//! A client that keeps one connection, for tests against another process.

use std::error::Error;

use bytes::Bytes;
use http::{Request, header, request::Builder};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tokio::net::TcpStream;

/// Why there is no answer: [`Refused`], or the server is not there.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The server's answer to a request that it does not carry out.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

/// One connection.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Client {
    /// To `host:port`.
    pub async fn connect(address: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let host = address.to_owned();
        Ok(Self { sender, host })
    }

    /// An operation of EventBridge.
    pub async fn events(&mut self, operation: &str, input: Value) -> Result<Value, Failure> {
        self.json(&format!("AWSEvents.{operation}"), input).await
    }

    /// An operation of SQS.
    pub async fn sqs(&mut self, operation: &str, input: Value) -> Result<Value, Failure> {
        self.json(&format!("AmazonSQS.{operation}"), input).await
    }

    /// The operation that `X-Amz-Target` names.
    pub async fn json(&mut self, target: &str, input: Value) -> Result<Value, Failure> {
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", target);
        let answer = self.send(request, input.to_string()).await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    /// An operation of the query protocol: its name, version and input. The answer is XML.
    pub async fn query(&mut self, form: &[(&str, &str)]) -> Result<String, Failure> {
        let pair = |(name, value): &(&str, &str)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let form: Vec<String> = form.iter().map(pair).collect();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post("/").header(header::CONTENT_TYPE, kind);
        let answer = self.send(request, form.join("&")).await?;
        Ok(String::from_utf8(answer.into())?)
    }

    /// What is at a path.
    pub async fn get(&mut self, path: &str) -> Result<String, Failure> {
        let answer = self.send(Request::get(path), String::new()).await?;
        Ok(String::from_utf8(answer.into())?)
    }

    /// Puts something at a path.
    pub async fn put(&mut self, path: &str, body: &str) -> Result<String, Failure> {
        let answer = self.send(Request::put(path), body.to_owned()).await?;
        Ok(String::from_utf8(answer.into())?)
    }

    async fn send(&mut self, request: Builder, body: String) -> Result<Bytes, Failure> {
        let request = request.header(header::HOST, &self.host);
        self.sender.ready().await?;
        let response = self.sender.send_request(request.body(Full::from(body))?);
        let response = response.await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            let text = String::from_utf8_lossy(&body).into_owned();
            return Err(Refused(text).into());
        }
        Ok(body)
    }
}
