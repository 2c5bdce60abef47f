//! A real Meilisearch server of a test's own, where the machine has the program.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::exchange;

/// Names the program; without it there is no such server.
const PROGRAM: &str = "CHOSAO_TEST_MEILISEARCH_BINARY";
/// How often one looks whether it answers.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A running Meilisearch; killed when dropped, and what it kept removed.
pub struct RealSearchServer {
    program: PathBuf,
    files: TempDir,
    address: SocketAddr,
    process: Child,
}

impl RealSearchServer {
    /// The key that may do everything.
    pub const KEY: &str = "a-master-key-of-tests";

    /// Starts an empty one; none unless `CHOSAO_TEST_MEILISEARCH_BINARY` names the program.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start() -> Option<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "a test is told where the program is"
        )]
        let Some(program) = std::env::var_os(PROGRAM) else {
            println!("{PROGRAM} is not set: nothing was tried on a real server");
            return None;
        };
        let program = PathBuf::from(program);
        let files = TempDir::with_prefix("chosao-search-").expect("a directory");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = port.local_addr().expect("a bound socket");
        drop(port);
        let process = spawn(&program, &files, address);
        let server = Self {
            program,
            files,
            address,
            process,
        };
        server.answers().await;
        Some(server)
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Kills it, as a crash would.
    ///
    /// # Panics
    ///
    /// When it is gone already.
    pub fn kill(&mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("an end");
    }

    /// Starts it again over what it kept.
    pub async fn start_again(&mut self) {
        self.process = spawn(&self.program, &self.files, self.address);
        self.answers().await;
    }

    /// Lets it answer nothing, though it takes connections, or go on.
    ///
    /// # Panics
    ///
    /// When the signal cannot be sent.
    pub fn hang(&self, is_hung: bool) {
        let signal = if is_hung { "-STOP" } else { "-CONT" };
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.expect("a program").success(), "the signal is sent");
    }

    /// A new key that may do this on every index.
    ///
    /// # Panics
    ///
    /// When it is not made.
    pub async fn key(&self, actions: &[&str]) -> String {
        let wanted = json!({"actions": actions, "indexes": ["*"], "expiresAt": null});
        let made = self.ask("POST", "/keys", &wanted).await;
        let key = made["key"].as_str();
        key.unwrap_or_else(|| panic!("a key, not {made}"))
            .to_owned()
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let (body, key) = (body.to_string(), Self::KEY);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let answer = exchange(self.address, &request).await.expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
        serde_json::from_str(body).unwrap_or_default()
    }

    async fn answers(&self) {
        let request = "GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        while !exchange(self.address, request)
            .await
            .is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
        {
            sleep(LOOK_EVERY).await;
        }
    }
}

fn spawn(program: &Path, files: &TempDir, address: SocketAddr) -> Child {
    Command::new(program)
        .args(["--no-analytics", "--env", "development"])
        .args(["--max-indexing-memory", "512MiB"])
        .args(["--master-key", RealSearchServer::KEY])
        .arg("--http-addr")
        .arg(address.to_string())
        .arg("--db-path")
        .arg(files.path().join("data"))
        .current_dir(files.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

impl Drop for RealSearchServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
