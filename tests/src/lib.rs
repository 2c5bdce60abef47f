//! What end-to-end tests stand on: a fresh market per test, callers of every kind, and the
//! real binary.
//!
//! ```ignore
//! let market = Market::start().await;
//! let lan = market.sign_up("Lan").await;
//!
//! let me = lan.get("/v1/store/me").await.expect(200);
//!
//! assert_eq!(me["name"], "Lan");
//! ```
//!
//! `CHOSAO_TEST_DATABASE` chooses the database: `sqlite` (the default) or `postgres`, which
//! needs a server at `CHOSAO_TEST_POSTGRES_URL`.

mod answer;
mod caller;
mod database;
pub mod fakes;
mod goods;
mod listening;
mod market;
mod people;
mod search_server;
mod served;
mod shopping;
mod vouchers;
mod whereabouts;

pub use self::{
    answer::Answer,
    caller::{Caller, Sending},
    database::{Kind, kind},
    goods::{Goods, Shop},
    listening::Listening,
    market::Market,
    people::PASSWORD,
    search_server::RealSearchServer,
    served::{Served, exchange},
    shopping::{Bought, Cart, dong, home, how_to_pay},
    vouchers::paid_by_province,
    whereabouts::{binary, repository},
};
