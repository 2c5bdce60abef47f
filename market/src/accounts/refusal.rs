//! Why an account use case says no.

use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    language::Bilingual,
};

/// Why an account use case says no.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Nobody has signed in, or the session ended.
    #[error("a valid sign-in is needed")]
    SignInNeeded,
    /// The signed-in person lacks the staff role.
    #[error("a staff role is needed")]
    RoleNeeded,
    /// Unknown identifier or wrong password; which one is not told.
    #[error("the identifier or the password is wrong")]
    WrongCredentials,
    /// Too many failures for this identifier.
    #[error("too many failed sign-ins, wait {wait_s} s")]
    TooManyFailures {
        /// Seconds to wait.
        wait_s: i64,
    },
    /// Neither an e-mail address nor a phone number was given.
    #[error("an e-mail address or a phone number is needed")]
    IdentifierMissing,
    /// The e-mail address has no usable shape.
    #[error("the e-mail address is not usable")]
    EmailUnusable,
    /// The phone number has no usable shape.
    #[error("the phone number is not usable")]
    PhoneUnusable,
    /// The name is empty, too long or has control characters.
    #[error("the name is not usable")]
    NameUnusable,
    /// Another account has this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Another account has this phone number.
    #[error("the phone number is taken")]
    PhoneTaken,
    /// The password is too short.
    #[error("the password has fewer than {least} characters")]
    PasswordTooShort {
        /// Characters needed.
        least: usize,
    },
    /// The password is too long.
    #[error("the password has more than {most} characters")]
    PasswordTooLong {
        /// Characters allowed.
        most: usize,
    },
    /// The password is among the first ones an attacker tries.
    #[error("the password is too common")]
    PasswordTooCommon,
    /// Hashing failed, which does not depend on the input.
    #[error("hashing a password failed")]
    PasswordHashing,
    /// The database failed.
    #[error("the database failed in an account use case")]
    Database(#[from] DbErr),
}

impl Failure for AccountError {
    fn kind(&self) -> Kind {
        match self {
            Self::SignInNeeded | Self::WrongCredentials => Kind::Unauthenticated,
            Self::RoleNeeded => Kind::Forbidden,
            Self::TooManyFailures { .. } => Kind::TooMany,
            Self::EmailTaken | Self::PhoneTaken => Kind::Conflict,
            Self::PasswordHashing => Kind::Internal,
            Self::Database(error) => database_kind(error),
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SignInNeeded => "sign_in_needed",
            Self::RoleNeeded => "role_needed",
            Self::WrongCredentials => "wrong_credentials",
            Self::TooManyFailures { .. } => "too_many_failures",
            Self::IdentifierMissing => "identifier_missing",
            Self::EmailUnusable => "email_unusable",
            Self::PhoneUnusable => "phone_unusable",
            Self::NameUnusable => "name_unusable",
            Self::EmailTaken => "email_taken",
            Self::PhoneTaken => "phone_taken",
            Self::PasswordTooShort { .. } => "password_too_short",
            Self::PasswordTooLong { .. } => "password_too_long",
            Self::PasswordTooCommon => "password_too_common",
            Self::PasswordHashing => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::TooManyFailures { wait_s } => Message::with(
                language,
                "Đăng nhập sai quá nhiều lần",
                "Too many failed sign-ins",
                language
                    .pick(
                        "Hãy chờ {s} giây rồi thử lại.",
                        "Wait {s} seconds, then try again.",
                    )
                    .replace("{s}", &wait_s.to_string()),
            ),
            Self::PasswordTooShort { least } => Message::with(
                language,
                "Mật khẩu quá ngắn",
                "The password is too short",
                language
                    .pick(
                        "Mật khẩu cần ít nhất {n} ký tự.",
                        "Use at least {n} characters.",
                    )
                    .replace("{n}", &least.to_string()),
            ),
            Self::PasswordTooLong { most } => Message::with(
                language,
                "Mật khẩu quá dài",
                "The password is too long",
                language
                    .pick(
                        "Mật khẩu có nhiều nhất {n} ký tự.",
                        "Use at most {n} characters.",
                    )
                    .replace("{n}", &most.to_string()),
            ),
            Self::PasswordHashing | Self::Database(_) => Message::internal(language),
            fixed => {
                let [vi, en] = fixed.words();
                Message::fixed(language, vi, en)
            }
        }
    }

    fn retry_after_s(&self) -> Option<i64> {
        match self {
            Self::TooManyFailures { wait_s } => Some(*wait_s),
            _ => None,
        }
    }

    fn pointer(&self) -> Option<String> {
        let field = match self {
            Self::EmailUnusable | Self::EmailTaken | Self::IdentifierMissing => "/email",
            Self::PhoneUnusable | Self::PhoneTaken => "/phone",
            Self::NameUnusable => "/name",
            Self::PasswordTooShort { .. }
            | Self::PasswordTooLong { .. }
            | Self::PasswordTooCommon => "/password",
            _ => return None,
        };
        Some(field.to_owned())
    }
}

impl AccountError {
    /// Title and detail in Vietnamese and English, where no fact goes into them.
    #[expect(
        clippy::too_many_lines,
        reason = "a table of words reads best in one piece"
    )]
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::RoleNeeded => [
                [
                    "Bạn không có quyền này",
                    "Việc này dành cho nhân viên có vai trò phù hợp. Hãy hỏi quản trị viên.",
                ],
                [
                    "You may not do this",
                    "This is for staff with the right role. Ask an administrator.",
                ],
            ],
            Self::WrongCredentials => [
                [
                    "Đăng nhập không thành công",
                    "Email, số điện thoại hoặc mật khẩu chưa đúng.",
                ],
                [
                    "Sign-in failed",
                    "The e-mail address, phone number or password is wrong.",
                ],
            ],
            Self::IdentifierMissing => [
                [
                    "Thiếu email hoặc số điện thoại",
                    "Hãy nhập email hoặc số điện thoại.",
                ],
                [
                    "E-mail address or phone number missing",
                    "Give an e-mail address or a phone number.",
                ],
            ],
            Self::EmailUnusable => [
                ["Email chưa đúng", "Hãy nhập email dạng ten@vidu.vn."],
                [
                    "The e-mail address is not usable",
                    "Write it like name@example.vn.",
                ],
            ],
            Self::PhoneUnusable => [
                [
                    "Số điện thoại chưa đúng",
                    "Hãy nhập số điện thoại Việt Nam, ví dụ 0912345678.",
                ],
                [
                    "The phone number is not usable",
                    "Give a Vietnamese number such as 0912345678.",
                ],
            ],
            Self::NameUnusable => [
                ["Tên chưa dùng được", "Tên có từ 1 đến 200 ký tự."],
                ["The name is not usable", "A name has 1 to 200 characters."],
            ],
            Self::EmailTaken => [
                [
                    "Email đã có tài khoản",
                    "Hãy đăng nhập, hoặc dùng email khác.",
                ],
                [
                    "The e-mail address has an account",
                    "Sign in, or use another address.",
                ],
            ],
            Self::PhoneTaken => [
                [
                    "Số điện thoại đã có tài khoản",
                    "Hãy đăng nhập, hoặc dùng số khác.",
                ],
                [
                    "The phone number has an account",
                    "Sign in, or use another number.",
                ],
            ],
            Self::PasswordTooCommon => [
                [
                    "Mật khẩu quá dễ đoán",
                    "Hãy chọn một câu dài mà chỉ bạn biết.",
                ],
                [
                    "The password is too easy to guess",
                    "Choose a longer phrase that only you know.",
                ],
            ],
            _ => [
                [
                    "Cần đăng nhập",
                    "Phiên đăng nhập không có hoặc đã hết. Hãy đăng nhập lại.",
                ],
                [
                    "Sign in first",
                    "There is no sign-in, or it has ended. Please sign in again.",
                ],
            ],
        }
    }
}
