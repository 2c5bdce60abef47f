//! What proves a star: OCOP certificates, and whether they count.

mod lookup;
mod validity;

pub use entity::certification::{CertificateState, certificate::Model as Certificate};
pub use lookup::{Certified, Finding, look_up};
pub use validity::{Status, best_in_force, in_force, status};
