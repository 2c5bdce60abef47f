//! Stand-ins for foreign payment providers: real servers on loopback that keep books, sign
//! what they say, replay what they answered before, and break when told to. And one for a search
//! server.
//!
//! They are written from the providers' documents, not from our adapters, and sign with code
//! of their own.

mod bank;
mod book;
mod fault;
mod meilisearch;
mod momo;
mod payouts;
mod serving;
mod signing;
mod stripe;
mod vnpay;
mod zalopay;

pub use self::{
    bank::{BankNotice, account_of_market, casso, payos, sepay, sepay_with_key},
    book::{Book, Order, OrderState},
    fault::Fault,
    meilisearch::SearchServer,
    momo::momo,
    payouts::payouts,
    serving::{Fake, Told, shuffled_twice},
    signing::SECRET,
    stripe::{STRIPE_KEY, STRIPE_WEBHOOK_SECRET, StripeFake},
    vnpay::vnpay,
    zalopay::zalopay,
};
