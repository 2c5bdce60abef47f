//! The certificate that a row claims.

use entity::certification::{CertificateState, certificate};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::Run;
use crate::{
    import::{CertificateClaim, ProductRow, apply::importer::VERIFIED_BY_IMPORT},
    token::{self, new_id},
};

/// The certificate to write, if the row claims one that is not there.
///
/// A list has one certificate for a product, so a claim that differs takes the place of the
/// one imported before. What the desk has verified, rejected or withdrawn itself stays.
pub(super) fn merge(
    row: &ProductRow,
    product_id: Uuid,
    held: Vec<certificate::Model>,
    run: &Run,
) -> Option<certificate::ActiveModel> {
    let claim = row.certificate.as_ref()?;
    if held.iter().any(|certificate| says(certificate, claim)) {
        return None;
    }
    let imported = held.into_iter().find(is_imported);
    let mut certificate = match imported {
        Some(imported) => imported.into_active_model(),
        None => certificate::ActiveModel {
            id: Set(new_id()),
            code: Set(format!("cs-{}", token::random_letters(10))),
            product_id: Set(product_id),
            state: Set(CertificateState::Verified),
            created_at: Set(run.now),
            ..Default::default()
        },
    };
    certificate.stars = Set(i32::from(claim.stars.count()));
    certificate.decision = Set(claim.decision.clone());
    certificate.issued_on = Set(claim.issued_on);
    certificate.year = Set(claim.year);
    certificate.expires_on = Set(claim.expires_on);
    certificate.verified_by = Set(Some(run.importer.verifier()));
    certificate.verified_at = Set(Some(run.now));
    certificate.source = Set(row.source.clone());
    certificate.note = Set(printed_decision(row));
    Some(certificate)
}

fn says(certificate: &certificate::Model, claim: &CertificateClaim) -> bool {
    certificate.stars == i32::from(claim.stars.count())
        && certificate.decision == claim.decision
        && certificate.issued_on == claim.issued_on
        && certificate.year == claim.year
}

fn is_imported(certificate: &certificate::Model) -> bool {
    let verified_by = certificate.verified_by.as_deref().unwrap_or_default();
    certificate.state == CertificateState::Verified && verified_by.starts_with(VERIFIED_BY_IMPORT)
}

/// The decision as printed, where it says more than its number.
fn printed_decision(row: &ProductRow) -> Option<String> {
    let decision = row.decision.as_ref()?;
    (decision.printed != decision.number).then(|| decision.printed.clone())
}
