//! Product lists, from the file to what the market holds.

mod again;
pub(crate) mod command;
mod errors;
mod given;
mod real;

use given::{Held, List};
