//! What payment providers pay into the bank, less their fees.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{bank::provider_settlement, settlement::ledger_account};
use money::Money;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::BankError;
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    failure::OnConstraint,
    ledger::{self, Account, ProviderSettled},
    page::PageRequest,
    text,
    token::new_id,
};

/// Characters of a provider's name for a settlement.
const REFERENCE_CHARS_MAX: usize = 100;

/// An amount in another currency than đồng.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignAmount {
    /// ISO 4217, three capital letters.
    pub currency: String,
    /// In the currency's smallest unit.
    pub amount: i64,
}

/// A provider's transfer to the bank: gross − fee − VAT on the fee − loss of exchange = net.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSettlement {
    /// The settlement.
    pub id: Uuid,
    /// The provider, as payments name it.
    pub provider: String,
    /// The provider's name for it.
    pub reference: String,
    /// The day of the transfer.
    pub settled_on: NaiveDate,
    /// Captures less refunds that it covers.
    pub gross: Money,
    /// What the provider keeps.
    pub fee: Money,
    /// VAT on that.
    pub fee_vat: Money,
    /// What was lost when the provider's currency became đồng; below zero, what was won.
    pub fx: Money,
    /// What the bank received.
    pub net: Money,
    /// What the provider paid, if it settles in another currency.
    pub foreign: Option<ForeignAmount>,
    /// When it was told.
    pub created_at: DateTime<Utc>,
}

/// A provider's transfer as typed, in đồng.
#[derive(Clone, Debug)]
pub struct NewProviderSettlement {
    /// The provider, as payments name it.
    pub provider: String,
    /// The provider's name for the transfer.
    pub reference: String,
    /// The day of the transfer.
    pub settled_on: NaiveDate,
    /// Captures less refunds that it covers.
    pub gross: i64,
    /// What the provider keeps.
    pub fee: i64,
    /// VAT on that.
    pub fee_vat: i64,
    /// What was lost when the provider's currency became đồng; below zero, what was won.
    pub fx: i64,
    /// What the bank received.
    pub net: i64,
    /// What the provider paid, if it settles in another currency.
    pub foreign: Option<ForeignAmount>,
}

/// Records that a provider paid into the bank (rules 3 and 21). The same settlement told again
/// changes nothing.
///
/// # Errors
///
/// [`BankError::DoesNotBalance`] unless gross − fee − VAT − loss of exchange = net,
/// [`BankError::ProviderUnknown`] when nothing was ever captured by it,
/// [`BankError::AboveHeld`] when it would pay more than it holds,
/// [`BankError::SettlementKnownOtherwise`] for the same name with other amounts.
pub async fn settle_provider(
    app: &App,
    staff: &Staff,
    new: NewProviderSettlement,
) -> Result<ProviderSettlement, BankError> {
    let row = checked(app, staff, new)?;
    let txn = app.database().begin().await?;
    let known = ledger_account::Entity::find()
        .filter(ledger_account::Column::Code.eq(format!("psp:{}", row.provider)))
        .count(&txn)
        .await?;
    if known == 0 {
        return Err(BankError::ProviderUnknown);
    }
    if let Some(before) = before(&txn, &row).await? {
        return same_as(before, &row);
    }
    provider_settlement::Entity::insert(provider_settlement::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await
        .on_unique(
            "provider_settlement_provider_reference_key",
            "provider_settlement.provider, provider_settlement.reference",
            BankError::SettlementRaced,
        )?;
    post(&txn, app, &row).await?;
    let deed = Deed {
        actor: staff.label(),
        action: "provider_settlement.recorded",
        subject_type: "provider_settlement",
        subject_id: row.id.to_string(),
        detail: Some(json!({"provider": row.provider, "reference": row.reference})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    row.try_into()
}

fn checked(
    app: &App,
    staff: &Staff,
    new: NewProviderSettlement,
) -> Result<provider_settlement::Model, BankError> {
    let unusable = |field| BankError::FieldUnusable { field };
    let dong = |amount, field| {
        let amount = Money::price(amount).map_err(|_| unusable(field))?;
        Ok::<i64, BankError>(amount.dong())
    };
    if new.settled_on > app.clock().today() {
        return Err(unusable("/settled_on"));
    }
    let fx = Money::new(new.fx).map_err(|_| unusable("/fx"))?;
    if fx != Money::ZERO && new.foreign.is_none() {
        return Err(unusable("/foreign"));
    }
    let (currency, foreign_amount) = match new.foreign {
        Some(foreign) if is_foreign(&foreign) => (Some(foreign.currency), Some(foreign.amount)),
        Some(_) => return Err(unusable("/foreign")),
        None => (None, None),
    };
    let row = provider_settlement::Model {
        id: new_id(),
        provider: text::line(&new.provider, 60).ok_or(unusable("/provider"))?,
        reference: text::line(&new.reference, REFERENCE_CHARS_MAX).ok_or(unusable("/reference"))?,
        settled_on: new.settled_on,
        gross: dong(new.gross, "/gross")?,
        fee: dong(new.fee, "/fee")?,
        fee_vat: dong(new.fee_vat, "/fee_vat")?,
        fx: fx.dong(),
        net: dong(new.net, "/net")?,
        currency,
        foreign_amount,
        created_by: staff.label().to_owned(),
        created_at: app.clock().now(),
    };
    if row.gross == 0 {
        return Err(unusable("/gross"));
    }
    let computed = row.gross - row.fee - row.fee_vat - row.fx;
    if computed == row.net {
        Ok(row)
    } else {
        Err(BankError::DoesNotBalance {
            computed,
            net: row.net,
        })
    }
}

/// Whether something was paid, in a currency other than đồng.
fn is_foreign(foreign: &ForeignAmount) -> bool {
    let currency = foreign.currency.as_str();
    let is_code = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code && currency != "VND" && foreign.amount > 0
}

async fn before(
    txn: &DatabaseTransaction,
    row: &provider_settlement::Model,
) -> Result<Option<provider_settlement::Model>, BankError> {
    let before = provider_settlement::Entity::find()
        .filter(provider_settlement::Column::Provider.eq(&row.provider))
        .filter(provider_settlement::Column::Reference.eq(&row.reference));
    Ok(before.one(txn).await?)
}

fn same_as(
    before: provider_settlement::Model,
    row: &provider_settlement::Model,
) -> Result<ProviderSettlement, BankError> {
    let same = provider_settlement::Model {
        id: before.id,
        created_by: before.created_by.clone(),
        created_at: before.created_at,
        ..row.clone()
    };
    if before == same {
        before.try_into()
    } else {
        Err(BankError::SettlementKnownOtherwise)
    }
}

async fn post(
    txn: &DatabaseTransaction,
    app: &App,
    row: &provider_settlement::Model,
) -> Result<(), BankError> {
    let fact = ProviderSettled {
        settlement_id: row.id,
        provider: &row.provider,
        gross: Money::price(row.gross)?,
        fee: Money::price(row.fee)?,
        fee_vat: Money::price(row.fee_vat)?,
        fx: Money::new(row.fx)?,
        net: Money::price(row.net)?,
        actor: &row.created_by,
    };
    ledger::provider_settled(txn, app, fact).await?;
    let held = Account::Psp(row.provider.clone());
    // A settlement is of money it holds, whatever refunds and disputes may still take.
    if ledger::balance_of(txn, &held).await? < Money::ZERO {
        return Err(BankError::AboveHeld);
    }
    Ok(())
}

/// Provider settlements, the newest first, with the cursor of the next page.
///
/// # Errors
///
/// When the database fails.
pub async fn provider_settlements(
    app: &App,
    _staff: &Staff,
    page: PageRequest,
) -> Result<(Vec<ProviderSettlement>, Option<String>), BankError> {
    let mut rows = provider_settlement::Entity::find()
        .order_by_desc(provider_settlement::Column::Id)
        .limit(page.rows + 1);
    if let Some(after) = page.after {
        rows = rows.filter(provider_settlement::Column::Id.lt(after));
    }
    let rows = rows.all(app.database().read()).await?;
    let (rows, cursor) = page.cut(rows, |row| row.id);
    let rows = rows.into_iter().map(ProviderSettlement::try_from);
    Ok((rows.collect::<Result<_, _>>()?, cursor))
}

impl TryFrom<provider_settlement::Model> for ProviderSettlement {
    type Error = BankError;

    fn try_from(row: provider_settlement::Model) -> Result<Self, BankError> {
        Ok(Self {
            id: row.id,
            provider: row.provider,
            reference: row.reference,
            settled_on: row.settled_on,
            gross: Money::price(row.gross)?,
            fee: Money::price(row.fee)?,
            fee_vat: Money::price(row.fee_vat)?,
            fx: Money::new(row.fx)?,
            net: Money::price(row.net)?,
            foreign: row
                .currency
                .zip(row.foreign_amount)
                .map(|(currency, amount)| ForeignAmount { currency, amount }),
            created_at: row.created_at,
        })
    }
}
