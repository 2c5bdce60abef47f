//! Why a remittance is not taken.

use money::AmountError;
use sea_orm::DbErr;
use serde_json::{Value, json};

use super::{RemittanceReport, RowIssue};
use crate::{
    Failure, Kind, Language, Message,
    carriers::CarrierError,
    failure::{database_code, database_kind},
    import::ListError,
    language::Bilingual,
    ledger::LedgerError,
};

/// Why a remittance is not taken.
#[derive(Debug, thiserror::Error)]
pub enum RemittanceError {
    /// Rows do not fit our parcels, or the sums not the money that came.
    #[error("the remittance does not fit: {} problems", .0.issues.len())]
    Refused(Box<RemittanceReport>),
    /// The transfer was posted with other content.
    #[error("the transfer was posted with other content")]
    KnownOtherwise,
    /// Neither the file nor the request names the transfer.
    #[error("the transfer has no name")]
    ReferenceMissing,
    /// Neither the file nor the request says when it was.
    #[error("the transfer has no day")]
    DayMissing,
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field, as a JSON pointer.
        field: &'static str,
    },
    /// The file is no remittance.
    #[error(transparent)]
    File(#[from] ListError),
    /// The carrier cannot be used.
    #[error(transparent)]
    Carrier(#[from] CarrierError),
    /// The reader of the file died.
    #[error("the file could not be read any further")]
    Reader(#[from] tokio::task::JoinError),
    /// The ledger refused.
    #[error("the ledger refused a remittance")]
    Ledger(#[from] LedgerError),
    /// An amount is out of range.
    #[error("an amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about remittances")]
    Database(#[from] DbErr),
}

impl Failure for RemittanceError {
    fn kind(&self) -> Kind {
        match self {
            // Not a conflict: the same file is asked for again once the parcels are right.
            Self::Refused(_)
            | Self::ReferenceMissing
            | Self::DayMissing
            | Self::FieldUnusable { .. }
            | Self::File(_)
            | Self::Amount(_) => Kind::Invalid,
            Self::KnownOtherwise => Kind::Conflict,
            Self::Carrier(error) => error.kind(),
            Self::Reader(_) | Self::Ledger(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "remittance_does_not_fit",
            Self::KnownOtherwise => "remittance_known_otherwise",
            Self::ReferenceMissing => "remittance_reference_missing",
            Self::DayMissing => "remittance_day_missing",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::File(error) => error.code(),
            Self::Carrier(error) => error.code(),
            Self::Amount(_) => "amount_too_large",
            Self::Reader(_) | Self::Ledger(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::File(error) => return error.message(language),
            Self::Carrier(error) => return error.message(language),
            Self::Refused(report) => return refused(language, report),
            Self::Reader(_) | Self::Ledger(_) | Self::Database(_) => {
                return Message::internal(language);
            }
            refusal => refusal.words(),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::ReferenceMissing => "/reference",
            Self::DayMissing => "/remitted_on",
            Self::FieldUnusable { field } => field,
            Self::File(_) => "/file",
            Self::Carrier(_) => "/carrier",
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        let Self::Refused(report) = self else {
            return None;
        };
        let rows: Vec<Value> = report.issues.iter().map(row_fact).collect();
        let sums = report.sums;
        Some(json!({
            "rows": rows,
            "sums": {
                "cod": sums.cod, "fees": sums.fees, "transfer_fee": sums.transfer_fee,
                "received": sums.received, "difference": sums.computed() - sums.received,
            },
        }))
    }
}

/// A row that does not fit, told in both languages: facts do not know who reads them.
fn row_fact(issue: &RowIssue) -> Value {
    json!({
        "line": issue.line,
        "column": issue.column_name(),
        "code": issue.code(),
        "detail_vi": issue.detail(Language::Vi),
        "detail_en": issue.detail(Language::En),
    })
}

fn refused(language: Language, report: &RemittanceReport) -> Message {
    let first = report.issues.first();
    let first = first.map(|issue| issue.detail(language));
    Message::with(
        language,
        "Bảng đối soát chưa khớp, chưa ghi sổ",
        "The remittance does not fit; nothing was posted",
        language
            .pick(
                "Có {n} điểm chưa khớp, xem trong rows. Điểm đầu tiên: {first}",
                "There are {n} problems, listed in rows. The first: {first}",
            )
            .replace("{n}", &report.issues.len().to_string())
            .replace("{first}", &first.unwrap_or_default()),
    )
}

impl RemittanceError {
    /// Title and detail in Vietnamese and in English.
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::KnownOtherwise => [
                [
                    "Lần chuyển tiền này đã ghi sổ với nội dung khác",
                    "Hãy kiểm tra mã chuyển tiền. Lần đã ghi không thể sửa.",
                ],
                [
                    "This transfer was posted with other content",
                    "Check the name of the transfer. What was posted stays.",
                ],
            ],
            Self::ReferenceMissing => [
                [
                    "Thiếu mã chuyển tiền",
                    "Hãy nhập mã phiên chuyển tiền của đơn vị vận chuyển.",
                ],
                [
                    "The transfer has no name",
                    "Give the carrier's id of the transfer.",
                ],
            ],
            Self::DayMissing => [
                [
                    "Thiếu ngày chuyển tiền",
                    "Hãy nhập ngày đơn vị vận chuyển chuyển tiền.",
                ],
                ["The transfer has no day", "Give the day of the transfer."],
            ],
            Self::Amount(_) => [
                ["Số tiền quá lớn", "Hãy kiểm tra lại các số tiền."],
                ["An amount is too large", "Check the amounts."],
            ],
            _ => [
                ["Thông tin chưa đúng", "Hãy nhập lại phần được chỉ ra."],
                ["A field is not usable", "Give the named field again."],
            ],
        }
    }
}
