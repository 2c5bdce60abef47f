//! `chosao demo`.

use std::process::ExitCode;

use clap::Args;
use market::demo::{self, DemoAccount};
use serde_json::{Map, Value, json};

use super::{CommandError, open_current, serve::serve};
use crate::config::Config;

/// Settings of the demo where they are not the usual ones.
pub(super) const DEFAULTS: [(&str, &str); 4] = [
    ("CHOSAO_DATA_DIR", "./chosao-demo"),
    // What was delivered can be settled at once.
    ("CHOSAO_RETURN_WINDOW_S", "0"),
    ("CHOSAO_SANDBOX_PAYMENTS", "true"),
    // No carrier hands cash over here.
    ("CHOSAO_RELEASE_AWAITS_CASH", "false"),
];

/// Open a market to try out, with real products, sample prices and an account for every role.
///
/// Everything is kept in CHOSAO_DATA_DIR (./chosao-demo), so that it is still there next time;
/// remove that directory to begin anew.
///
/// Example: CHOSAO_LISTEN=127.0.0.1:0 chosao demo --json
#[derive(Args)]
pub(super) struct Demo {
    /// Print one JSON line when ready.
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        if !config.listen.ip().is_loopback() {
            eprintln!(
                "chosao: the demo has known accounts and listens on this machine only: set \
                 CHOSAO_LISTEN to 127.0.0.1:8000, not {}",
                config.listen
            );
            return Ok(ExitCode::from(2));
        }
        let app = open_current(&config).await?;
        let accounts = demo::open(&app).await?;
        serve(app, &config, true, |url| {
            if self.json {
                println!("{}", ready(url, &accounts));
            } else {
                print!("{}", welcome(url, &accounts, &config));
            }
        })
        .await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn ready(url: &str, accounts: &[DemoAccount]) -> Value {
    let accounts: Map<String, Value> = accounts
        .iter()
        .map(|account| {
            let secrets = json!({"email": account.email, "password": account.password});
            (account.role.code().to_owned(), secrets)
        })
        .collect();
    json!({"ready": true, "url": url, "accounts": accounts})
}

fn welcome(url: &str, accounts: &[DemoAccount], config: &Config) -> String {
    let accounts: String = accounts
        .iter()
        .map(|account| {
            let seller = account.role.seller().unwrap_or_default();
            let (code, email) = (account.role.code(), &account.email);
            format!("  {code:<9} {email:<32} {}  {seller}\n", account.password)
        })
        .collect();
    format!(
        "Chợ Sao is open for trying out at {url}  (reference: {url}/docs)\n\
         Everything is in {}. Prices and stock marked as samples are made up.\n\
         Orders can be settled {} s after delivery (CHOSAO_RETURN_WINDOW_S).\n\n\
         Accounts (role, e-mail, password):\n{accounts}",
        config.market.data_dir.display(),
        config.market.return_window.as_secs(),
    )
}
