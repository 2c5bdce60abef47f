//! Stripe: the real adapter against a Stripe that keeps books, signs and breaks.

mod attempts;
mod captures;
mod disputes;
mod purchases;
mod refunds;
mod shapes;
mod stage;
mod webhooks;
