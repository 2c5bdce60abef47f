//! `chosao migrate up|status`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use market::{App, clock::Clock};

use super::CommandError;
use crate::config::Config;

/// Look at or update the schema of the database.
///
/// Example: chosao migrate up
#[derive(Args)]
pub(super) struct Migrate {
    #[command(subcommand)]
    action: Action,
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Action {
    /// Apply what is missing.
    Up,
    /// Say what is missing; exit code 1 if anything is.
    Status,
}

impl Migrate {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let app = App::open(config.market, Clock::default()).await?;
        if matches!(self.action, Action::Up) {
            app.migrate().await?;
        }
        let pending = app.pending_migrations().await?;
        if self.json {
            println!("{}", serde_json::json!({"pending": pending}));
        } else if pending == 0 {
            println!("The schema is current.");
        } else {
            println!("{pending} migrations to apply: run `chosao migrate up`.");
        }
        Ok(if pending == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
