//! What sellers claim. A claim counts for nothing until the desk verified it.

use chrono::NaiveDate;
use entity::{
    catalog::product,
    certification::{CertificateState, certificate},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::{CertificationError, ProductCertificate, expires_on, new_code, page_of, validity};
use crate::{App, limits, page::PageRequest, sellers::SellerStaff, text::TextRule, token::new_id};

const DECISION: TextRule = TextRule::line("/decision", 200);

/// A seller's word that a product was recognised.
#[derive(Clone, Debug)]
pub struct CertificateClaim {
    /// The product.
    pub product_id: Uuid,
    /// 3, 4 or 5: two stars and fewer get no certificate.
    pub stars: i32,
    /// The number of the decision, as printed.
    pub decision: String,
    /// The day of the decision.
    pub issued_on: NaiveDate,
}

/// Writes a claim down for the desk to verify.
///
/// # Errors
///
/// [`CertificationError`] when the product is not this seller's, the stars are not 3 to 5, or
/// the day cannot be that of a decision.
pub async fn claim(
    app: &App,
    staff: &SellerStaff,
    claim: CertificateClaim,
) -> Result<ProductCertificate, CertificationError> {
    let decision = DECISION.needed(&claim.decision)?;
    if !(3..=5).contains(&claim.stars) {
        return Err(CertificationError::StarsOutOfRange);
    }
    if !validity::is_possible_issue(claim.issued_on, app.clock().today()) {
        return Err(CertificationError::IssueDayUnlikely);
    }
    let row = certificate::Model {
        id: new_id(),
        code: new_code(),
        product_id: claim.product_id,
        stars: claim.stars,
        decision: Some(decision),
        issued_on: Some(claim.issued_on),
        year: None,
        expires_on: expires_on(Some(claim.issued_on), None),
        state: CertificateState::Pending,
        verified_by: None,
        verified_at: None,
        source: Some(staff.label().to_owned()),
        note: None,
        withdrawal_ground: None,
        created_at: app.clock().now(),
    };
    let txn = app.database().begin().await?;
    refuse_strangers_product(&txn, staff, claim.product_id).await?;
    refuse_too_many(&txn, claim.product_id).await?;
    certificate::ActiveModel::from(row.clone())
        .reset_all()
        .insert(&txn)
        .await?;
    txn.commit().await?;
    let mut claimed = super::with_products(app.database().read(), vec![row]).await?;
    claimed.pop().ok_or(CertificationError::ProductNotFound)
}

async fn refuse_strangers_product<C: ConnectionTrait>(
    txn: &C,
    staff: &SellerStaff,
    product_id: Uuid,
) -> Result<(), CertificationError> {
    product::Entity::find_by_id(product_id)
        .filter(product::Column::SellerId.eq(staff.seller_id()))
        .one(txn)
        .await?
        .map(|_| ())
        .ok_or(CertificationError::ProductNotFound)
}

async fn refuse_too_many<C: ConnectionTrait>(
    txn: &C,
    product_id: Uuid,
) -> Result<(), CertificationError> {
    let pending = certificate::Entity::find()
        .filter(certificate::Column::ProductId.eq(product_id))
        .filter(certificate::Column::State.eq(CertificateState::Pending))
        .count(txn)
        .await?;
    if pending >= limits::CLAIMS_PER_PRODUCT_MAX {
        return Err(CertificationError::TooManyClaims);
    }
    Ok(())
}

/// The certificates of a seller's products, newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn of_seller(
    app: &App,
    staff: &SellerStaff,
    page: PageRequest,
) -> Result<(Vec<ProductCertificate>, Option<String>), CertificationError> {
    let own = product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::SellerId.eq(staff.seller_id()))
        .into_query();
    let query = certificate::Entity::find().filter(certificate::Column::ProductId.in_subquery(own));
    Ok(page_of(app.database().read(), query, page).await?)
}
