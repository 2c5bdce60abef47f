//! How purchases and orders look on the wire.

use chrono::{DateTime, Utc};
use market::{
    carriers,
    checkout::{Order, OrderLine, Purchase},
    orders::OrderState,
    payments::NextAction,
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::{
    seller::products::ReturnClassView,
    store::carts::{AddressView, TotalsView},
    wire::{MoneyView, mirror},
};

/// What the shopper deals with: one payment, an order per seller.
#[derive(Object)]
#[oai(rename = "Purchase")]
pub(crate) struct PurchaseView {
    /// The purchase.
    id: Uuid,
    /// The number that people read to each other.
    number: String,
    /// A guest's secret, told at checkout; send it as `Purchase-Token`.
    #[oai(skip_serializing_if_is_none)]
    pub(super) token: Option<String>,
    /// How far it is.
    state: PurchaseStateView,
    /// Sums; those of the orders add up to them, field by field.
    totals: TotalsView,
    /// The attempt that pays, or the newest one while none does.
    payment: PaymentView,
    /// One order per seller.
    orders: Vec<OrderView>,
    /// Where it goes.
    address: AddressView,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When sellers could start.
    placed_at: Option<DateTime<Utc>>,
}

mirror! {
    /// How far a purchase is.
    PurchaseStateView as "PurchaseState" of market::checkout::PurchaseState {
        /// The goods are held until the payment arrives.
        AwaitingPayment,
        /// The sellers are at work.
        Placed,
        /// Everything arrived and stays.
        Completed,
        /// No money came in time.
        Expired,
        /// It was called off.
        Cancelled,
    }
}

/// An attempt to pay.
#[derive(Object)]
#[oai(rename = "Payment")]
struct PaymentView {
    /// The attempt.
    id: Uuid,
    /// The method.
    method: String,
    /// How far it is.
    state: PaymentStateView,
    /// What is to pay.
    amount: MoneyView,
    /// What has arrived.
    captured: MoneyView,
    /// What has gone back.
    refunded: MoneyView,
    /// What the shopper does next.
    next_action: NextActionView,
    /// When the hold on the goods ends.
    expires_at: Option<DateTime<Utc>>,
}

/// What the shopper does next.
#[derive(Object)]
#[oai(rename = "NextAction")]
struct NextActionView {
    /// Which step.
    #[oai(rename = "type")]
    kind: NextActionKind,
    /// `redirect`: the provider's page to go to.
    #[oai(skip_serializing_if_is_none)]
    url: Option<String>,
    /// `qr`: the transfer to make.
    #[oai(skip_serializing_if_is_none)]
    transfer: Option<TransferView>,
}

/// A bank transfer to make: scan the code, or type it all by hand.
#[derive(Object)]
#[oai(rename = "Transfer")]
struct TransferView {
    /// What the QR code says.
    payload: String,
    /// The six digits of the bank.
    bank_bin: String,
    /// The account that receives.
    account: String,
    /// Whose account it is.
    account_name: String,
    /// How much.
    amount: MoneyView,
    /// What the transfer must say.
    reference: String,
}

/// Steps to pay.
#[derive(Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum NextActionKind {
    /// Nothing: wait, or pay at the door.
    None,
    /// Go to the provider's page.
    Redirect,
    /// Transfer money from a bank's app.
    Qr,
}

impl From<NextAction> for NextActionView {
    fn from(action: NextAction) -> Self {
        let (kind, url, transfer) = match action {
            NextAction::None => (NextActionKind::None, None, None),
            NextAction::Redirect { url } => (NextActionKind::Redirect, Some(url), None),
            NextAction::ShowQr {
                payload,
                bank_bin,
                account,
                account_name,
                amount,
                reference,
            } => {
                let transfer = TransferView {
                    payload,
                    bank_bin,
                    account,
                    account_name,
                    amount: MoneyView::dong(amount),
                    reference,
                };
                (NextActionKind::Qr, None, Some(transfer))
            }
        };
        Self {
            kind,
            url,
            transfer,
        }
    }
}

mirror! {
    /// How far an attempt to pay is.
    PaymentStateView as "PaymentState" of market::payments::PaymentState {
        /// Written down.
        Created,
        /// The provider waits for the shopper.
        Pending,
        /// The money is promised; it is taken once every seller has confirmed.
        Authorized,
        /// The promised money is being taken.
        Capturing,
        /// A transfer has paid a part; the rest is awaited.
        PartiallyPaid,
        /// The money is there.
        Paid,
        /// Refused.
        Failed,
        /// No money came in time.
        Expired,
        /// Called off.
        Cancelled,
        /// Money came after the end, and goes back.
        LatePaid,
        /// Cash is due at the door.
        CodDue,
        /// The carrier has the cash.
        Collected,
        /// The carrier handed the cash over.
        Remitted,
        /// The carrier handed over less than it collected.
        ShortRemitted,
        /// Nobody took the parcels; no cash will come.
        Uncollected,
    }
}

/// What one seller deals with.
#[derive(Object)]
#[oai(rename = "PurchaseOrder")]
struct OrderView {
    /// The order.
    id: Uuid,
    /// Its number.
    number: String,
    /// Who sells.
    seller: OrderSellerView,
    /// How far it is.
    state: OrderStateView,
    /// What was bought.
    lines: Vec<LineView>,
    /// Sums.
    totals: TotalsView,
    /// The delivery that was chosen.
    delivery: String,
    /// What is on its way.
    parcels: Vec<ParcelView>,
    /// Why it was cancelled.
    cancel_reason: Option<String>,
}

/// Who sells.
#[derive(Object)]
#[oai(rename = "OrderSeller")]
struct OrderSellerView {
    /// The seller.
    id: Uuid,
    /// The storefront's address part.
    slug: String,
    /// The seller's name.
    name: String,
}

mirror! {
    /// How far an order is.
    OrderStateView as "OrderState" of market::orders::OrderState {
        /// The seller has not looked at it.
        Pending,
        /// The seller takes it on.
        Confirmed,
        /// The parcel is ready.
        Packed,
        /// The carrier has it.
        Shipped,
        /// The shopper has it.
        Delivered,
        /// It stays with the shopper, and the seller is paid.
        Completed,
        /// The carrier could not deliver it.
        DeliveryFailed,
        /// It is on its way back.
        Returning,
        /// The seller has it back.
        Returned,
        /// The carrier lost it.
        Lost,
        /// It was called off.
        Cancelled,
    }
}

/// One variant of an order, as it was sold.
#[derive(Object)]
#[oai(rename = "OrderLine")]
pub(crate) struct LineView {
    /// The line.
    id: Uuid,
    /// The variant.
    variant_id: Uuid,
    /// The product's address part.
    product_slug: String,
    /// The product's name when it was sold.
    name: String,
    /// The pack.
    variant_name: String,
    /// The seller's own number for the pack.
    sku: Option<String>,
    /// Units.
    quantity: i32,
    /// Price of one unit.
    unit_price: MoneyView,
    /// Price of the line.
    line_total: MoneyView,
    /// Units that were cancelled or came back.
    reversed_quantity: i32,
    /// Which return rules fit the goods.
    return_class: ReturnClassView,
    /// Whether the price was a sample of a trial market.
    sample: bool,
}

mirror! {
    /// How far the cash of a parcel is.
    CashStateView as "CashState" of market::carriers::CashState {
        /// To be collected at the door.
        Due,
        /// The carrier has it.
        Collected,
        /// The carrier handed over a part of it.
        ShortRemitted,
        /// The market has it.
        Remitted,
        /// The parcel was not taken.
        Uncollected,
    }
}

/// A parcel.
#[derive(Object)]
#[oai(rename = "Parcel")]
pub(crate) struct ParcelView {
    /// Who carries it, as the seller said.
    carrier: String,
    /// The carrier's code in the market's list; `other` for one that is not on it.
    carrier_code: String,
    /// The carrier's code for it.
    tracking_code: String,
    /// What the shopper owes at the door.
    cod_amount: MoneyView,
    /// How far that cash is; null when there is nothing to collect.
    cod_state: Option<CashStateView>,
    /// When the carrier took it.
    shipped_at: DateTime<Utc>,
    /// When the shopper had it.
    delivered_at: Option<DateTime<Utc>>,
}

impl PurchaseView {
    /// A purchase as it is at this moment.
    pub(crate) fn of(purchase: &Purchase, now: DateTime<Utc>) -> Self {
        let row = &purchase.row;
        Self {
            id: row.id,
            number: row.number.clone(),
            token: None,
            state: purchase.state_at(now).into(),
            totals: totals([row.goods, row.delivery, row.total]),
            payment: PaymentView::of(purchase, now),
            orders: purchase
                .orders
                .iter()
                .map(|order| OrderView::of(order, purchase.order_state_at(order, now)))
                .collect(),
            address: purchase.address.clone().into(),
            created_at: row.created_at,
            placed_at: row.placed_at,
        }
    }
}

/// Stored sums on the wire; what is taken off is what they differ by.
pub(crate) fn totals([goods, delivery, total]: [i64; 3]) -> TotalsView {
    TotalsView {
        goods: MoneyView::dong(goods),
        discount: MoneyView::dong(goods + delivery - total),
        delivery: MoneyView::dong(delivery),
        total: MoneyView::dong(total),
    }
}

impl PaymentView {
    fn of(purchase: &Purchase, now: DateTime<Utc>) -> Self {
        let row = &purchase.payment;
        Self {
            id: row.id,
            method: row.method.clone(),
            state: purchase.payment_state_at(now).into(),
            amount: MoneyView::dong(row.amount),
            captured: MoneyView::dong(row.captured),
            refunded: MoneyView::dong(row.refunded),
            next_action: purchase.next_action().into(),
            expires_at: row.expires_at,
        }
    }
}

impl OrderView {
    fn of(order: &Order, state: OrderState) -> Self {
        let row = &order.row;
        Self {
            id: row.id,
            number: row.number.clone(),
            seller: OrderSellerView {
                id: row.seller_id,
                slug: order.seller_slug.clone(),
                name: order.seller_name.clone(),
            },
            state: state.into(),
            lines: order.lines.iter().map(LineView::from).collect(),
            totals: totals([row.goods, row.delivery, row.total]),
            delivery: row.delivery_name.clone(),
            parcels: parcels(order),
            cancel_reason: row.cancel_reason.clone(),
        }
    }
}

/// The parcels of an order on the wire.
pub(crate) fn parcels(order: &Order) -> Vec<ParcelView> {
    order
        .parcels
        .iter()
        .map(|parcel| ParcelView {
            carrier: parcel.carrier.clone(),
            carrier_code: parcel.carrier_code.clone(),
            cod_amount: MoneyView::dong(parcel.cod_amount),
            cod_state: carriers::state_of(parcel).map(CashStateView::from),
            tracking_code: parcel.tracking_code.clone(),
            shipped_at: parcel.shipped_at,
            delivered_at: parcel.delivered_at,
        })
        .collect()
}

impl From<&OrderLine> for LineView {
    fn from(line: &OrderLine) -> Self {
        Self {
            id: line.id,
            variant_id: line.variant_id,
            product_slug: line.product_slug.clone(),
            name: line.name.clone(),
            variant_name: line.variant_name.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity,
            unit_price: MoneyView::dong(line.unit_price),
            line_total: MoneyView::dong(line.line_total),
            reversed_quantity: line.reversed_quantity,
            return_class: line.return_class.into(),
            sample: line.sample,
        }
    }
}
