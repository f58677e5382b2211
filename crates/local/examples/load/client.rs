//! One connection to a server of AWS's protocols: as little client as will do, so that the server
//! is what is measured.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use serde_json::Value;

pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A signature that nobody checks: other servers find the service in its scope.
const SCOPE: &str = "AWS4-HMAC-SHA256 Credential=bench/20261121/us-east-1";

pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
    request: Vec<u8>,
}

impl Connection {
    /// To `host:port`.
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            address: address.to_owned(),
            request: Vec::new(),
        })
    }

    /// An operation of EventBridge.
    pub(crate) fn events(&mut self, operation: &str, input: &[u8]) -> Outcome<Vec<u8>> {
        let target = format!("AWSEvents.{operation}");
        self.json("events", "1.1", &target, input)
    }

    /// An operation of SQS.
    pub(crate) fn sqs(&mut self, operation: &str, input: &[u8]) -> Outcome<Vec<u8>> {
        let target = format!("AmazonSQS.{operation}");
        self.json("sqs", "1.0", &target, input)
    }

    /// An operation of CloudWatch Logs.
    pub(crate) fn logs(&mut self, operation: &str, input: Value) -> Outcome<Vec<u8>> {
        let target = format!("Logs_20140328.{operation}");
        self.json("logs", "1.1", &target, input.to_string().as_bytes())
    }

    /// An operation of CloudWatch.
    pub(crate) fn metrics(&mut self, operation: &str, input: Value) -> Outcome<Vec<u8>> {
        let target = format!("GraniteServiceVersion20100801.{operation}");
        self.json("monitoring", "1.0", &target, input.to_string().as_bytes())
    }

    /// A request to Lambda.
    pub(crate) fn lambda(&mut self, path: &str, input: &[u8]) -> Outcome<Vec<u8>> {
        self.post(path, "lambda", "Content-Type: application/json", input)
    }

    fn json(
        &mut self,
        service: &str,
        version: &str,
        target: &str,
        input: &[u8],
    ) -> Outcome<Vec<u8>> {
        let headers =
            format!("Content-Type: application/x-amz-json-{version}\r\nX-Amz-Target: {target}");
        self.post("/", service, &headers, input)
    }

    fn post(&mut self, path: &str, service: &str, headers: &str, input: &[u8]) -> Outcome<Vec<u8>> {
        self.request.clear();
        write!(
            self.request,
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: {SCOPE}/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n{headers}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            input.len()
        )?;
        self.request.extend_from_slice(input);
        self.stream.get_mut().write_all(&self.request)?;
        let (status, body, closes) = self.answer()?;
        if closes {
            *self = Self::open(&self.address)?;
        }
        if status / 100 == 2 {
            return Ok(body);
        }
        Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into())
    }

    fn answer(&mut self) -> Outcome<(u16, Vec<u8>, bool)> {
        let status = self.line()?.split(' ').nth(1).unwrap_or_default().parse()?;
        let (mut length, mut closes) = (0, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(": ") {
                None => break,
                Some(("content-length", value)) => length = value.parse()?,
                Some(("connection", "close")) => closes = true,
                Some(_) => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body, closes))
    }

    fn line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err("the server closed the connection".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// The number of messages in a queue, as far as the server says.
pub(crate) fn messages(connection: &mut Connection, url: &str) -> Outcome<u64> {
    let input =
        serde_json::json!({"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]});
    let answer = connection.sqs("GetQueueAttributes", input.to_string().as_bytes())?;
    let answer: Value = serde_json::from_slice(&answer)?;
    let count = answer["Attributes"]["ApproximateNumberOfMessages"].as_str();
    Ok(count.unwrap_or_default().parse()?)
}
