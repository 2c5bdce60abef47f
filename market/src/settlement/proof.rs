//! The bank's slip of a payout that somebody took to the bank: kept, and shown to finance staff
//! and to the seller who was paid.

use entity::settlement::{PayoutMethod, payout};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{Payout, SettlementError, payouts::payout_by_id, step::locked};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    catalog,
    files::{self, FileKind, Shelf},
    limits,
    sellers::SellerStaff,
};

/// How a PDF document begins (ISO 32000-1, 7.5.2).
const PDF_HEAD: &[u8] = b"%PDF-";

/// Keeps the bank's slip of a payout that was paid by hand. A later one takes its place; the
/// audit log names every one.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`], [`SettlementError::NotPaidByHand`],
/// [`SettlementError::ProofUnreadable`] for anything but a PDF, PNG or JPEG,
/// [`SettlementError::ProofTooLarge`].
pub async fn attach_proof(
    app: &App,
    staff: &Staff,
    payout_id: Uuid,
    bytes: &[u8],
) -> Result<Payout, SettlementError> {
    let kind = kind_of(bytes)?;
    demand_paid_by_hand(&known(app, payout_id).await?)?;
    let key = files::store_on(app, Shelf::Private, bytes, kind)
        .await
        .map_err(SettlementError::Disk)?;
    let txn = app.database().begin().await?;
    let row = locked(&txn, payout_id).await?;
    demand_paid_by_hand(&row)?;
    payout::Entity::update(payout::ActiveModel {
        id: Set(row.id),
        proof: Set(Some(key.clone())),
        version: Set(row.version + 1),
        ..Default::default()
    })
    .exec_without_returning(&txn)
    .await?;
    let deed = Deed {
        actor: staff.label(),
        action: "payout.proof_attached",
        subject_type: "payout",
        subject_id: payout_id.to_string(),
        detail: Some(json!({"file": key, "before": row.proof})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    payout_by_id(app.database().read(), payout_id).await
}

/// The bank's slip of a payout, and what sort of file it is.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`], [`SettlementError::ProofNotFound`].
pub async fn proof(
    app: &App,
    _staff: &Staff,
    payout_id: Uuid,
) -> Result<(Vec<u8>, FileKind), SettlementError> {
    read(app, known(app, payout_id).await?).await
}

/// The bank's slip of one's own payout.
///
/// # Errors
///
/// As [`proof`]; a stranger's payout is not found.
pub async fn proof_of(
    app: &App,
    staff: &SellerStaff,
    payout_id: Uuid,
) -> Result<(Vec<u8>, FileKind), SettlementError> {
    let row = known(app, payout_id).await?;
    if row.seller_id != staff.seller_id() {
        return Err(SettlementError::PayoutNotFound);
    }
    read(app, row).await
}

async fn known(app: &App, payout_id: Uuid) -> Result<payout::Model, SettlementError> {
    let row = payout::Entity::find_by_id(payout_id)
        .one(app.database().read())
        .await?;
    row.ok_or(SettlementError::PayoutNotFound)
}

async fn read(app: &App, row: payout::Model) -> Result<(Vec<u8>, FileKind), SettlementError> {
    let key = row.proof.ok_or(SettlementError::ProofNotFound)?;
    let file = files::read_from(app, Shelf::Private, &key)
        .await
        .map_err(SettlementError::Disk)?;
    file.ok_or(SettlementError::ProofNotFound)
}

/// A payout that the bank confirmed, and that a person had taken there.
fn demand_paid_by_hand(row: &payout::Model) -> Result<(), SettlementError> {
    if row.method == Some(PayoutMethod::Manual) && row.bank_reference.is_some() {
        Ok(())
    } else {
        Err(SettlementError::NotPaidByHand)
    }
}

/// What the bytes are, whatever their name says.
fn kind_of(bytes: &[u8]) -> Result<FileKind, SettlementError> {
    if bytes.len() > limits::IMAGE_BYTES_MAX {
        return Err(SettlementError::ProofTooLarge);
    }
    if bytes.starts_with(PDF_HEAD) {
        return Ok(FileKind::Pdf);
    }
    match catalog::picture_kind(bytes) {
        Ok(kind @ (FileKind::Png | FileKind::Jpeg)) => Ok(kind),
        Ok(_) | Err(_) => Err(SettlementError::ProofUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_known_by_its_bytes() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 0, 9, 0, 0, 0, 9, 8, 6, 0, 0, 0]);
        assert!(matches!(kind_of(b"%PDF-1.7\n"), Ok(FileKind::Pdf)));
        assert!(matches!(kind_of(&png), Ok(FileKind::Png)));
        for other in [
            b"<html>%PDF-".as_slice(),
            b"PK\x03\x04",
            b"MZ",
            b"",
            b"GIF89a\x01\0\x01\0",
        ] {
            let refused = kind_of(other);
            assert!(matches!(refused, Err(SettlementError::ProofUnreadable)));
        }
    }

    #[test]
    fn a_slip_is_not_larger_than_uploads_may_be() {
        let mut bytes = PDF_HEAD.to_vec();
        bytes.resize(limits::IMAGE_BYTES_MAX + 1, b' ');

        assert!(matches!(
            kind_of(&bytes),
            Err(SettlementError::ProofTooLarge)
        ));
    }
}
