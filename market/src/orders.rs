//! One seller's part of a purchase, from confirmation to the door.

mod act;
mod cancel;
mod capture;
mod close;
mod deliver;
mod detour;
mod end;
mod listing;
mod refunds;
mod refusal;
mod reversal;
mod tax;
mod transition;

pub use act::{Shipment, confirm, pack, ship};
pub use cancel::{Canceller, cancel, cancel_purchase, cancel_units};
pub use capture::{capture_due, end_unpaid};
pub use deliver::deliver;
pub use detour::{fail_delivery, lose, receive_back, reship, turn_back};
pub use listing::{SellerView, list, view};
pub use refunds::{
    DeliveryPayer, PartRefund, RefundRequest, approve_refund, refunds, request_refund,
    set_refund_account,
};
pub use refusal::OrderError;
pub use reversal::Units;
pub use tax::set_tax_status;
pub use transition::{Command, IllegalTransition, next};

pub use entity::orders::OrderState;

pub(crate) use cancel::{lock, lock_all};
pub(crate) use refunds::{GiveBack, give_back, own_order, seller_money, wanted};
pub(crate) use reversal::{Take, Why, lines_of, paid_rest, reversal_of, reverse, takes};
