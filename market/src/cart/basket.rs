//! A cart with what its lines cost and whether they can be had, read at one moment.

use chrono::{DateTime, Utc};
use entity::{
    cart::{CartState, cart},
    catalog::ReturnClass,
    orders::Supply,
    sellers::{Residency, TaxKind},
};
use money::{AmountError, Money, Quantity};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use uuid::Uuid;

use super::{
    Address, CartError, DeliveryQuote, Holder,
    delivery::{self, Terms},
};
use crate::{
    database::sql,
    vouchers::{self, Applied, Discounts, Offer, VoucherProblem},
};

/// A cart, priced.
#[derive(Clone, Debug)]
pub struct Basket {
    /// The cart.
    pub id: Uuid,
    /// Counts changes.
    pub version: i32,
    /// Where it shall go, once known.
    pub address: Option<Address>,
    /// The lines, oldest first.
    pub lines: Vec<Line>,
    /// One parcel per seller.
    pub parcels: Vec<Parcel>,
    /// The vouchers in it and what they take off.
    pub vouchers: Vec<Applied>,
    /// What it costs as it stands.
    pub totals: Totals,
    /// What its vouchers are worked out from.
    pub(crate) offer: Offer,
}

/// A variant in a cart.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Line {
    /// The line.
    pub id: Uuid,
    /// The variant.
    pub variant_id: Uuid,
    /// Units wanted.
    pub quantity: i32,
    /// The pack's name.
    pub variant_name: String,
    /// The seller's own number for the pack.
    pub sku: Option<String>,
    /// Price of one unit now, in đồng; none when it is no longer sold.
    pub price: Option<i64>,
    /// Whether price or stock are samples of a trial market.
    pub sample: bool,
    /// Net weight of one unit in grams, where known.
    pub net_weight_g: Option<i32>,
    /// Whether it can be bought at all.
    pub sellable: bool,
    /// Units that can be had now.
    pub available: i64,
    /// The product.
    pub product_id: Uuid,
    /// The product's address part.
    pub product_slug: String,
    /// The product's Vietnamese name.
    pub name_vi: String,
    /// The product's English name, if it has one.
    pub name_en: Option<String>,
    /// Who sells it.
    #[sea_orm(nested)]
    pub seller: SellerRef,
    /// Which return rules fit the goods.
    pub return_class: ReturnClass,
    /// How tax law sees the sale.
    #[sea_orm(nested)]
    pub tax: TaxFacts,
    /// Its shares of the vouchers in the cart.
    #[sea_orm(skip)]
    pub discounts: Discounts,
}

/// How tax law sees the sale of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct TaxFacts {
    /// The seller's tax kind.
    pub tax_kind: TaxKind,
    /// Where the seller is taxed.
    pub residency: Residency,
    /// What is sold.
    pub supply: Supply,
}

/// Who sells a line.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SellerRef {
    /// The seller.
    #[sea_orm(alias = "seller_id")]
    pub id: Uuid,
    /// The storefront's address part.
    #[sea_orm(alias = "seller_slug")]
    pub slug: String,
    /// The seller's name.
    #[sea_orm(alias = "seller_name")]
    pub name: String,
    /// The province it ships from, as a two-digit code.
    #[sea_orm(alias = "seller_province")]
    pub province_code: Option<String>,
}

/// What keeps one line from being bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineProblem {
    /// It is no longer sold.
    NotSold,
    /// Fewer units are left than wanted.
    TooFewLeft {
        /// Units that can be had.
        left: i64,
    },
}

/// Anything that keeps a cart from being bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is nothing in it.
    Empty,
    /// One line cannot be bought as it is.
    Line {
        /// The line.
        line_id: Uuid,
        /// The variant.
        variant_id: Uuid,
        /// Why.
        problem: LineProblem,
    },
    /// Nobody said where it shall go.
    AddressMissing,
    /// A voucher in it takes nothing off.
    Voucher {
        /// The voucher.
        voucher_id: Uuid,
        /// Why.
        problem: VoucherProblem,
    },
    /// A seller's parcel has no delivery, or none that can be used any more.
    DeliveryMissing {
        /// The seller.
        seller_id: Uuid,
    },
}

/// One seller's part of a cart.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// Who sells.
    pub seller: SellerRef,
    /// Goods in đồng.
    pub goods: Money,
    /// Weight in grams, when it is known of every line.
    pub weight_g: Option<i64>,
    /// The chosen delivery, when it can be used.
    pub delivery: Option<DeliveryQuote>,
    /// What the market pays of the delivery, in đồng.
    pub delivery_subsidy: Money,
}

/// Sums, in đồng: `total` is goods − both discounts + delivery − delivery subsidy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Goods at their prices.
    pub goods: Money,
    /// What sellers take off.
    pub seller_discount: Money,
    /// What the market and promotion budgets take off.
    pub platform_discount: Money,
    /// Delivery.
    pub delivery: Money,
    /// What the market pays of the delivery.
    pub delivery_subsidy: Money,
    /// What is to pay.
    pub total: Money,
}

impl Totals {
    /// The sums of lines and parcels.
    ///
    /// # Errors
    ///
    /// [`AmountError`] beyond what any purchase can cost.
    pub fn of(lines: &[Line], parcels: &[Parcel]) -> Result<Self, AmountError> {
        let mut sums = Self::default();
        for line in lines {
            sums.goods = sums.goods.plus(line.total()?)?;
            sums.seller_discount = sums.seller_discount.plus(line.discounts.seller)?;
            sums.platform_discount = sums.platform_discount.plus(line.discounts.platform)?;
        }
        for parcel in parcels {
            let price = parcel.delivery.as_ref().map(|quote| quote.price);
            sums.delivery = sums.delivery.plus(price.unwrap_or_default())?;
            sums.delivery_subsidy = sums.delivery_subsidy.plus(parcel.delivery_subsidy)?;
        }
        sums.total = sums.goods.plus(sums.delivery)?.minus(sums.discount()?)?;
        Ok(sums)
    }

    /// Everything that is taken off what goods and delivery cost.
    ///
    /// # Errors
    ///
    /// [`AmountError`] beyond what any purchase can cost.
    pub fn discount(&self) -> Result<Money, AmountError> {
        Money::total([
            self.seller_discount,
            self.platform_discount,
            self.delivery_subsidy,
        ])
    }
}

impl Line {
    /// Price of the whole line; nothing for what is not sold.
    ///
    /// # Errors
    ///
    /// [`AmountError`] beyond what any line can cost.
    pub fn total(&self) -> Result<Money, AmountError> {
        match (self.price, Quantity::new(i64::from(self.quantity))) {
            (Some(price), Ok(quantity)) if self.sellable => Money::price(price)?.times(quantity),
            _ => Ok(Money::ZERO),
        }
    }

    /// Weight of the whole line in grams, where it is known.
    fn weight_g(&self) -> Option<i64> {
        let grams = i64::from(self.net_weight_g?);
        Some(grams * i64::from(self.quantity))
    }

    /// What keeps this line from being bought.
    #[must_use]
    pub fn problem(&self) -> Option<LineProblem> {
        if !self.sellable {
            return Some(LineProblem::NotSold);
        }
        let left = self.available.max(0);
        (i64::from(self.quantity) > left).then_some(LineProblem::TooFewLeft { left })
    }
}

impl Basket {
    /// A cart that was just opened.
    pub(super) fn empty(cart: &cart::Model) -> Self {
        Self {
            id: cart.id,
            version: cart.version,
            address: None,
            lines: Vec::new(),
            parcels: Vec::new(),
            vouchers: Vec::new(),
            totals: Totals::default(),
            offer: Offer::default(),
        }
    }

    /// Everything that blocks checkout, machine-readable.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.lines.is_empty() {
            problems.push(Problem::Empty);
        }
        problems.extend(self.lines.iter().filter_map(|line| {
            let problem = line.problem()?;
            Some(Problem::Line {
                line_id: line.id,
                variant_id: line.variant_id,
                problem,
            })
        }));
        if self.address.is_none() && !self.lines.is_empty() {
            problems.push(Problem::AddressMissing);
        }
        problems.extend(
            self.parcels
                .iter()
                .filter(|parcel| parcel.delivery.is_none())
                .map(|parcel| Problem::DeliveryMissing {
                    seller_id: parcel.seller.id,
                }),
        );
        problems.extend(self.vouchers.iter().filter_map(|one| {
            Some(Problem::Voucher {
                voucher_id: one.voucher.id,
                problem: one.problem?,
            })
        }));
        problems
    }

    /// The lines of one seller.
    pub fn lines_of(&self, seller_id: Uuid) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .filter(move |line| line.seller.id == seller_id)
    }
}

/// Reads and prices a cart that the caller has locked or just written: one statement however
/// many lines it has, and two more for its vouchers if it has any.
pub(super) async fn load<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    cart_id: Uuid,
) -> Result<Basket, CartError> {
    let values = [cart_id.into(), now.into()];
    let rows = read(connection, ("c.id = $1", values.into())).await?;
    priced(connection, now, rows).await
}

/// Reads and prices the holder's cart: one statement, however many lines it has.
pub(super) async fn find<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    whose: (&Holder, Uuid),
) -> Result<Basket, CartError> {
    let rows = read_own(connection, now, whose).await?;
    priced(connection, now, rows).await
}

/// [`find`], for a cart that can still be bought.
pub(crate) async fn to_buy<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    whose: (&Holder, Uuid),
) -> Result<Basket, CartError> {
    let rows = read_own(connection, now, whose).await?;
    match rows.first() {
        Some(row) if row.cart_state != CartState::Open => Err(CartError::Completed),
        _ => priced(connection, now, rows).await,
    }
}

/// A line with its cart, and with the delivery that was chosen for its seller's parcel, as far
/// as that is still offered. An empty cart is a row without a line.
#[derive(FromQueryResult)]
struct Row {
    cart_id: Uuid,
    cart_state: CartState,
    cart_version: i32,
    cart_address: Option<String>,
    cart_has_vouchers: bool,
    #[sea_orm(nested)]
    line: Option<Line>,
    #[sea_orm(nested)]
    chosen: Option<Terms>,
}

async fn read_own<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    (holder, cart_id): (&Holder, Uuid),
) -> Result<Vec<Row>, DbErr> {
    let (owner, owner_is) = holder.owner();
    let which = format!("c.id = $1 AND c.{owner} = $3");
    let values = [cart_id.into(), now.into(), owner_is];
    read(connection, (&which, values.into())).await
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    (which, values): (&str, Vec<Value>),
) -> Result<Vec<Row>, DbErr> {
    let text = format!(
        "SELECT c.id AS cart_id, c.state AS cart_state, c.version AS cart_version, c.address AS cart_address,
                c.has_vouchers AS cart_has_vouchers,
                l.id, l.variant_id, l.quantity, v.name AS variant_name, v.sku, v.price, v.sample,
                v.net_weight_g,
                (v.archived_at IS NULL AND v.price IS NOT NULL AND p.state = 'published'
                 AND s.state = 'open') AS sellable,
                CAST(coalesce(k.on_hand, 0) - coalesce((SELECT sum(h.quantity) FROM stock_hold h
                    WHERE h.variant_id = v.id AND h.expires_at > $2), 0) AS bigint) AS available,
                p.id AS product_id, p.slug AS product_slug, p.return_class, vi.name AS name_vi, en.name AS name_en,
                s.id AS seller_id, s.slug AS seller_slug, s.name AS seller_name,
                s.province_code AS seller_province, s.tax_kind, s.residency,
                CASE WHEN p.industry = 6 THEN 'services'
                     WHEN p.industry IS NULL AND p.category_slug IS NULL THEN 'unknown'
                     WHEN p.industry IS NULL AND p.category_slug = 'du-lich' THEN 'services'
                     ELSE 'goods' END AS supply, {}
         FROM cart c
         LEFT JOIN cart_line l ON l.cart_id = c.id
         LEFT JOIN variant v ON v.id = l.variant_id
         LEFT JOIN product p ON p.id = v.product_id
         LEFT JOIN seller s ON s.id = p.seller_id
         LEFT JOIN product_text vi ON vi.product_id = p.id AND vi.language = 'vi'
         LEFT JOIN product_text en ON en.product_id = p.id AND en.language = 'en'
         LEFT JOIN stock k ON k.variant_id = v.id
         LEFT JOIN cart_delivery d ON d.cart_id = c.id AND d.seller_id = s.id
         LEFT JOIN delivery_option o ON o.id = d.option_id AND o.active
         WHERE {which}
         ORDER BY l.id",
        Terms::COLUMNS
    );
    Row::find_by_statement(sql(connection, text, values))
        .all(connection)
        .await
}

async fn priced<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    rows: Vec<Row>,
) -> Result<Basket, CartError> {
    let has_vouchers = rows.first().is_some_and(|row| row.cart_has_vouchers);
    let mut basket = basket(rows)?;
    if has_vouchers {
        basket.offer = vouchers::of_cart(connection, now, basket.id).await?;
        basket.take_off(now, None)?;
    }
    Ok(basket)
}

/// Prices a cart without its vouchers; pure.
fn basket(rows: Vec<Row>) -> Result<Basket, CartError> {
    let first = rows.first().ok_or(CartError::NotFound)?;
    let (id, version) = (first.cart_id, first.cart_version);
    let address: Option<Address> = first
        .cart_address
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let mut parcels: Vec<(Parcel, Option<Terms>)> = Vec::new();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(line), chosen) = (row.line, row.chosen) else {
            continue;
        };
        let sellers = |(parcel, _): &&mut (Parcel, _)| parcel.seller.id == line.seller.id;
        match parcels.iter_mut().find(sellers) {
            Some((parcel, _)) => parcel.add(&line)?,
            None => parcels.push((Parcel::of(&line)?, chosen)),
        }
        lines.push(line);
    }
    let deliver = |(mut parcel, chosen): (Parcel, Option<Terms>)| {
        parcel.delivery = chosen
            .zip(address.as_ref())
            .and_then(|(terms, address)| delivery::quote_for(&terms, &parcel, address));
        parcel
    };
    let parcels: Vec<Parcel> = parcels.into_iter().map(deliver).collect();
    Ok(Basket {
        id,
        version,
        totals: Totals::of(&lines, &parcels)?,
        address,
        lines,
        parcels,
        vouchers: Vec::new(),
        offer: Offer::default(),
    })
}

impl Parcel {
    fn of(line: &Line) -> Result<Self, AmountError> {
        Ok(Self {
            seller: line.seller.clone(),
            goods: line.total()?,
            weight_g: line.weight_g(),
            delivery: None,
            delivery_subsidy: Money::ZERO,
        })
    }

    fn add(&mut self, line: &Line) -> Result<(), AmountError> {
        self.goods = self.goods.plus(line.total()?)?;
        let weights = self.weight_g.zip(line.weight_g());
        self.weight_g = weights.map(|(sum, weight)| sum + weight);
        Ok(())
    }
}
