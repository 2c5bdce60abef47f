//! What proves a star: certificates, claimed by sellers, counted only once the desk verified
//! them and only while they are in force.

mod claims;
mod desk;
mod lookup;
mod refusal;
mod validity;

use std::collections::HashMap;

pub use entity::certification::{CertificateState, WithdrawalGround, certificate};
use entity::{
    accounts::Language,
    catalog::{product, product_text},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

pub use claims::{CertificateClaim, claim, of_seller};
pub use desk::{CertificateFilter, Withdrawal, list, reject, verify, waiting, withdraw};
pub use lookup::{Certified, Finding, look_up};
pub use refusal::CertificationError;
pub use validity::{CertificateStatus, best_in_force, expires_on, in_force, status};

use crate::{page::PageRequest, token};

/// A certificate with the product that carries it.
#[derive(Clone, Debug)]
pub struct ProductCertificate {
    /// The certificate.
    pub certificate: certificate::Model,
    /// The product's Vietnamese name.
    pub product_name: String,
    /// Whose product it is.
    pub seller_id: Uuid,
}

/// A code by which anyone may ask for a certificate.
#[must_use]
pub fn new_code() -> String {
    format!("cs-{}", token::random_letters(10))
}

/// Certificates of all these products, in no order.
///
/// # Errors
///
/// When the database fails.
pub async fn of_products<C: ConnectionTrait>(
    connection: &C,
    product_ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<certificate::Model>, DbErr> {
    certificate::Entity::find()
        .filter(certificate::Column::ProductId.is_in(product_ids))
        .all(connection)
        .await
}

/// One page of certificates with their products, newest first.
async fn page_of<C: ConnectionTrait>(
    connection: &C,
    query: Select<certificate::Entity>,
    page: PageRequest,
) -> Result<(Vec<ProductCertificate>, Option<String>), DbErr> {
    let query = query
        .order_by_desc(certificate::Column::Id)
        .limit(page.rows + 1);
    let query = match page.after {
        Some(after) => query.filter(certificate::Column::Id.lt(after)),
        None => query,
    };
    let (certificates, next) = page.cut(query.all(connection).await?, |row| row.id);
    Ok((with_products(connection, certificates).await?, next))
}

async fn with_products<C: ConnectionTrait>(
    connection: &C,
    certificates: Vec<certificate::Model>,
) -> Result<Vec<ProductCertificate>, DbErr> {
    let product_ids: Vec<Uuid> = certificates.iter().map(|row| row.product_id).collect();
    let owners: Vec<(Uuid, Uuid)> = product::Entity::find()
        .select_only()
        .columns([product::Column::Id, product::Column::SellerId])
        .filter(product::Column::Id.is_in(product_ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    let names: Vec<(Uuid, String)> = product_text::Entity::find()
        .select_only()
        .columns([product_text::Column::ProductId, product_text::Column::Name])
        .filter(product_text::Column::ProductId.is_in(product_ids))
        .filter(product_text::Column::Language.eq(Language::Vi))
        .into_tuple()
        .all(connection)
        .await?;
    let owners: HashMap<Uuid, Uuid> = owners.into_iter().collect();
    let names: HashMap<Uuid, String> = names.into_iter().collect();
    let carried = certificates.into_iter().filter_map(|certificate| {
        Some(ProductCertificate {
            product_name: names
                .get(&certificate.product_id)
                .cloned()
                .unwrap_or_default(),
            seller_id: *owners.get(&certificate.product_id)?,
            certificate,
        })
    });
    Ok(carried.collect())
}
