//! Who answers for an import.

use entity::accounts::{StaffRole, account, account_role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::ImportError;
use crate::{App, accounts::Staff};

/// Proof that somebody may import for the market: certificates in the list count as verified
/// by them.
#[derive(Clone, Debug)]
pub struct Importer {
    label: String,
}

impl Importer {
    /// Whoever can run programs beside the database, by their name on that machine.
    #[must_use]
    pub fn operator(name: &str) -> Self {
        Self {
            label: format!("cli:{name}"),
        }
    }

    /// The account with this e-mail address, which must be a verifier's or administrator's.
    ///
    /// # Errors
    ///
    /// [`ImportError::NoVerifier`] when it is not, or the database's.
    pub async fn named(app: &App, email: &str) -> Result<Self, ImportError> {
        let stranger = || ImportError::NoVerifier {
            email: email.to_owned(),
        };
        let found = account::Entity::find()
            .filter(account::Column::Email.eq(email.trim().to_lowercase()))
            .filter(account::Column::DisabledAt.is_null())
            .one(app.database().read())
            .await?
            .ok_or_else(stranger)?;
        let roles = account_role::Entity::find()
            .filter(account_role::Column::AccountId.eq(found.id))
            .filter(account_role::Column::Role.is_in([StaffRole::Verifier, StaffRole::Admin]))
            .count(app.database().read())
            .await?;
        if roles == 0 {
            return Err(stranger());
        }
        Ok(Self {
            label: format!("account:{}", found.id),
        })
    }

    /// How they are named in histories.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// How a certificate says that it was verified by importing it. The desk's own
    /// verification reads differently, so that an import never undoes it.
    pub(super) fn verifier(&self) -> String {
        format!("{VERIFIED_BY_IMPORT}{}", self.label)
    }
}

/// How [`Importer::verifier`] begins.
pub(super) const VERIFIED_BY_IMPORT: &str = "import:";

impl From<&Staff> for Importer {
    fn from(verifier: &Staff) -> Self {
        Self {
            label: verifier.label().to_owned(),
        }
    }
}
