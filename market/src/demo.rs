//! A market to try out: the shipped list with sample prices, and an account for every role.
//!
//! Nothing here is for selling: `chosao demo` listens on this machine only.

mod keys;

use chrono::{DateTime, Utc};
use entity::{
    accounts::account,
    sellers::{MemberRole, membership, seller},
    settlement::fee_plan,
};
use futures_util::future::try_join_all;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, sea_query::OnConflict,
};
use uuid::Uuid;

use keys::Keys;
pub use keys::{DemoAccount, DemoRole};

use crate::{
    App, Language,
    accounts::{self, AccountError, Registration, StaffRole},
    import::{ImportError, ImportOptions, Importer, ProductImport, Table},
    jobs,
    ledger::{FeeComponent, FeePer},
    token::new_id,
};

/// The list that ships with the market; what it is made of stands in `data/`.
const LIST: &[u8] = include_bytes!("../../data/ocop-products.csv");

/// What the demo takes of a sale, in basis points.
const COMMISSION_BP: i32 = 500;

/// Why the demo cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database belongs to a market that is no demo, or its file of passwords is lost.
    #[error(
        "this database holds a market that is no demo; choose an empty CHOSAO_DATA_DIR (and \
         CHOSAO_DATABASE_URL, if one is set)"
    )]
    OtherMarket,
    /// The file of passwords cannot be read or written.
    #[error("demo-accounts.json in the data directory cannot be used")]
    Keys(#[from] std::io::Error),
    /// The shipped list was not taken.
    #[error("the shipped list cannot be imported")]
    Import(#[from] ImportError),
    /// An account was refused.
    #[error("a demo account cannot be opened")]
    Account(#[from] AccountError),
    /// The database failed.
    #[error("the database failed while setting up the demo")]
    Database(#[from] DbErr),
}

/// Opens the demo in the market's data directory, filling it when it is new, and brings every
/// page up to date. The accounts are the same each time.
///
/// # Errors
///
/// [`DemoError`]; a set-up that was cut off goes on at the next call.
pub async fn open(app: &App) -> Result<Vec<DemoAccount>, DemoError> {
    let data_dir = &app.settings().data_dir;
    let mut keys = match Keys::read(data_dir)? {
        Some(keys) => keys,
        None => {
            refuse_other_market(app).await?;
            let keys = Keys::new();
            keys.write(data_dir)?;
            keys
        }
    };
    if !keys.is_set_up {
        fill(app, &keys.accounts).await?;
        keys.is_set_up = true;
        keys.write(data_dir)?;
    }
    jobs::run_until_idle(app).await?;
    Ok(keys.accounts)
}

async fn refuse_other_market(app: &App) -> Result<(), DemoError> {
    let database = app.database().read();
    let accounts = account::Entity::find().count(database).await?;
    let sellers = seller::Entity::find().count(database).await?;
    if accounts + sellers > 0 {
        return Err(DemoError::OtherMarket);
    }
    Ok(())
}

/// Every step bears being done again.
async fn fill(app: &App, accounts: &[DemoAccount]) -> Result<(), DemoError> {
    let import = ProductImport {
        table: Table::from_bytes(LIST).map_err(ImportError::from)?,
        importer: Importer::operator("demo"),
        options: ImportOptions {
            with_samples: true,
            ..ImportOptions::default()
        },
    };
    import.run(app, |_| {}).await?;
    try_join_all(accounts.iter().map(|account| register(app, account))).await?;
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    for account in accounts {
        if let Some(seller) = account.role.seller() {
            serve_seller(&txn, account, seller, now).await?;
        }
    }
    set_fees(app, &txn).await?;
    txn.commit().await?;
    Ok(())
}

async fn register(app: &App, account: &DemoAccount) -> Result<(), AccountError> {
    let registration = Registration {
        email: Some(account.email.clone()),
        phone: None,
        name: account.role.name().to_owned(),
        password: account.password.clone(),
        language: Language::Vi,
        roles: staff_roles(account.role),
    };
    match accounts::register(app, registration).await {
        Ok(_) | Err(AccountError::EmailTaken) => Ok(()),
        Err(error) => Err(error),
    }
}

fn staff_roles(role: DemoRole) -> Vec<StaffRole> {
    match role {
        DemoRole::Shopper | DemoRole::Seller | DemoRole::Seller2 => Vec::new(),
        DemoRole::Promoter => vec![StaffRole::Promoter],
        DemoRole::Verifier => vec![StaffRole::Verifier],
        DemoRole::Finance => vec![StaffRole::Finance],
        DemoRole::Admin => vec![StaffRole::Admin],
    }
}

/// Makes an account the owner of a cooperative, and gives that an account to be paid to.
async fn serve_seller(
    txn: &DatabaseTransaction,
    account: &DemoAccount,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let account_id = account::Entity::find()
        .filter(account::Column::Email.eq(account.email.as_str()))
        .one(txn)
        .await?
        .map(|row| row.id);
    let seller_id = seller::Entity::find()
        .filter(seller::Column::Name.eq(name))
        .one(txn)
        .await?
        .map(|row| row.id);
    let (Some(account_id), Some(seller_id)) = (account_id, seller_id) else {
        return Err(DbErr::RecordNotFound(name.to_owned()));
    };
    let member = membership::ActiveModel {
        seller_id: Set(seller_id),
        account_id: Set(account_id),
        role: Set(MemberRole::Owner),
        created_at: Set(now),
    };
    membership::Entity::insert(member)
        .on_conflict_do_nothing()
        .exec_without_returning(txn)
        .await?;
    set_bank(txn, seller_id, name).await
}

/// An account number that no bank would give out.
async fn set_bank(txn: &DatabaseTransaction, seller_id: Uuid, name: &str) -> Result<(), DbErr> {
    seller::Entity::update_many()
        .set(seller::ActiveModel {
            bank_bin: Set(Some("970436".to_owned())),
            bank_account: Set(Some("0000000000".to_owned())),
            bank_account_name: Set(Some(search::fold(name).to_uppercase())),
            ..Default::default()
        })
        .filter(seller::Column::Id.eq(seller_id))
        .exec(txn)
        .await?;
    Ok(())
}

async fn set_fees(app: &App, txn: &DatabaseTransaction) -> Result<(), DbErr> {
    let commission = FeeComponent {
        code: "commission".to_owned(),
        name_vi: "Phí bán hàng".to_owned(),
        name_en: "Commission".to_owned(),
        rate_bp: COMMISSION_BP,
        fixed: 0,
        per: FeePer::Line,
        min: 0,
        max: None,
    };
    let components = serde_json::to_string(&[commission]);
    let plan = fee_plan::ActiveModel {
        id: Set(new_id()),
        components: Set(components.map_err(|error| DbErr::Type(error.to_string()))?),
        base_vat_bp: Set(0),
        commission_vat_bp: Set(None),
        valid_from: Set(app.clock().today()),
        announced_at: Set(app.clock().now()),
        source: Set("demo".to_owned()),
    };
    let once = OnConflict::column(fee_plan::Column::ValidFrom)
        .do_nothing()
        .to_owned();
    fee_plan::Entity::insert(plan)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_names_the_cooperatives_of_the_demo() {
        let list = std::str::from_utf8(LIST).expect("UTF-8");

        for role in DemoRole::ALL {
            if let Some(seller) = role.seller() {
                assert!(
                    list.contains(&format!(",{seller},cooperative,")),
                    "{seller}"
                );
            }
        }
    }
}
