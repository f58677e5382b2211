//! A client that keeps one connection, for tests against another process.

use std::{error::Error, io};

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

type Failure = Box<dyn Error + Send + Sync>;

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
        self.call(&format!("AWSEvents.{operation}"), input).await
    }

    /// An operation of SQS.
    pub async fn sqs(&mut self, operation: &str, input: Value) -> Result<Value, Failure> {
        self.call(&format!("AmazonSQS.{operation}"), input).await
    }

    async fn call(&mut self, target: &str, input: Value) -> Result<Value, Failure> {
        let request = Request::post("/")
            .header(header::HOST, &self.host)
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(Full::from(input.to_string()))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            let text = String::from_utf8_lossy(&body).into_owned();
            return Err(io::Error::other(text).into());
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
