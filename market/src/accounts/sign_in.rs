//! Signing in and out, with growing waits after failures.

use chrono::{DateTime, TimeDelta, Utc};
use entity::accounts::{account, account_role, session, sign_in_throttle};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::{Account, AccountError, Actor, account_of, password};
use crate::{
    App,
    token::{self, Token, TokenKind},
};

/// Failures that cost nothing; people mistype.
const FREE_FAILURES: i32 = 5;
/// The longest wait; short enough that nobody can lock an owner out for good.
const WAIT_MAX_S: i64 = 900;

/// What a person types to sign in.
#[derive(Clone)]
pub struct Credentials {
    /// An e-mail address or a phone number.
    pub identifier: String,
    /// The password.
    pub password: String,
}

/// A fresh sign-in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The bearer token, shown this once.
    pub token: Token,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Whose it is.
    pub account: Account,
}

/// Signs a person in.
///
/// # Errors
///
/// [`AccountError::WrongCredentials`] for an unknown identifier as for a wrong password, and
/// [`AccountError::TooManyFailures`] while the identifier has to wait.
pub async fn sign_in(app: &App, credentials: Credentials) -> Result<SignedIn, AccountError> {
    let identifier = normal_identifier(&credentials.identifier);
    let throttle_key = token::hash(&identifier);
    refuse_while_waiting(app, &throttle_key).await?;
    let found = account::Entity::find()
        .filter(
            Condition::any()
                .add(account::Column::Email.eq(identifier.as_str()))
                .add(account::Column::Phone.eq(identifier.as_str())),
        )
        .filter(account::Column::DisabledAt.is_null())
        .one(app.database().read())
        .await?;
    let stored = found.as_ref().map(|row| row.password_hash.clone());
    let fits = password::fits(credentials.password, stored).await?;
    match found {
        Some(row) if fits => open_session(app, row, &throttle_key).await,
        _ => {
            count_failure(app, &throttle_key).await?;
            Err(AccountError::WrongCredentials)
        }
    }
}

async fn open_session(
    app: &App,
    row: account::Model,
    throttle_key: &str,
) -> Result<SignedIn, AccountError> {
    let now = app.clock().now();
    let token = Token::new(TokenKind::Session);
    let expires_at = now + app.settings().session_ttl;
    let roles = account_role::Entity::find()
        .filter(account_role::Column::AccountId.eq(row.id))
        .all(app.database().read())
        .await?;
    let txn = app.database().begin().await?;
    sign_in_throttle::Entity::delete_by_id(throttle_key.to_owned())
        .exec(&txn)
        .await?;
    session::Entity::insert(session::ActiveModel {
        id: Set(token::new_id()),
        account_id: Set(row.id),
        token_hash: Set(token.hash()),
        created_at: Set(now),
        expires_at: Set(expires_at),
        revoked_at: Set(None),
    })
    .exec_without_returning(&txn)
    .await?;
    txn.commit().await?;
    let account = account_of(row, roles.into_iter().map(|held| held.role).collect());
    Ok(SignedIn {
        token,
        expires_at,
        account,
    })
}

/// Ends the session that asks, at once.
///
/// # Errors
///
/// When the database fails.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<(), AccountError> {
    session::Entity::update_many()
        .set(session::ActiveModel {
            revoked_at: Set(Some(app.clock().now())),
            ..Default::default()
        })
        .filter(session::Column::Id.eq(actor.session_id))
        .exec(app.database().write())
        .await?;
    Ok(())
}

async fn refuse_while_waiting(app: &App, key: &str) -> Result<(), AccountError> {
    let throttle = sign_in_throttle::Entity::find_by_id(key.to_owned())
        .one(app.database().read())
        .await?;
    let now = app.clock().now();
    match throttle.and_then(|row| row.blocked_until) {
        Some(until) if until > now => Err(AccountError::TooManyFailures {
            wait_s: (until - now).num_seconds() + 1,
        }),
        _ => Ok(()),
    }
}

/// Waits grow 2, 4, 8, … seconds after the free failures.
async fn count_failure(app: &App, key: &str) -> Result<(), DbErr> {
    let txn = app.database().begin().await?;
    let now = app.clock().now();
    let before = sign_in_throttle::Entity::find_by_id(key.to_owned())
        .one(&txn)
        .await?;
    let failures = before.map_or(0, |row| row.failures).saturating_add(1);
    let over = u32::try_from(failures - FREE_FAILURES).unwrap_or(0).min(12);
    let wait = (over > 0).then(|| TimeDelta::seconds(2i64.pow(over).min(WAIT_MAX_S)));
    let row = sign_in_throttle::ActiveModel {
        identifier_hash: Set(key.to_owned()),
        failures: Set(failures),
        blocked_until: Set(wait.map(|wait| now + wait)),
        updated_at: Set(now),
    };
    let latest = OnConflict::column(sign_in_throttle::Column::IdentifierHash)
        .update_columns([
            sign_in_throttle::Column::Failures,
            sign_in_throttle::Column::BlockedUntil,
            sign_in_throttle::Column::UpdatedAt,
        ])
        .to_owned();
    sign_in_throttle::Entity::insert(row)
        .on_conflict(latest)
        .exec_without_returning(&txn)
        .await?;
    txn.commit().await
}

/// An e-mail address as it is stored: trimmed, lower case, something on both sides of `@`.
pub(super) fn normal_email(email: &str) -> Result<String, AccountError> {
    let email = email.trim().to_lowercase();
    let is_shaped = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    let is_clean = !email
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control());
    if is_shaped && is_clean && email.len() <= 254 {
        Ok(email)
    } else {
        Err(AccountError::EmailUnusable)
    }
}

/// A Vietnamese phone number as it is stored: digits, `0…` for `+84…`.
pub(super) fn normal_phone(phone: &str) -> Result<String, AccountError> {
    let kept: String = phone
        .chars()
        .filter(|letter| !" .-()".contains(*letter))
        .collect();
    let local = kept
        .strip_prefix("+84")
        .map(|rest| format!("0{rest}"))
        .unwrap_or(kept);
    let is_number = local.starts_with('0') && local.chars().all(|digit| digit.is_ascii_digit());
    if is_number && (9..=12).contains(&local.len()) {
        Ok(local)
    } else {
        Err(AccountError::PhoneUnusable)
    }
}

/// Whatever was typed, in the form in which it would be stored.
fn normal_identifier(typed: &str) -> String {
    normal_email(typed)
        .or_else(|_| normal_phone(typed))
        .unwrap_or_else(|_| {
            typed
                .chars()
                .filter(|letter| *letter != '\0')
                .take(300)
                .collect()
        })
}
