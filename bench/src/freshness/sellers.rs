//! Sellers with goods, and one person who acts for all of them.

use serde_json::json;

use crate::{
    error::BenchError,
    http::{self, Connection},
    program::{self, Server},
    storage::Place,
};

/// Packs of one seller that are changed, at most.
const PACKS: usize = 20;
/// Where sellers are looked for.
const LIST: &str = "/v1/store/products?limit=100&in_stock=true";
const EMAIL: &str = "seller@bench.example";
const PASSWORD: &str = "a long pass phrase for one run";

/// A pack that its seller changes.
pub(super) struct Pack {
    pub(super) product_id: String,
    pub(super) variant_id: String,
    /// What the product is called.
    pub(super) name: String,
    seller_id: String,
}

/// Sellers with goods, and one person who acts for all of them.
pub(super) struct Sellers {
    token: String,
    packs: Vec<Vec<Pack>>,
}

impl Sellers {
    /// Lets somebody act for so many sellers of a market.
    pub(super) async fn gather(
        place: &Place,
        server: &Server,
        count: usize,
    ) -> Result<Self, BenchError> {
        let mut connection = Connection::open(server.address).await?;
        let account = json!({"email": EMAIL, "name": "Bench", "password": PASSWORD});
        let request = http::send("POST", "/v1/store/accounts", "", &account);
        connection.expect(201, &request).await?;
        let session = json!({"email": EMAIL, "password": PASSWORD});
        let request = http::send("POST", "/v1/store/sessions", "", &session);
        let session = connection.json(201, &request).await?;
        let mut packs = Vec::with_capacity(count);
        for slug in slugs(&mut connection).await? {
            if packs.len() == count {
                break;
            }
            let member = [
                "seller",
                "add-member",
                "--seller",
                &slug,
                "--email",
                EMAIL,
                "--json",
            ];
            let seller = program::run(place, &member, false).await?.answer;
            let id = seller["id"].as_str().unwrap_or_default();
            let of_seller = packs_of(&mut connection, (&slug, id)).await?;
            if !of_seller.is_empty() {
                packs.push(of_seller);
            }
        }
        if packs.len() < count {
            return Err(incomplete(LIST, "enough sellers"));
        }
        Ok(Self {
            token: session["token"].as_str().unwrap_or_default().to_owned(),
            packs,
        })
    }

    /// The packs of one of the sellers.
    pub(super) fn packs(&self, seller: usize) -> &[Pack] {
        &self.packs[seller % self.packs.len()]
    }

    /// The headers of whoever changes a pack.
    pub(super) fn headers(&self, pack: &Pack) -> String {
        let (token, seller) = (&self.token, &pack.seller_id);
        format!("authorization: Bearer {token}\r\nseller-id: {seller}\r\n")
    }
}

/// Sellers of what the first list shows.
async fn slugs(connection: &mut Connection) -> Result<Vec<String>, BenchError> {
    let list = connection.json(200, &http::get(LIST)).await?;
    let mut slugs: Vec<String> = Vec::new();
    for card in list["items"].as_array().into_iter().flatten() {
        let slug = card["seller"]["slug"].as_str().unwrap_or_default();
        if !slugs.iter().any(|known| known == slug) {
            slugs.push(slug.to_owned());
        }
    }
    Ok(slugs)
}

/// The products of a seller that come in one pack, so that the price of the pack is that of the
/// card.
async fn packs_of(
    connection: &mut Connection,
    (slug, seller_id): (&str, &str),
) -> Result<Vec<Pack>, BenchError> {
    let path = format!("/v1/store/products?seller={slug}&limit={PACKS}");
    let list = connection.json(200, &http::get(&path)).await?;
    let mut packs = Vec::new();
    for card in list["items"].as_array().into_iter().flatten() {
        let product = card["slug"].as_str().unwrap_or_default();
        let page = http::get(&format!("/v1/store/products/{product}"));
        let page = connection.json(200, &page).await?;
        if page["variants"].as_array().map(Vec::len) != Some(1) {
            continue;
        }
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        packs.push(Pack {
            product_id: text(&page["id"]),
            variant_id: text(&page["variants"][0]["id"]),
            name: text(&page["name"]),
            seller_id: seller_id.to_owned(),
        });
    }
    Ok(packs)
}

fn incomplete(request: &str, missing: &'static str) -> BenchError {
    BenchError::Incomplete {
        request: request.to_owned(),
        missing,
    }
}
