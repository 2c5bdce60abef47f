//! The real program `chosao`, as others run it.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

use crate::{
    error::BenchError,
    http::{self, Connection},
    storage::Place,
};

/// How long a program may take to say that it is ready.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long it may take to end after the signal to stop.
const STOPPED_WITHIN: Duration = Duration::from_secs(60);
/// How long a command such as an import may take.
const COMMAND_WITHIN: Duration = Duration::from_secs(900);
/// How long the jobs may take to show all that was imported.
const SHOWN_WITHIN: Duration = Duration::from_secs(300);
/// How often a waiting look is taken.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// What every list asks for that is compared with the bare handler.
pub(crate) const LIST: &str = "/v1/store/products?limit=24";

/// Where `chosao` is: beside this program.
pub(crate) fn path() -> Result<PathBuf, BenchError> {
    let path = std::env::current_exe()?.with_file_name("chosao");
    match path.exists() {
        true => Ok(path),
        false => Err(BenchError::NotBuilt { path }),
    }
}

/// `chosao` with these arguments, over one market's place.
fn command(place: &Place, arguments: &[&str]) -> Result<Command, BenchError> {
    let mut command = Command::new(path()?);
    command
        .args(arguments)
        .env("CHOSAO_DATA_DIR", &place.data_dir)
        .env(
            "CHOSAO_DATABASE_URL",
            place.database_url.as_deref().unwrap_or_default(),
        )
        .env("CHOSAO_LISTEN", "127.0.0.1:0")
        .env("CHOSAO_SANDBOX_PAYMENTS", "true")
        .env("CHOSAO_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    Ok(command)
}

/// What a command did.
pub(crate) struct Done {
    /// The JSON that it printed.
    pub(crate) answer: Value,
    /// How long it ran.
    pub(crate) elapsed: Duration,
    /// The most memory it held, in bytes.
    pub(crate) peak_bytes: u64,
}

/// Runs a command that prints one line of JSON; exit code 1 is fine when `may_complain`.
pub(crate) async fn run(
    place: &Place,
    arguments: &[&str],
    may_complain: bool,
) -> Result<Done, BenchError> {
    let name = format!("chosao {}", arguments.join(" "));
    let start = Instant::now();
    let process = command(place, arguments)?.spawn()?;
    let id = process.id().unwrap_or_default();
    let mut ending = Box::pin(process.wait_with_output());
    let mut peak_bytes = 0;
    let output = loop {
        if let Ok(output) = timeout(LOOK_EVERY, &mut ending).await {
            break output?;
        }
        if start.elapsed() > COMMAND_WITHIN {
            return Err(too_slow(&name, "end", COMMAND_WITHIN));
        }
        // The peak only grows, so the last look before the end is the right one.
        peak_bytes = Memory::of(id).map_or(peak_bytes, |memory| memory.peak_bytes);
    };
    let elapsed = start.elapsed();
    let failed = || BenchError::Program {
        program: name.clone(),
        said: output.status.to_string(),
    };
    match output.status.code() {
        Some(0) => {}
        Some(1) if may_complain => {}
        _ => return Err(failed()),
    }
    Ok(Done {
        answer: serde_json::from_slice(&output.stdout).map_err(|_| failed())?,
        elapsed,
        peak_bytes,
    })
}

/// Memory of a process, from `/proc`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// What it holds now.
    pub(crate) resident_bytes: u64,
    /// The most it held so far.
    pub(crate) peak_bytes: u64,
}

impl Memory {
    fn of(process: u32) -> Option<Self> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        Some(Self {
            resident_bytes: bytes_of(&status, "VmRSS:")?,
            peak_bytes: bytes_of(&status, "VmHWM:")?,
        })
    }
}

/// How often a second the kernel counts processor time (`USER_HZ`, 100 on every Linux).
const TICKS_PER_SECOND: f64 = 100.0;

/// Seconds of processor time that a process has used, in user space and in the kernel, from the
/// words of `/proc/…/stat`.
fn processor_seconds(stat: &str) -> Option<f64> {
    // The second word is the program's name in brackets, which may have spaces in it.
    let mut words = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u32 = words.next()?.parse().ok()?;
    let kernel: u32 = words.next()?.parse().ok()?;
    Some((f64::from(user) + f64::from(kernel)) / TICKS_PER_SECOND)
}

fn bytes_of(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// A running `chosao serve`; killed when dropped.
pub(crate) struct Server {
    process: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From its start to its answer to the first list.
    pub(crate) ready_after: Duration,
}

impl Server {
    /// Starts one, and waits until it says that it is ready and answers a list.
    pub(crate) async fn start(place: &Place) -> Result<Self, BenchError> {
        Self::start_with(place, &[]).await
    }

    /// The same with other settings.
    pub(crate) async fn start_with(
        place: &Place,
        settings: &[(&str, &str)],
    ) -> Result<Self, BenchError> {
        let start = Instant::now();
        let mut command = command(place, &["serve", "--json"])?;
        let mut process = command.envs(settings.iter().copied()).spawn()?;
        let line = first_line(&mut process, "chosao serve").await?;
        let address = ready_address(&line)?;
        let mut connection = Connection::open(address).await?;
        connection.expect(200, &http::get(LIST)).await?;
        Ok(Self {
            process,
            address,
            ready_after: start.elapsed(),
        })
    }

    /// Waits until this many products are public, and tells how long it took.
    pub(crate) async fn shows(&self, products: u64) -> Result<Duration, BenchError> {
        let start = Instant::now();
        let mut connection = Connection::open(self.address).await?;
        let request = http::get("/v1/store/products?limit=1&sort=price");
        while start.elapsed() < SHOWN_WITHIN {
            // Until the index is built, an order other than the usual one is refused.
            let reply = connection.ask(&request).await?;
            let answer: Value = serde_json::from_slice(reply.body).unwrap_or_default();
            if reply.status == 200 && answer["total"].as_u64() == Some(products) {
                return Ok(start.elapsed());
            }
            sleep(LOOK_EVERY).await;
        }
        Err(too_slow(
            "chosao serve",
            "show what was imported",
            SHOWN_WITHIN,
        ))
    }

    /// What it holds.
    pub(crate) fn memory(&self) -> Result<Memory, BenchError> {
        let memory = self.process.id().and_then(Memory::of);
        memory.ok_or_else(gone)
    }

    /// Seconds of processor time that it has used.
    pub(crate) fn processor_seconds(&self) -> Result<f64, BenchError> {
        let id = self.process.id().ok_or_else(gone)?;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        processor_seconds(&stat).ok_or_else(gone)
    }

    /// Stops it as an operator would, and waits for its end.
    pub(crate) async fn stop(mut self) -> Result<(), BenchError> {
        let id = self.process.id().unwrap_or_default().to_string();
        Command::new("kill").args(["-TERM", &id]).status().await?;
        let ended = timeout(STOPPED_WITHIN, self.process.wait()).await;
        let status = ended.map_err(|_| too_slow("chosao serve", "stop", STOPPED_WITHIN))??;
        match status.success() {
            true => Ok(()),
            false => Err(BenchError::Program {
                program: "chosao serve".to_owned(),
                said: format!("it did not end well: {status}"),
            }),
        }
    }
}

fn gone() -> BenchError {
    BenchError::Program {
        program: "chosao serve".to_owned(),
        said: "it is gone".to_owned(),
    }
}

/// The first line that a process prints.
pub(crate) async fn first_line(process: &mut Child, name: &str) -> Result<String, BenchError> {
    let output = process.stdout.take().expect("its output is piped");
    let mut line = String::new();
    let mut output = BufReader::new(output);
    match timeout(READY_WITHIN, output.read_line(&mut line)).await {
        Ok(read) => read?,
        Err(_) => return Err(too_slow(name, "be ready", READY_WITHIN)),
    };
    Ok(line)
}

/// The address in the line that says a program is ready.
pub(crate) fn ready_address(line: &str) -> Result<SocketAddr, BenchError> {
    let ready: Value = serde_json::from_str(line).unwrap_or_default();
    let url = ready["url"].as_str().unwrap_or_default();
    let address = url.strip_prefix("http://").unwrap_or(url).parse();
    address.map_err(|_| BenchError::Program {
        program: "a server".to_owned(),
        said: format!("instead of being ready it said: {line}"),
    })
}

fn too_slow(program: &str, task: &'static str, within: Duration) -> BenchError {
    BenchError::TooSlow {
        program: program.to_owned(),
        task,
        seconds: within.as_secs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_kernels_words() {
        let status = "Name:\tchosao\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n";

        assert_eq!(bytes_of(status, "VmRSS:"), Some(1024 * 1024));
        assert_eq!(bytes_of(status, "VmHWM:"), Some(2048 * 1024));
        assert_eq!(bytes_of(status, "VmSwap:"), None);
    }

    #[test]
    fn processor_time_is_read_behind_any_name() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 9 0 0 0 250 50 0 0 20 0 1 0 9";

        assert!(processor_seconds(stat).is_some_and(|seconds| (seconds - 3.0).abs() < 1e-6));
        assert!(processor_seconds("").is_none());
    }

    #[test]
    fn a_ready_line_has_an_address() {
        let line = r#"{"ready":true,"url":"http://127.0.0.1:4000"}"#;

        assert_eq!(
            ready_address(line).expect("an address"),
            SocketAddr::from(([127, 0, 0, 1], 4000))
        );
        assert!(ready_address("error").is_err());
    }
}
