//! The points of a match. Constants, so that a product keeps its score when others come and go.

use super::alternatives::Spelling;

/// Points for where a word matches.
pub(super) const NAMES: u16 = 16;
pub(super) const ALIASES: u16 = 12;
pub(super) const WHENCE: u16 = 8;
pub(super) const PRINTED: u16 = 10;
/// Weight of a word that need not be there, beside 4 and more of those that must.
pub(super) const HINT: u16 = 4;
pub(super) const STORY: u16 = 3;

/// Points for how well a word matches.
pub(super) const MARKED: u16 = 8;
pub(super) const FOLDED: u16 = 6;
pub(super) const JOINED: u16 = 5;
pub(super) const UNFINISHED: u16 = 4;
pub(super) const ONE_TYPO: u16 = 3;
pub(super) const TWO_TYPOS: u16 = 2;
/// What a reading as Telex keys loses to one as typed.
pub(super) const TELEX_LOSS: u16 = 1;

/// Points for words that stand side by side, begin or end a name as they do in the text.
pub(super) const NEIGHBOURS: u16 = 4;
pub(super) const ROUGH_NEIGHBOURS: u16 = 2;
pub(super) const NAME_STARTS: u16 = 3;
pub(super) const NAME_ENDS: u16 = 2;

/// Letters from which one typo, or two, are forgiven. Shorter words have too many neighbours.
pub(super) const ONE_TYPO_LETTERS: usize = 4;
pub(super) const TWO_TYPOS_LETTERS: usize = 8;
/// Letters from which a word may be two words run together.
pub(super) const JOINED_LETTERS: usize = 4;
/// Letters from which a word may be unfinished in a search; while typing, one is enough.
pub(super) const UNFINISHED_LETTERS: usize = 2;

pub(super) const SO_FAR: Spelling = Spelling {
    typos: 0,
    unfinished: true,
};
pub(super) const ONE_WRONG: Spelling = Spelling {
    typos: 1,
    unfinished: false,
};
pub(super) const ONE_WRONG_SO_FAR: Spelling = Spelling {
    typos: 1,
    unfinished: true,
};
pub(super) const TWO_WRONG: Spelling = Spelling {
    typos: 2,
    unfinished: false,
};
