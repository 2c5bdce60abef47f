//! A PostgreSQL server for one run, with the settings it comes with: commits are durable.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

use crate::error::BenchError;

/// The user that may own a server when root runs this; PostgreSQL refuses root itself.
const SYSTEM_USER: &str = "postgres";
/// Where Debian keeps programs that are not on the PATH, by version.
const DEBIAN_PROGRAMS: &str = "/usr/lib/postgresql";

/// A running server; stopped and removed when dropped.
pub(crate) struct Cluster {
    files: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts one on a free port of the loopback.
    pub(crate) fn start() -> Result<Self, BenchError> {
        let files = TempDir::with_prefix("chosao-bench-postgres-")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self {
            files,
            programs: programs(),
            port,
        };
        if is_root() {
            let mut give = Command::new("chown");
            done(
                "chown",
                give.arg(SYSTEM_USER).arg(cluster.files.path()).output()?,
            )?;
        }
        cluster.run(
            "initdb",
            &[
                "--auth=trust",
                "--username=chosao",
                "--encoding=UTF8",
                "--locale=C",
            ],
        )?;
        let sockets = cluster.files.path().display();
        let options = format!("-p {port} -k {sockets} -c listen_addresses=127.0.0.1");
        let log = cluster.files.path().join("log").display().to_string();
        cluster.run(
            "pg_ctl",
            &["start", "--wait", "--log", &log, "--options", &options],
        )?;
        Ok(cluster)
    }

    /// The address of a new database.
    pub(crate) fn database(&self, name: &str) -> Result<String, BenchError> {
        let server = format!("postgres://chosao@127.0.0.1:{}", self.port);
        let statement = format!("CREATE DATABASE {name}");
        psql(&format!("{server}/postgres"), &statement)?;
        Ok(format!("{server}/{name}"))
    }

    /// Runs one of the server's programs on its directory, as the user that may.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<(), BenchError> {
        let path = self.programs.join(program);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", SYSTEM_USER, "--"]).arg(path);
                command
            }
            false => Command::new(path),
        };
        let data = self.files.path().join("data");
        // Its server keeps what it inherits, so an output that is read would never end.
        let output = command
            .args(arguments)
            .arg("--pgdata")
            .arg(data)
            .current_dir(self.files.path())
            .stdout(std::process::Stdio::null())
            .stderr(fs::File::create(self.files.path().join("said"))?)
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(BenchError::Program {
            program: program.to_owned(),
            said: fs::read_to_string(self.files.path().join("said"))?,
        })
    }
}

impl Drop for Cluster {
    /// Best effort: the directory is removed with everything in it anyway.
    fn drop(&mut self) {
        let _ = self.run("pg_ctl", &["stop", "--wait", "--mode=immediate"]);
    }
}

/// Runs one statement with `psql`.
pub(crate) fn psql(url: &str, statement: &str) -> Result<(), BenchError> {
    let mut psql = Command::new(programs().join("psql"));
    psql.args([
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--command",
    ]);
    done("psql", psql.arg(statement).arg(url).output()?)?;
    Ok(())
}

/// Runs a script with `psql`, in one session and with these variables.
pub(crate) fn script(
    url: &str,
    settings: &[String],
    (files, text): (&Path, &str),
) -> Result<(), BenchError> {
    let file = files.join("script.sql");
    fs::write(&file, text)?;
    let mut psql = Command::new(programs().join("psql"));
    psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]);
    psql.args(settings.iter().map(|setting| format!("--set={setting}")));
    done("psql", psql.arg("--file").arg(&file).arg(url).output()?)?;
    Ok(())
}

/// The output of a program that must succeed.
pub(crate) fn done(program: &str, output: Output) -> Result<String, BenchError> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(BenchError::Program {
        program: program.to_owned(),
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Where PostgreSQL's programs are: the newest version's directory, or nowhere special.
pub(crate) fn programs() -> PathBuf {
    let versions = fs::read_dir(DEBIAN_PROGRAMS)
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<u32>().ok()?,
                entry.path(),
            ))
        })
        .max();
    newest.map(|(_, path)| path.join("bin")).unwrap_or_default()
}

fn is_root() -> bool {
    fs::metadata(Path::new("/proc/self")).is_ok_and(|process| process.uid() == 0)
}
