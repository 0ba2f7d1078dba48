//! A client that asks one server over one connection, and does as little as it can beside: on a machine with two
//! cores what the client does is taken from the server.

use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Room for one read; a tile fits.
const READ_BYTES: usize = 128 * 1024;
/// Longest head of an answer that is waited for.
const LONGEST_HEAD: usize = 64 * 1024;

/// An open connection (HTTP/1.1, kept alive).
#[derive(Debug)]
pub(super) struct Client {
    stream: TcpStream,
    /// What came and was not read yet: nothing between two questions.
    arrived: Vec<u8>,
}

/// A body, and how long it took from before the question was written until its last byte was there.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    pub(super) took: Duration,
}

/// What an answer's head says.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Bytes of the head, the empty line included.
    bytes: usize,
    body_bytes: usize,
}

/// The server that is asked, and as whom.
#[derive(Debug)]
pub(super) struct Server {
    /// `HOST:PORT`.
    pub(super) authority: String,
    /// The token of a program; empty for what needs none.
    pub(super) token: String,
}

/// Writes the request of a path.
pub(super) fn request(server: &Server, path: &str) -> Vec<u8> {
    let Server { authority, token } = server;
    let pass = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    format!("GET {path} HTTP/1.1\r\nhost: {authority}\r\n{pass}accept-encoding: identity\r\n\r\n")
        .into_bytes()
}

impl Client {
    /// Connects to `HOST:PORT`.
    pub(super) async fn connect(authority: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(authority).await.with_context(|| format!("asking {authority}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, arrived: Vec::with_capacity(READ_BYTES) })
    }

    /// Asks, and waits for the whole answer.
    ///
    /// # Errors
    /// When the status is neither 200 nor 204, with the beginning of the body; when the answer does not say how long
    /// it is, or the connection ends.
    pub(super) async fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        let began = Instant::now();
        self.stream.write_all(request).await?;
        let head = loop {
            if let Some(head) = head(&self.arrived)? {
                break head;
            }
            if self.arrived.len() > LONGEST_HEAD {
                bail!("the head of the answer does not end");
            }
            self.read().await?;
        };
        let whole = head.bytes + head.body_bytes;
        while self.arrived.len() < whole {
            self.read().await?;
        }
        let took = began.elapsed();
        if self.arrived.len() > whole {
            bail!("the answer is longer than its head says");
        }
        let body = self.arrived.split_off(head.bytes);
        self.arrived.clear();
        match head.status {
            200 | 204 => Ok(Answer { body, took }),
            status => {
                let beginning: String = String::from_utf8_lossy(&body).chars().take(300).collect();
                bail!("the answer is {status}: {beginning}")
            }
        }
    }

    async fn read(&mut self) -> anyhow::Result<()> {
        self.arrived.reserve(READ_BYTES);
        match self.stream.read_buf(&mut self.arrived).await? {
            0 => bail!("the server closed the connection"),
            _ => Ok(()),
        }
    }
}

/// Reads the head of an answer, when it is there whole.
fn head(arrived: &[u8]) -> anyhow::Result<Option<Head>> {
    let Some(end) = arrived.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&arrived[..end]).context("the head of the answer is not text")?;
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    let status = status.ok_or_else(|| anyhow!("`{first}` is no answer"))?;
    let length = lines.filter_map(|line| line.split_once(':')).find_map(|(name, value)| {
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let body_bytes = match (status, length) {
        (204 | 304, _) => 0,
        (_, Some(length)) => length,
        (_, None) => bail!("the answer does not say how long it is"),
    };
    Ok(Some(Head { status, bytes: end + 4, body_bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_when_it_is_there_whole() {
        let text = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(head(text).unwrap(), Some(Head { status: 200, bytes: text.len(), body_bytes: 12 }));
        assert_eq!(head(&text[..text.len() - 1]).unwrap(), None);
        assert_eq!(head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().unwrap().body_bytes, 0);
    }

    #[test]
    fn an_answer_without_a_length_is_refused() {
        assert!(head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
        assert!(head(b"SSH-2.0-OpenSSH\r\n\r\n").is_err());
    }
}
