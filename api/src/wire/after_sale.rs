//! Refunds, returns and disputes as all audiences see them.

use chrono::{DateTime, Utc};
use market::{
    disputes::{self, Dispute, Statement},
    orders::{DeliveryPayer, PartRefund, Units},
    payments::Refund,
    returns::Return,
};
use money::Money;
use poem_openapi::{ApiResponse, Multipart, Object, payload::Binary, types::multipart::Upload};
use uuid::Uuid;

use super::{MoneyView, mirror};

mirror! {
    /// How far a refund is.
    RefundStateView as "RefundState" of market::payments::RefundState {
        /// Waits for another person's word.
        Requested,
        /// Promised.
        Approved,
        /// The provider was asked.
        Submitted,
        /// The money is with the shopper.
        Succeeded,
        /// The provider refused.
        Failed,
        /// Finance transfers it to the shopper's bank account.
        Manual,
        /// Not granted.
        Rejected,
        /// It came back from the shopper's bank.
        Reversed,
    }
}

mirror! {
    /// Why money goes back.
    RefundCauseView as "RefundCause" of market::payments::RefundCause {
        /// The money came when the goods could not be had any more.
        LatePayment,
        /// Cancelled before shipping.
        Cancellation,
        /// The parcel came back to the seller.
        DeliveryFailed,
        /// The carrier lost the parcel.
        Lost,
        /// The goods came back.
        Return,
        /// A claim was decided for the shopper.
        Dispute,
        /// The desk decided so.
        Goodwill,
    }
}

/// Money going back to a shopper.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Refund")]
pub(crate) struct RefundView {
    /// The refund.
    id: Uuid,
    /// The purchase.
    purchase_id: Uuid,
    /// The order it is about; null when it is the whole purchase.
    order_id: Option<Uuid>,
    /// Why.
    cause: RefundCauseView,
    /// How far it is.
    state: RefundStateView,
    /// How much.
    amount: MoneyView,
    /// The part of it that is for delivery.
    delivery: MoneyView,
    /// Why, in words.
    reason: String,
    /// How often it was tried.
    attempt: i32,
    /// Why the last try failed.
    failure: Option<String>,
    /// The bank's reference of the transfer.
    bank_reference: Option<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

impl From<Refund> for RefundView {
    fn from(row: Refund) -> Self {
        Self {
            id: row.id,
            purchase_id: row.purchase_id,
            order_id: row.order_id,
            cause: row.cause.into(),
            state: row.state.into(),
            amount: MoneyView::dong(row.amount),
            delivery: MoneyView::dong(row.delivery),
            reason: row.reason,
            attempt: row.attempt,
            failure: row.failure,
            bank_reference: row.bank_reference,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Units of an order's line.
#[derive(Clone, Copy, Debug, Object)]
#[oai(rename = "LineUnits", deny_unknown_fields)]
pub(crate) struct UnitsBody {
    /// The line.
    line_id: Uuid,
    /// How many, from 1.
    quantity: i32,
}

impl From<UnitsBody> for Units {
    fn from(body: UnitsBody) -> Self {
        Self {
            line_id: body.line_id,
            quantity: body.quantity,
        }
    }
}

/// What goes back of a line: units at their share of its price, or an amount. With both, the
/// amount counts.
#[derive(Clone, Debug, Object)]
#[oai(rename = "LineRefund", deny_unknown_fields)]
pub(crate) struct PartBody {
    /// The line.
    line_id: Uuid,
    /// How many units.
    quantity: Option<i32>,
    /// How much, to the shopper.
    amount: Option<MoneyView>,
}

impl From<PartBody> for PartRefund {
    fn from(body: PartBody) -> Self {
        let line_id = body.line_id;
        match body.amount {
            Some(amount) => Self::Amount {
                line_id,
                amount: amount.amount,
            },
            None => Self::Units {
                line_id,
                quantity: body.quantity.unwrap_or(0),
            },
        }
    }
}

mirror! {
    /// Who bears the delivery that is paid back.
    DeliveryPayerView as "DeliveryPayer" of DeliveryPayer {
        /// The seller.
        Seller,
        /// The market.
        Platform,
    }
}

mirror! {
    /// How far a return is.
    ReturnStateView as "ReturnState" of market::returns::ReturnState {
        /// The seller has to answer.
        Requested,
        /// The seller agrees.
        Approved,
        /// The seller does not agree.
        Rejected,
        /// The shopper thought again.
        Withdrawn,
        /// The goods are on their way back.
        InTransit,
        /// The seller has the goods.
        Received,
        /// The money goes back.
        Refunded,
        /// Other goods were sent instead.
        Replaced,
        /// It ended without either.
        Closed,
    }
}

mirror! {
    /// Why goods come back.
    ReturnReasonView as "ReturnReason" of market::returns::ReturnReason {
        /// Broken on arrival.
        Damaged,
        /// Gone bad.
        Spoiled,
        /// Something else than was bought.
        WrongItem,
        /// Not in the parcel.
        Missing,
        /// Not as it was described.
        NotAsDescribed,
        /// The shopper does not want it.
        ChangedMind,
    }
}

mirror! {
    /// What the shopper wants for goods that come back.
    ReturnWishView as "ReturnWish" of market::returns::ReturnWish {
        /// The money.
        Refund,
        /// Other goods.
        Replacement,
    }
}

mirror! {
    /// Who bears the way back.
    FreightPayerView as "FreightPayer" of market::returns::FreightPayer {
        /// The seller.
        Seller,
        /// The market.
        Platform,
        /// The shopper.
        Shopper,
    }
}

/// Goods that a shopper gives back.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Return")]
pub(crate) struct ReturnView {
    /// The return.
    id: Uuid,
    /// The order.
    order_id: Uuid,
    /// How far it is.
    state: ReturnStateView,
    /// Why.
    reason: ReturnReasonView,
    /// What the shopper wants.
    wish: ReturnWishView,
    /// What happened, in the shopper's words.
    note: String,
    /// What comes back.
    lines: Vec<ReturnLineView>,
    /// The pictures.
    photo_ids: Vec<Uuid>,
    /// Who bears the way back.
    freight_payer: FreightPayerView,
    /// Whether the shopper keeps the goods.
    keeps_goods: bool,
    /// Until when whoever's turn it is has to act.
    deadline_at: Option<DateTime<Utc>>,
    /// What the seller said.
    answer: Option<String>,
    /// Who carries the goods back.
    carrier: Option<String>,
    /// The carrier's code.
    tracking_code: Option<String>,
    /// The money that goes back.
    refund_id: Option<Uuid>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
}

/// Units of a line that come back.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ReturnLine")]
struct ReturnLineView {
    /// The order's line.
    line_id: Uuid,
    /// How many.
    quantity: i32,
    /// How many of them went back on the shelf.
    restocked: i32,
}

impl From<Return> for ReturnView {
    fn from(found: Return) -> Self {
        let row = found.row;
        let lines = found.lines.into_iter().map(|line| ReturnLineView {
            line_id: line.order_line_id,
            quantity: line.quantity,
            restocked: line.restocked,
        });
        Self {
            id: row.id,
            order_id: row.order_id,
            state: row.state.into(),
            reason: row.reason.into(),
            wish: row.wish.into(),
            note: row.note,
            lines: lines.collect(),
            photo_ids: found.photo_ids,
            freight_payer: row.freight_payer.into(),
            keeps_goods: row.keeps_goods,
            deadline_at: row.deadline_at,
            answer: row.answer,
            carrier: row.carrier,
            tracking_code: row.tracking_code,
            refund_id: row.refund_id,
            created_at: row.created_at,
        }
    }
}

mirror! {
    /// How far a dispute is, as the seller's side sees it.
    DisputeStateView as "DisputeState" of disputes::DisputeState {
        /// The seller's side has to answer.
        Open,
        /// It has answered.
        EvidenceSubmitted,
        /// Nothing goes back.
        Won,
        /// The shopper was right.
        Lost,
        /// The seller agrees with the shopper.
        Accepted,
    }
}

mirror! {
    /// Who rules a dispute.
    DisputeKindView as "DisputeKind" of disputes::DisputeKind {
        /// The desk.
        Claim,
        /// The card scheme.
        Card,
    }
}

mirror! {
    /// A side of a dispute.
    SideView as "DisputeSide" of disputes::Side {
        /// The shopper.
        Shopper,
        /// The seller.
        Seller,
        /// The desk.
        Desk,
    }
}

/// A quarrel about an order or a payment.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Dispute")]
pub(crate) struct DisputeView {
    /// The dispute.
    id: Uuid,
    /// Who rules it.
    kind: DisputeKindView,
    /// The order; null for a card dispute about several.
    order_id: Option<Uuid>,
    /// The purchase.
    purchase_id: Uuid,
    /// The return it is about.
    return_id: Option<Uuid>,
    /// How far it is.
    state: DisputeStateView,
    /// What is wrong.
    reason: String,
    /// What the card scheme took.
    amount: MoneyView,
    /// What is set aside of the seller's money.
    secured: MoneyView,
    /// Until when the seller's side answers.
    answer_by: Option<DateTime<Utc>>,
    /// What was ruled, in words.
    ruling: Option<String>,
    /// The money that goes back.
    refund_id: Option<Uuid>,
    /// What both sides said, oldest first.
    evidence: Vec<EvidenceView>,
    /// When it was opened.
    created_at: DateTime<Utc>,
    /// When it was over.
    closed_at: Option<DateTime<Utc>>,
}

/// What a side of a dispute says and shows.
#[derive(Clone, Debug, Object)]
#[oai(rename = "DisputeEvidence")]
struct EvidenceView {
    /// Who.
    side: SideView,
    /// In own words.
    note: String,
    /// The pictures.
    photo_ids: Vec<Uuid>,
    /// When.
    created_at: DateTime<Utc>,
}

impl From<Dispute> for DisputeView {
    fn from(found: Dispute) -> Self {
        let evidence = found.evidence.into_iter().map(|one| EvidenceView {
            side: one.side.into(),
            note: one.note,
            photo_ids: one.photo_ids,
            created_at: one.created_at,
        });
        let evidence = evidence.collect();
        let row = found.row;
        Self {
            id: row.id,
            kind: row.kind.into(),
            order_id: row.order_id,
            purchase_id: row.purchase_id,
            return_id: row.return_id,
            state: row.state.into(),
            reason: row.reason,
            amount: MoneyView::dong(row.amount),
            secured: MoneyView::dong(row.secured),
            answer_by: row.answer_by,
            ruling: row.ruling,
            refund_id: row.refund_id,
            evidence,
            created_at: row.created_at,
            closed_at: row.closed_at,
        }
    }
}

/// What somebody says in a dispute, and what proves it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "StatementRequest", deny_unknown_fields)]
pub(crate) struct StatementBody {
    /// In own words, at most 2,000 characters.
    note: String,
    /// Pictures added to the order before.
    #[oai(default)]
    photo_ids: Vec<Uuid>,
}

impl From<StatementBody> for Statement {
    fn from(body: StatementBody) -> Self {
        Self {
            note: body.note,
            photo_ids: body.photo_ids,
        }
    }
}

/// Some words.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ReasonRequest", deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// Why.
    pub(crate) reason: String,
}

/// A word to the shopper.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ReturnNoteRequest", deny_unknown_fields)]
pub(crate) struct ReturnNoteBody {
    /// Why.
    pub(crate) note: String,
}

/// A picture.
#[derive(Multipart)]
pub(crate) struct PhotoUpload {
    /// PNG, JPEG or WebP, at most 8 MB.
    pub(crate) file: Upload,
}

/// A picture that was added.
#[derive(Clone, Debug, Object)]
#[oai(rename = "OrderPhoto")]
pub(crate) struct PhotoView {
    /// The picture; name it in returns and disputes of the same order.
    pub(crate) id: Uuid,
}

#[derive(ApiResponse)]
pub(crate) enum PhotoFile {
    /// The picture, as it was uploaded.
    #[oai(status = 200)]
    Found(
        Binary<Vec<u8>>,
        /// What sort of picture it is.
        #[oai(header = "Content-Type")]
        String,
    ),
}

/// An amount of a request that cannot be below zero.
pub(crate) fn amount(money: &MoneyView) -> Option<Money> {
    Money::price(money.amount).ok()
}
