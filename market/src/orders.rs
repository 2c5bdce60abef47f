//! One seller's part of a purchase, from confirmation to the door.

mod act;
mod cancel;
mod deliver;
mod listing;
mod refusal;
mod tax;
mod transition;

pub use act::{Shipment, confirm, pack, ship};
pub use cancel::{Canceller, cancel, cancel_purchase};
pub use deliver::deliver;
pub use listing::{SellerView, list, view};
pub use refusal::OrderError;
pub use tax::set_tax_status;
pub use transition::{Command, IllegalTransition, next};

pub use entity::orders::OrderState;
