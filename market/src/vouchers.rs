//! Vouchers: codes that take something off, and who pays for it: the seller, the market, or a
//! budget that the state or a partner set aside.
//!
//! What a voucher takes off is split over lines by largest remainder and frozen at checkout. Uses
//! and budgets are counted behind the voucher's row, so no race exceeds them.

mod claim;
mod desk;
mod draft;
mod pricing;
mod refusal;
mod scope;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
pub use entity::vouchers::{
    VoucherBenefit, VoucherFunder, promotion_budget::Model as Budget, voucher::Model as Voucher,
};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

pub use desk::{budgets, create_budget, end_at_desk, end_own, vouchers, vouchers_of};
pub use draft::{BudgetDraft, VoucherDraft, create_at_desk, create_own};
pub use pricing::{Applied, Discounts, VoucherProblem};
pub use refusal::VoucherError;
pub use scope::Scope;

pub(crate) use claim::{Buyer, claim, give_back, release_budget, return_uses, take_again};
pub(crate) use draft::normal_code;
pub(crate) use pricing::{Freight, Item, price, standing};

use crate::{clock::vietnam_day, database::sql};

/// A voucher in a cart, with what its budget has left.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct InCart {
    #[sea_orm(nested)]
    pub(crate) voucher: Voucher,
    pub(crate) budget_left: Option<i64>,
}

/// What vouchers ask about a product.
#[derive(Clone, Debug, Default, FromQueryResult)]
pub(crate) struct ProductFacts {
    pub(crate) id: Uuid,
    pub(crate) category_slug: Option<String>,
    pub(crate) parent_slug: Option<String>,
    pub(crate) stars: Option<i32>,
}

/// Everything that prices the vouchers of a cart: two statements.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offer {
    pub(crate) vouchers: Vec<InCart>,
    pub(crate) facts: HashMap<Uuid, ProductFacts>,
}

/// Reads the vouchers of a cart and what they ask about its products.
pub(crate) async fn of_cart<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    cart_id: Uuid,
) -> Result<Offer, DbErr> {
    let vouchers = InCart::find_by_statement(sql(
        connection,
        "SELECT v.*, b.ceiling - b.reserved AS budget_left
         FROM cart_voucher c
         JOIN voucher v ON v.id = c.voucher_id
         LEFT JOIN promotion_budget b ON b.id = v.budget_id
         WHERE c.cart_id = $1
         ORDER BY v.id",
        [cart_id.into()],
    ))
    .all(connection)
    .await?;
    let facts = ProductFacts::find_by_statement(sql(
        connection,
        "SELECT p.id, p.category_slug, k.parent_slug,
                (SELECT MAX(e.stars) FROM certificate e
                 WHERE e.product_id = p.id AND e.state = 'verified' AND e.expires_on >= $2) AS stars
         FROM product p LEFT JOIN category k ON k.slug = p.category_slug
         WHERE p.id IN (SELECT x.product_id FROM cart_line l JOIN variant x ON x.id = l.variant_id
                        WHERE l.cart_id = $1)",
        [cart_id.into(), vietnam_day(now).into()],
    ))
    .all(connection)
    .await?;
    Ok(Offer {
        vouchers,
        facts: facts.into_iter().map(|fact| (fact.id, fact)).collect(),
    })
}
