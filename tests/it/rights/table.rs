//! The rights table: one row an operation.

use super::people::Who::{self, Admin, Guest, Member};
#[expect(unused_imports, reason = "rows of the desk name them")]
use super::people::Who::{Finance, Promoter, Verifier};

/// Who is let in, and how the others are refused.
pub(crate) enum Right {
    /// Anyone, guests too. What belongs to somebody is guarded by ids and tokens: a made-up
    /// one is not found.
    Anyone,
    /// Anyone who has signed in.
    SignedIn,
    /// Those who act for the seller that they name.
    #[expect(dead_code, reason = "rows of the seller's audience are of this sort")]
    Seller,
    /// Staff with one of these roles, and administrators.
    #[expect(dead_code, reason = "rows of the desk are of this sort")]
    Staff(&'static [Who]),
    /// Anyone with a secret that made-up requests do not have.
    #[expect(dead_code, reason = "rows of the hooks are of this sort")]
    Secret,
}

impl Right {
    /// The statuses of which one refuses this caller; none for those who are let in.
    pub(crate) fn refusals(&self, who: Who) -> &'static [u16] {
        match self {
            Self::Anyone => &[],
            Self::Secret => &[401, 403, 404],
            Self::SignedIn | Self::Seller | Self::Staff(_) if who == Guest => &[401],
            Self::SignedIn => &[],
            Self::Seller if who == Member => &[],
            Self::Seller => &[403, 404],
            Self::Staff(roles) if who == Admin || roles.contains(&who) => &[],
            Self::Staff(_) => &[403],
        }
    }
}

/// Every operation of the contract. A seller's row is written `("…", Right::Seller)`, one of
/// the desk `("…", Right::Staff(&[Promoter]))`.
pub(crate) const RIGHTS: &[(&str, Right)] = &[
    // Accounts
    ("account_create", Right::Anyone),
    ("account_get", Right::SignedIn),
    ("session_create", Right::Anyone),
    ("session_delete", Right::SignedIn),
];
