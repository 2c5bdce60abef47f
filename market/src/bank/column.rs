//! The columns of a bank statement, and the headers that banks give them.

use crate::import::Heading;

/// A column of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The day the bank booked the line; required.
    BookedOn,
    /// How much, with a sign or a direction beside it.
    Amount,
    /// Which way.
    Direction,
    /// What came in.
    Credit,
    /// What went out.
    Debit,
    /// The bank's reference.
    Reference,
    /// What was written with it; required.
    Content,
}

impl Heading for Column {
    const ALL: &'static [Self] = &[
        Self::BookedOn,
        Self::Amount,
        Self::Direction,
        Self::Credit,
        Self::Debit,
        Self::Reference,
        Self::Content,
    ];
    const REQUIRED: &'static [Self] = &[Self::BookedOn, Self::Content];

    fn name(self) -> &'static str {
        match self {
            Self::BookedOn => "date",
            Self::Amount => "amount",
            Self::Direction => "direction",
            Self::Credit => "credit",
            Self::Debit => "debit",
            Self::Reference => "reference",
            Self::Content => "content",
        }
    }

    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::BookedOn => &[
                "ngay",
                "ngay giao dich",
                "ngay hieu luc",
                "ngay hach toan",
                "booked on",
            ],
            Self::Amount => &["so tien", "so tien giao dich", "gia tri"],
            Self::Direction => &["chieu", "loai", "loai giao dich", "type"],
            Self::Credit => &["ghi co", "phat sinh co", "so tien ghi co", "tien vao", "co"],
            Self::Debit => &["ghi no", "phat sinh no", "so tien ghi no", "tien ra", "no"],
            Self::Reference => &[
                "so tham chieu",
                "ma giao dich",
                "ma tham chieu",
                "so but toan",
                "ref",
            ],
            Self::Content => &[
                "noi dung",
                "dien giai",
                "mo ta",
                "noi dung giao dich",
                "description",
            ],
        }
    }
}
