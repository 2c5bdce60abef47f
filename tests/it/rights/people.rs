//! One caller of every kind.

use std::collections::HashMap;

use market::accounts::StaffRole;
use tests::{Caller, Market};
use uuid::Uuid;

/// The kinds of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// Nobody known.
    Guest,
    /// Somebody with an account and no rights.
    Shopper,
    /// Somebody who acts for a seller, and names it.
    Member,
    /// Somebody who acts for another seller, but names the first.
    Stranger,
    /// Staff who feature products.
    Promoter,
    /// Staff who check listings.
    Verifier,
    /// Staff who pay out.
    Finance,
    /// Staff who may do everything.
    Admin,
}

impl Who {
    pub(crate) const ALL: [Self; 8] = [
        Self::Guest,
        Self::Shopper,
        Self::Member,
        Self::Stranger,
        Self::Promoter,
        Self::Verifier,
        Self::Finance,
        Self::Admin,
    ];
}

/// One caller of every kind, and the sellers that two of them act for.
pub(crate) struct People {
    callers: HashMap<Who, Caller>,
    seller: Uuid,
    other_seller: Uuid,
}

impl People {
    pub(crate) async fn gather(market: &Market) -> Self {
        let mut people = Self {
            callers: HashMap::new(),
            seller: market.seller("HTX Năm Căn").await,
            other_seller: market.seller("HTX Đất Mũi").await,
        };
        for who in Who::ALL {
            people.replace(market, who).await;
        }
        people
    }

    /// Somebody new of this kind.
    pub(crate) async fn replace(&mut self, market: &Market, who: Who) {
        let caller = match who {
            Who::Guest => market.guest(),
            Who::Shopper => market.sign_up("Lan").await,
            Who::Member => market.member_of(self.seller).await,
            Who::Stranger => market.member_of(self.other_seller).await,
            Who::Promoter => market.staff(StaffRole::Promoter).await,
            Who::Verifier => market.staff(StaffRole::Verifier).await,
            Who::Finance => market.staff(StaffRole::Finance).await,
            Who::Admin => market.staff(StaffRole::Admin).await,
        };
        // Everybody names the first seller: naming it must not be enough.
        let caller = caller.with("Seller-Id", &self.seller.to_string());
        self.callers.insert(who, caller);
    }

    pub(crate) fn caller(&self, who: Who) -> &Caller {
        &self.callers[&who]
    }
}
