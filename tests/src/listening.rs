//! A market on a real socket.

use std::net::SocketAddr;

use api::Patience;
use market::App;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// A market that is served on a free port until told to stop.
pub struct Listening {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

impl Listening {
    pub(crate) async fn start(app: App, patience: Patience) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(api::run(listener, app, patience, async {
            // An error means that the sender is gone, which is a stop as well.
            let _ = stopped.await;
        }));
        Self {
            address,
            stop,
            served,
        }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells it to stop, and waits until it has.
    ///
    /// # Panics
    ///
    /// When it failed.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let served = self.served.await.expect("the server does not panic");
        served.expect("the server ends well");
    }
}
