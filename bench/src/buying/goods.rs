//! What is bought, and where it is sent.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::{
    error::BenchError,
    http::{self, Connection},
};

/// Packs that are bought in turn: enough that buyers seldom meet at one.
const PACKS: usize = 600;
/// Products of one list.
const LIST_ROWS: usize = 100;
/// The province that everything is sent to.
const PROVINCE: &str = "96";

/// A pack that can be bought.
pub(crate) struct Pack {
    /// Its variant.
    pub(crate) variant_id: String,
    seller: String,
}

/// What is bought, and where it is sent.
pub(crate) struct Goods {
    packs: Vec<Pack>,
    /// The body that gives the address.
    pub(crate) address: Value,
}

impl Goods {
    /// Looks around in the market, as a shopper would.
    pub(crate) async fn of(market: SocketAddr) -> Result<Self, BenchError> {
        let mut connection = Connection::open(market).await?;
        let slugs = slugs(&mut connection).await?;
        let mut packs = Vec::with_capacity(slugs.len());
        for slug in slugs {
            packs.push(pack(&mut connection, &slug).await?);
        }
        let address = address(&mut connection).await?;
        Ok(Self { packs, address })
    }

    /// The pack of a turn.
    pub(crate) fn pack(&self, turn: usize) -> &Pack {
        &self.packs[turn % self.packs.len()]
    }

    /// The two packs of a turn, of two sellers.
    pub(crate) fn pair(&self, turn: usize) -> [&Pack; 2] {
        let one = self.pack(turn * 2);
        let others = (1..=self.packs.len()).map(|ahead| self.pack(turn * 2 + ahead));
        let other = others.into_iter().find(|other| other.seller != one.seller);
        [one, other.expect("the list has many sellers")]
    }
}

async fn slugs(connection: &mut Connection) -> Result<Vec<String>, BenchError> {
    let mut slugs = Vec::with_capacity(PACKS);
    let mut next = String::new();
    while slugs.len() < PACKS {
        let path = format!("/v1/store/products?sort=newest&in_stock=true&limit={LIST_ROWS}{next}");
        let list = connection.json(200, &http::get(&path)).await?;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        slugs.extend(
            items
                .iter()
                .filter_map(|card| Some(card["slug"].as_str()?.to_owned())),
        );
        match list["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={}", http::percent_encoded(cursor)),
            None => break,
        }
    }
    Ok(slugs)
}

async fn pack(connection: &mut Connection, slug: &str) -> Result<Pack, BenchError> {
    let path = format!("/v1/store/products/{slug}");
    let page = connection.json(200, &http::get(&path)).await?;
    let (variant, seller) = (
        page["variants"][0]["id"].as_str(),
        page["seller"]["slug"].as_str(),
    );
    match (variant, seller) {
        (Some(variant), Some(seller)) => Ok(Pack {
            variant_id: variant.to_owned(),
            seller: seller.to_owned(),
        }),
        _ => Err(BenchError::Incomplete {
            request: path,
            missing: "a variant or its seller",
        }),
    }
}

async fn address(connection: &mut Connection) -> Result<Value, BenchError> {
    let path = format!("/v1/store/places/{PROVINCE}");
    let place = connection.json(200, &http::get(&path)).await?;
    let commune = place["communes"][0]["code"].as_str();
    let commune = commune.ok_or(BenchError::Incomplete {
        request: path,
        missing: "communes",
    })?;
    Ok(json!({
        "name": "Nguyễn Thị Sao",
        "phone": "0912345678",
        "province_code": PROVINCE,
        "commune_code": commune,
        "line": "12 Lý Thường Kiệt",
    }))
}
