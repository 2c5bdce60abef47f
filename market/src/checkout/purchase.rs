//! A purchase with everything a shopper wants to know of it.

use ::payments::NextAction;
use chrono::{DateTime, Utc};
use entity::{
    checkout::{PurchaseState, purchase},
    orders::{OrderState, order_line, parcel, seller_order},
    payments::{PaymentState, payment},
    sellers::seller,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::{CheckoutError, Contact, payment::OPEN};
use crate::{App, accounts::Actor, cart::Address, page::PageRequest, token};

pub use entity::orders::order_line::Model as OrderLine;

/// A purchase: one payment, an order per seller.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// The purchase as it is stored.
    pub row: purchase::Model,
    /// Whom to reach.
    pub contact: Contact,
    /// Where it goes.
    pub address: Address,
    /// The orders, in the order of their numbers.
    pub orders: Vec<Order>,
    /// The attempt that pays, or the newest one while none does.
    pub payment: payment::Model,
}

/// One seller's part.
#[derive(Clone, Debug)]
pub struct Order {
    /// The order as it is stored.
    pub row: seller_order::Model,
    /// The storefront's address part.
    pub seller_slug: String,
    /// The seller's name.
    pub seller_name: String,
    /// What was bought.
    pub lines: Vec<OrderLine>,
    /// What is on its way.
    pub parcels: Vec<parcel::Model>,
}

impl Order {
    /// What is due to the seller, in đồng: goods − the seller's discount − commission − VAT on
    /// it − taxes withheld.
    #[must_use]
    pub const fn net(&self) -> i64 {
        let row = &self.row;
        row.goods
            - row.seller_discount
            - row.commission
            - row.commission_vat
            - row.withheld_vat
            - row.withheld_pit
    }
}

/// Who asks for a purchase: whoever has its token, or the account that bought.
#[derive(Clone, Debug)]
pub enum Buyer {
    /// A signed-in shopper.
    Account(Uuid),
    /// Whoever has the purchase's token.
    Guest {
        /// The hash of the token.
        token_hash: String,
    },
}

impl Buyer {
    /// The buyer that a request speaks for: a token wins over a sign-in.
    ///
    /// # Errors
    ///
    /// [`CheckoutError::NotFound`] when the request has neither.
    pub fn new(actor: Option<&Actor>, token: Option<&str>) -> Result<Self, CheckoutError> {
        match (token, actor) {
            (Some(token), _) => Ok(Self::Guest {
                token_hash: token::hash(token),
            }),
            (None, Some(actor)) => Ok(Self::Account(actor.account_id())),
            (None, None) => Err(CheckoutError::NotFound),
        }
    }

    /// Only the buyer's own purchases.
    pub(crate) fn purchases(&self) -> Select<purchase::Entity> {
        let all = purchase::Entity::find();
        match self {
            Self::Account(id) => all.filter(purchase::Column::AccountId.eq(*id)),
            Self::Guest { token_hash } => {
                all.filter(purchase::Column::TokenHash.eq(token_hash.as_str()))
            }
        }
    }

    /// How this buyer is named in histories.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Guest { .. } => "guest".to_owned(),
        }
    }
}

/// One purchase of the buyer.
///
/// # Errors
///
/// [`CheckoutError::NotFound`] for a stranger's purchase as for none.
pub async fn view(app: &App, buyer: &Buyer, id: Uuid) -> Result<Purchase, CheckoutError> {
    let db = app.database().read();
    let row = buyer
        .purchases()
        .filter(purchase::Column::Id.eq(id))
        .one(db)
        .await?;
    load(db, row.ok_or(CheckoutError::NotFound)?).await
}

/// The purchases of a signed-in shopper, newest first, with the cursor of the next page.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    actor: &Actor,
    page: PageRequest,
) -> Result<(Vec<Purchase>, Option<String>), CheckoutError> {
    let db = app.database().read();
    let mut rows = Buyer::Account(actor.account_id())
        .purchases()
        .order_by_desc(purchase::Column::Id)
        .limit(page.rows + 1);
    if let Some(after) = page.after {
        rows = rows.filter(purchase::Column::Id.lt(after));
    }
    let (rows, cursor) = page.cut(rows.all(db).await?, |row| row.id);
    Ok((load_all(db, rows).await?, cursor))
}

/// The buyer's purchase, locked until the transaction ends.
pub(super) async fn lock_own(
    txn: &DatabaseTransaction,
    buyer: &Buyer,
    id: Uuid,
) -> Result<purchase::Model, CheckoutError> {
    let own = buyer
        .purchases()
        .filter(purchase::Column::Id.eq(id))
        .lock_exclusive();
    own.one(txn).await?.ok_or(CheckoutError::NotFound)
}

/// A purchase, locked until the transaction ends. Orders, payments and stock are only
/// changed behind this lock, so two paths never finish the same purchase.
pub(crate) async fn lock(txn: &DatabaseTransaction, id: Uuid) -> Result<purchase::Model, DbErr> {
    let row = purchase::Entity::find_by_id(id)
        .lock_exclusive()
        .one(txn)
        .await?;
    row.ok_or_else(|| DbErr::RecordNotFound(format!("purchase {id}")))
}

/// A purchase as it is now, for whoever just changed it.
pub(super) async fn reload(app: &App, id: Uuid) -> Result<Purchase, CheckoutError> {
    let db = app.database().read();
    let row = purchase::Entity::find_by_id(id).one(db).await?;
    load(db, row.ok_or(CheckoutError::NotFound)?).await
}

/// A purchase that was just written, with what its payment has come to since: one statement,
/// unless it ended.
pub(super) async fn paid_since(app: &App, written: Purchase) -> Result<Purchase, CheckoutError> {
    let db = app.database().read();
    let payments = purchase::Entity::belongs_to(payment::Entity)
        .from(purchase::Column::Id)
        .to(payment::Column::PurchaseId);
    let found = purchase::Entity::find()
        .select_also(payment::Entity)
        .join(JoinType::InnerJoin, payments.into())
        .filter(payment::Column::Id.eq(written.payment.id))
        .all(db)
        .await?;
    let Some((row, Some(payment))) = found.into_iter().next() else {
        return Err(CheckoutError::NotFound);
    };
    match row.state {
        PurchaseState::AwaitingPayment | PurchaseState::Placed => Ok(Purchase {
            row,
            payment,
            ..written
        }),
        _ => load(db, row).await,
    }
}

async fn load<C: ConnectionTrait>(
    connection: &C,
    row: purchase::Model,
) -> Result<Purchase, CheckoutError> {
    let loaded = load_all(connection, vec![row]).await?;
    loaded.into_iter().next().ok_or(CheckoutError::NotFound)
}

/// Five statements, however many purchases, orders and lines.
async fn load_all<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<purchase::Model>,
) -> Result<Vec<Purchase>, CheckoutError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let orders = seller_order::Entity::find()
        .filter(seller_order::Column::PurchaseId.is_in(ids.iter().copied()))
        .order_by_asc(seller_order::Column::Id)
        .all(connection)
        .await?;
    let payments = payment::Entity::find()
        .filter(payment::Column::PurchaseId.is_in(ids))
        .order_by_asc(payment::Column::Id)
        .all(connection)
        .await?;
    let mut orders = with_parts(connection, orders).await?;
    rows.into_iter()
        .map(|row| {
            let (own, others): (Vec<_>, Vec<_>) = std::mem::take(&mut orders)
                .into_iter()
                .partition(|order| order.row.purchase_id == row.id);
            orders = others;
            let attempts = payments
                .iter()
                .filter(|attempt| attempt.purchase_id == row.id);
            // The last of the greatest: attempts stand in the order of their age.
            let payment = attempts.max_by_key(|attempt| is_live(attempt)).cloned();
            Purchase::assemble(row, own, payment)
        })
        .collect()
}

/// Whether an attempt pays or may still pay; at most one of a purchase does (unique key).
fn is_live(attempt: &payment::Model) -> bool {
    use PaymentState as State;
    matches!(
        attempt.state,
        State::Created
            | State::Pending
            | State::Authorized
            | State::Capturing
            | State::PartiallyPaid
            | State::Paid
            | State::CodDue
            | State::Collected
            | State::ShortRemitted
            | State::Remitted
    )
}

/// Orders with their sellers' names, lines and parcels: three statements.
pub(crate) async fn with_parts<C: ConnectionTrait>(
    connection: &C,
    orders: Vec<seller_order::Model>,
) -> Result<Vec<Order>, DbErr> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.id).collect();
    let sellers = seller::Entity::find()
        .filter(seller::Column::Id.is_in(orders.iter().map(|order| order.seller_id)))
        .all(connection)
        .await?;
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(ids.iter().copied()))
        .order_by_asc(order_line::Column::Position)
        .all(connection)
        .await?;
    let parcels = parcel::Entity::find()
        .filter(parcel::Column::OrderId.is_in(ids))
        .order_by_asc(parcel::Column::Id)
        .all(connection)
        .await?;
    Ok(orders
        .into_iter()
        .map(|row| {
            let seller = sellers.iter().find(|seller| seller.id == row.seller_id);
            Order {
                seller_slug: seller.map(|seller| seller.slug.clone()).unwrap_or_default(),
                seller_name: seller.map(|seller| seller.name.clone()).unwrap_or_default(),
                lines: lines
                    .iter()
                    .filter(|line| line.order_id == row.id)
                    .cloned()
                    .collect(),
                parcels: parcels
                    .iter()
                    .filter(|sent| sent.order_id == row.id)
                    .cloned()
                    .collect(),
                row,
            }
        })
        .collect())
}

impl Purchase {
    /// Puts the parts together.
    pub(super) fn assemble(
        row: purchase::Model,
        orders: Vec<Order>,
        payment: Option<payment::Model>,
    ) -> Result<Self, CheckoutError> {
        let unreadable = |error: serde_json::Error| DbErr::Type(error.to_string());
        Ok(Self {
            contact: serde_json::from_str(&row.contact).map_err(unreadable)?,
            address: serde_json::from_str(&row.address).map_err(unreadable)?,
            payment: payment.ok_or(CheckoutError::NotFound)?,
            row,
            orders,
        })
    }

    /// What the shopper does next to pay: nothing once the money is promised, there, or not
    /// awaited any more.
    #[must_use]
    pub fn next_action(&self) -> NextAction {
        if !OPEN.contains(&self.payment.state) {
            return NextAction::None;
        }
        serde_json::from_str(&self.payment.next_action).unwrap_or(NextAction::None)
    }

    /// The state as it is at this moment: a hold that has ended ends an unpaid purchase,
    /// whether somebody has written that down or not.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>) -> PurchaseState {
        if self.has_lapsed(now) {
            PurchaseState::Expired
        } else {
            self.row.state
        }
    }

    /// The state of one of its orders at this moment: it ends with the purchase.
    #[must_use]
    pub fn order_state_at(&self, order: &Order, now: DateTime<Utc>) -> OrderState {
        if self.has_lapsed(now) {
            OrderState::Cancelled
        } else {
            order.row.state
        }
    }

    /// The state of the payment at this moment: one that waits ends with the purchase.
    #[must_use]
    pub fn payment_state_at(&self, now: DateTime<Utc>) -> PaymentState {
        match self.payment.state {
            state if OPEN.contains(&state) && self.has_lapsed(now) => PaymentState::Expired,
            state => state,
        }
    }

    /// Whether the hold has ended before the money came.
    fn has_lapsed(&self, now: DateTime<Utc>) -> bool {
        let is_over = self.row.expires_at.is_some_and(|end| end <= now);
        is_over && self.row.state == PurchaseState::AwaitingPayment
    }
}
