//! Delivery: what can be chosen for each seller's parcel, and what it costs.

use std::collections::BTreeMap;

use money::Money;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use serde::Deserialize;
use uuid::Uuid;

use super::{Address, Basket, CartError, Holder, Parcel, SellerRef, basket, holder, view};
use crate::{
    App,
    database::{placeholders, row_lock, sql},
    places::Gazetteer,
};

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
    let (basket, options) = basket_and_options(app, (holder, cart_id)).await?;
    offers_for(&basket, &options)
}

async fn basket_and_options(
    app: &App,
    (holder, cart_id): (&Holder, Uuid),
) -> Result<(Basket, Vec<Terms>), CartError> {
    let db = app.database().read();
    let basket = basket::find(db, app.clock().now(), (holder, cart_id));
    let options = async { Ok(active(db).await?) };
    tokio::try_join!(basket, options)
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
    let (basket, options) = basket_and_options(app, (holder, cart_id)).await?;
    let offers = offers_for(&basket, &options)?;
    let is_offered = |choice: &Choice| offers.iter().any(|offer| offer.has(choice));
    if let Some(position) = choices.iter().position(|choice| !is_offered(choice)) {
        return Err(CartError::OptionNotOffered { position });
    }
    // The last choice for a seller counts; one statement must not name a row twice.
    let last: BTreeMap<Uuid, Uuid> = choices
        .iter()
        .map(|choice| (choice.seller_id, choice.option_id))
        .collect();
    write_choices(app, (holder, cart_id), &last).await?;
    view(app, holder, cart_id).await
}

impl Offer {
    fn has(&self, choice: &Choice) -> bool {
        let mut quotes = self.quotes.iter();
        self.seller.id == choice.seller_id
            && quotes.any(|quote| quote.option_id == choice.option_id)
    }
}

/// One statement that looks whose the cart is and whether it is open, and writes.
async fn write_choices(
    app: &App,
    (holder, cart_id): (&Holder, Uuid),
    choices: &BTreeMap<Uuid, Uuid>,
) -> Result<(), CartError> {
    let db = app.database().read();
    if choices.is_empty() {
        return holder::refuse_unless_open(db, (holder, cart_id)).await;
    }
    let (owner, owner_is) = holder.owner();
    let text = format!(
        "INSERT INTO cart_delivery (cart_id, seller_id, option_id)
         SELECT c.id, d.column1, d.column2
         FROM cart c, (VALUES {}) AS d
         WHERE c.id = $1 AND c.{owner} = $2 AND c.state = 'open'
         {}
         ON CONFLICT (cart_id, seller_id) DO UPDATE SET option_id = excluded.option_id",
        placeholders(3, choices.len(), 2),
        row_lock(db, "c"),
    );
    let chosen = choices
        .iter()
        .flat_map(|(seller, option)| [(*seller).into(), (*option).into()]);
    let values = [cart_id.into(), owner_is].into_iter().chain(chosen);
    let chosen = app.database().write_alone(sql(db, text, values)).await?;
    if chosen == 0 {
        holder::refuse_unless_open(db, (holder, cart_id)).await?;
    }
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
