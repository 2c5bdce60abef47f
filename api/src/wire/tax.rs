//! How tax law sees sellers and sales, on the wire.

use market::sellers::{Residency, Supply, TaxKind};

use super::mirror;

mirror! {
    /// How tax law sees a seller.
    TaxKindView as "TaxKind" of TaxKind {
        /// A company; declares for itself.
        Enterprise,
        /// A cooperative; declares for itself.
        Cooperative,
        /// A household business; the market withholds.
        Household,
        /// A person; the market withholds.
        Individual,
        /// Nobody has said; payouts wait until finance staff do.
        Unknown,
    }
}

mirror! {
    /// Where a seller is taxed on its income.
    ResidencyView as "Residency" of Residency {
        /// In Vietnam.
        Resident,
        /// Elsewhere.
        NonResident,
    }
}

mirror! {
    /// What kind of supply a sale is.
    SupplyView as "Supply" of Supply {
        /// Goods.
        Goods,
        /// Services, such as community tourism.
        Services,
        /// Not told; the highest rate counts.
        Unknown,
    }
}
