//! How tax law sees a seller.

use entity::sellers::{Residency, SellerKind, TaxKind, seller};
use sea_orm::{ActiveEnum, ActiveModelTrait, DatabaseTransaction, EntityTrait, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::SellerError;
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
};

/// The tax kind that follows from a seller's legal form. A cooperative group without legal
/// personality, or a form nobody stated, follows from nothing: somebody competent has to say.
///
/// Source: Decree 252/2026, articles 43–46 (domain.md, part 4.2).
#[must_use]
pub const fn tax_kind_of(kind: Option<SellerKind>) -> TaxKind {
    match kind {
        Some(SellerKind::Cooperative) => TaxKind::Cooperative,
        Some(SellerKind::Company) => TaxKind::Enterprise,
        Some(SellerKind::Household) => TaxKind::Household,
        Some(SellerKind::CooperativeGroup) | None => TaxKind::Unknown,
    }
}

/// How tax law sees a seller, as finance staff state it.
#[derive(Clone, Debug)]
pub struct TaxStatus {
    /// Who declares: the seller or the market for it.
    pub kind: TaxKind,
    /// Where the seller is taxed on its income.
    pub residency: Residency,
    /// Its tax code (10 digits, or 13 for a branch) or the person's number (12 digits).
    pub tax_code: Option<String>,
}

impl TaxStatus {
    /// A tax return names every household and individual, so theirs is needed (Decree 68/2026,
    /// article 13).
    fn checked(self) -> Result<Self, SellerError> {
        let tax_code = self.tax_code.map(|code| {
            let kept = code
                .chars()
                .filter(|letter| !matches!(letter, ' ' | '-' | '.'));
            kept.collect::<String>()
        });
        let is_code = |code: &String| {
            matches!(code.len(), 10 | 12 | 13) && code.bytes().all(|one| one.is_ascii_digit())
        };
        let is_needed = matches!(self.kind, TaxKind::Household | TaxKind::Individual);
        match &tax_code {
            Some(code) if is_code(code) => {}
            None if !is_needed => {}
            _ => return Err(SellerError::TaxCodeUnusable),
        }
        Ok(Self { tax_code, ..self })
    }
}

/// Writes down how tax law sees a seller, in the caller's transaction, with who said so.
///
/// # Errors
///
/// [`SellerError::TaxCodeUnusable`], or [`SellerError::NotFound`] when there is no such seller.
pub(crate) async fn set_tax_status(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    (seller_id, status): (Uuid, TaxStatus),
) -> Result<seller::Model, SellerError> {
    let status = status.checked()?;
    let now = app.clock().now();
    let row = seller::Entity::find_by_id(seller_id)
        .lock_exclusive()
        .one(txn)
        .await?;
    let mut row = row.ok_or(SellerError::NotFound)?;
    let before = row.tax_kind;
    row.tax_kind = status.kind;
    row.residency = status.residency;
    row.tax_code = status.tax_code;
    row.version += 1;
    row.updated_at = now;
    seller::ActiveModel::from(row.clone())
        .reset_all()
        .update(txn)
        .await?;
    let deed = Deed {
        actor: staff.label(),
        action: "seller.tax_status_set",
        subject_type: "seller",
        subject_id: seller_id.to_string(),
        detail: Some(json!({ "from": before.to_value(), "to": row.tax_kind.to_value() })),
    };
    audit::record(txn, now, deed).await?;
    Ok(row)
}
