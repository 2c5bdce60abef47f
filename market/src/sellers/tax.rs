//! How tax law sees a seller.

use entity::sellers::{SellerKind, TaxKind};

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
