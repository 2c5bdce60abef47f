//! A cart with what its lines cost and whether they can be had, as of one moment.

mod stored;

use entity::{
    cart::cart,
    catalog::ReturnClass,
    orders::Supply,
    sellers::{Residency, TaxKind},
};
use money::{AmountError, Money, Quantity};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Address, DeliveryQuote};
use crate::vouchers::{Applied, Discounts, Offer, VoucherProblem};

pub(crate) use stored::to_buy;
pub(super) use stored::{find, load};

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
