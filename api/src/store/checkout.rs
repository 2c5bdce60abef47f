//! Checkout, purchases and what shoppers do with them.

mod shape;

use market::{
    App,
    accounts::Actor,
    cart::Holder,
    checkout::{self, Buyer, Checkout, CheckoutError, CheckoutRequest, Purchase},
    idempotency::KeyedRequest,
    orders::{self, Canceller, Units},
    page::PageRequest,
    payments::{self, Method, SandboxOutcome},
};
use money::Money;
use poem_openapi::{
    ApiResponse, Enum, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::ToJSON,
};
use uuid::Uuid;

use crate::{
    once::{self, Asked},
    openapi::Tag,
    problem::{ApiError, ApiResult},
    sign_in::{MaybeSignedIn, SignedIn},
    wire::{MoneyView, Page, after_sale::UnitsBody, page_rows},
};

pub(crate) use shape::{
    LineView, OrderStateView, ParcelView, PaymentStateView, PurchaseStateView, PurchaseView,
    parcels, totals,
};

/// The routes.
pub(crate) struct CheckoutApi(pub(crate) App);

#[OpenApi(prefix_path = "/store", tag = "Tag::Checkout")]
impl CheckoutApi {
    /// The ways to pay that are open here
    #[oai(
        path = "/payment-methods",
        method = "get",
        operation_id = "payment_method_list"
    )]
    async fn methods(&self) -> ApiResult<Json<MethodsView>> {
        let methods = payments::methods(&self.0)
            .into_iter()
            .map(|offer| MethodView {
                method: offer.method.name().to_owned(),
                prepaid: offer.is_prepaid,
                amount_max: offer.amount_max.into(),
            })
            .collect();
        Ok(Json(MethodsView { items: methods }))
    }

    /// Buy a cart
    ///
    /// Stock is held first, then one purchase with an order per seller is made. Send the same
    /// `Idempotency-Key` again after a lost answer: nothing is bought twice.
    #[oai(
        path = "/carts/:id/checkout",
        method = "post",
        operation_id = "checkout"
    )]
    async fn checkout(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Cart-Token")] cart_token: Header<Option<String>>,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<CheckoutBody>,
    ) -> ApiResult<CreatedPurchase> {
        let actor = caller.actor()?;
        let holder = Holder::new(actor.as_ref(), cart_token.0.as_deref())?;
        let route = format!("POST /v1/store/carts/{}/checkout", id.0);
        let text = body.0.to_json_string();
        let keyed = KeyedRequest::new(&holder.label(), &route, key.0.as_deref(), &text)?;
        let request = body.0.understood(&self.0)?;
        let token = cart_token.0.as_deref();
        let mut view = match once::asked(&self.0, keyed).await? {
            Asked::Answered(view) => view,
            Asked::Fresh(ticket) => {
                let checkout = Checkout {
                    holder: &holder,
                    cart_token: token,
                    actor: actor.as_ref(),
                    cart_id: id.0,
                    ticket: &ticket,
                    written: &|purchase| self.shown(purchase).to_json_string(),
                };
                match checkout::place(&self.0, &checkout, &request).await {
                    Ok(purchase) => self.shown(&purchase),
                    Err(refusal) => once::refused(&self.0, &ticket, refusal.into()).await?,
                }
            }
        };
        // The token is derived, not stored: whoever shows the cart's token is told it again.
        view.token = token.map(|token| checkout::purchase_token(token, id.0).reveal().to_owned());
        Ok(CreatedPurchase::Created(Json(view)))
    }

    /// One's purchases, newest first
    #[oai(path = "/purchases", method = "get", operation_id = "purchase_list")]
    async fn list(
        &self,
        actor: SignedIn,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<PurchaseView>>> {
        let page = PageRequest::new(page_rows(limit.0)?, cursor.0.as_deref())?;
        let (purchases, next_cursor) = checkout::list(&self.0, &actor.0, page).await?;
        let items = purchases
            .iter()
            .map(|purchase| self.shown(purchase))
            .collect();
        Ok(Json(Page { items, next_cursor }))
    }

    /// One purchase
    ///
    /// A guest sends the purchase's token as `Purchase-Token`.
    #[oai(path = "/purchases/:id", method = "get", operation_id = "purchase_get")]
    async fn get(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
    ) -> ApiResult<Json<PurchaseView>> {
        let buyer = Buyer::new(caller.actor()?.as_ref(), token.0.as_deref())?;
        Ok(Json(
            self.shown(&checkout::view(&self.0, &buyer, id.0).await?),
        ))
    }

    /// Pay again
    ///
    /// With the same or another method, while the goods are still held.
    #[oai(
        path = "/purchases/:id/payments",
        method = "post",
        operation_id = "payment_create"
    )]
    async fn pay_again(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<PayAgainRequest>,
    ) -> ApiResult<CreatedPurchase> {
        let actor = caller.actor()?;
        let buyer = Buyer::new(actor.as_ref(), token.0.as_deref())?;
        let route = format!("POST /v1/store/purchases/{}/payments", id.0);
        let asker = asker(actor.as_ref(), token.0.as_deref());
        let text = body.0.to_json_string();
        let keyed = KeyedRequest::new(&asker, &route, key.0.as_deref(), &text)?;
        let method = payments::open_method(&self.0, &body.0.payment_method)?;
        let outcome = body.0.sandbox_outcome.map(SandboxOutcome::from);
        let work = Box::pin(async {
            let paid = checkout::try_again(&self.0, &buyer, id.0, (method, outcome)).await?;
            Ok(self.shown(&paid))
        });
        let view = once::once(&self.0, keyed, work).await?;
        Ok(CreatedPurchase::Created(Json(view)))
    }

    /// Cancel a purchase
    ///
    /// Before payment as a whole; after it, every order that is not shipped. Money that was
    /// paid goes back by itself, and what a card has only promised is not taken. Refused
    /// (`payment_being_taken`) for the moment in which it is being taken.
    #[oai(
        path = "/purchases/:id/cancel",
        method = "post",
        operation_id = "purchase_cancel"
    )]
    async fn cancel(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<CancelRequest>,
    ) -> ApiResult<Json<PurchaseView>> {
        let buyer = Buyer::new(caller.actor()?.as_ref(), token.0.as_deref())?;
        orders::cancel_purchase(&self.0, &buyer, id.0, body.0.reason.as_deref()).await?;
        Ok(Json(
            self.shown(&checkout::view(&self.0, &buyer, id.0).await?),
        ))
    }

    /// Cancel one order of a purchase
    ///
    /// All of it, or the named units. Possible until it is shipped. Money that was paid for it
    /// goes back by itself, and what a card has only promised for it is not taken. Refused
    /// (`payment_being_taken`) for the moment in which it is being taken.
    #[oai(
        path = "/orders/:id/cancel",
        method = "post",
        operation_id = "order_cancel"
    )]
    async fn cancel_order(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        id: Path<Uuid>,
        body: Json<OrderCancelRequest>,
    ) -> ApiResult<Json<PurchaseView>> {
        let buyer = Buyer::new(caller.actor()?.as_ref(), token.0.as_deref())?;
        let who = Canceller::Buyer(&buyer);
        let purchase = body.0.cancel(&self.0, who, id.0).await?;
        Ok(Json(
            self.shown(&checkout::view(&self.0, &buyer, purchase).await?),
        ))
    }
}

impl CheckoutApi {
    fn shown(&self, purchase: &Purchase) -> PurchaseView {
        PurchaseView::of(purchase, self.0.clock().now())
    }
}

/// How a saved answer names who asked.
fn asker(actor: Option<&Actor>, token: Option<&str>) -> String {
    match (token, actor) {
        (Some(token), _) => format!("purchase:{}", market::token::hash(token)),
        (None, Some(actor)) => actor.label(),
        (None, None) => String::new(),
    }
}

/// What a shopper says at checkout.
#[derive(Object)]
#[oai(rename = "CheckoutRequest", deny_unknown_fields)]
struct CheckoutBody {
    /// One of `GET /payment-methods`.
    payment_method: String,
    /// Whom to reach.
    contact: ContactBody,
    /// The total the shopper was shown; if it changed, 409 `total_changed` tells the new one.
    expected_total: Option<MoneyView>,
    /// For buyers who need an invoice.
    invoice: Option<InvoiceBody>,
    /// How the sandbox shall behave; success unless said.
    sandbox_outcome: Option<OutcomeView>,
}

/// Whom to reach.
#[derive(Object)]
#[oai(rename = "ContactRequest", deny_unknown_fields)]
struct ContactBody {
    /// A name.
    name: String,
    /// A phone number.
    phone: String,
    /// An e-mail address.
    email: Option<String>,
}

/// Who the invoice is for.
#[derive(Object)]
#[oai(rename = "InvoiceRequest", deny_unknown_fields)]
struct InvoiceBody {
    /// The buyer's name.
    name: String,
    /// Tax code: 10, 12 or 13 digits.
    tax_code: String,
    /// The buyer's address.
    address: String,
    /// Where the invoice is sent.
    email: Option<String>,
}

/// How a sandbox payment ends.
#[derive(Clone, Copy, Enum)]
#[oai(rename = "SandboxOutcome", rename_all = "snake_case")]
enum OutcomeView {
    /// Paid at once.
    Success,
    /// Refused at once.
    Refusal,
    /// Paid after the hold on the goods has ended.
    Late,
    /// No word, ever.
    Never,
}

impl From<OutcomeView> for SandboxOutcome {
    fn from(outcome: OutcomeView) -> Self {
        match outcome {
            OutcomeView::Success => Self::Success,
            OutcomeView::Refusal => Self::Refusal,
            OutcomeView::Late => Self::Late,
            OutcomeView::Never => Self::Never,
        }
    }
}

impl CheckoutBody {
    fn understood(self, app: &App) -> Result<CheckoutRequest, ApiError> {
        let method: Method = payments::open_method(app, &self.payment_method)?;
        let expected = self
            .expected_total
            .map(|total| Money::price(total.amount))
            .transpose()
            .map_err(|_| CheckoutError::FieldUnusable {
                field: "/expected_total/amount",
            })?;
        Ok(CheckoutRequest {
            method,
            sandbox_outcome: self.sandbox_outcome.map(SandboxOutcome::from),
            contact: checkout::ContactRequest {
                name: self.contact.name,
                phone: self.contact.phone,
                email: self.contact.email,
            },
            invoice: self.invoice.map(|invoice| checkout::Invoice {
                name: invoice.name,
                tax_code: invoice.tax_code,
                address: invoice.address,
                email: invoice.email,
            }),
            expected_total: expected,
        })
    }
}

/// How to pay this time.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PayAgainRequest {
    /// One of `GET /payment-methods`.
    payment_method: String,
    /// How the sandbox shall behave; success unless said.
    sandbox_outcome: Option<OutcomeView>,
}

/// Why it is cancelled.
#[derive(Object)]
#[oai(rename = "CancelRequest", deny_unknown_fields)]
struct CancelRequest {
    /// In the shopper's own words.
    reason: Option<String>,
}

/// What of an order is cancelled, and why.
#[derive(Object)]
#[oai(rename = "OrderCancelRequest", deny_unknown_fields)]
pub(crate) struct OrderCancelRequest {
    /// In the shopper's or seller's own words.
    reason: Option<String>,
    /// Units of lines, each line once; the whole order when left out.
    lines: Option<Vec<UnitsBody>>,
}

impl OrderCancelRequest {
    /// Cancels at the word of `who` and answers the purchase's id.
    pub(crate) async fn cancel(
        self,
        app: &App,
        who: Canceller<'_>,
        order_id: Uuid,
    ) -> ApiResult<Uuid> {
        let reason = self.reason.as_deref();
        let purchase_id = match self.lines {
            Some(lines) => {
                let units: Vec<Units> = lines.into_iter().map(Units::from).collect();
                orders::cancel_units(app, who, (order_id, &units), reason).await?
            }
            None => orders::cancel(app, who, order_id, reason).await?,
        };
        Ok(purchase_id)
    }
}

/// The ways to pay.
#[derive(Object)]
#[oai(rename = "PaymentMethods")]
struct MethodsView {
    /// In the order in which shoppers should see them.
    items: Vec<MethodView>,
}

/// A way to pay.
#[derive(Object)]
#[oai(rename = "PaymentMethod")]
struct MethodView {
    /// The name to send at checkout.
    method: String,
    /// Whether sellers wait for the money before they start.
    prepaid: bool,
    /// The most it takes for one purchase.
    amount_max: MoneyView,
}

#[derive(ApiResponse)]
enum CreatedPurchase {
    /// The purchase as it is now.
    #[oai(status = 201)]
    Created(Json<PurchaseView>),
}
