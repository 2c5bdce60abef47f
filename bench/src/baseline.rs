//! The bare handler that figures are compared with: same framework, same client, same bytes,
//! and nothing of the market.

use std::{net::SocketAddr, path::Path, process::Stdio};

use bytes::Bytes;
use poem::{Body, Response, Server, endpoint, http::header, listener::TcpAcceptor};
use tokio::{
    net::TcpListener,
    process::{Child, Command},
};

use crate::{
    error::BenchError,
    program::{first_line, ready_address},
};

/// Serves the bytes of a file under every address until killed, and says where.
pub(crate) async fn serve(file: &Path) -> Result<(), BenchError> {
    let bytes = Bytes::from(tokio::fs::read(file).await?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("{}", serde_json::json!({"ready": true, "url": url}));
    let bare = endpoint::make_sync(move |_| {
        Response::builder()
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .body(Body::from_bytes(bytes.clone()))
    });
    let acceptor = TcpAcceptor::from_tokio(listener)?;
    Server::new_with_acceptor(acceptor).run(bare).await?;
    Ok(())
}

/// A running bare handler; killed when dropped.
pub(crate) struct Baseline {
    _process: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Baseline {
    /// Starts one, in a process of its own, that answers with this file.
    pub(crate) async fn start(file: &Path) -> Result<Self, BenchError> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("baseline")
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let line = first_line(&mut process, "bench baseline").await?;
        Ok(Self {
            address: ready_address(&line)?,
            _process: process,
        })
    }
}
