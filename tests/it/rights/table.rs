//! The rights table: one row an operation.

use super::people::Who;

/// Who is let in, and how the others are refused.
pub(crate) enum Right {
    /// Anyone, guests too. What belongs to somebody is guarded by ids and tokens: a made-up
    /// one is not found.
    Anyone,
    /// Anyone who has signed in.
    SignedIn,
    /// Those who act for the seller that they name.
    Seller,
    /// Staff with one of these roles, and administrators.
    Staff(&'static [Who]),
    /// Anyone with a secret that made-up requests do not have.
    Secret,
}

impl Right {
    /// The statuses of which one refuses this caller; none for those who are let in.
    pub(crate) fn refusals(&self, who: Who) -> &'static [u16] {
        match self {
            Self::Anyone => &[],
            Self::Secret => &[401, 403, 404],
            Self::SignedIn | Self::Seller | Self::Staff(_) if who == Who::Guest => &[401],
            Self::SignedIn => &[],
            Self::Seller if who == Who::Member => &[],
            Self::Seller => &[403, 404],
            Self::Staff(roles) if who == Who::Admin || roles.contains(&who) => &[],
            Self::Staff(_) => &[403],
        }
    }
}

/// Every operation of the contract. A row of the desk is written
/// `("slot_create", Right::Staff(&[Who::Promoter]))`.
pub(crate) const RIGHTS: &[(&str, Right)] = &[
    // Accounts
    ("account_create", Right::Anyone),
    ("account_get", Right::SignedIn),
    ("session_create", Right::Anyone),
    ("session_delete", Right::SignedIn),
];
