//! Why a use case about bank receipts says no.

use money::AmountError;
use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    checkout::CheckoutError,
    failure::{database_code, database_kind},
    ledger::LedgerError,
};

/// Why a use case about bank receipts says no.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// No such receipt.
    #[error("no such receipt")]
    NotFound,
    /// No such way back.
    #[error("no such return")]
    ReturnNotFound,
    /// No purchase of this number.
    #[error("no purchase of this number")]
    PurchaseNotFound,
    /// The purchase was never to be paid by transfer.
    #[error("the purchase was not to be paid by transfer")]
    NoTransferExpected,
    /// Somebody has settled it already.
    #[error("it has been settled already")]
    Settled,
    /// The reason is missing, too long or has unusable characters.
    #[error("the reason is not usable")]
    ReasonUnusable,
    /// The bank's reference is missing, too long or has unusable characters.
    #[error("the bank's reference is not usable")]
    ReferenceUnusable,
    /// Money in another currency than đồng.
    #[error("the transfer is not in đồng")]
    Currency,
    /// An amount is out of range.
    #[error("an amount is out of range")]
    Amount(#[from] AmountError),
    /// The purchase refused the money.
    #[error("the purchase refused the money: {0}")]
    Checkout(#[from] CheckoutError),
    /// The ledger refused.
    #[error("the ledger refused: {0}")]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error("the database failed in a use case about bank receipts")]
    Database(#[from] DbErr),
}

impl Failure for ReceiptError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::ReturnNotFound => Kind::NotFound,
            Self::Settled | Self::NoTransferExpected => Kind::Conflict,
            Self::PurchaseNotFound | Self::ReasonUnusable | Self::ReferenceUnusable => {
                Kind::Invalid
            }
            Self::Checkout(error) => error.kind(),
            Self::Currency | Self::Amount(_) | Self::Ledger(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "receipt_not_found",
            Self::ReturnNotFound => "bank_return_not_found",
            Self::PurchaseNotFound => "purchase_not_found",
            Self::NoTransferExpected => "no_transfer_expected",
            Self::Settled => "illegal_transition",
            Self::ReasonUnusable | Self::ReferenceUnusable => "text_unusable",
            Self::Checkout(error) => error.code(),
            Self::Currency | Self::Amount(_) | Self::Ledger(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::NotFound | Self::ReturnNotFound => [
                ["Không tìm thấy", "Hãy kiểm tra lại mã trong danh sách."],
                ["Not found", "Check the id in the list."],
            ],
            Self::PurchaseNotFound => [
                ["Không có đơn mua số này", "Hãy kiểm tra lại số đơn mua."],
                ["No purchase of this number", "Check the purchase's number."],
            ],
            Self::NoTransferExpected => [
                [
                    "Đơn này không trả bằng chuyển khoản",
                    "Hãy chọn đơn khác, hoặc hoàn tiền cho người chuyển.",
                ],
                [
                    "This purchase is not paid by transfer",
                    "Choose another purchase, or send the money back.",
                ],
            ],
            Self::Settled => [
                ["Đã xử lý rồi", "Hãy tải lại danh sách."],
                ["Settled already", "Load the list again."],
            ],
            Self::ReasonUnusable => [
                ["Cần ghi lý do", "Hãy viết một dòng ngắn."],
                ["Say why", "Write one short line."],
            ],
            Self::ReferenceUnusable => [
                ["Cần mã giao dịch của ngân hàng", "Hãy chép mã trên sao kê."],
                ["Give the bank's reference", "Copy it from the statement."],
            ],
            Self::Checkout(error) => return error.message(language),
            Self::Currency | Self::Amount(_) | Self::Ledger(_) | Self::Database(_) => {
                return Message::internal(language);
            }
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::PurchaseNotFound => Some("/purchase".to_owned()),
            Self::ReasonUnusable => Some("/reason".to_owned()),
            Self::ReferenceUnusable => Some("/bank_reference".to_owned()),
            _ => None,
        }
    }
}
