//! Bounds on what one list may hold; each is far above any real list.

/// Largest file, in bytes: 100,000 rows of CSV are about 30 MB.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Most rows behind the header.
pub const ROWS_MAX: u64 = 200_000;

/// Most columns that are looked at.
pub const COLUMNS_MAX: usize = 200;

/// Longest cell, in bytes. A spreadsheet cell holds at most 32,767 letters.
pub const CELL_BYTES_MAX: usize = 100_000;

/// How many rows may stand above the header (titles, empty lines).
pub const HEADER_SEARCH_ROWS: usize = 20;

/// What all parts of a spreadsheet may unpack to, in bytes: a sheet is read as a stream.
pub const UNPACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// What the table of shared texts may unpack to, in bytes: it is held in memory.
pub const SHARED_STRINGS_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Most elements in the table of shared texts: each costs memory whatever its length.
pub const SHARED_STRINGS_ELEMENTS_MAX: u64 = 8_000_000;

/// What any other part read at once (styles, workbook) may unpack to, in bytes.
pub const SMALL_PART_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Longest run of bytes without a new element: a reader must hold it in memory.
pub const ELEMENT_BYTES_MAX: u64 = 1024 * 1024;

/// Most parts in a spreadsheet file.
pub const PARTS_MAX: usize = 2_000;

/// Highest price of one unit, in đồng.
pub const PRICE_DONG_MAX: i64 = 1_000_000_000;

/// Heaviest pack, in grams.
pub const WEIGHT_G_MAX: u32 = 1_000_000;

/// Most units in stock that a list may state.
pub const STOCK_MAX: u32 = 1_000_000;

/// First year of the programme (Decision 490/QĐ-TTg of 7 May 2018).
pub const FIRST_YEAR: i32 = 2018;

/// Rows written in one transaction: few enough that others need not wait long for their turn.
pub const BATCH_ROWS: usize = 500;
