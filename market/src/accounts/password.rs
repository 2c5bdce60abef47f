//! Passwords: strength as NIST SP 800-63B-4 asks, Argon2id at rest.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use unicode_normalization::UnicodeNormalization;

use super::AccountError;

/// For shoppers.
const CHARS_MIN: usize = 8;
/// For staff, who have no second factor yet.
const STAFF_CHARS_MIN: usize = 15;
/// Long enough for any passphrase; bounds the work of hashing.
const CHARS_MAX: usize = 256;
/// The first things an attacker tries.
const TOO_COMMON: [&str; 12] = [
    "password",
    "12345678",
    "123456789",
    "1234567890",
    "qwertyui",
    "11111111",
    "88888888",
    "matkhau123",
    "anhyeuem",
    "password1",
    "iloveyou",
    "00000000",
];

/// Checks length and the list of common ones; there are no rules of composition.
pub(super) fn check_strength(password: &str, for_staff: bool) -> Result<(), AccountError> {
    let least = if for_staff {
        STAFF_CHARS_MIN
    } else {
        CHARS_MIN
    };
    let chars = normal(password).chars().count();
    if chars < least {
        return Err(AccountError::PasswordTooShort { least });
    }
    if chars > CHARS_MAX {
        return Err(AccountError::PasswordTooLong { most: CHARS_MAX });
    }
    if TOO_COMMON.contains(&password.to_lowercase().as_str()) {
        return Err(AccountError::PasswordTooCommon);
    }
    Ok(())
}

/// The same password typed on two keyboards is the same.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// Hashes on a thread that may take its time.
pub(super) async fn hash(password: String) -> Result<String, AccountError> {
    off_the_runtime(move || {
        Argon2::default()
            .hash_password(normal(&password).as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|_| AccountError::PasswordHashing)
    })
    .await
}

/// Whether the password fits the hash. Without a hash the same work is done in vain, so that
/// the time taken does not tell which accounts exist.
pub(super) async fn fits(password: String, hash: Option<String>) -> Result<bool, AccountError> {
    off_the_runtime(move || {
        let password = normal(&password.chars().take(CHARS_MAX + 1).collect::<String>());
        let Some(hash) = hash else {
            let _ = Argon2::default().hash_password(password.as_bytes());
            return Ok(false);
        };
        let parsed = PasswordHash::new(&hash).map_err(|_| AccountError::PasswordHashing)?;
        Ok(Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok())
    })
    .await
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
) -> Result<T, AccountError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| AccountError::PasswordHashing)?
}
