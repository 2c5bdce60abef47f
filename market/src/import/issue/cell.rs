//! Problems with the text or number of a cell.

use super::Report;
use crate::import::sheet::BrokenCell;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellProblem {
    /// A required cell is empty.
    Missing,
    /// The row has another number of cells than the header.
    WrongWidth {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// No text at all.
    Broken(BrokenCell),
    /// U+FFFD: letters were lost when the file was saved.
    LostLetters,
    /// A letter no text means to hold.
    ControlCharacter {
        /// Its Unicode number.
        code_point: u32,
    },
    /// Zero-width or direction letters were taken out.
    Invisible,
    /// Longer than the column takes.
    TooLong {
        /// Letters found.
        length: usize,
        /// Letters taken.
        max: usize,
    },
    /// No whole number in range.
    NotANumber {
        /// The cell.
        printed: String,
        /// Smallest number.
        min: u32,
        /// Largest number.
        max: u32,
    },
}

impl CellProblem {
    pub(super) fn report(&self) -> Report {
        match self {
            Self::Missing => Report::error(
                "missing",
                "Ô bắt buộc đang trống: hãy điền vào.",
                "This required cell is empty: fill it in.",
            ),
            Self::WrongWidth { found, expected } => Report::error(
                "wrong_number_of_cells",
                format!(
                    "Dòng có {found} ô, tiêu đề có {expected}: hãy đặt ô có dấu phẩy hoặc xuống \
                     dòng trong ngoặc kép."
                ),
                format!(
                    "The row has {found} cells, the header {expected}: put cells with a delimiter \
                     or a line break in double quotes."
                ),
            ),
            Self::Broken(broken) => broken_report(broken),
            Self::LostLetters => Report::error(
                "letters_lost",
                "Chữ đã bị mất khi lưu tệp (ký tự �): hãy lưu lại bản gốc dạng CSV UTF-8.",
                "Letters were lost when the file was saved (�): save the original as CSV UTF-8.",
            ),
            Self::ControlCharacter { code_point } => Report::error(
                "control_character",
                format!("Có ký tự điều khiển U+{code_point:04X}: hãy gõ lại nội dung ô này."),
                format!("There is a control character U+{code_point:04X}: type this cell anew."),
            ),
            Self::Invisible => Report::notice(
                "invisible_characters",
                "Đã bỏ các ký tự vô hình trong ô này.",
                "Invisible characters were taken out of this cell.",
            ),
            Self::TooLong { length, max } => Report::error(
                "too_long",
                format!("Ô có {length} ký tự, tối đa {max}: hãy viết ngắn lại."),
                format!("The cell has {length} letters, at most {max} are taken: shorten it."),
            ),
            Self::NotANumber { printed, min, max } => Report::error(
                "not_a_number",
                format!("“{printed}” không phải số nguyên từ {min} đến {max}."),
                format!("“{printed}” is no whole number from {min} to {max}."),
            ),
        }
    }
}

fn broken_report(broken: &BrokenCell) -> Report {
    match broken {
        BrokenCell::NotUtf8 => Report::error(
            "not_utf8",
            "Ô không phải UTF-8: hãy lưu tệp dạng “CSV UTF-8” hoặc .xlsx.",
            "The cell is not UTF-8: save the file as “CSV UTF-8” or .xlsx.",
        ),
        BrokenCell::TooLong { bytes } => Report::error(
            "too_long",
            format!("Ô dài {bytes} byte: có thể thiếu dấu ngoặc kép đóng."),
            format!("The cell is {bytes} bytes long: perhaps a closing double quote is missing."),
        ),
        BrokenCell::Formula { shown } => Report::error(
            "formula_failed",
            format!("Công thức báo lỗi {shown}: hãy thay bằng giá trị."),
            format!("The formula shows {shown}: replace it by a value."),
        ),
    }
}
