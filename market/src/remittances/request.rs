//! What is asked of a remittance, and what is answered.

use bytes::Bytes;
use chrono::NaiveDate;

use super::{Remittance, RowIssue};
use crate::accounts::Staff;

/// Who takes a remittance.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Somebody at the desk.
    Staff(&'a Staff),
    /// Whoever runs the program on its machine.
    Operator,
}

impl By<'_> {
    pub(super) fn label(self) -> String {
        match self {
            Self::Staff(staff) => staff.label().to_owned(),
            Self::Operator => "operator".to_owned(),
        }
    }
}

/// A carrier's file and the money that came with it.
#[derive(Clone, Debug)]
pub struct RemittanceRequest {
    /// The carrier's code.
    pub carrier: String,
    /// The file, CSV or XLSX.
    pub file: Bytes,
    /// What the bank received, in đồng; below zero when the carrier was paid.
    pub received: i64,
    /// What the transfer itself cost, in đồng.
    pub transfer_fee: i64,
    /// The carrier's name for the transfer, if the file does not say.
    pub reference: Option<String>,
    /// The day of the transfer, if the file does not say.
    pub remitted_on: Option<NaiveDate>,
    /// Whether less cash than the carrier holds for a parcel is taken; the rest stays due.
    pub accepts_short: bool,
    /// Find out what would happen, and leave everything as it is.
    pub is_dry_run: bool,
}

/// What a file comes to, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Cash of all rows.
    pub cod: i64,
    /// Fees of all rows.
    pub fees: i64,
    /// What the transfer itself cost.
    pub transfer_fee: i64,
    /// What was received.
    pub received: i64,
}

impl Sums {
    /// What should have been received.
    #[must_use]
    pub const fn computed(&self) -> i64 {
        self.cod - self.fees - self.transfer_fee
    }
}

/// What became of a file, or would become of it.
#[derive(Clone, Debug)]
pub struct RemittanceReport {
    /// The remittance, when it is posted.
    pub posted: Option<Remittance>,
    /// Whether it had been posted before: nothing changed.
    pub was_known: bool,
    /// The rows of the file that could be read.
    pub rows: u64,
    /// What they come to.
    pub sums: Sums,
    /// What does not fit; nothing is posted then.
    pub issues: Vec<RowIssue>,
}
