//! Vouchers in a cart: put in, taken out, and what they take off.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{
    cart::cart,
    vouchers::{VoucherBenefit, VoucherFunder, cart_voucher, voucher},
};
use money::{AmountError, Money};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Basket, CartError, Holder, Totals, basket, holder};
use crate::{
    App, limits,
    vouchers::{
        self, Freight, Item, Offer, Voucher, VoucherError, VoucherProblem, normal_code, standing,
    },
};

/// Puts a voucher in a cart; it takes the place of another of the same giver and sort. One that
/// needs a fuller cart stays and says what is missing.
///
/// # Errors
///
/// [`VoucherError::NotFound`], [`VoucherError::Unusable`] when it cannot be used by anybody now.
pub async fn add_voucher(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    code: &str,
) -> Result<Basket, CartError> {
    let txn = app.database().begin().await?;
    holder::change(&txn, (holder, cart_id)).await?;
    let new = by_code(app, &txn, code).await?;
    let mut kept = held(&txn, cart_id).await?;
    kept.retain(|old| place(old) != place(&new));
    kept.push(new);
    let basket = replace(app, &txn, cart_id, kept).await?;
    txn.commit().await?;
    Ok(basket)
}

/// Takes a voucher out of a cart.
///
/// # Errors
///
/// [`VoucherError::NotFound`] when the cart has no such voucher.
pub async fn remove_voucher(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    code: &str,
) -> Result<Basket, CartError> {
    let txn = app.database().begin().await?;
    holder::change(&txn, (holder, cart_id)).await?;
    let code = normal_code(code).ok_or(VoucherError::NotFound)?;
    let mut kept = held(&txn, cart_id).await?;
    let before = kept.len();
    kept.retain(|old| old.code != code);
    if kept.len() == before {
        return Err(VoucherError::NotFound.into());
    }
    let basket = replace(app, &txn, cart_id, kept).await?;
    txn.commit().await?;
    Ok(basket)
}

/// Has exactly these vouchers in a cart; of two of the same giver and sort the last stays.
///
/// # Errors
///
/// As [`add_voucher`].
pub async fn set_vouchers(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    codes: &[String],
) -> Result<Basket, CartError> {
    let txn = app.database().begin().await?;
    holder::change(&txn, (holder, cart_id)).await?;
    let mut kept: Vec<Voucher> = Vec::new();
    for code in codes.iter().take(limits::CART_VOUCHERS_MAX) {
        let new = by_code(app, &txn, code).await?;
        kept.retain(|old| place(old) != place(&new));
        kept.push(new);
    }
    let basket = replace(app, &txn, cart_id, kept).await?;
    txn.commit().await?;
    Ok(basket)
}

/// Who gives it, and whether it is for goods or for delivery: a cart has one of each.
fn place(voucher: &Voucher) -> (VoucherFunder, Option<Uuid>, bool) {
    let is_delivery = voucher.benefit == VoucherBenefit::Delivery;
    (voucher.funder, voucher.seller_id, is_delivery)
}

async fn by_code(app: &App, txn: &DatabaseTransaction, code: &str) -> Result<Voucher, CartError> {
    let code = normal_code(code).ok_or(VoucherError::NotFound)?;
    let found = voucher::Entity::find()
        .filter(voucher::Column::Code.eq(code.as_str()))
        .one(txn)
        .await?;
    let found = found.ok_or(VoucherError::NotFound)?;
    match standing(&found, app.clock().now()) {
        Some(problem) => Err(VoucherError::Unusable { code, problem }.into()),
        None => Ok(found),
    }
}

async fn held(txn: &DatabaseTransaction, cart_id: Uuid) -> Result<Vec<Voucher>, CartError> {
    let ids = cart_voucher::Entity::find().filter(cart_voucher::Column::CartId.eq(cart_id));
    let ids: Vec<Uuid> = ids
        .all(txn)
        .await?
        .iter()
        .map(|row| row.voucher_id)
        .collect();
    let rows = voucher::Entity::find()
        .filter(voucher::Column::Id.is_in(ids))
        .order_by_asc(voucher::Column::Id);
    Ok(rows.all(txn).await?)
}

async fn replace(
    app: &App,
    txn: &DatabaseTransaction,
    cart_id: Uuid,
    kept: Vec<Voucher>,
) -> Result<Basket, CartError> {
    let ids: BTreeSet<Uuid> = kept.iter().map(|one| one.id).collect();
    if ids.len() > limits::CART_VOUCHERS_MAX {
        return Err(CartError::TooManyVouchers);
    }
    cart_voucher::Entity::delete_many()
        .filter(cart_voucher::Column::CartId.eq(cart_id))
        .exec(txn)
        .await?;
    let rows = ids.iter().map(|id| cart_voucher::ActiveModel {
        cart_id: Set(cart_id),
        voucher_id: Set(*id),
    });
    if !ids.is_empty() {
        cart_voucher::Entity::insert_many(rows)
            .exec_without_returning(txn)
            .await?;
    }
    cart::Entity::update_many()
        .col_expr(cart::Column::HasVouchers, Expr::value(!ids.is_empty()))
        .filter(cart::Column::Id.eq(cart_id))
        .exec(txn)
        .await?;
    basket::load(txn, app.clock().now(), cart_id).await
}

impl Basket {
    /// Works out what the vouchers of the cart take off. The one in `without` takes nothing off and
    /// has its problem told.
    pub(crate) fn take_off(
        &mut self,
        now: DateTime<Utc>,
        without: Option<(Uuid, VoucherProblem)>,
    ) -> Result<(), AmountError> {
        let offer = std::mem::take(&mut self.offer);
        let kept: Vec<_> = offer
            .vouchers
            .iter()
            .filter(|one| without.is_none_or(|(id, _)| one.voucher.id != id))
            .cloned()
            .collect();
        let (items, freights) = (self.items(&offer)?, self.freights());
        let priced = vouchers::price(now, &kept, (&items, &freights))?;
        drop(items);
        for (line, discounts) in self.lines.iter_mut().zip(priced.lines) {
            line.discounts = discounts;
        }
        for (parcel, subsidy) in self.parcels.iter_mut().zip(priced.subsidies) {
            parcel.delivery_subsidy = subsidy;
        }
        self.vouchers = priced.vouchers;
        if let Some((id, problem)) = without
            && let Some(one) = offer.vouchers.iter().find(|one| one.voucher.id == id)
        {
            self.vouchers.push(vouchers::Applied {
                voucher: one.voucher.clone(),
                amount: Money::ZERO,
                problem: Some(problem),
            });
        }
        self.offer = offer;
        self.totals = Totals::of(&self.lines, &self.parcels)?;
        Ok(())
    }

    fn items<'a>(&self, offer: &'a Offer) -> Result<Vec<Item<'a>>, AmountError> {
        self.lines
            .iter()
            .map(|line| {
                let facts = offer.facts.get(&line.product_id);
                Ok(Item {
                    seller_id: line.seller.id,
                    product_id: line.product_id,
                    category: facts.and_then(|fact| fact.category_slug.as_deref()),
                    parent_category: facts.and_then(|fact| fact.parent_slug.as_deref()),
                    stars: facts.and_then(|fact| fact.stars),
                    price: line.total()?,
                })
            })
            .collect()
    }

    fn freights(&self) -> Vec<Freight> {
        let freight = |parcel: &super::Parcel| Freight {
            seller_id: parcel.seller.id,
            price: parcel
                .delivery
                .as_ref()
                .map_or(Money::ZERO, |quote| quote.price),
        };
        self.parcels.iter().map(freight).collect()
    }
}
