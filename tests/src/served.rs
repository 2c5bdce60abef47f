//! The real program, running.

use std::{
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::spawn_blocking,
};

use crate::{Market, binary};

impl Market {
    /// `chosao` with these arguments, over this market's database and files.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .env("CHOSAO_DATA_DIR", self.data_dir())
            .env("CHOSAO_LISTEN", "127.0.0.1:0")
            .env("CHOSAO_LOG", "warn");
        if let Some(url) = &self.app().settings().database_url {
            command.env("CHOSAO_DATABASE_URL", url);
        }
        command
    }

    /// `chosao serve` over this market, once it says that it is ready.
    ///
    /// # Panics
    ///
    /// When it ends before.
    pub async fn serve(&self) -> Served {
        let mut command = self.command(&["serve", "--json"]);
        let started = spawn_blocking(move || {
            let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
            let output = child.stdout.take().expect("a pipe");
            let mut line = String::new();
            BufReader::new(output)
                .read_line(&mut line)
                .expect("a line of text");
            (child, line)
        });
        let (child, line) = started.await.expect("waiting does not panic");
        let ready: Value = serde_json::from_str(&line).expect("the ready line is JSON");
        assert_eq!(ready["ready"], true, "{line}");
        let url = ready["url"].as_str().expect("an address").to_owned();
        Served {
            child: Some(child),
            url,
        }
    }
}

/// A running `chosao serve`; killed when dropped.
pub struct Served {
    child: Option<Child>,
    /// Where it listens, such as `http://127.0.0.1:40000`.
    pub url: String,
}

impl Served {
    /// Where it listens.
    ///
    /// # Panics
    ///
    /// When its address is not one.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        let address = self.url.strip_prefix("http://").unwrap_or(&self.url);
        address.parse().expect("an address and a port")
    }

    /// Asks it to stop (SIGTERM).
    ///
    /// # Panics
    ///
    /// When the signal cannot be sent.
    pub fn terminate(&self) {
        let id = self.child.as_ref().expect("it runs").id();
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -TERM {id}")])
            .status();
        assert!(sent.expect("a shell").success(), "the signal is sent");
    }

    /// Waits for its end.
    ///
    /// # Panics
    ///
    /// When it cannot be waited for.
    pub async fn ended(mut self) -> ExitStatus {
        let mut child = self.child.take().expect("it runs");
        let ended = spawn_blocking(move || child.wait());
        let ended = ended.await.expect("waiting does not panic");
        ended.expect("an exit status")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Sends bytes to a server and reads all that it answers until it closes the connection.
///
/// # Errors
///
/// When the connection fails.
pub async fn exchange(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(address).await?;
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
