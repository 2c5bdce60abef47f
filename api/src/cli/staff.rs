//! `chosao staff create`.

use std::{io::BufRead, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use market::{
    Language,
    accounts::{self, Registration, StaffRole},
};

use super::{CommandError, open_current};
use crate::config::Config;

/// Staff accounts.
///
/// Example: echo 'a long pass phrase' | chosao staff create --email lan@tinh.gov.vn --name Lan --role promoter
#[derive(Args)]
pub(super) struct Staff {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Open a staff account; the password is read from standard input.
    Create {
        /// The e-mail address to sign in with.
        #[arg(long)]
        email: String,
        /// The name the person goes by.
        #[arg(long)]
        name: Option<String>,
        /// What the person may do; may be given several times.
        #[arg(long, required = true)]
        role: Vec<Role>,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    Promoter,
    Verifier,
    Finance,
    Admin,
}

impl From<Role> for StaffRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Promoter => Self::Promoter,
            Role::Verifier => Self::Verifier,
            Role::Finance => Self::Finance,
            Role::Admin => Self::Admin,
        }
    }
}

impl Staff {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let Action::Create {
            email,
            name,
            role,
            json,
        } = self.action;
        let mut password = String::new();
        std::io::stdin().lock().read_line(&mut password)?;
        let app = open_current(&config).await?;
        let registration = Registration {
            name: name.unwrap_or_else(|| email.clone()),
            email: Some(email),
            phone: None,
            password: password.trim_end_matches(['\r', '\n']).to_owned(),
            language: Language::Vi,
            roles: role.into_iter().map(StaffRole::from).collect(),
        };
        let account = accounts::register(&app, registration).await?;
        if json {
            println!(
                "{}",
                serde_json::json!({"id": account.id, "email": account.email})
            );
        } else {
            println!("Opened the staff account of {}.", account.name);
        }
        Ok(ExitCode::SUCCESS)
    }
}
