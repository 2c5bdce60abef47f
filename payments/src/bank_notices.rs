//! Services that watch a bank account and tell us what arrived and what left.
//!
//! What they tell is a receipt, not a payment: the market decides what money of which amount
//! means. The bank's text names our reference somewhere, with words of the bank around it.

mod casso;
mod payos;
mod reference;
mod sepay;

use crate::{Fact, FactKind, Notification, NotificationError, Payer, Secrets, Subject};

pub(crate) use self::{casso::Casso, payos::PayOs, sepay::SePay};
pub use self::{
    casso::CassoConfig,
    payos::PayOsConfig,
    reference::ReferencePattern,
    sepay::{SePayAuth, SePayConfig},
};

/// Whose account is watched, and how our references look in its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// The accounts that are ours; a notice about another one is refused. Empty believes
    /// the service about whose they are.
    pub accounts: Vec<String>,
    /// How our references look.
    pub references: ReferencePattern,
}

impl Watched {
    /// Refuses a notice about somebody else's account.
    fn check(&self, accounts: &[&str]) -> Result<(), NotificationError> {
        let is_ours = |account: &&str| self.accounts.iter().any(|ours| ours == *account);
        if self.accounts.is_empty() || accounts.iter().any(is_ours) {
            Ok(())
        } else {
            Err(NotificationError::NotOurs)
        }
    }

    /// What a transfer with these texts is about: the first reference that they name.
    fn subject(&self, texts: &[&str]) -> Subject {
        texts
            .iter()
            .find_map(|text| self.references.find(text))
            .map_or(Subject::Receipt, Subject::Ours)
    }
}

/// Money that moved on the account, as all services tell it.
struct Moved<'a> {
    /// The service's own number, the same at every telling.
    id: String,
    /// Signed: what left is below zero.
    dong: i64,
    /// Where a reference may be named.
    texts: &'a [&'a str],
    /// The bank's number of the transfer.
    bank_reference: Option<String>,
    /// When, in Vietnamese local time.
    at: &'a str,
    payer: Payer,
}

impl Moved<'_> {
    fn fact(self, watched: &Watched, told: &Notification) -> Result<Fact, NotificationError> {
        let amount = money::Money::price(self.dong.saturating_abs());
        let kind = if self.dong < 0 {
            FactKind::Sent
        } else {
            FactKind::Received
        };
        let occurred_at = crate::vietnam::read_readable(self.at).unwrap_or(told.received_at);
        let amount = amount.map_err(|_| NotificationError::Malformed("amount"))?;
        let mut fact = Fact::dong(
            self.id,
            watched.subject(self.texts),
            kind,
            (amount, occurred_at),
        );
        fact.provider_txn = self.bank_reference;
        fact.payer = Some(self.payer).filter(|payer| *payer != Payer::default());
        Ok(fact)
    }
}

/// Reads a JSON body.
fn body(told: &Notification) -> Result<serde_json::Value, NotificationError> {
    serde_json::from_slice(&told.body).map_err(|_| NotificationError::Malformed("body"))
}

/// Refuses what does not carry one of the keys in a header.
fn check_key(keys: &Secrets, claimed: Option<&str>) -> Result<(), NotificationError> {
    match claimed {
        Some(claimed) if crate::signature::is_key(keys, claimed) => Ok(()),
        _ => Err(NotificationError::BadSignature),
    }
}
