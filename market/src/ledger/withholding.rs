//! What the market withholds of a sale for the state, as rules with dates.
//!
//! A platform that takes orders and payment withholds for household and individual sellers, per
//! transaction, whatever their turnover; enterprises and cooperatives declare for themselves.
//! Source: Decree 252/2026, articles 43–46 (domain.md, part 4.2; payments.md, part 4.7).

use chrono::NaiveDate;
use entity::{
    orders::Supply,
    sellers::{Residency, TaxKind},
    settlement::withholding_rule,
};
use money::BasisPoints;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{LedgerError, WithheldRates};

/// The rules of one day.
#[derive(Clone, Debug, Default)]
pub struct WithholdingRules(Vec<withholding_rule::Model>);

/// Whether the market withholds for sellers of this kind. Nobody knows of an unknown kind yet.
#[must_use]
pub const fn is_withheld(kind: TaxKind) -> bool {
    matches!(kind, TaxKind::Household | TaxKind::Individual)
}

/// The rules in force on a day in Vietnam: one statement.
///
/// # Errors
///
/// When the database fails.
pub async fn withholding_on<C: ConnectionTrait>(
    connection: &C,
    day: NaiveDate,
) -> Result<WithholdingRules, DbErr> {
    let has_not_ended = Condition::any()
        .add(withholding_rule::Column::ValidTo.is_null())
        .add(withholding_rule::Column::ValidTo.gte(day));
    let rules = withholding_rule::Entity::find()
        .filter(withholding_rule::Column::ValidFrom.lte(day))
        .filter(has_not_ended)
        .all(connection)
        .await?;
    Ok(WithholdingRules(rules))
}

impl WithholdingRules {
    /// What is withheld of a sale; the rule that began last counts. No rule withholds nothing.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Rate`] when a stored rate is out of range.
    pub fn rates(
        &self,
        kind: TaxKind,
        residency: Residency,
        supply: Supply,
    ) -> Result<WithheldRates, LedgerError> {
        let fits = |rule: &&withholding_rule::Model| {
            rule.tax_kind == kind && rule.residency == residency && rule.supply == supply
        };
        let rule = self.0.iter().filter(fits).max_by_key(|one| one.valid_from);
        Ok(match rule {
            Some(rule) => WithheldRates {
                vat: BasisPoints::new(rule.vat_bp)?,
                pit: BasisPoints::new(rule.pit_bp)?,
            },
            None => WithheldRates::default(),
        })
    }
}
