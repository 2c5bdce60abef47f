//! `chosao seller create` and `chosao seller add-member`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use market::{
    App,
    sellers::{self, Founding, MemberRole, SellerKind},
};

use super::{CommandError, open_current};
use crate::config::Config;

/// Sellers and the people who serve them.
///
/// Example: chosao seller add-member --seller htx-tom-kho-rach-goc --email lan@htx.vn
#[derive(Args)]
pub(super) struct Seller {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Enter a seller.
    ///
    /// Example: chosao seller create --name 'HTX Tôm khô Rạch Gốc' --kind cooperative --province 96
    Create {
        /// Its name.
        #[arg(long)]
        name: String,
        /// Its legal form.
        #[arg(long)]
        kind: Kind,
        /// The code of its province of today.
        #[arg(long)]
        province: Option<String>,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let a person who has an account act for a seller, or change what they may do.
    ///
    /// Example: chosao seller add-member --seller htx-tom-kho-rach-goc --email lan@htx.vn --role owner
    AddMember {
        /// The seller's address part.
        #[arg(long)]
        seller: String,
        /// The e-mail address that the person signs in with.
        #[arg(long)]
        email: String,
        /// What the person may do; owners alone change the bank account.
        #[arg(long, default_value = "staff")]
        role: Role,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Cooperative,
    CooperativeGroup,
    Household,
    Company,
}

impl From<Kind> for SellerKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Cooperative => Self::Cooperative,
            Kind::CooperativeGroup => Self::CooperativeGroup,
            Kind::Household => Self::Household,
            Kind::Company => Self::Company,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    Owner,
    Staff,
}

impl From<Role> for MemberRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Staff => Self::Staff,
        }
    }
}

impl Seller {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let app = open_current(&config).await?;
        self.action.run(&app).await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Action {
    async fn run(self, app: &App) -> Result<(), CommandError> {
        match self {
            Self::Create {
                name,
                kind,
                province,
                json,
            } => {
                let founding = Founding {
                    name,
                    kind: kind.into(),
                    province_code: province,
                };
                let seller = sellers::found(app, founding).await?;
                let text = format!("Entered {} as {}.", seller.name, seller.slug);
                tell(json, &seller, &text);
            }
            Self::AddMember {
                seller,
                email,
                role,
                json,
            } => {
                let seller = sellers::add_member(app, &seller, &email, role.into()).await?;
                let text = format!("{email} acts for {}.", seller.name);
                tell(json, &seller, &text);
            }
        }
        Ok(())
    }
}

fn tell(json: bool, seller: &sellers::seller::Model, text: &str) {
    if json {
        println!(
            "{}",
            serde_json::json!({"id": seller.id, "slug": seller.slug, "name": seller.name})
        );
    } else {
        println!("{text}");
    }
}
