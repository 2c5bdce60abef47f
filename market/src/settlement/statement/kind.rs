//! What a line of a statement is about.

use crate::{Language, language::Bilingual};

/// What a line of a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Goods delivered, at their price.
    Sale,
    /// What the seller itself took off the price.
    SellerVoucher,
    /// The market's commission, given back with what is taken back of a sale.
    Commission,
    /// VAT on the commission, given back likewise.
    CommissionVat,
    /// Value added tax withheld for the state, given back likewise.
    WithheldVat,
    /// Personal income tax withheld for the state, given back likewise.
    WithheldPit,
    /// What is taken back of a sale: a return, a refund or a lost dispute.
    SaleTakenBack,
    /// Delivery paid back to the shopper at the seller's expense.
    DeliveryPaidBack,
    /// The way back of goods at the seller's expense.
    ReturnFreight,
    /// What a carrier makes good for a lost parcel.
    ParcelLost,
    /// Set aside while a dispute is open, and freed after it.
    SetAside,
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
            ("delivered", 6) => Self::SellerVoucher,
            ("delivered", _) => Self::Sale,
            ("fees_charged" | "fees_returned", 1) => Self::Commission,
            ("fees_charged" | "fees_returned", 2) => Self::CommissionVat,
            ("fees_charged" | "fees_returned", 3) => Self::WithheldVat,
            ("fees_charged" | "fees_returned", _) => Self::WithheldPit,
            ("line_refunded", _) => Self::SaleTakenBack,
            ("delivery_refunded", _) => Self::DeliveryPaidBack,
            ("return_freight", _) => Self::ReturnFreight,
            ("parcel_lost", _) => Self::ParcelLost,
            ("dispute_secured" | "dispute_unsecured", _) => Self::SetAside,
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
            Self::SellerVoucher => language.pick("Giảm giá của đơn vị bán", "Seller's discount"),
            Self::Commission => language.pick("Phí bán hàng", "Commission"),
            Self::CommissionVat => language.pick("Thuế GTGT của phí", "VAT on commission"),
            Self::WithheldVat => language.pick("Thuế GTGT khấu trừ", "VAT withheld"),
            Self::WithheldPit => {
                language.pick("Thuế TNCN khấu trừ", "Personal income tax withheld")
            }
            Self::SaleTakenBack => language.pick("Hoàn lại hàng bán", "Sale taken back"),
            Self::DeliveryPaidBack => language.pick("Hoàn phí giao hàng", "Delivery paid back"),
            Self::ReturnFreight => language.pick("Phí gửi trả hàng", "Return freight"),
            Self::ParcelLost => language.pick("Đền bù mất hàng", "Lost parcel made good"),
            Self::SetAside => language.pick("Tạm giữ do tranh chấp", "Set aside for a dispute"),
            Self::Payout => language.pick("Chi trả", "Payout"),
            Self::PayoutReturned => language.pick("Chi trả bị trả lại", "Payout returned"),
            Self::DebtMoved => language.pick("Chuyển sang công nợ", "Moved to debts"),
            Self::Adjustment => language.pick("Điều chỉnh", "Adjustment"),
            Self::Other => language.pick("Khác", "Other"),
        }
    }
}
