//! The chart of accounts.

use entity::settlement::AccountKind;
use uuid::Uuid;

/// An account of the ledger. Accounts of one order, refund or payout are opened by their
/// first posting and end at zero.
///
/// Source: payments.md, part 4.4.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// The market's bank account, held against its imported statement.
    Bank,
    /// Captured by a payment provider, not yet in the bank.
    Psp(String),
    /// Cash that a carrier collected and owes to the market, by the carrier's code.
    CarrierCod(String),
    /// What a carrier is asked to pay for lost or damaged parcels.
    CarrierClaims(String),
    /// Fees owed to a carrier.
    CarrierPayable(String),
    /// Seen on the bank account, and nobody knows yet what for.
    UnidentifiedReceipts,
    /// A shopper's money for the undelivered orders of a purchase.
    Escrow(Uuid),
    /// Promised back to a shopper by a refund, not yet paid.
    RefundsDue(Uuid),
    /// A seller's share of a delivered order inside its return window.
    Held {
        /// The order.
        order_id: Uuid,
        /// Whose share it is.
        seller_id: Uuid,
    },
    /// What a seller can be paid.
    Available(Uuid),
    /// Sent to a seller's bank, not yet confirmed.
    PayoutTransit {
        /// The payout.
        payout_id: Uuid,
        /// Who is paid.
        seller_id: Uuid,
    },
    /// A seller's money set aside while a quarrel about released orders is open.
    Reserve(Uuid),
    /// Taken by a card scheme that has not decided yet.
    Dispute(Uuid),
    /// Delivery charged to shoppers against what carriers cost.
    ShippingClearing,
    /// VAT owed to the state on the market's commission.
    VatOutput,
    /// VAT that providers and carriers charged, which the state gives back.
    VatInput,
    /// VAT withheld from sellers for the state.
    WithheldVat,
    /// Income tax withheld from sellers for the state.
    WithheldPit,
    /// A seller's debt that was taken out of its balance for collection.
    SellerDebt(Uuid),
    /// The market's commission.
    IncomeCommission,
    /// Discounts that the market pays for.
    ExpenseVoucher,
    /// Delivery that the market pays for.
    ExpenseShippingSubsidy,
    /// Parcels that came back or never arrived.
    ExpenseFailedDelivery,
    /// What providers charge for disputes.
    ExpenseDisputeFee,
    /// Disputes that the market loses and no seller is liable for.
    ExpenseChargeback,
    /// Delivery charged above what it cost.
    IncomeShippingMargin,
    /// What payment providers charge.
    ExpensePspFee,
    /// What is rounded off at the door.
    ExpenseRounding,
    /// Discounts that a promotion budget pays for and its holder owes to the market.
    Budget(Uuid),
    /// What the bank takes for payments.
    ExpenseBankFee,
    /// Debts that nobody will pay.
    ExpenseBadDebt,
    /// What changing another currency into đồng costs, or brings.
    ExpenseFx,
}

/// How far a balance may go to either side; none is without end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The lowest balance in đồng.
    pub min: Option<i64>,
    /// The highest balance in đồng.
    pub max: Option<i64>,
}

impl Bounds {
    /// Either side, without end.
    const FREE: Self = Self {
        min: None,
        max: None,
    };
    /// Never on the credit side: what others hold for the market.
    const DEBIT: Self = Self {
        min: Some(0),
        max: None,
    };
    /// Never on the debit side: what the market owes.
    const CREDIT: Self = Self {
        min: None,
        max: Some(0),
    };

    /// Whether a balance keeps these bounds.
    #[must_use]
    pub fn hold(self, balance: i64) -> bool {
        self.min.is_none_or(|min| balance >= min) && self.max.is_none_or(|max| balance <= max)
    }
}

impl Account {
    /// The unique name in the books, a path from the general to the particular.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Bank => "bank:main".to_owned(),
            Self::Psp(provider) => format!("psp:{provider}"),
            Self::CarrierCod(carrier) => format!("carrier_cod:{}", carrier.to_lowercase()),
            Self::CarrierClaims(carrier) => format!("carrier_claims:{carrier}"),
            Self::CarrierPayable(carrier) => format!("carrier_payable:{carrier}"),
            Self::UnidentifiedReceipts => "unidentified_receipts".to_owned(),
            Self::Escrow(purchase_id) => format!("orders:{purchase_id}"),
            Self::RefundsDue(refund_id) => format!("refunds_due:{refund_id}"),
            Self::Held { order_id, .. } => format!("held:{order_id}"),
            Self::Available(seller_id) => format!("available:{seller_id}"),
            Self::PayoutTransit { payout_id, .. } => format!("payout_transit:{payout_id}"),
            Self::Reserve(seller_id) => format!("reserve:{seller_id}"),
            Self::Dispute(dispute_id) => format!("disputes:{dispute_id}"),
            Self::ShippingClearing => "shipping_clearing".to_owned(),
            Self::VatOutput => "vat_output".to_owned(),
            Self::VatInput => "vat_input".to_owned(),
            Self::WithheldVat => "withheld_vat".to_owned(),
            Self::WithheldPit => "withheld_pit".to_owned(),
            Self::SellerDebt(seller_id) => format!("seller_debt:{seller_id}"),
            Self::IncomeCommission => "income:commission".to_owned(),
            Self::ExpenseBankFee => "expense:bank_fee".to_owned(),
            Self::ExpenseBadDebt => "expense:bad_debt".to_owned(),
            Self::ExpenseFx => "expense:fx".to_owned(),
            Self::ExpenseVoucher => "expense:voucher".to_owned(),
            Self::ExpenseShippingSubsidy => "expense:shipping_subsidy".to_owned(),
            Self::ExpenseFailedDelivery => "expense:failed_delivery".to_owned(),
            Self::ExpenseDisputeFee => "expense:dispute_fee".to_owned(),
            Self::ExpenseChargeback => "expense:chargeback".to_owned(),
            Self::IncomeShippingMargin => "income:shipping_margin".to_owned(),
            Self::ExpensePspFee => "expense:psp_fee".to_owned(),
            Self::ExpenseRounding => "expense:rounding".to_owned(),
            Self::Budget(budget_id) => format!("budget:{budget_id}"),
        }
    }

    /// The natural side.
    #[must_use]
    pub const fn kind(&self) -> AccountKind {
        match self {
            Self::Bank
            | Self::Psp(_)
            | Self::CarrierCod(_)
            | Self::CarrierClaims(_)
            | Self::Dispute(_)
            | Self::Budget(_)
            | Self::VatInput
            | Self::SellerDebt(_) => AccountKind::Asset,
            Self::UnidentifiedReceipts
            | Self::Escrow(_)
            | Self::RefundsDue(_)
            | Self::Held { .. }
            | Self::Available(_)
            | Self::Reserve(_)
            | Self::PayoutTransit { .. }
            | Self::CarrierPayable(_)
            | Self::VatOutput
            | Self::WithheldVat
            | Self::WithheldPit => AccountKind::Liability,
            Self::ShippingClearing => AccountKind::Clearing,
            Self::IncomeCommission | Self::IncomeShippingMargin => AccountKind::Income,
            Self::ExpenseVoucher
            | Self::ExpenseShippingSubsidy
            | Self::ExpenseFailedDelivery
            | Self::ExpenseDisputeFee
            | Self::ExpenseChargeback
            | Self::ExpenseBankFee
            | Self::ExpenseBadDebt
            | Self::ExpenseFx
            | Self::ExpensePspFee
            | Self::ExpenseRounding => AccountKind::Expense,
        }
    }

    /// The bounds, which the database keeps with every posting.
    #[must_use]
    pub const fn bounds(&self) -> Bounds {
        match self {
            // A provider that has settled everything takes refunds and disputes from what
            // comes next: until then the market owes it.
            Self::Psp(_)
            // What a seller can be paid sinks below zero by refunds and disputes after the
            // release, never by a payout: `settlement` looks before it instructs one. Taxes and
            // commission of an earlier month may go back after they were paid on.
            | Self::Available(_)
            | Self::VatOutput
            | Self::WithheldVat
            | Self::WithheldPit
            | Self::Bank
            | Self::ShippingClearing
            | Self::IncomeCommission
            | Self::IncomeShippingMargin
            | Self::ExpenseFailedDelivery
            | Self::ExpensePspFee
            | Self::ExpenseRounding
            | Self::ExpenseBankFee
            | Self::ExpenseBadDebt
            | Self::ExpenseFx => Bounds::FREE,
            Self::CarrierCod(_)
            | Self::CarrierClaims(_)
            | Self::Dispute(_)
            | Self::ExpenseDisputeFee
            | Self::ExpenseChargeback
            | Self::ExpenseVoucher
            | Self::ExpenseShippingSubsidy
            | Self::Budget(_)
            | Self::VatInput
            | Self::SellerDebt(_) => Bounds::DEBIT,
            Self::UnidentifiedReceipts
            | Self::Escrow(_)
            | Self::RefundsDue(_)
            | Self::Held { .. }
            | Self::Reserve(_)
            | Self::CarrierPayable(_)
            | Self::PayoutTransit { .. } => Bounds::CREDIT,
        }
    }

    /// The seller whose money it is, if it is one's.
    #[must_use]
    pub const fn seller_id(&self) -> Option<Uuid> {
        match self {
            Self::Held { seller_id, .. }
            | Self::Available(seller_id)
            | Self::SellerDebt(seller_id)
            | Self::Reserve(seller_id)
            | Self::PayoutTransit { seller_id, .. } => Some(*seller_id),
            _ => None,
        }
    }
}
