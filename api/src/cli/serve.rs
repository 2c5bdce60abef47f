//! `chosao serve` and `chosao work`.

use std::process::ExitCode;

use clap::Args;
use market::{
    App,
    catalog::{analytics, documents},
    jobs,
};
use tokio::sync::watch;

use super::{CommandError, open_current};
use crate::{
    config::Config,
    server::{self, Patience},
};

/// Serve the market over HTTP and run its jobs.
///
/// Example: CHOSAO_LISTEN=0.0.0.0:8000 chosao serve
#[derive(Args)]
pub(super) struct Serve {
    /// Leave the jobs to `chosao work`.
    #[arg(long)]
    no_jobs: bool,
    /// Print one JSON line when ready.
    #[arg(long)]
    json: bool,
    /// Print every setting with its origin, secrets hidden, and stop.
    #[arg(long)]
    print_config: bool,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        if self.print_config {
            print!("{}", config.printed());
            return Ok(ExitCode::SUCCESS);
        }
        let app = open_current(&config).await?;
        let json = self.json;
        serve(app, &config, !self.no_jobs, |url| {
            if json {
                println!("{}", serde_json::json!({"ready": true, "url": url}));
            } else {
                println!("Chợ Sao is open at {url}  (reference: {url}/docs)");
            }
        })
        .await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Run the jobs alone, beside processes that serve.
///
/// Example: CHOSAO_DATABASE_URL=postgres://… chosao work
#[derive(Args)]
pub(super) struct Work {}

impl Work {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let app = open_current(&config).await?;
        jobs::work(app, stop_signal()).await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Serves until told to stop: no new connections, running requests finish, then the jobs in
/// hand, then the end. `announce` is called with the address once the market answers.
pub(super) async fn serve(
    app: App,
    config: &Config,
    with_jobs: bool,
    announce: impl FnOnce(&str),
) -> Result<(), CommandError> {
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    let following = documents::start(&app).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (stopping, stop) = watch::channel(false);
    let worker = with_jobs.then(|| tokio::spawn(jobs::work(app.clone(), stopped(stop))));
    let stop_signal = stop_signal();
    announce(&url);
    server::run(listener, app.clone(), Patience::default(), stop_signal).await?;
    // The jobs stop after the requests, so that what those left behind is still taken up.
    let _ = stopping.send(true);
    if let Some(worker) = worker {
        worker.await?;
    }
    drop(following);
    if let Err(error) = analytics::keep(&app).await {
        tracing::warn!("the last searches are not counted: {error}");
    }
    Ok(())
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    let _ = stop.wait_for(|stopping| *stopping).await;
}

/// A future that resolves on SIGTERM, or Ctrl-C on a terminal. Signals count from the call on,
/// not from the first wait.
fn stop_signal() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("this system has SIGTERM");
    let mut interrupt = signal(SignalKind::interrupt()).expect("this system has SIGINT");
    async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}
