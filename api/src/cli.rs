//! The command line: `chosao …`.

mod demo;
mod import;
mod migrate;
mod openapi;
mod reindex;
mod seller;
mod serve;
mod settle;
mod staff;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use market::{App, clock::Clock};

use crate::config::{Config, LogFormat};

/// The open marketplace for OCOP products.
#[derive(Parser)]
#[command(name = "chosao", version, about, propagate_version = true)]
struct Arguments {
    /// A TOML file with settings; the environment (CHOSAO_…) wins over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Work(serve::Work),
    Migrate(migrate::Migrate),
    Settle(settle::Settle),
    Audit(settle::Audit),
    Import(import::Import),
    Reindex(reindex::Reindex),
    Staff(staff::Staff),
    Seller(seller::Seller),
    Openapi(openapi::Openapi),
}

impl Command {
    /// Settings that this command takes unless told otherwise, where they are not the usual.
    const fn defaults(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Demo(_) => &demo::DEFAULTS,
            _ => &[],
        }
    }
}

/// Why a command failed, as it is told to a person.
type CommandError = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command line: exit code 0 when done, 1 when it failed, 2 for a wrong call.
pub async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let config = match Config::load(arguments.config.as_deref(), arguments.command.defaults()) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("chosao: {error}");
            return ExitCode::from(2);
        }
    };
    write_logs(&config);
    let done = match arguments.command {
        Command::Demo(demo) => demo.run(config).await,
        Command::Serve(serve) => serve.run(config).await,
        Command::Work(work) => Box::pin(work.run(config)).await,
        Command::Migrate(migrate) => migrate.run(config).await,
        Command::Settle(settle) => settle.run(config).await,
        Command::Audit(audit) => audit.run(config).await,
        Command::Import(import) => import.run(config).await,
        Command::Reindex(reindex) => reindex.run(config).await,
        Command::Staff(staff) => staff.run(config).await,
        Command::Seller(seller) => seller.run(config).await,
        Command::Openapi(openapi) => openapi.run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("chosao: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            eprintln!("  because: {error}");
            cause = error.source();
        }
        ExitCode::FAILURE
    })
}

/// Logs go to standard error, so that standard output stays for answers.
fn write_logs(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Pretty => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
}

/// Opens the market and brings its schema up to date.
async fn open_current(config: &Config) -> Result<App, CommandError> {
    let app = App::open(config.market.clone(), Clock::default()).await?;
    app.migrate().await?;
    Ok(app)
}
