//! What every payment provider promises, held against stand-ins that keep books and break.

mod attempts;
mod bank;
mod notices;
mod payouts;
mod refunds;
mod stage;
