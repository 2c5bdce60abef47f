//! Accounts and sign-in. One sign-in serves all audiences; rights come from roles.

use chrono::{DateTime, Utc};
use market::{
    App,
    accounts::{self, Account, Credentials, Registration},
};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use uuid::Uuid;

use crate::{
    openapi::Tag,
    problem::ApiResult,
    sign_in::SignedIn,
    wire::{LanguageView, mirror},
};

/// The routes.
pub(crate) struct AccountsApi(pub(crate) App);

#[OpenApi(prefix_path = "/store", tag = "Tag::Account")]
impl AccountsApi {
    /// Open an account
    ///
    /// An e-mail address or a phone number is enough.
    #[oai(path = "/accounts", method = "post", operation_id = "account_create")]
    async fn create(&self, body: Json<RegisterRequest>) -> ApiResult<CreatedAccount> {
        let account = accounts::register(&self.0, body.0.into()).await?;
        Ok(CreatedAccount::Created(Json(account.into())))
    }

    /// Sign in
    ///
    /// The token is sent as `Authorization: Bearer …` from then on.
    #[oai(path = "/sessions", method = "post", operation_id = "session_create")]
    async fn sign_in(&self, body: Json<SignInRequest>) -> ApiResult<CreatedSession> {
        let credentials = Credentials {
            identifier: body.0.email,
            password: body.0.password,
        };
        let signed_in = accounts::sign_in(&self.0, credentials).await?;
        Ok(CreatedSession::Created(Json(SessionView {
            token: signed_in.token.reveal().to_owned(),
            expires_at: signed_in.expires_at,
            account: signed_in.account.into(),
        })))
    }

    /// Sign out
    #[oai(
        path = "/sessions/current",
        method = "delete",
        operation_id = "session_delete"
    )]
    async fn sign_out(&self, actor: SignedIn) -> ApiResult<Done> {
        accounts::sign_out(&self.0, &actor.0).await?;
        Ok(Done::Done)
    }

    /// One's own account
    #[oai(path = "/me", method = "get", operation_id = "account_get")]
    async fn me(&self, actor: SignedIn) -> ApiResult<Json<AccountView>> {
        Ok(Json(accounts::me(&self.0, &actor.0).await?.into()))
    }
}

/// A new account.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RegisterRequest {
    /// An e-mail address; this or `phone` is needed.
    email: Option<String>,
    /// A Vietnamese phone number; this or `email` is needed.
    phone: Option<String>,
    /// The name the person goes by.
    name: String,
    /// At least eight characters, any characters.
    password: String,
    /// The language of letters.
    #[oai(default = "vietnamese")]
    language: LanguageView,
}

fn vietnamese() -> LanguageView {
    LanguageView::Vi
}

impl From<RegisterRequest> for Registration {
    fn from(request: RegisterRequest) -> Self {
        Self {
            email: request.email,
            phone: request.phone,
            name: request.name,
            password: request.password,
            language: request.language.into(),
            roles: Vec::new(),
        }
    }
}

/// E-mail address or phone number, and password.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SignInRequest {
    /// An e-mail address or a phone number.
    email: String,
    /// The password.
    password: String,
}

/// An account.
#[derive(Object)]
#[oai(rename = "Account")]
struct AccountView {
    /// The account.
    id: Uuid,
    /// The name the person goes by.
    name: String,
    /// The e-mail address, if one was given.
    email: Option<String>,
    /// The phone number, if one was given.
    phone: Option<String>,
    /// The language of letters.
    language: LanguageView,
    /// Staff roles held; empty for shoppers and members of sellers.
    roles: Vec<RoleView>,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            name: account.name,
            email: account.email,
            phone: account.phone,
            language: account.language.into(),
            roles: account.roles.into_iter().map(RoleView::from).collect(),
        }
    }
}

mirror! {
    /// A staff role.
    RoleView as "StaffRole" of market::accounts::StaffRole {
        /// Features products and runs campaigns.
        Promoter,
        /// Checks listings and certificates.
        Verifier,
        /// Settles and pays out.
        Finance,
        /// Everything.
        Admin,
    }
}

/// A sign-in.
#[derive(Object)]
#[oai(rename = "Session")]
struct SessionView {
    /// The bearer token, shown this once.
    token: String,
    /// When it ends.
    expires_at: DateTime<Utc>,
    /// Whose it is.
    account: AccountView,
}

#[derive(ApiResponse)]
enum CreatedAccount {
    /// The account is open.
    #[oai(status = 201)]
    Created(Json<AccountView>),
}

#[derive(ApiResponse)]
enum CreatedSession {
    /// Signed in.
    #[oai(status = 201)]
    Created(Json<SessionView>),
}

#[derive(ApiResponse)]
enum Done {
    /// Signed out.
    #[oai(status = 204)]
    Done,
}
