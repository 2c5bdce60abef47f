//! Delivery: what can be chosen for each seller's parcel, and what it costs.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use moka::sync::Cache;
use money::Money;
use sea_orm::{DbErr, FromQueryResult};
use serde::Deserialize;
use uuid::Uuid;

use super::{Address, Basket, CartError, Holder, Parcel, SellerRef, basket};
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

/// How long this process goes by the options it has read: another may have changed them. What a
/// purchase costs is read with its cart.
const KEPT_FOR: Duration = Duration::from_secs(1);

/// The options this process has read lately.
pub(crate) struct Options(Cache<(), Arc<[Terms]>>);

impl Options {
    pub(crate) fn new() -> Self {
        let cache = Cache::builder().max_capacity(1).time_to_live(KEPT_FOR);
        Self(cache.build())
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Options").finish_non_exhaustive()
    }
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
    let now = app.clock().now();
    let basket = basket::find(app.database().read(), now, (holder, cart_id)).await?;
    offers_for(&basket, &active(app).await?)
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
    // Another turn is taken only when another request of the holder changed the cart meanwhile.
    loop {
        let now = app.clock().now();
        let db = app.database().read();
        let mut basket = basket::to_buy(db, now, (holder, cart_id)).await?;
        let offers = offers_for(&basket, &active(app).await?)?;
        let chosen = chosen(&offers, choices)?;
        let Some(changes) = write_choices(app, &basket, &chosen).await? else {
            continue;
        };
        basket.version += changes;
        for parcel in &mut basket.parcels {
            if let Some(quote) = chosen.get(&parcel.seller.id) {
                parcel.delivery = Some((*quote).clone());
            }
        }
        basket.take_off(now, None)?;
        return Ok(basket);
    }
}

/// What is chosen for each seller. The last choice counts: one statement must not name a row
/// twice.
fn chosen<'a>(
    offers: &'a [Offer],
    choices: &[Choice],
) -> Result<BTreeMap<Uuid, &'a DeliveryQuote>, CartError> {
    let quote = |choice: &Choice| offers.iter().find_map(|offer| offer.quote(choice));
    let chosen = choices.iter().enumerate().map(|(position, choice)| {
        let quote = quote(choice).ok_or(CartError::OptionNotOffered { position })?;
        Ok((choice.seller_id, quote))
    });
    chosen.collect()
}

impl Offer {
    fn quote(&self, choice: &Choice) -> Option<&DeliveryQuote> {
        let mut quotes = self.quotes.iter();
        quotes
            .find(|quote| quote.option_id == choice.option_id)
            .filter(|_| self.seller.id == choice.seller_id)
    }
}

/// Writes choices unless the cart changed since it was read; tells how many changes its version
/// counts, one for each.
async fn write_choices(
    app: &App,
    basket: &Basket,
    chosen: &BTreeMap<Uuid, &DeliveryQuote>,
) -> Result<Option<i32>, DbErr> {
    if chosen.is_empty() {
        return Ok(Some(0));
    }
    let db = app.database();
    let text = format!(
        "INSERT INTO cart_delivery (cart_id, seller_id, option_id)
         SELECT c.id, d.column1, d.column2
         FROM cart c, (VALUES {}) AS d
         WHERE c.id = $1 AND c.version = $2 AND c.state = 'open'
         {}
         ON CONFLICT (cart_id, seller_id) DO UPDATE SET option_id = excluded.option_id",
        placeholders(3, chosen.len(), 2),
        row_lock(db.read(), "c"),
    );
    let choices = chosen
        .iter()
        .flat_map(|(seller_id, quote)| [(*seller_id).into(), quote.option_id.into()]);
    let values = [basket.id.into(), basket.version.into()];
    let statement = sql(db.read(), text, values.into_iter().chain(choices));
    let written = db.write_alone(statement).await?;
    Ok(i32::try_from(written).ok().filter(|changes| *changes > 0))
}

/// The options that staff offer, as they ordered them.
async fn active(app: &App) -> Result<Arc<[Terms]>, DbErr> {
    let kept = &app.delivery_options().0;
    if let Some(options) = kept.get(&()) {
        return Ok(options);
    }
    let db = app.database().read();
    let text = format!(
        "SELECT {} FROM delivery_option o WHERE o.active ORDER BY o.position",
        Terms::COLUMNS
    );
    let options = Terms::find_by_statement(sql(db, text, [])).all(db).await?;
    let options: Arc<[Terms]> = options.into();
    kept.insert((), options.clone());
    Ok(options)
}
