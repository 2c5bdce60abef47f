//! What proves a star: OCOP certificates, and whether they count.

mod validity;

pub use entity::certification::{CertificateState, certificate::Model as Certificate};
pub use validity::{Status, best_in_force, in_force, status};
