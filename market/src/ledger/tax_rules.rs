//! Keeping the dated tax rules: VAT on the market's services, and what is withheld.

use chrono::NaiveDate;
use entity::{
    orders::Supply,
    sellers::{Residency, TaxKind},
    settlement::{service_vat_rate, withholding_rule},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::{LedgerError, is_withheld};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    failure::OnConstraint,
    text::TextRule,
    token::new_id,
};

const SOURCE: TextRule = TextRule::line("/source", 500);
const LEGAL_BASIS: TextRule = TextRule::line("/legal_basis", 500);
/// The highest rate that a tax law here has ever asked a platform to withhold, with room.
const WITHHELD_BP_MAX: i32 = 2_000;

/// All tax rules, the newest first.
#[derive(Clone, Debug)]
pub struct TaxRules {
    /// VAT on the market's services.
    pub service_vat: Vec<service_vat_rate::Model>,
    /// What is withheld of sales.
    pub withholding: Vec<withholding_rule::Model>,
}

/// VAT on the market's services from a day to come on.
#[derive(Clone, Debug)]
pub struct NewServiceVat {
    /// The rate in basis points.
    pub vat_bp: i32,
    /// The first day in Vietnam; tomorrow or later.
    pub valid_from: NaiveDate,
    /// The law it is based on.
    pub source: String,
}

/// What is withheld of a kind of sale from a day to come on.
#[derive(Clone, Debug)]
pub struct NewWithholdingRule {
    /// Of whom: households or individuals.
    pub tax_kind: TaxKind,
    /// Where they are taxed.
    pub residency: Residency,
    /// Of what.
    pub supply: Supply,
    /// Value added tax in basis points, 0 to 2,000.
    pub vat_bp: i32,
    /// Personal income tax in basis points, 0 to 2,000.
    pub pit_bp: i32,
    /// The first day in Vietnam; tomorrow or later. The rule before it ends by itself.
    pub valid_from: NaiveDate,
    /// The law it is based on.
    pub legal_basis: String,
}

/// Every tax rule there is.
///
/// # Errors
///
/// When the database fails.
pub async fn tax_rules(app: &App, _staff: &Staff) -> Result<TaxRules, LedgerError> {
    let db = app.database().read();
    Ok(TaxRules {
        service_vat: service_vat_rate::Entity::find()
            .order_by_desc(service_vat_rate::Column::ValidFrom)
            .all(db)
            .await?,
        withholding: withholding_rule::Entity::find()
            .order_by_desc(withholding_rule::Column::ValidFrom)
            .order_by_asc(withholding_rule::Column::Id)
            .all(db)
            .await?,
    })
}

/// Sets VAT on the market's services from a day to come on.
///
/// # Errors
///
/// [`LedgerError`] when the day is not ahead or taken, or a field is not usable.
pub async fn set_service_vat(
    app: &App,
    staff: &Staff,
    new: NewServiceVat,
) -> Result<service_vat_rate::Model, LedgerError> {
    let day = ahead(app, new.valid_from)?;
    if !(0..=10_000).contains(&new.vat_bp) {
        return Err(LedgerError::FeeRateUnusable);
    }
    let row = service_vat_rate::Model {
        id: new_id(),
        vat_bp: new.vat_bp,
        valid_from: day,
        source: SOURCE.needed(&new.source)?,
    };
    let txn = app.database().begin().await?;
    service_vat_rate::Entity::insert(service_vat_rate::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await
        .on_unique(
            "service_vat_rate_valid_from_key",
            "service_vat_rate.valid_from",
            LedgerError::TaxRuleDayTaken { day },
        )?;
    record(&txn, app, staff, ("service_vat_rate", row.id, day)).await?;
    txn.commit().await?;
    Ok(row)
}

/// Sets what is withheld of a kind of sale from a day to come on.
///
/// # Errors
///
/// [`LedgerError`] when the day is not ahead or taken, or a field is not usable.
pub async fn add_withholding_rule(
    app: &App,
    staff: &Staff,
    new: NewWithholdingRule,
) -> Result<withholding_rule::Model, LedgerError> {
    let day = ahead(app, new.valid_from)?;
    let rates = [new.vat_bp, new.pit_bp];
    if !is_withheld(new.tax_kind) || !rates.iter().all(|one| (0..=WITHHELD_BP_MAX).contains(one)) {
        return Err(LedgerError::WithholdingRuleUnusable);
    }
    let row = withholding_rule::ActiveModel {
        id: Set(new_id()),
        tax_kind: Set(new.tax_kind),
        residency: Set(new.residency),
        supply: Set(new.supply),
        vat_bp: Set(new.vat_bp),
        pit_bp: Set(new.pit_bp),
        valid_from: Set(day),
        valid_to: Set(None),
        legal_basis: Set(LEGAL_BASIS.needed(&new.legal_basis)?),
    };
    let txn = app.database().begin().await?;
    let made = withholding_rule::Entity::insert(row)
        .exec_with_returning(&txn)
        .await
        .on_unique(
            "withholding_rule_tax_kind_residency_supply_valid_from_key",
            "withholding_rule.tax_kind, withholding_rule.residency, withholding_rule.supply, \
             withholding_rule.valid_from",
            LedgerError::TaxRuleDayTaken { day },
        )?;
    record(&txn, app, staff, ("withholding_rule", made.id, day)).await?;
    txn.commit().await?;
    Ok(made)
}

fn ahead(app: &App, day: NaiveDate) -> Result<NaiveDate, LedgerError> {
    let today = app.clock().today();
    if day <= today {
        return Err(LedgerError::TaxRuleNotAhead { today });
    }
    Ok(day)
}

async fn record<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    staff: &Staff,
    (subject_type, id, day): (&'static str, Uuid, NaiveDate),
) -> Result<(), DbErr> {
    let deed = Deed {
        actor: staff.label(),
        action: "tax_rule.created",
        subject_type,
        subject_id: id.to_string(),
        detail: Some(json!({ "valid_from": day })),
    };
    audit::record(txn, app.clock().now(), deed).await
}
