//! Carriers: who carries parcels, what cash they hold for the market, what they charge, and
//! what they owe for parcels that they lost.
//!
//! Cash on delivery is followed parcel by parcel, in amounts: due at the door, collected,
//! handed over. The one attempt to pay of a purchase follows from the sums of its parcels.
//! Remittances are read and posted by `remittances`.
//!
//! Source: payments.md, parts 3.1, 4.6 and 5.4.

mod attempt;
mod cash;
mod claims;
mod directory;
mod door;
mod fees;
mod parcel;
mod refusal;
mod report;
mod risk;

pub use cash::{CashParcel, cash_parcels};
pub use claims::{
    CarrierClaim, ClaimFilter, NewClaim, claim, claims, receive_compensation, refuse_compensation,
};
pub use directory::{Carrier, CarrierChange, carriers, change, open_carriers};
pub use entity::{carriers::ClaimState, orders::parcel::Model as Parcel};
pub use fees::set_fee;
pub use parcel::{CashState, state_of};
pub use refusal::CarrierError;
pub use report::{Aged, CarrierCash, cash_of, cash_of_all};

pub(crate) use attempt::refresh_attempts;
pub(crate) use directory::{known as known_carrier, meant as meant_carrier};
pub(crate) use door::{collect, parcel_back};
pub(crate) use fees::{close_shipping, has_arrived};
pub(crate) use parcel::{NewParcel, awaits_cash, hand_over};
pub(crate) use risk::{CashOrder, refuse_risky};
