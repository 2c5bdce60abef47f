//! A cart as it is stored, read with everything that its price depends on.

use chrono::{DateTime, Utc};
use entity::cart::CartState;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use uuid::Uuid;

use super::{Basket, Line, Parcel, Totals};
use crate::{
    cart::{
        Address, CartError, Holder,
        delivery::{self, Terms},
    },
    database::sql,
    vouchers::{self, Offer},
};

/// Reads and prices a cart that the caller has locked or just written: one statement however
/// many lines it has, and two more for its vouchers if it has any.
pub(in crate::cart) async fn load<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    cart_id: Uuid,
) -> Result<Basket, CartError> {
    let values = [cart_id.into(), now.into()];
    let rows = read(connection, ("c.id = $1", values.into())).await?;
    priced(connection, now, rows).await
}

/// Reads and prices the holder's cart: one statement, however many lines it has.
pub(in crate::cart) async fn find<C: ConnectionTrait>(
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
