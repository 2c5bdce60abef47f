//! Delivery: what can be chosen for each seller's parcel, and what it costs.

use entity::cart::cart_delivery;
use money::Money;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, sea_query::OnConflict,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Address, Basket, CartError, Holder, Parcel, SellerRef, basket, holder};
use crate::{App, database::sql, places::Gazetteer};

/// What an option is called and how it is priced, as it is stored.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Terms {
    #[sea_orm(alias = "option_id")]
    id: Uuid,
    #[sea_orm(alias = "option_name_vi")]
    name_vi: String,
    #[sea_orm(alias = "option_name_en")]
    name_en: String,
    #[sea_orm(alias = "option_rates")]
    rates: String,
}

impl Terms {
    /// The columns of `delivery_option` as `o`.
    pub(super) const COLUMNS: &str = "o.id AS option_id, o.name_vi AS option_name_vi,
        o.name_en AS option_name_en, o.rates AS option_rates";
}

/// What one option costs for one parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryQuote {
    /// The option.
    pub option_id: Uuid,
    /// Its Vietnamese name.
    pub name_vi: String,
    /// Its English name.
    pub name_en: String,
    /// The price in đồng.
    pub price: Money,
    /// Days it takes: at least, at most.
    pub days: (u16, u16),
}

/// What can be chosen for one seller's parcel.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Who sends the parcel.
    pub seller: SellerRef,
    /// The options, as staff ordered them.
    pub quotes: Vec<DeliveryQuote>,
}

/// A choice for one seller's parcel.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The seller.
    pub seller_id: Uuid,
    /// The option.
    pub option_id: Uuid,
}

/// How an option is priced. Amounts are đồng, weights grams.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Rates {
    Flat {
        price: i64,
        days_min: u16,
        days_max: u16,
    },
    WeightZone {
        step_g: i64,
        zones: Zones,
    },
}

#[derive(Debug, Deserialize)]
struct Zones {
    province: ZoneRate,
    region: ZoneRate,
    country: ZoneRate,
}

#[derive(Debug, Deserialize)]
struct ZoneRate {
    first: i64,
    next: i64,
    days_min: u16,
    days_max: u16,
}

/// The price of an option for a parcel, or none when it cannot be used for it: an option
/// by weight needs to know every weight and where the parcel starts.
pub(super) fn quote_for(
    option: &Terms,
    parcel: &Parcel,
    address: &Address,
) -> Option<DeliveryQuote> {
    let rates: Rates = serde_json::from_str(&option.rates).ok()?;
    let (dong, days) = match rates {
        Rates::Flat {
            price,
            days_min,
            days_max,
        } => (price, (days_min, days_max)),
        Rates::WeightZone { step_g, zones } => {
            let from = parcel.seller.province_code.as_deref()?;
            let rate = zones.between(from, &address.province_code);
            let steps = parcel
                .weight_g?
                .max(1)
                .checked_add(step_g - 1)?
                .checked_div(step_g)?;
            let dong = rate.first.checked_add(rate.next.checked_mul(steps - 1)?)?;
            (dong, (rate.days_min, rate.days_max))
        }
    };
    Some(DeliveryQuote {
        option_id: option.id,
        name_vi: option.name_vi.clone(),
        name_en: option.name_en.clone(),
        price: Money::price(dong).ok()?,
        days,
    })
}

impl Zones {
    fn between(self, from: &str, to: &str) -> ZoneRate {
        let places = Gazetteer::shared();
        let region = |code: &str| places.region_of(code).map(|region| region.slug.clone());
        if from == to {
            self.province
        } else if region(from).is_some() && region(from) == region(to) {
            self.region
        } else {
            self.country
        }
    }
}

/// What can be chosen for each seller's parcel.
///
/// # Errors
///
/// [`CartError::AddressMissing`] before the cart knows where it shall go.
pub async fn offers(app: &App, holder: &Holder, cart_id: Uuid) -> Result<Vec<Offer>, CartError> {
    let db = app.database().read();
    let cart = holder::find(db, holder, cart_id).await?;
    let basket = basket::load(db, app.clock().now(), cart).await?;
    let options = active(db).await?;
    offers_for(&basket, &options)
}

fn offers_for(basket: &Basket, options: &[Terms]) -> Result<Vec<Offer>, CartError> {
    let address = basket.address.as_ref().ok_or(CartError::AddressMissing)?;
    let quotes = |parcel| {
        options
            .iter()
            .filter_map(|option| quote_for(option, parcel, address))
            .collect()
    };
    Ok(basket
        .parcels
        .iter()
        .map(|parcel| Offer {
            seller: parcel.seller.clone(),
            quotes: quotes(parcel),
        })
        .collect())
}

/// Chooses the delivery of parcels; sellers not named keep what they had.
///
/// # Errors
///
/// [`CartError::OptionNotOffered`] when a seller is not in the cart or the option cannot be
/// used for its parcel.
pub async fn choose_delivery(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    choices: &[Choice],
) -> Result<Basket, CartError> {
    let txn = app.database().begin().await?;
    let cart = holder::change(app, &txn, (holder, cart_id), None).await?;
    let mut basket = basket::load(&txn, app.clock().now(), cart).await?;
    let offers = offers_for(&basket, &active(&txn).await?)?;
    for (position, choice) in choices.iter().enumerate() {
        let quote = offered(&offers, choice).ok_or(CartError::OptionNotOffered { position })?;
        basket.deliver(choice.seller_id, quote)?;
    }
    write_choices(&txn, cart_id, choices).await?;
    txn.commit().await?;
    Ok(basket)
}

fn offered(offers: &[Offer], choice: &Choice) -> Option<DeliveryQuote> {
    let offer = offers
        .iter()
        .find(|offer| offer.seller.id == choice.seller_id)?;
    let quote = offer
        .quotes
        .iter()
        .find(|quote| quote.option_id == choice.option_id)?;
    Some(quote.clone())
}

async fn write_choices<C: ConnectionTrait>(
    txn: &C,
    cart_id: Uuid,
    choices: &[Choice],
) -> Result<(), DbErr> {
    // The last choice for a seller counts; one statement must not name a row twice.
    let last: std::collections::BTreeMap<Uuid, Uuid> = choices
        .iter()
        .map(|choice| (choice.seller_id, choice.option_id))
        .collect();
    if last.is_empty() {
        return Ok(());
    }
    let rows = last
        .into_iter()
        .map(|(seller_id, option_id)| cart_delivery::ActiveModel {
            cart_id: Set(cart_id),
            seller_id: Set(seller_id),
            option_id: Set(option_id),
        });
    let replace = OnConflict::columns([
        cart_delivery::Column::CartId,
        cart_delivery::Column::SellerId,
    ])
    .update_column(cart_delivery::Column::OptionId)
    .to_owned();
    cart_delivery::Entity::insert_many(rows)
        .on_conflict(replace)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

async fn active<C: ConnectionTrait>(connection: &C) -> Result<Vec<Terms>, DbErr> {
    let text = format!(
        "SELECT {} FROM delivery_option o WHERE o.active ORDER BY o.position",
        Terms::COLUMNS
    );
    Terms::find_by_statement(sql(connection, text, []))
        .all(connection)
        .await
}
