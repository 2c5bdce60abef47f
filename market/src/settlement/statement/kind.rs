//! What a line of a statement is about.

use entity::payments::RefundCause;

use crate::{Language, language::Bilingual};

/// What a line of a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Goods delivered, at their price.
    Sale,
    /// What the seller itself took off the price.
    SellerVoucher,
    /// The market's commission.
    Commission,
    /// VAT on the commission.
    CommissionVat,
    /// Value added tax withheld for the state.
    WithheldVat,
    /// Personal income tax withheld for the state.
    WithheldPit,
    /// Goods that came back, paid back to the shopper.
    Return,
    /// A sale that was paid back, or a part of it.
    Refund,
    /// A sale that was paid back because of a dispute.
    Dispute,
    /// Commission that is given back with the sale.
    CommissionBack,
    /// VAT on it that is given back.
    CommissionVatBack,
    /// Value added tax that was withheld and is given back.
    WithheldVatBack,
    /// Personal income tax that was withheld and is given back.
    WithheldPitBack,
    /// Delivery that was paid back at the seller's expense.
    DeliveryRefund,
    /// The way back of goods, at the seller's expense.
    ReturnFreight,
    /// What the carrier owes the seller for a parcel that it lost or spoilt.
    LostParcel,
    /// Set aside while a dispute is open.
    Reserved,
    /// What was set aside is the seller's again.
    ReserveReleased,
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

/// What caused a line, beside the journal that posted it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    /// The kind of the journal.
    pub(super) journal: &'a str,
    /// The line of its rule.
    pub(super) line_no: i32,
    /// Why the refund was made that posted it, if one did.
    pub(super) cause: Option<RefundCause>,
}

impl LineKind {
    /// Told by the journal's kind, for fees by the line of the rule, and for money that goes
    /// back by the cause of its refund.
    pub(super) fn of(told: Told<'_>) -> Self {
        match (told.journal, told.line_no) {
            ("delivered", 6) => Self::SellerVoucher,
            ("delivered", _) => Self::Sale,
            ("fees_charged", 1) => Self::Commission,
            ("fees_charged", 2) => Self::CommissionVat,
            ("fees_charged", 3) => Self::WithheldVat,
            ("fees_charged", _) => Self::WithheldPit,
            ("line_refunded", _) => match told.cause {
                Some(RefundCause::Return) => Self::Return,
                // A dispute that the card scheme rules has no refund of ours.
                Some(RefundCause::Dispute) | None => Self::Dispute,
                Some(_) => Self::Refund,
            },
            ("fees_returned", 1) => Self::CommissionBack,
            ("fees_returned", 2) => Self::CommissionVatBack,
            ("fees_returned", 3) => Self::WithheldVatBack,
            ("fees_returned", _) => Self::WithheldPitBack,
            ("delivery_refunded", _) => Self::DeliveryRefund,
            ("return_freight", _) => Self::ReturnFreight,
            ("parcel_lost", _) => Self::LostParcel,
            ("dispute_secured", _) => Self::Reserved,
            ("dispute_unsecured", _) => Self::ReserveReleased,
            ("payout_instructed", _) => Self::Payout,
            ("payout_failed" | "payout_returned" | "payout_cancelled", _) => Self::PayoutReturned,
            ("debt_moved", _) => Self::DebtMoved,
            ("corrected", _) => Self::Adjustment,
            _ => Self::Other,
        }
    }

    /// The line in words.
    pub(super) fn words(self, language: Language) -> &'static str {
        let [vi, en] = match self {
            Self::Sale => ["Bán hàng", "Sale"],
            Self::SellerVoucher => ["Giảm giá của đơn vị bán", "Seller's discount"],
            Self::Commission => ["Phí bán hàng", "Commission"],
            Self::CommissionVat => ["Thuế GTGT của phí", "VAT on commission"],
            Self::WithheldVat => ["Thuế GTGT khấu trừ", "VAT withheld"],
            Self::WithheldPit => ["Thuế TNCN khấu trừ", "Personal income tax withheld"],
            Self::Return => ["Hàng trả lại", "Goods returned"],
            Self::Refund => ["Hoàn tiền cho khách", "Refund to the shopper"],
            Self::Dispute => ["Hoàn tiền do khiếu nại", "Paid back after a dispute"],
            Self::CommissionBack => ["Trả lại phí bán hàng", "Commission given back"],
            Self::CommissionVatBack => {
                ["Trả lại thuế GTGT của phí", "VAT on commission given back"]
            }
            Self::WithheldVatBack => ["Trả lại thuế GTGT khấu trừ", "Withheld VAT given back"],
            Self::WithheldPitBack => [
                "Trả lại thuế TNCN khấu trừ",
                "Withheld personal income tax given back",
            ],
            Self::DeliveryRefund => ["Hoàn phí giao hàng", "Delivery paid back"],
            Self::ReturnFreight => ["Cước gửi trả hàng", "Freight of returned goods"],
            Self::LostParcel => ["Bồi thường kiện hàng", "Compensation for a parcel"],
            Self::Reserved => ["Tạm giữ do khiếu nại", "Set aside for a dispute"],
            Self::ReserveReleased => ["Hết tạm giữ", "No longer set aside"],
            Self::Payout => ["Chi trả", "Payout"],
            Self::PayoutReturned => ["Chi trả bị trả lại", "Payout returned"],
            Self::DebtMoved => ["Chuyển sang công nợ", "Moved to debts"],
            Self::Adjustment => ["Điều chỉnh", "Adjustment"],
            Self::Other => ["Khác", "Other"],
        };
        language.pick(vi, en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(journal: &str, cause: Option<RefundCause>) -> LineKind {
        LineKind::of(Told {
            journal,
            line_no: 1,
            cause,
        })
    }

    #[test]
    fn every_journal_that_moves_a_sellers_money_is_named() {
        for journal in [
            "delivered",
            "fees_charged",
            "line_refunded",
            "fees_returned",
            "delivery_refunded",
            "return_freight",
            "parcel_lost",
            "dispute_secured",
            "dispute_unsecured",
            "payout_instructed",
            "payout_failed",
            "payout_returned",
            "payout_cancelled",
            "debt_moved",
            "corrected",
        ] {
            assert_ne!(kind(journal, None), LineKind::Other, "{journal}");
        }
    }

    #[test]
    fn a_sale_that_goes_back_is_named_by_why() {
        for (cause, named) in [
            (Some(RefundCause::Return), LineKind::Return),
            (Some(RefundCause::Goodwill), LineKind::Refund),
            (Some(RefundCause::Dispute), LineKind::Dispute),
            (None, LineKind::Dispute),
        ] {
            assert_eq!(kind("line_refunded", cause), named);
        }
    }
}
