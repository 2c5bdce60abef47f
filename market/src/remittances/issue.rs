//! What is wrong with a remittance file, where, and what to do about it.

use money::Money;

use super::Column;
use crate::{Language, import::Heading as _, language::Bilingual};

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The cell holds no text.
    Unreadable,
    /// The cell is empty and must not be.
    Missing,
    /// No amount in whole đồng that is not below zero.
    NotAnAmount,
    /// No day.
    NotADay,
    /// An earlier row is for the same parcel.
    DuplicateRow {
        /// Where.
        first_line: u64,
    },
    /// The row belongs to another transfer than those above.
    OtherTransfer,
    /// The fees do not add up to the total beside them.
    FeesDiffer {
        /// What they add up to.
        sum: i64,
    },
    /// The rows do not add up to the total below them.
    TotalDiffers {
        /// What they add up to.
        sum: i64,
    },
    /// The carrier has no such parcel of ours.
    UnknownParcel,
    /// Several parcels of the carrier have this code.
    SeveralParcels,
    /// The parcel was not delivered, as far as we know.
    NotDelivered,
    /// The parcel came back or was lost.
    CameBack,
    /// The cash of the parcel was handed over before.
    AlreadyRemitted,
    /// Other cash than the carrier still holds for the parcel.
    OtherAmount {
        /// What it holds.
        expected: i64,
    },
    /// Cash − fees − transfer fee is not what was received.
    DoesNotBalance {
        /// What it is.
        computed: i64,
        /// What was received.
        received: i64,
    },
}

/// A problem and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowIssue {
    /// Line of the file or row of the sheet, from 1; none where it concerns the whole file.
    pub line: Option<u64>,
    /// The column, or none where it concerns the whole row.
    pub column: Option<Column>,
    /// What is wrong.
    pub problem: Problem,
}

impl RowIssue {
    /// A problem of one cell.
    pub(super) const fn cell(line: u64, column: Column, problem: Problem) -> Self {
        Self {
            line: Some(line),
            column: Some(column),
            problem,
        }
    }

    /// Header name of the column in our own files; `row` or `file` where it concerns more.
    #[must_use]
    pub fn column_name(&self) -> &'static str {
        match (self.line, self.column) {
            (_, Some(column)) => column.name(),
            (Some(_), None) => "row",
            (None, None) => "file",
        }
    }

    /// Stable name of the problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.problem {
            Problem::Unreadable => "cell_unreadable",
            Problem::Missing => "missing",
            Problem::NotAnAmount => "not_an_amount",
            Problem::NotADay => "not_a_day",
            Problem::DuplicateRow { .. } => "duplicate_row",
            Problem::OtherTransfer => "other_transfer",
            Problem::FeesDiffer { .. } => "fees_differ",
            Problem::TotalDiffers { .. } => "total_differs",
            Problem::UnknownParcel => "unknown_parcel",
            Problem::SeveralParcels => "several_parcels",
            Problem::NotDelivered => "not_delivered",
            Problem::CameBack => "came_back",
            Problem::AlreadyRemitted => "already_remitted",
            Problem::OtherAmount { .. } => "other_amount",
            Problem::DoesNotBalance { .. } => "does_not_balance",
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn detail(&self, language: Language) -> String {
        let [vi, en] = self.words();
        let text = language.pick(vi, en);
        self.problem
            .facts()
            .into_iter()
            .fold(text.to_owned(), |text, (name, value)| {
                text.replace(name, &value)
            })
    }

    const fn words(&self) -> [&'static str; 2] {
        match self.problem {
            Problem::Unreadable => [
                "Ô này không đọc được: hãy gõ lại giá trị.",
                "This cell cannot be read: type its value anew.",
            ],
            Problem::Missing => [
                "Ô bắt buộc đang trống: hãy điền vào.",
                "This required cell is empty: fill it in.",
            ],
            Problem::NotAnAmount => [
                "Đây không phải số tiền đồng nguyên, không âm: hãy sửa lại.",
                "This is no amount of whole đồng, zero or more: correct it.",
            ],
            Problem::NotADay => [
                "Ngày chưa đúng: hãy ghi như 22/11/2026.",
                "This is no day: write it as 2026-11-22.",
            ],
            Problem::DuplicateRow { .. } => [
                "Trùng kiện hàng với dòng {line}: hãy bỏ một dòng.",
                "The same parcel as line {line}: remove one of them.",
            ],
            Problem::OtherTransfer => [
                "Dòng này thuộc lần chuyển tiền khác: hãy tách tệp theo từng lần chuyển.",
                "This row belongs to another transfer: make one file for each transfer.",
            ],
            Problem::FeesDiffer { .. } => [
                "Các khoản phí cộng lại là {sum}, khác tổng phí ghi bên cạnh: hãy hỏi đơn vị vận \
                 chuyển.",
                "The fees add up to {sum}, not to the total beside them: ask the carrier.",
            ],
            Problem::TotalDiffers { .. } => [
                "Các dòng cộng lại là {sum}, khác dòng tổng: có thể thiếu dòng trong tệp.",
                "The rows add up to {sum}, not to this total: rows may be missing in the file.",
            ],
            Problem::UnknownParcel => [
                "Đơn vị này không có kiện hàng nào của ta mang mã đó: hãy kiểm tra mã vận đơn.",
                "This carrier has no parcel of ours with this code: check the tracking code.",
            ],
            Problem::SeveralParcels => [
                "Có nhiều kiện hàng mang mã này: hãy thêm cột mã đơn khách hàng (order_number).",
                "Several parcels have this code: add a column order_number with our order's number.",
            ],
            Problem::NotDelivered => [
                "Kiện hàng chưa được ghi là đã giao: hãy ghi đã giao trước, rồi nhập lại tệp.",
                "The parcel is not marked as delivered: mark it first, then import again.",
            ],
            Problem::CameBack => [
                "Kiện hàng này không giao được nên không có tiền thu hộ: hãy hỏi đơn vị vận chuyển.",
                "This parcel was not taken, so there is no cash for it: ask the carrier.",
            ],
            Problem::AlreadyRemitted => [
                "Tiền của kiện này đã được chuyển trước đó: hãy bỏ dòng này.",
                "The cash of this parcel was handed over before: remove the row.",
            ],
            Problem::OtherAmount { .. } => [
                "Đơn vị vận chuyển đang giữ {expected} đồng cho kiện này: hãy hỏi lại họ. Nếu nhận \
                 trước một phần, hãy nhập với accept_short.",
                "The carrier holds {expected} đồng for this parcel: ask it. To take a part for now, \
                 import with accept_short.",
            ],
            Problem::DoesNotBalance { .. } => [
                "Thu hộ trừ phí và phí chuyển tiền là {computed} đồng, nhưng nhận được {received}: \
                 hãy kiểm tra số tiền nhận, phí chuyển tiền và các dòng.",
                "Cash less fees and transfer fee is {computed} đồng, but {received} were received: \
                 check the amount received, the transfer fee and the rows.",
            ],
        }
    }
}

impl Problem {
    /// What stands for the words in braces.
    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DuplicateRow { first_line } => vec![("{line}", first_line.to_string())],
            Self::FeesDiffer { sum } | Self::TotalDiffers { sum } => {
                vec![("{sum}", sum.to_string())]
            }
            Self::OtherAmount { expected } => vec![("{expected}", expected.to_string())],
            Self::DoesNotBalance { computed, received } => vec![
                ("{computed}", computed.to_string()),
                ("{received}", received.to_string()),
            ],
            _ => Vec::new(),
        }
    }
}

/// Whether an amount is one that a file may state.
pub(super) fn is_amount(dong: i64) -> bool {
    (0..=Money::MAX.dong() / 10_000).contains(&dong)
}
