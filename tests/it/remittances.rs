//! Cash that carriers hand over: balanced to the đồng, or refused row by row.

mod balance;
mod command;
mod fees;
pub(crate) mod given;
mod refused;
mod twice;
