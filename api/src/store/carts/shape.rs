//! How carts look on the wire.

use market::{
    cart::{
        Address, Basket, DeliveryQuote, Line, LineProblem, Offer, Parcel, Problem, SellerRef,
        Totals,
    },
    language::Bilingual,
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::{context, wire::MoneyView};

/// A cart.
#[derive(Object)]
#[oai(rename = "Cart")]
pub(crate) struct CartView {
    /// The cart.
    pub(super) id: Uuid,
    /// A guest's secret, told once; send it as `Cart-Token`.
    #[oai(skip_serializing_if_is_none)]
    pub(super) token: Option<String>,
    /// Counts changes.
    version: i32,
    /// Where it shall go, once known.
    address: Option<AddressView>,
    /// What is in it, oldest first.
    lines: Vec<LineView>,
    /// One parcel per seller.
    sellers: Vec<ParcelView>,
    /// Vouchers and promotions; none yet.
    discounts: Vec<MoneyView>,
    /// What it costs as it stands.
    totals: TotalsView,
}

/// A variant in a cart.
#[derive(Object)]
#[oai(rename = "CartLine")]
struct LineView {
    /// The line.
    id: Uuid,
    /// The variant.
    variant_id: Uuid,
    /// The product.
    product: LineProductView,
    /// Who sells it.
    seller: SellerView,
    /// Units wanted.
    quantity: i32,
    /// Price of one unit now; null when it is no longer sold.
    unit_price: Option<MoneyView>,
    /// Price of the line now.
    line_total: MoneyView,
    /// Whether price and stock are samples of a trial market.
    sample: bool,
    /// What keeps it from being bought.
    problem: Option<LineProblemView>,
}

/// What a line is of.
#[derive(Object)]
#[oai(rename = "CartLineProduct")]
struct LineProductView {
    /// The product.
    id: Uuid,
    /// Its address part.
    slug: String,
    /// Its name.
    name: String,
    /// The pack.
    variant_name: String,
    /// The seller's own number for the pack.
    sku: Option<String>,
}

/// A seller, in short.
#[derive(Object)]
#[oai(rename = "SellerInShort")]
pub(crate) struct SellerView {
    /// The seller.
    pub(crate) id: Uuid,
    /// The storefront's address part.
    pub(crate) slug: String,
    /// The seller's name.
    pub(crate) name: String,
}

/// What keeps a line from being bought.
#[derive(Object)]
#[oai(rename = "CartLineProblem")]
struct LineProblemView {
    /// Which problem.
    code: LineProblemCode,
    /// Units that can be had.
    left: Option<i64>,
}

/// Problems of a line.
#[derive(Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum LineProblemCode {
    /// It is no longer sold.
    NotSold,
    /// Fewer units are left than wanted.
    OutOfStock,
}

/// One seller's part of a cart.
#[derive(Object)]
#[oai(rename = "CartParcel")]
struct ParcelView {
    /// Who sells.
    seller: SellerView,
    /// Goods.
    subtotal: MoneyView,
    /// The chosen delivery, once it can be priced.
    delivery: Option<QuoteView>,
}

/// A delivery with its price.
#[derive(Object)]
#[oai(rename = "DeliveryOption")]
pub(crate) struct QuoteView {
    /// The option.
    id: Uuid,
    /// Its name.
    name: String,
    /// Its price for this parcel.
    price: MoneyView,
    /// How long it takes.
    days: DaysView,
}

/// A span of days.
#[derive(Object)]
#[oai(rename = "DeliveryDays")]
struct DaysView {
    /// At least.
    min: u16,
    /// At most.
    max: u16,
}

/// Sums: `total = goods - discount + delivery`.
#[derive(Clone, Object)]
#[oai(rename = "Totals")]
pub(crate) struct TotalsView {
    /// Goods.
    pub(crate) goods: MoneyView,
    /// What is taken off.
    pub(crate) discount: MoneyView,
    /// Delivery.
    pub(crate) delivery: MoneyView,
    /// What is to pay.
    pub(crate) total: MoneyView,
}

/// An address.
#[derive(Object)]
#[oai(rename = "Address")]
pub(crate) struct AddressView {
    /// Who receives.
    name: String,
    /// Whom the carrier calls.
    phone: String,
    /// Two-digit code.
    province_code: String,
    /// The province's name when the address was given.
    province: String,
    /// Five-digit code.
    commune_code: String,
    /// The commune's name when the address was given.
    commune: String,
    /// House, street, hamlet.
    line: String,
    /// A word to the carrier.
    note: Option<String>,
}

/// What can be chosen, by seller.
#[derive(Object)]
#[oai(rename = "DeliveryOffers")]
pub(crate) struct OffersView {
    /// One entry per seller in the cart.
    sellers: Vec<OfferView>,
}

/// What can be chosen for one seller's parcel.
#[derive(Object)]
#[oai(rename = "DeliveryOffer")]
struct OfferView {
    /// Who sends it.
    seller: SellerView,
    /// The options.
    options: Vec<QuoteView>,
}

/// What blocks checkout.
#[derive(Object)]
#[oai(rename = "CartProblems")]
pub(crate) struct ProblemsView {
    /// Whether the cart can be bought as it is.
    ready: bool,
    /// One entry for each thing to settle.
    problems: Vec<ProblemView>,
}

/// One thing that blocks checkout.
#[derive(Object)]
#[oai(rename = "CartProblem")]
struct ProblemView {
    /// Which problem.
    code: ProblemCode,
    /// The line at fault.
    line_id: Option<Uuid>,
    /// The variant at fault.
    variant_id: Option<Uuid>,
    /// Units that can be had.
    left: Option<i64>,
    /// The seller whose parcel is at fault.
    seller_id: Option<Uuid>,
}

/// Problems of a cart.
#[derive(Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum ProblemCode {
    /// There is nothing in it.
    CartEmpty,
    /// A line is no longer sold.
    NotSold,
    /// Fewer units are left than wanted.
    OutOfStock,
    /// Nobody said where it shall go.
    AddressMissing,
    /// A seller's parcel has no delivery.
    DeliveryMissing,
}

impl From<Basket> for CartView {
    fn from(basket: Basket) -> Self {
        Self {
            id: basket.id,
            token: None,
            version: basket.version,
            address: basket.address.map(AddressView::from),
            lines: basket.lines.iter().map(LineView::from).collect(),
            sellers: basket.parcels.into_iter().map(ParcelView::from).collect(),
            discounts: Vec::new(),
            totals: basket.totals.into(),
        }
    }
}

impl From<&Line> for LineView {
    fn from(line: &Line) -> Self {
        let name_en = line.name_en.as_deref().unwrap_or(&line.name_vi);
        Self {
            id: line.id,
            variant_id: line.variant_id,
            product: LineProductView {
                id: line.product_id,
                slug: line.product_slug.clone(),
                name: context::language().pick(&line.name_vi, name_en).to_owned(),
                variant_name: line.variant_name.clone(),
                sku: line.sku.clone(),
            },
            seller: (&line.seller).into(),
            quantity: line.quantity,
            unit_price: line.price.filter(|_| line.sellable).map(MoneyView::dong),
            line_total: line.total().unwrap_or_default().into(),
            sample: line.sample,
            problem: line.problem().map(LineProblemView::from),
        }
    }
}

impl From<&SellerRef> for SellerView {
    fn from(seller: &SellerRef) -> Self {
        Self {
            id: seller.id,
            slug: seller.slug.clone(),
            name: seller.name.clone(),
        }
    }
}

impl From<LineProblem> for LineProblemView {
    fn from(problem: LineProblem) -> Self {
        match problem {
            LineProblem::NotSold => Self {
                code: LineProblemCode::NotSold,
                left: None,
            },
            LineProblem::TooFewLeft { left } => Self {
                code: LineProblemCode::OutOfStock,
                left: Some(left),
            },
        }
    }
}

impl From<Parcel> for ParcelView {
    fn from(parcel: Parcel) -> Self {
        Self {
            seller: (&parcel.seller).into(),
            subtotal: parcel.goods.into(),
            delivery: parcel.delivery.map(QuoteView::from),
        }
    }
}

impl From<DeliveryQuote> for QuoteView {
    fn from(quote: DeliveryQuote) -> Self {
        Self {
            id: quote.option_id,
            name: context::language()
                .pick(&quote.name_vi, &quote.name_en)
                .to_owned(),
            price: quote.price.into(),
            days: DaysView {
                min: quote.days.0,
                max: quote.days.1,
            },
        }
    }
}

impl From<Totals> for TotalsView {
    fn from(totals: Totals) -> Self {
        Self {
            goods: totals.goods.into(),
            discount: totals.discount().unwrap_or_default().into(),
            delivery: totals.delivery.into(),
            total: totals.total.into(),
        }
    }
}

impl From<Address> for AddressView {
    fn from(address: Address) -> Self {
        Self {
            name: address.name,
            phone: address.phone,
            province_code: address.province_code,
            province: address.province,
            commune_code: address.commune_code,
            commune: address.commune,
            line: address.line,
            note: address.note,
        }
    }
}

impl From<Vec<Offer>> for OffersView {
    fn from(offers: Vec<Offer>) -> Self {
        let offer = |offer: Offer| OfferView {
            seller: (&offer.seller).into(),
            options: offer.quotes.into_iter().map(QuoteView::from).collect(),
        };
        Self {
            sellers: offers.into_iter().map(offer).collect(),
        }
    }
}

impl From<&[Problem]> for ProblemsView {
    fn from(problems: &[Problem]) -> Self {
        Self {
            ready: problems.is_empty(),
            problems: problems.iter().map(ProblemView::from).collect(),
        }
    }
}

impl From<&Problem> for ProblemView {
    fn from(problem: &Problem) -> Self {
        let plain = |code| Self {
            code,
            line_id: None,
            variant_id: None,
            left: None,
            seller_id: None,
        };
        match *problem {
            Problem::Empty => plain(ProblemCode::CartEmpty),
            Problem::AddressMissing => plain(ProblemCode::AddressMissing),
            Problem::DeliveryMissing { seller_id } => Self {
                seller_id: Some(seller_id),
                ..plain(ProblemCode::DeliveryMissing)
            },
            Problem::Line {
                line_id,
                variant_id,
                problem,
            } => {
                let (code, left) = match problem {
                    LineProblem::NotSold => (ProblemCode::NotSold, None),
                    LineProblem::TooFewLeft { left } => (ProblemCode::OutOfStock, Some(left)),
                };
                Self {
                    line_id: Some(line_id),
                    variant_id: Some(variant_id),
                    left,
                    ..plain(code)
                }
            }
        }
    }
}
