//! People: registering, signing in, and what a signed-in person may do.

mod password;
mod refusal;
mod sign_in;

use chrono::{DateTime, Utc};
pub use entity::accounts::{Language, StaffRole};
use entity::accounts::{account, account_role, session};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

pub use refusal::AccountError;
pub use sign_in::{Credentials, SignedIn, sign_in, sign_out};

use crate::{App, failure::OnConstraint, token};

/// A person who has signed in, with the rights that hold at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    account_id: Uuid,
    session_id: Uuid,
    name: String,
    roles: Vec<StaffRole>,
}

impl Actor {
    /// Who this is.
    #[must_use]
    pub const fn account_id(&self) -> Uuid {
        self.account_id
    }

    /// The name the person goes by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The staff roles held; none for shoppers and cooperatives' members.
    #[must_use]
    pub fn roles(&self) -> &[StaffRole] {
        &self.roles
    }

    /// How this person is named in histories.
    #[must_use]
    pub fn label(&self) -> String {
        format!("account:{}", self.account_id)
    }

    /// Proof that this person holds a role, or is an administrator.
    ///
    /// # Errors
    ///
    /// [`AccountError::RoleNeeded`] otherwise.
    pub fn staff(&self, role: StaffRole) -> Result<Staff, AccountError> {
        self.staff_of_any(&[role])
    }

    /// Proof that this person holds one of these roles, or is an administrator.
    ///
    /// # Errors
    ///
    /// [`AccountError::RoleNeeded`] otherwise.
    pub fn staff_of_any(&self, roles: &[StaffRole]) -> Result<Staff, AccountError> {
        let holds = |role: &StaffRole| *role == StaffRole::Admin || roles.contains(role);
        if self.roles.iter().any(holds) {
            Ok(Staff {
                account_id: self.account_id,
                label: self.label(),
            })
        } else {
            Err(AccountError::RoleNeeded)
        }
    }
}

/// Proof that a member of staff with the right role asks. Only [`Actor::staff`] makes one.
#[derive(Clone, Debug)]
pub struct Staff {
    account_id: Uuid,
    label: String,
}

impl Staff {
    /// Who this is.
    #[must_use]
    pub const fn account_id(&self) -> Uuid {
        self.account_id
    }

    /// How this person is named in histories.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// A new account.
#[derive(Clone)]
pub struct Registration {
    /// An e-mail address; this or a phone number is needed.
    pub email: Option<String>,
    /// A phone number; this or an e-mail address is needed.
    pub phone: Option<String>,
    /// The name the person goes by.
    pub name: String,
    /// The password, at least eight characters; staff and members of sellers need fifteen.
    pub password: String,
    /// The language of letters to this person.
    pub language: Language,
    /// Staff roles given from the start; only operators give them.
    pub roles: Vec<StaffRole>,
}

/// What a person may know of their own account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub id: Uuid,
    /// The name the person goes by.
    pub name: String,
    /// The e-mail address, if one was given.
    pub email: Option<String>,
    /// The phone number, if one was given.
    pub phone: Option<String>,
    /// The language of letters to this person.
    pub language: Language,
    /// The staff roles held.
    pub roles: Vec<StaffRole>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
}

/// Opens an account.
///
/// # Errors
///
/// [`AccountError`] when an identifier is taken or malformed, or the password is too weak.
pub async fn register(app: &App, registration: Registration) -> Result<Account, AccountError> {
    let email = registration
        .email
        .as_deref()
        .map(sign_in::normal_email)
        .transpose()?;
    let phone = registration
        .phone
        .as_deref()
        .map(sign_in::normal_phone)
        .transpose()?;
    if email.is_none() && phone.is_none() {
        return Err(AccountError::IdentifierMissing);
    }
    let name = registration.name.trim();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(AccountError::NameUnusable);
    }
    password::check_strength(&registration.password, !registration.roles.is_empty())?;
    let password_hash = password::hash(registration.password).await?;
    let row = account::Model {
        id: token::new_id(),
        email,
        phone,
        name: name.to_owned(),
        password_hash,
        language: registration.language,
        created_at: app.clock().now(),
        disabled_at: None,
    };
    let txn = app.database().begin().await?;
    account::Entity::insert(account::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await
        .on_unique(
            "account_email_key",
            "account.email",
            AccountError::EmailTaken,
        )
        .or_else(|error| match error {
            AccountError::Database(error) => Err(error).on_unique(
                "account_phone_key",
                "account.phone",
                AccountError::PhoneTaken,
            ),
            refusal => Err(refusal),
        })?;
    let roles = registration
        .roles
        .iter()
        .map(|role| account_role::ActiveModel {
            account_id: Set(row.id),
            role: Set(*role),
        });
    account_role::Entity::insert_many(roles)
        .exec_without_returning(&txn)
        .await?;
    txn.commit().await?;
    Ok(account_of(row, registration.roles))
}

/// The signed-in person's own account.
///
/// # Errors
///
/// When the database fails.
pub async fn me(app: &App, actor: &Actor) -> Result<Account, AccountError> {
    let row = account::Entity::find_by_id(actor.account_id)
        .one(app.database().read())
        .await?
        .ok_or(AccountError::SignInNeeded)?;
    Ok(account_of(row, actor.roles.clone()))
}

/// The account that signs in with an e-mail address, for operators who know the address.
///
/// # Errors
///
/// [`AccountError::EmailUnusable`] when it has no usable shape.
pub async fn by_email(app: &App, email: &str) -> Result<Option<Uuid>, AccountError> {
    let email = sign_in::normal_email(email)?;
    let found = account::Entity::find()
        .filter(account::Column::Email.eq(email))
        .one(app.database().read())
        .await?;
    Ok(found.map(|row| row.id))
}

fn account_of(row: account::Model, roles: Vec<StaffRole>) -> Account {
    Account {
        id: row.id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        language: row.language,
        roles,
        created_at: row.created_at,
    }
}

/// Who holds a session token, with the roles that hold now.
///
/// # Errors
///
/// [`AccountError::SignInNeeded`] for a token that is unknown, expired or revoked, or whose
/// account was closed.
pub async fn actor_of(app: &App, session_token: &str) -> Result<Actor, AccountError> {
    let rows: Vec<(Uuid, Uuid, String, Option<StaffRole>)> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .column(account::Column::Id)
        .column(account::Column::Name)
        .column(account_role::Column::Role)
        .join(sea_orm::JoinType::InnerJoin, session_account())
        .join(sea_orm::JoinType::LeftJoin, session_roles())
        .filter(session::Column::TokenHash.eq(token::hash(session_token)))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(app.clock().now()))
        .filter(account::Column::DisabledAt.is_null())
        .into_tuple()
        .all(app.database().read())
        .await?;
    let (session_id, account_id, name, _) = rows.first().ok_or(AccountError::SignInNeeded)?.clone();
    let roles = rows.into_iter().filter_map(|(.., role)| role).collect();
    Ok(Actor {
        account_id,
        session_id,
        name,
        roles,
    })
}

fn session_account() -> sea_orm::RelationDef {
    session::Entity::belongs_to(account::Entity)
        .from(session::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

fn session_roles() -> sea_orm::RelationDef {
    session::Entity::belongs_to(account_role::Entity)
        .from(session::Column::AccountId)
        .to(account_role::Column::AccountId)
        .into()
}
