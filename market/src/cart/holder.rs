//! Who holds a cart: an account, or whoever has its token.

use entity::cart::{CartState, cart};
use sea_orm::{
    ActiveEnum as _, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    FromQueryResult as _, IntoActiveModel as _, QueryFilter, Select, Value,
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

/// Opens a cart, with nothing in it yet. A guest gets the token that opens it again, this once.
///
/// # Errors
///
/// When the database fails.
pub async fn create(
    app: &App,
    actor: Option<&Actor>,
) -> Result<(Basket, Option<Token>), CartError> {
    let now = app.clock().now();
    let token = actor.is_none().then(|| Token::new(TokenKind::Cart));
    let opened = cart::Model {
        id: token::new_id(),
        account_id: actor.map(Actor::account_id),
        token_hash: token.as_ref().map(Token::hash),
        state: CartState::Open,
        address: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let basket = Basket::empty(&opened);
    cart::Entity::insert(opened.into_active_model())
        .exec_without_returning(app.database().write())
        .await?;
    Ok((basket, token))
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

/// The holder's open cart, marked as changed and locked until the transaction ends. An
/// address takes the place of the one before.
pub(super) async fn change(
    app: &App,
    txn: &DatabaseTransaction,
    (holder, cart_id): (&Holder, Uuid),
    address: Option<String>,
) -> Result<cart::Model, CartError> {
    write(app, txn, (holder, cart_id), (CartState::Open, address)).await
}

/// The holder's open cart, ended and locked until the transaction ends: it is being bought.
pub(crate) async fn complete(
    app: &App,
    txn: &DatabaseTransaction,
    (holder, cart_id): (&Holder, Uuid),
) -> Result<cart::Model, CartError> {
    write(app, txn, (holder, cart_id), (CartState::Completed, None)).await
}

/// One statement that looks whose a cart is and whether it is open, locks and writes; answers
/// the cart as it is then.
async fn write(
    app: &App,
    txn: &DatabaseTransaction,
    (holder, cart_id): (&Holder, Uuid),
    (state, address): (CartState, Option<String>),
) -> Result<cart::Model, CartError> {
    let (owner, owner_is) = match holder {
        Holder::Account(id) => ("account_id", Value::from(*id)),
        Holder::Guest { token_hash } => ("token_hash", token_hash.as_str().into()),
    };
    let text = format!(
        "UPDATE cart SET version = version + 1, updated_at = $1, state = $2,
                address = coalesce($3, address)
         WHERE id = $4 AND {owner} = $5 AND state = 'open'
         RETURNING *"
    );
    let values = [
        app.clock().now().into(),
        state.to_value().into(),
        address.into(),
        cart_id.into(),
        owner_is,
    ];
    let written = cart::Model::find_by_statement(sql(txn, text, values))
        .one(txn)
        .await?;
    match written {
        Some(cart) => Ok(cart),
        None => {
            // Carts never open again, so one that is there and was not open was bought.
            find(txn, holder, cart_id).await?;
            Err(CartError::Completed)
        }
    }
}
