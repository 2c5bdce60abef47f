//! Why a use case about the bank account says no.

use money::AmountError;
use sea_orm::{DbErr, SqlErr};
use serde_json::{Value, json};

use super::StatementIssue;
use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    import::ListError,
    ledger::LedgerError,
};

/// Why a use case about the bank account says no.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// No such line.
    #[error("no such line of the statement")]
    LineNotFound,
    /// No such entry on the bank account, or it has its line already.
    #[error("no such entry without a line")]
    EntryNotFound,
    /// The line is another entry.
    #[error("the line is matched already")]
    LineMatched,
    /// Line and entry move different amounts.
    #[error("the line moves {line} đồng, the entry {entry}")]
    AmountsDiffer {
        /// What the line moves.
        line: i64,
        /// What the entry moves.
        entry: i64,
    },
    /// Cells of the statement are not understood.
    #[error("{} cells of the statement are not understood", issues.len())]
    Unreadable {
        /// Which.
        issues: Vec<StatementIssue>,
    },
    /// The file is no statement.
    #[error(transparent)]
    File(#[from] ListError),
    /// Nothing was ever captured by this provider.
    #[error("nothing was ever captured by this provider")]
    ProviderUnknown,
    /// The provider does not hold so much.
    #[error("the provider does not hold so much")]
    AboveHeld,
    /// Gross − fee − VAT − loss of exchange is not net.
    #[error("gross less fee, VAT and loss of exchange is {computed}, not {net}")]
    DoesNotBalance {
        /// What it is.
        computed: i64,
        /// What was said.
        net: i64,
    },
    /// The settlement was recorded with other amounts.
    #[error("the settlement was recorded with other amounts")]
    SettlementKnownOtherwise,
    /// The same settlement is being recorded at this moment.
    #[error("the settlement is being recorded at this moment")]
    SettlementRaced,
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field, as a JSON pointer.
        field: &'static str,
    },
    /// The reader of the file died.
    #[error("the file could not be read any further")]
    Reader(#[from] tokio::task::JoinError),
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about the bank account")]
    Database(#[from] DbErr),
}

impl BankError {
    /// An entry that was given to another line at the same moment is no longer there.
    pub(super) fn of_join(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::EntryNotFound,
            _ => error.into(),
        }
    }
}

impl Failure for BankError {
    fn kind(&self) -> Kind {
        match self {
            Self::LineNotFound | Self::EntryNotFound => Kind::NotFound,
            Self::LineMatched
            | Self::AmountsDiffer { .. }
            | Self::AboveHeld
            | Self::SettlementKnownOtherwise => Kind::Conflict,
            Self::Unreadable { .. }
            | Self::File(_)
            | Self::ProviderUnknown
            | Self::DoesNotBalance { .. }
            | Self::FieldUnusable { .. } => Kind::Invalid,
            Self::SettlementRaced => Kind::Unavailable,
            Self::Reader(_) | Self::Ledger(_) | Self::Amount(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::LineNotFound => "bank_line_not_found",
            Self::EntryNotFound => "bank_entry_not_found",
            Self::LineMatched => "bank_line_matched",
            Self::AmountsDiffer { .. } => "amounts_differ",
            Self::Unreadable { .. } => "statement_unreadable",
            Self::File(error) => error.code(),
            Self::ProviderUnknown => "provider_unknown",
            Self::AboveHeld => "settlement_above_held",
            Self::DoesNotBalance { .. } => "settlement_does_not_balance",
            Self::SettlementKnownOtherwise => "settlement_known_otherwise",
            Self::SettlementRaced => "settlement_being_recorded",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::Reader(_) | Self::Ledger(_) | Self::Amount(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::File(error) => error.message(language),
            Self::Reader(_) | Self::Ledger(_) | Self::Amount(_) | Self::Database(_) => {
                Message::internal(language)
            }
            refusal => {
                let [vi, en] = refusal.words();
                Message::fixed(language, vi, en)
            }
        }
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::FieldUnusable { field } => field,
            Self::ProviderUnknown => "/provider",
            Self::DoesNotBalance { .. } => "/net",
            Self::AboveHeld => "/gross",
            Self::EntryNotFound | Self::AmountsDiffer { .. } => "/entry_id",
            Self::File(_) | Self::Unreadable { .. } => "/file",
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::AmountsDiffer { line, entry } => Some(json!({"line": line, "entry": entry})),
            Self::DoesNotBalance { computed, net } => {
                Some(json!({"computed": computed, "net": net}))
            }
            Self::Unreadable { issues } => {
                let rows: Vec<Value> = issues.iter().map(row_fact).collect();
                Some(json!({ "rows": rows }))
            }
            _ => None,
        }
    }
}

fn row_fact(issue: &StatementIssue) -> Value {
    json!({
        "line": issue.line,
        "column": issue.column,
        "code": "cell_unusable",
        "detail_vi": issue.detail(Language::Vi),
        "detail_en": issue.detail(Language::En),
    })
}

impl BankError {
    /// Title and detail in Vietnamese and in English.
    #[expect(clippy::too_many_lines, reason = "one table of words")]
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::LineNotFound => [
                ["Không tìm thấy dòng sao kê", "Hãy kiểm tra lại mã."],
                ["Line not found", "Check the id."],
            ],
            Self::EntryNotFound => [
                [
                    "Không tìm thấy bút toán chưa khớp",
                    "Hãy chọn một bút toán trong danh sách chưa khớp.",
                ],
                [
                    "No such entry without a line",
                    "Choose one of the entries that are not matched yet.",
                ],
            ],
            Self::LineMatched => [
                [
                    "Dòng này đã khớp bút toán khác",
                    "Không thể đổi kết quả đã ghi.",
                ],
                ["The line is matched already", "What was matched stays."],
            ],
            Self::AmountsDiffer { .. } => [
                [
                    "Số tiền không bằng nhau",
                    "Chỉ khớp khi dòng sao kê và bút toán cùng số tiền, cùng chiều.",
                ],
                [
                    "The amounts differ",
                    "Line and entry must move the same amount the same way.",
                ],
            ],
            Self::Unreadable { .. } => [
                [
                    "Có ô không đọc được",
                    "Hãy sửa các ô trong rows rồi gửi lại tệp.",
                ],
                [
                    "Some cells cannot be read",
                    "Correct the cells listed in rows and send the file again.",
                ],
            ],
            Self::ProviderUnknown => [
                [
                    "Chưa có khoản thu nào qua nhà cung cấp này",
                    "Hãy kiểm tra tên nhà cung cấp thanh toán.",
                ],
                [
                    "Nothing was ever paid through this provider",
                    "Check the provider's name.",
                ],
            ],
            Self::AboveHeld => [
                [
                    "Vượt số tiền nhà cung cấp đang giữ",
                    "Hãy kiểm tra tổng tiền: đã trừ các khoản hoàn chưa?",
                ],
                [
                    "More than the provider holds",
                    "Check the gross amount: are refunds taken off?",
                ],
            ],
            Self::DoesNotBalance { .. } => [
                [
                    "Số tiền chưa khớp",
                    "Tổng tiền trừ phí, thuế của phí và chênh lệch tỷ giá phải bằng số tiền nhận \
                     được.",
                ],
                [
                    "The amounts do not fit",
                    "Gross less fee, its VAT and the loss of exchange must be the net amount.",
                ],
            ],
            Self::SettlementKnownOtherwise => [
                [
                    "Lần quyết toán này đã ghi với số khác",
                    "Hãy kiểm tra mã quyết toán. Lần đã ghi không thể sửa.",
                ],
                [
                    "This settlement was recorded with other amounts",
                    "Check its reference. What was recorded stays.",
                ],
            ],
            Self::SettlementRaced => [
                ["Đang ghi lần quyết toán này", "Xin thử lại sau ít giây."],
                [
                    "The settlement is being recorded",
                    "Try again in a few seconds.",
                ],
            ],
            _ => [
                ["Thông tin chưa đúng", "Hãy nhập lại phần được chỉ ra."],
                ["A field is not usable", "Give the named field again."],
            ],
        }
    }
}
