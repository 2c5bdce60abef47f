//! Carriers: chosen by sellers, held to their terms; and shoppers who may pay at the door.

mod cash;
mod choice;
mod claims;
mod risk;
