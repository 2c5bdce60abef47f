//! Accepting connections and driving them.
//!
//! This is done here because poem's own server takes every byte for a sign of life: a client
//! that drips the head of its request would hold a connection for ever.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulConnection, GracefulShutdown},
};
use market::App;
use poem::{
    Addr, Endpoint,
    http::uri::Scheme,
    web::{LocalAddr, RemoteAddr},
};
use tokio::net::{TcpListener, TcpStream};

/// How long the server waits for its clients.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the whole head of the next request, from the moment one may come. Bounds silent
    /// and dripping clients and idle connections alike.
    pub head: Duration,
    /// For running requests to finish, after the signal to stop.
    pub drain: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            drain: Duration::from_secs(30),
        }
    }
}

/// The pause when no connection can be accepted, such as for want of file handles.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Serves until `stop` resolves, then lets running requests finish.
///
/// # Errors
///
/// When the endpoint cannot be built.
pub async fn run(
    listener: TcpListener,
    app: App,
    patience: Patience,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let endpoint = Arc::new(super::build(app).map_err(io::Error::other)?);
    let connections = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, remote)) => {
                let connection = connection(stream, remote, endpoint.clone(), patience.head);
                tokio::spawn(connections.watch(connection));
            }
            Err(error) => {
                tracing::warn!("a connection could not be accepted: {error}");
                tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
            }
        }
    }
    drop(listener);
    let drained = tokio::time::timeout(patience.drain, connections.shutdown());
    if drained.await.is_err() {
        tracing::warn!("some requests did not finish in time and were dropped");
    }
    Ok(())
}

/// One client's connection, answered by the endpoint.
fn connection<E: Endpoint + 'static>(
    stream: TcpStream,
    remote: SocketAddr,
    endpoint: Arc<E>,
    head: Duration,
) -> impl GracefulConnection<Error = hyper::Error> + Send + use<E> {
    // Answers are written whole: waiting to fill packets only delays them. A socket that
    // refuses still works.
    let _ = stream.set_nodelay(true);
    let local = stream.local_addr().unwrap_or(remote);
    let service = service_fn(move |request: Request<Incoming>| {
        let endpoint = endpoint.clone();
        let local = LocalAddr(Addr::SocketAddr(local));
        let remote = RemoteAddr(Addr::SocketAddr(remote));
        async move {
            let request = (request, local, remote, Scheme::HTTP).into();
            Ok::<Response<_>, Infallible>(endpoint.get_response(request).await.into())
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), service)
}
