//! The demo's accounts and their passwords, kept in the data directory.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::token;

const FILE: &str = "demo-accounts.json";

/// Random bytes of a password: 24 letters.
const PASSWORD_BYTES: usize = 15;

/// Whom one can be in the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemoRole {
    /// Buys.
    Shopper,
    /// Owns a cooperative that sells ba khía.
    Seller,
    /// Owns another cooperative, for purchases from two.
    Seller2,
    /// Fills slots and collections.
    Promoter,
    /// Checks certificates and listings.
    Verifier,
    /// Pays sellers.
    Finance,
    /// May do everything.
    Admin,
}

impl DemoRole {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Shopper,
        Self::Seller,
        Self::Seller2,
        Self::Promoter,
        Self::Verifier,
        Self::Finance,
        Self::Admin,
    ];

    /// Stable name, such as `seller2`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shopper => "shopper",
            Self::Seller => "seller",
            Self::Seller2 => "seller2",
            Self::Promoter => "promoter",
            Self::Verifier => "verifier",
            Self::Finance => "finance",
            Self::Admin => "admin",
        }
    }

    /// The cooperative of the shipped list that this person owns, if any.
    #[must_use]
    pub const fn seller(self) -> Option<&'static str> {
        match self {
            Self::Seller => Some("HTX Ba khía Đầm Dơi"),
            Self::Seller2 => Some("HTX Tân Phát Lợi"),
            _ => None,
        }
    }

    /// The name the person goes by.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Shopper => "Người mua dùng thử",
            Self::Seller => "Chủ HTX Ba khía Đầm Dơi (dùng thử)",
            Self::Seller2 => "Chủ HTX Tân Phát Lợi (dùng thử)",
            Self::Promoter => "Cán bộ xúc tiến (dùng thử)",
            Self::Verifier => "Cán bộ thẩm định (dùng thử)",
            Self::Finance => "Kế toán (dùng thử)",
            Self::Admin => "Quản trị (dùng thử)",
        }
    }
}

/// An account of the demo.
#[derive(Clone, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Whose it is.
    pub role: DemoRole,
    /// To sign in with.
    pub email: String,
    /// To sign in with.
    pub password: String,
}

/// What is kept of the demo beside its database.
#[derive(Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) is_set_up: bool,
    pub(super) accounts: Vec<DemoAccount>,
}

impl Keys {
    /// Fresh passwords.
    pub(super) fn new() -> Self {
        let account = |role: DemoRole| DemoAccount {
            role,
            email: format!("{}@demo.chosao.example", role.code()),
            password: token::random_letters(PASSWORD_BYTES),
        };
        Self {
            is_set_up: false,
            accounts: DemoRole::ALL.map(account).to_vec(),
        }
    }

    pub(super) fn read(data_dir: &Path) -> io::Result<Option<Self>> {
        match fs::read(data_dir.join(FILE)) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the file as a whole; only its owner may read it.
    pub(super) fn write(&self, data_dir: &Path) -> io::Result<()> {
        fs::create_dir_all(data_dir)?;
        let unfinished = data_dir.join(format!("{FILE}.unfinished"));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(unfinished, data_dir.join(FILE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_stored_by_their_code() {
        for role in DemoRole::ALL {
            let stored = serde_json::to_value(role).expect("JSON");

            assert_eq!(stored, role.code());
        }
    }
}
