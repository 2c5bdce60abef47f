//! What a line of a statement is about.

use crate::{Language, language::Bilingual};

/// What a line of a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Goods delivered.
    Sale,
    /// The market's commission.
    Commission,
    /// VAT on the commission.
    CommissionVat,
    /// Sent to the bank.
    Payout,
    /// A payout that the bank refused or sent back, or that was called off.
    PayoutReturned,
    /// A debt that was taken out of the balance, to be collected apart.
    DebtMoved,
    /// Put right by hand, by two people.
    Adjustment,
    /// Something a newer version posts.
    Other,
}

impl LineKind {
    /// Told by the journal's kind, and for fees by the line of its rule.
    pub(super) fn of(kind: &str, line_no: i32) -> Self {
        match (kind, line_no) {
            ("delivered", _) => Self::Sale,
            ("fees_charged", 1) => Self::Commission,
            ("fees_charged", 2) => Self::CommissionVat,
            ("payout_instructed", _) => Self::Payout,
            ("payout_failed" | "payout_returned" | "payout_cancelled", _) => Self::PayoutReturned,
            ("debt_moved", _) => Self::DebtMoved,
            ("corrected", _) => Self::Adjustment,
            _ => Self::Other,
        }
    }

    /// The line in words.
    pub(super) fn words(self, language: Language) -> &'static str {
        match self {
            Self::Sale => language.pick("Bán hàng", "Sale"),
            Self::Commission => language.pick("Phí bán hàng", "Commission"),
            Self::CommissionVat => language.pick("Thuế GTGT của phí", "VAT on commission"),
            Self::Payout => language.pick("Chi trả", "Payout"),
            Self::PayoutReturned => language.pick("Chi trả bị trả lại", "Payout returned"),
            Self::DebtMoved => language.pick("Chuyển sang công nợ", "Moved to debts"),
            Self::Adjustment => language.pick("Điều chỉnh", "Adjustment"),
            Self::Other => language.pick("Khác", "Other"),
        }
    }
}
