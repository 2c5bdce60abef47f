//! Who holds a cart: an account, or whoever has its token.

use entity::cart::{CartState, cart};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait as _,
    IntoActiveModel as _, QueryFilter as _, QuerySelect as _, QueryTrait as _, Statement, Value,
    sea_query::{Expr, SimpleExpr, UpdateStatement},
};
use uuid::Uuid;

use super::{Basket, CartError};
use crate::{
    App,
    accounts::Actor,
    database::sql,
    token::{self, Token, TokenKind},
};

/// Who asks for a cart. Nobody at all is not a holder, so "no owner" never equals
/// "no requester".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A signed-in shopper.
    Account(Uuid),
    /// Whoever has the token; only its hash is kept.
    Guest {
        /// The hash of the token.
        token_hash: String,
    },
}

impl Holder {
    /// The holder that a request speaks for: a token wins over a sign-in.
    ///
    /// # Errors
    ///
    /// [`CartError::NotFound`] when the request has neither.
    pub fn new(actor: Option<&Actor>, token: Option<&str>) -> Result<Self, CartError> {
        match (token, actor) {
            (Some(token), _) => Ok(Self::Guest {
                token_hash: token::hash(token),
            }),
            (None, Some(actor)) => Ok(Self::Account(actor.account_id())),
            (None, None) => Err(CartError::NotFound),
        }
    }

    /// The column that names the holder of a cart, and what it has for this one.
    pub(super) fn owner(&self) -> (&'static str, Value) {
        match self {
            Self::Account(id) => ("account_id", (*id).into()),
            Self::Guest { token_hash } => ("token_hash", token_hash.as_str().into()),
        }
    }

    /// How a saved answer names who asked.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Guest { token_hash } => format!("cart:{token_hash}"),
        }
    }
}

/// Opens a cart, with nothing in it yet. A guest gets the token that opens it again, this once.
///
/// # Errors
///
/// When the database fails.
pub async fn create(
    app: &App,
    actor: Option<&Actor>,
) -> Result<(Basket, Option<Token>), CartError> {
    let token = actor.is_none().then(|| Token::new(TokenKind::Cart));
    let opened = cart::Model {
        id: token::new_id(),
        account_id: actor.map(Actor::account_id),
        token_hash: token.as_ref().map(Token::hash),
        state: CartState::Open,
        address: None,
        has_vouchers: false,
        version: 1,
        created_at: app.clock().now(),
    };
    let basket = Basket::empty(&opened);
    let db = app.database();
    let opening = cart::Entity::insert(opened.into_active_model());
    db.write_alone(opening.build(db.write().get_database_backend()))
        .await?;
    Ok((basket, token))
}

/// Refuses a stranger's cart as none, and one that was bought.
pub(super) async fn refuse_unless_open<C: ConnectionTrait>(
    connection: &C,
    (holder, cart_id): (&Holder, Uuid),
) -> Result<(), CartError> {
    let (owner, owner_is) = holder.owner();
    let text = format!("SELECT state FROM cart WHERE id = $1 AND {owner} = $2");
    let row = connection
        .query_one_raw(sql(connection, text, [cart_id.into(), owner_is]))
        .await?
        .ok_or(CartError::NotFound)?;
    match row.try_get("", "state")? {
        CartState::Open => Ok(()),
        CartState::Completed => Err(CartError::Completed),
    }
}

/// Marks the holder's open cart as changed and locks it until the transaction ends.
pub(super) async fn change(
    txn: &DatabaseTransaction,
    (holder, cart_id): (&Holder, Uuid),
) -> Result<(), CartError> {
    let changing = writing(txn, (holder, cart_id), None);
    let changed = txn.execute_raw(changing).await?.rows_affected();
    refuse_unless_changed(txn, (holder, cart_id), changed).await
}

/// Says where the holder's open cart shall go.
pub(super) async fn send_to(
    app: &App,
    (holder, cart_id): (&Holder, Uuid),
    address: String,
) -> Result<(), CartError> {
    let db = app.database();
    let changing = writing(db.read(), (holder, cart_id), Some(address));
    let changed = db.write_alone(changing).await?;
    refuse_unless_changed(db.read(), (holder, cart_id), changed).await
}

/// The statement that ends a cart: it is bought.
pub(crate) fn completing(cart_id: Uuid) -> UpdateStatement {
    cart::Entity::update_many()
        .col_expr(
            cart::Column::Version,
            Expr::col(cart::Column::Version).add(1),
        )
        .col_expr(cart::Column::State, Expr::value(CartState::Completed))
        .filter(cart::Column::Id.eq(cart_id))
        .into_query()
}

/// Whether a cart is still open, and as it was when it had this version.
pub(crate) fn unchanged(cart_id: Uuid, version: i32) -> SimpleExpr {
    let same = cart::Entity::find()
        .select_only()
        .column(cart::Column::Id)
        .filter(cart::Column::Id.eq(cart_id))
        .filter(cart::Column::Version.eq(version))
        .filter(cart::Column::State.eq(CartState::Open));
    Expr::exists(same.into_query())
}

/// One statement that looks whose a cart is and whether it is open, locks and writes.
fn writing<C: ConnectionTrait>(
    connection: &C,
    (holder, cart_id): (&Holder, Uuid),
    address: Option<String>,
) -> Statement {
    let (owner, owner_is) = holder.owner();
    let text = format!(
        "UPDATE cart SET version = version + 1, address = coalesce($1, address)
         WHERE id = $2 AND {owner} = $3 AND state = 'open'"
    );
    sql(connection, text, [address.into(), cart_id.into(), owner_is])
}

async fn refuse_unless_changed<C: ConnectionTrait>(
    connection: &C,
    (holder, cart_id): (&Holder, Uuid),
    changed: u64,
) -> Result<(), CartError> {
    if changed == 1 {
        return Ok(());
    }
    // Carts never open again, so one of the holder's that was not open was bought.
    refuse_unless_open(connection, (holder, cart_id)).await?;
    Err(CartError::Completed)
}
