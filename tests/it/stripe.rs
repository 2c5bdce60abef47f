//! Stripe: the real adapter against a Stripe that keeps books, signs and breaks.

mod at_once;
mod attempts;
mod captures;
mod card_disputes;
mod disputes;
mod promised;
mod purchases;
mod refunds;
mod shapes;
pub(crate) mod stage;
mod webhooks;
