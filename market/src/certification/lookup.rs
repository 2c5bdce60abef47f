//! What anyone may learn about a certificate by its code.

use chrono::NaiveDate;
use entity::{catalog::product, certification::certificate, sellers::seller};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{CertificateState, CertificateStatus, status};
use crate::App;

/// What anyone may learn about a certificate.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Whether it counts today.
    pub status: CertificateStatus,
    /// The certificate; none when it was never verified or does not exist, which look alike.
    pub certificate: Option<Certified>,
}

/// A certificate that was verified once.
#[derive(Clone, Debug)]
pub struct Certified {
    /// Its stars.
    pub stars: i32,
    /// The decision that gave it.
    pub decision: Option<String>,
    /// The day of the decision.
    pub issued_on: Option<NaiveDate>,
    /// The year of the decision, where only that is known.
    pub year: Option<i32>,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
    /// The product it is for.
    pub product_id: Uuid,
    /// The product's address part.
    pub product_slug: String,
    /// The seller it was given to.
    pub seller_name: String,
}

/// Looks up a certificate by its code, as of today in Vietnam. An unknown code has the status
/// [`CertificateStatus::Unknown`].
///
/// # Errors
///
/// When the database fails.
pub async fn look_up(app: &App, code: &str) -> Result<Finding, DbErr> {
    let unknown = Finding {
        status: CertificateStatus::Unknown,
        certificate: None,
    };
    // PostgreSQL refuses NUL in texts, and no code has one.
    if code.contains('\0') {
        return Ok(unknown);
    }
    let db = app.database().read();
    let found = certificate::Entity::find()
        .filter(certificate::Column::Code.eq(code))
        .one(db)
        .await?;
    let Some(certificate) = found else {
        return Ok(unknown);
    };
    let status = status(&certificate, app.clock().today());
    let product = product::Entity::find_by_id(certificate.product_id)
        .one(db)
        .await?;
    let (Some(product), true) = (product, was_verified(&certificate)) else {
        return Ok(unknown);
    };
    let seller = seller::Entity::find_by_id(product.seller_id)
        .one(db)
        .await?;
    Ok(Finding {
        status,
        certificate: Some(Certified {
            stars: certificate.stars,
            decision: certificate.decision,
            issued_on: certificate.issued_on,
            year: certificate.year,
            expires_on: certificate.expires_on,
            product_id: product.id,
            product_slug: product.slug,
            seller_name: seller.map(|seller| seller.name).unwrap_or_default(),
        }),
    })
}

fn was_verified(certificate: &certificate::Model) -> bool {
    matches!(
        certificate.state,
        CertificateState::Verified | CertificateState::Withdrawn
    )
}
