//! A small HTTP/1.1 client over one connection that stays open. It takes little of the two
//! sides' shared processors, so that figures are the server's and not the client's.

use std::{fmt::Write as _, net::SocketAddr};

use bytes::Bytes;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::error::BenchError;

/// Where the head of an answer must have ended.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// How much of an unexpected answer is shown.
const SHOWN_BYTES: usize = 600;

/// A connection that is used again and again.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, valid until the next request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reply<'a> {
    /// The status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: &'a [u8],
}

/// Where the parts of an answer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    body_from: usize,
    body_bytes: usize,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a request and reads its whole answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Reply<'_>, BenchError> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        let head = loop {
            if let Some(head) = head(&self.buffer)? {
                break head;
            }
            self.read_more().await?;
        };
        let end = head.body_from + head.body_bytes;
        while self.buffer.len() < end {
            self.read_more().await?;
        }
        Ok(Reply {
            status: head.status,
            body: &self.buffer[head.body_from..end],
        })
    }

    /// Sends a request that must be answered with this status.
    pub(crate) async fn expect(
        &mut self,
        status: u16,
        request: &[u8],
    ) -> Result<&[u8], BenchError> {
        let reply = self.ask(request).await?;
        if reply.status == status {
            return Ok(reply.body);
        }
        let line = request.split(|byte| *byte == b'\r').next();
        Err(BenchError::Refused {
            request: shown(line.unwrap_or_default()),
            status: reply.status,
            body: shown(reply.body),
        })
    }

    /// The same, for answers that are read.
    pub(crate) async fn json(&mut self, status: u16, request: &[u8]) -> Result<Value, BenchError> {
        let body = self.expect(status, request).await?;
        serde_json::from_slice(body).map_err(|_| BenchError::NotHttp { head: shown(body) })
    }

    async fn read_more(&mut self) -> Result<(), BenchError> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into()),
            _ => Ok(()),
        }
    }
}

/// Reads the head of an answer, once it is there.
fn head(buffer: &[u8]) -> Result<Option<Head>, BenchError> {
    let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return match buffer.len() {
            0..=HEAD_BYTES_MAX => Ok(None),
            _ => Err(BenchError::NotHttp {
                head: shown(buffer),
            }),
        };
    };
    let unusable = || BenchError::NotHttp {
        head: shown(&buffer[..end]),
    };
    let text = std::str::from_utf8(&buffer[..end]).map_err(|_| unusable())?;
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 "))
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or_else(unusable)?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse().ok());
    let body_bytes = match (length, status) {
        (Some(length), _) => length,
        // These never have a body (RFC 9110, section 6.4.1).
        (None, 204 | 304) => 0,
        (None, _) => return Err(unusable()),
    };
    Ok(Some(Head {
        status,
        body_from: end + 4,
        body_bytes,
    }))
}

fn shown(bytes: &[u8]) -> String {
    let some = &bytes[..bytes.len().min(SHOWN_BYTES)];
    String::from_utf8_lossy(some).into_owned()
}

/// A reading request.
pub(crate) fn get(path: &str) -> Bytes {
    Bytes::from(format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n"))
}

/// A reading request by whoever holds a cart.
pub(crate) fn get_with(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncart-token: {token}\r\n\r\n").into_bytes()
}

/// A request with a JSON body; `headers` are whole lines, each with its `\r\n`.
pub(crate) fn send(method: &str, path: &str, headers: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: bench\r\n{headers}");
    let length = body.len();
    write!(
        request,
        "content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .expect("a String takes everything");
    request.into_bytes()
}

/// A text as part of an address.
pub(crate) fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => write!(encoded, "%{byte:02X}").expect("a String takes everything"),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_apart() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nx-y: z\r\n\r\n{}";

        let head = head(answer).expect("HTTP").expect("whole");

        assert_eq!((head.status, head.body_bytes), (201, 2));
        assert_eq!(&answer[head.body_from..], b"{}");
    }

    #[test]
    fn half_a_head_is_waited_for() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-le";

        assert_eq!(head(answer).expect("HTTP so far"), None);
    }

    #[test]
    fn an_answer_without_a_length_is_refused() {
        let answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

        assert!(matches!(head(answer), Err(BenchError::NotHttp { .. })));
        assert!(head(b"HTTP/1.1 304 Not Modified\r\n\r\n").is_ok());
    }

    #[test]
    fn vietnamese_is_encoded_by_bytes() {
        assert_eq!(percent_encoded("mật ong"), "m%E1%BA%ADt%20ong");
    }
}
