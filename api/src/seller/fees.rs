//! What the market takes of a seller's sales, now and from days to come on.

use chrono::NaiveDate;
use market::{
    App,
    ledger::{self, LedgerError, QuoteLine, Quoted},
    sellers::Supply,
};
use money::{Money, Quantity};
use poem_openapi::{Object, OpenApi, payload::Json};

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{MoneyView, fees::FeePlanView, tax::SupplyView},
};

/// The routes.
pub(crate) struct FeesApi(pub(crate) App);

#[OpenApi(prefix_path = "/seller", tag = "Tag::Settlement")]
impl FeesApi {
    /// What the market takes, now and from days to come on
    ///
    /// An order keeps the fees of the day it was placed.
    #[oai(
        path = "/fee-plans",
        method = "get",
        operation_id = "seller_fee_plan_list"
    )]
    async fn plans(&self, staff: Selling) -> ApiResult<Json<SellerFeesView>> {
        let (now, ahead) = ledger::plans_ahead(&self.0, &staff.0).await?;
        Ok(Json(SellerFeesView {
            commission_vat_bp: now.vat().get(),
            current: now.plan.into(),
            upcoming: ahead.into_iter().map(FeePlanView::from).collect(),
            notice_days: self.0.settings().fee_notice_days,
        }))
    }

    /// What would be left of a sale
    ///
    /// By the plans and tax rules known today. The real order is worked out when it is placed.
    #[oai(
        path = "/fee-quotes",
        method = "post",
        operation_id = "seller_fee_quote"
    )]
    async fn quote(
        &self,
        staff: Selling,
        body: Json<FeeQuoteRequest>,
    ) -> ApiResult<Json<FeeQuoteView>> {
        let day = body.0.on.unwrap_or_else(|| self.0.clock().today());
        let lines = body.0.lines.into_iter().map(QuoteLine::try_from);
        let lines: Vec<QuoteLine> = lines.collect::<Result<_, _>>()?;
        let quoted = ledger::quote(&self.0, &staff.0, (day, &lines)).await?;
        let net = Money::total(quoted.iter().map(|line| line.net)).map_err(LedgerError::from)?;
        Ok(Json(FeeQuoteView {
            lines: quoted.into_iter().map(QuotedView::from).collect(),
            net: net.into(),
        }))
    }
}

/// An order that might be.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct FeeQuoteRequest {
    /// Its lines.
    #[oai(validator(min_items = "1", max_items = "100"))]
    lines: Vec<QuoteLineRequest>,
    /// The day it would be placed; today when left out.
    on: Option<NaiveDate>,
}

/// A line of an order that might be.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct QuoteLineRequest {
    /// Price of one unit.
    unit_price: MoneyView,
    /// Units, 1 to 9,999.
    quantity: i64,
    /// What the seller would take off the line.
    seller_discount: Option<MoneyView>,
    /// What is sold; goods when left out.
    supply: Option<SupplyView>,
}

/// What would be left.
#[derive(Object)]
#[oai(rename = "FeeQuote")]
struct FeeQuoteView {
    /// Line by line.
    lines: Vec<QuotedView>,
    /// What the seller would get of all of them.
    net: MoneyView,
}

/// What would be left of a line.
#[derive(Object)]
#[oai(rename = "FeeQuoteLine")]
struct QuotedView {
    /// Goods less the seller's discount.
    sale: MoneyView,
    /// The market's commission.
    commission: MoneyView,
    /// VAT on it.
    commission_vat: MoneyView,
    /// Value added tax withheld.
    withheld_vat: MoneyView,
    /// Personal income tax withheld.
    withheld_pit: MoneyView,
    /// What the seller would get.
    net: MoneyView,
}

impl TryFrom<QuoteLineRequest> for QuoteLine {
    type Error = LedgerError;

    fn try_from(request: QuoteLineRequest) -> Result<Self, LedgerError> {
        let unusable = |_| LedgerError::QuoteUnusable;
        let discount = request.seller_discount.map_or(0, |money| money.amount);
        Ok(Self {
            unit_price: Money::price(request.unit_price.amount).map_err(unusable)?,
            quantity: Quantity::new(request.quantity).map_err(|_| LedgerError::QuoteUnusable)?,
            seller_discount: Money::price(discount).map_err(unusable)?,
            supply: request.supply.map_or(Supply::Goods, Supply::from),
        })
    }
}

impl From<Quoted> for QuotedView {
    fn from(quoted: Quoted) -> Self {
        Self {
            sale: quoted.sale.into(),
            commission: quoted.charges.commission.into(),
            commission_vat: quoted.charges.commission_vat.into(),
            withheld_vat: quoted.charges.withheld_vat.into(),
            withheld_pit: quoted.charges.withheld_pit.into(),
            net: quoted.net.into(),
        }
    }
}

/// The fees of a seller.
#[derive(Object)]
#[oai(rename = "SellerFees")]
struct SellerFeesView {
    /// The plan in force.
    current: FeePlanView,
    /// VAT on the commission today, in basis points.
    commission_vat_bp: i32,
    /// Plans that were announced, the next to begin first.
    upcoming: Vec<FeePlanView>,
    /// Days before which a plan that takes more is announced.
    notice_days: u32,
}
