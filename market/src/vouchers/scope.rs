//! What a voucher is for.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Item, Voucher, VoucherFunder};

/// What a voucher is for; an empty list asks nothing, everything that is asked must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Goods of these sellers.
    pub sellers: Vec<Uuid>,
    /// These products.
    pub products: Vec<Uuid>,
    /// Products of these categories or of those below them, by slug.
    pub categories: Vec<String>,
    /// Products with as many OCOP stars in force, or more.
    pub stars_min: Option<i32>,
}

impl Scope {
    /// The scope of a stored voucher; of an unreadable one nothing is said, so nothing is asked.
    #[must_use]
    pub fn of(voucher: &Voucher) -> Self {
        serde_json::from_str(&voucher.scope).unwrap_or_default()
    }

    /// Whether a line is meant. A seller pays for its own goods only.
    pub(super) fn holds(&self, voucher: &Voucher, item: &Item<'_>) -> bool {
        let is_own = match voucher.funder {
            VoucherFunder::Seller => voucher.seller_id == Some(item.seller_id),
            _ => true,
        };
        let categories = [item.category, item.parent_category];
        let has_category = categories
            .into_iter()
            .flatten()
            .any(|slug| self.categories.iter().any(|wanted| wanted == slug));
        is_own
            && (self.sellers.is_empty() || self.sellers.contains(&item.seller_id))
            && (self.products.is_empty() || self.products.contains(&item.product_id))
            && (self.categories.is_empty() || has_category)
            && self.stars_min.is_none_or(|least| item.stars >= Some(least))
    }
}
