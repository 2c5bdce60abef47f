//! Who holds a cart: an account, or whoever has its token.

use entity::cart::{CartState, cart};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::CartError;
use crate::{
    App,
    accounts::Actor,
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

    /// Only the holder's own carts.
    fn carts(&self) -> Select<cart::Entity> {
        match self {
            Self::Account(id) => cart::Entity::find().filter(cart::Column::AccountId.eq(*id)),
            Self::Guest { token_hash } => {
                cart::Entity::find().filter(cart::Column::TokenHash.eq(token_hash.as_str()))
            }
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

/// Opens a cart. A guest gets the token that opens it again, this once.
///
/// # Errors
///
/// When the database fails.
pub async fn create(app: &App, actor: Option<&Actor>) -> Result<(Uuid, Option<Token>), CartError> {
    let now = app.clock().now();
    let token = actor.is_none().then(|| Token::new(TokenKind::Cart));
    let id = token::new_id();
    cart::Entity::insert(cart::ActiveModel {
        id: Set(id),
        account_id: Set(actor.map(Actor::account_id)),
        token_hash: Set(token.as_ref().map(Token::hash)),
        state: Set(CartState::Open),
        address: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    })
    .exec_without_returning(app.database().write())
    .await?;
    Ok((id, token))
}

pub(super) async fn find<C: ConnectionTrait>(
    connection: &C,
    holder: &Holder,
    cart_id: Uuid,
) -> Result<cart::Model, CartError> {
    let found = holder
        .carts()
        .filter(cart::Column::Id.eq(cart_id))
        .one(connection)
        .await?;
    found.ok_or(CartError::NotFound)
}

/// The holder's open cart, locked until the transaction ends.
pub(crate) async fn lock(
    txn: &DatabaseTransaction,
    holder: &Holder,
    cart_id: Uuid,
) -> Result<cart::Model, CartError> {
    let locked = holder
        .carts()
        .filter(cart::Column::Id.eq(cart_id))
        .lock_exclusive()
        .one(txn);
    let cart = locked.await?.ok_or(CartError::NotFound)?;
    match cart.state {
        CartState::Open => Ok(cart),
        CartState::Completed => Err(CartError::Completed),
    }
}

/// Marks a locked cart as changed and answers it as it is then.
pub(super) async fn touch(
    app: &App,
    txn: &DatabaseTransaction,
    cart: cart::Model,
) -> Result<cart::Model, CartError> {
    let touched = cart::Model {
        version: cart.version + 1,
        updated_at: app.clock().now(),
        ..cart
    };
    cart::Entity::update(cart::ActiveModel {
        id: Set(touched.id),
        version: Set(touched.version),
        updated_at: Set(touched.updated_at),
        address: Set(touched.address.clone()),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(touched)
}
