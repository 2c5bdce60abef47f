//! Bounds on everything a caller can make large, each with its reason.

use std::time::Duration;

use chrono::TimeDelta;

/// Lines of one cart: a basket, not a warehouse; keeps checkout bounded.
pub const CART_LINES_MAX: u64 = 100;
/// Sellers, products or categories that one voucher names.
pub const VOUCHER_SCOPE_MAX: usize = 100;
/// Vouchers in one cart: one of each giver and sort, so at most one a line and some.
pub const CART_VOUCHERS_MAX: usize = 20;
/// Components of a fee plan: more cannot be explained to a seller.
pub const FEE_COMPONENTS_MAX: usize = 10;
/// Announced fee plans that a new one is held against: one a day of the longest notice.
pub const FEE_PLANS_COMPARED: u64 = 400;
/// Rows of one page, so that no answer grows without end.
pub const PAGE_ROWS_MAX: u64 = 100;
/// Rows of a page when the caller does not say.
pub const PAGE_ROWS_DEFAULT: u64 = 24;
/// Bytes of a JSON body: the largest product text fits many times.
pub const JSON_BYTES_MAX: usize = 256 * 1024;
/// Bytes of an uploaded picture or document: a phone's photo fits.
pub const IMAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Pixels of an uploaded picture, against small files that unpack to gigabytes.
pub const IMAGE_PIXELS_MAX: usize = 50_000_000;
/// Pictures of one product.
pub const IMAGES_PER_PRODUCT_MAX: u64 = 12;
/// Packs of one product.
pub const VARIANTS_PER_PRODUCT_MAX: usize = 50;
/// Characters of an idempotency key (draft-ietf-httpapi-idempotency-key-header-07 leaves it open).
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 255;
/// Đồng that one person at the desk may promise back for an order; more needs another person.
pub const REFUND_ALONE_MAX: i64 = 5_000_000;
/// Pictures that prove something about one order.
pub const PHOTOS_PER_ORDER_MAX: u64 = 30;
/// Tries of a job before it waits for a person.
pub const JOB_ATTEMPTS_MAX: i32 = 12;
/// Events that a worker takes at once.
pub const JOB_BATCH: u64 = 200;
/// How long a worker may hold a job before another may take it over.
pub const JOB_LEASE: Duration = Duration::from_secs(30);
/// Characters of a search text that count.
pub const SEARCH_CHARS_MAX: usize = 400;
/// How many values one filter may name.
pub const FILTER_VALUES_MAX: usize = 50;
/// Orders read at once to be released; each is then its own transaction.
pub const RELEASE_BATCH: u64 = 500;
/// Products rendered at once: bounds memory, and how much a failure undoes.
pub const RENDER_BATCH: usize = 500;
/// Units left of a variant from which on a shopper does not care how many exactly.
pub const PLENTY_LEFT: i64 = 500;
/// How old the count on the page of a product may be of which plenty is left.
pub const PLENTY_COUNTED_AFTER: TimeDelta = TimeDelta::minutes(1);
/// Tries to render while other processes render too, before the work is put off.
pub const RENDER_TRIES: usize = 10;
/// Documents that a serving process takes over at once.
pub const FEED_BATCH: usize = 1000;
/// Bytes of ready lists that a serving process keeps.
pub const LISTS_KEPT_BYTES: u64 = 8 * 1024 * 1024;
/// Products that a product page shows as similar.
pub const SIMILAR_PRODUCTS: usize = 12;
/// Searches of one day, answered by one process, from which on a text is kept: rarer ones may be
/// about a person.
pub const SEARCH_ASKED_MIN: i64 = 5;
/// Different texts of a day that one process counts; others only add to the day's sums.
pub const SEARCH_TEXTS_GATHERED: usize = 5_000;
/// Ways to type the marks of a text that one process counts.
pub const SEARCH_SPELLINGS: usize = 8;
/// Days that counts of searches are kept.
pub const SEARCH_DAYS_KEPT: u64 = 92;
/// Clicks that one process takes in a minute: more than its shoppers can make.
pub const SEARCH_CLICKS_A_MINUTE: u32 = 6_000;
/// The last place of a list that a click can be on.
pub const SEARCH_POSITION_MAX: u32 = 1_000;
/// Texts that are suggested, the most popular ones.
pub const SEARCH_TEXTS_SUGGESTED: i64 = 1_000;
/// Texts of each list of the desk's report; its table has ten times as many.
pub const SEARCH_TEXTS_REPORTED: u32 = 100;
/// Words that staff can keep out of the suggestions.
pub const HIDDEN_QUERIES_MAX: u64 = 500;
/// Suggestions of each kind for a text being typed.
pub const SUGGESTIONS_OF_A_KIND: usize = 8;
/// Claims of certificates of one product that may wait for the desk.
pub const CLAIMS_PER_PRODUCT_MAX: u64 = 10;
/// Variants whose stock one request may change.
pub const STOCK_BATCH_MAX: usize = 200;
/// Products of one collection.
pub const COLLECTION_ITEMS_MAX: usize = 200;
/// Slots of one placement that are shown at a time.
pub const SLOTS_SHOWN_MAX: u64 = 50;
/// Sellers whose payouts are made in one transaction: few statements for many, short locks.
pub const PAYOUT_BATCH: usize = 100;
/// Payouts whose orders are read at once: one look through the ledger serves them all.
pub const PAYOUTS_TOLD_AT_ONCE: usize = 5_000;
/// Payouts of one bank file: what one person can look over before sending it.
pub const BANK_FILE_ROWS_MAX: u64 = 1_000;
/// Days for which a product can be raised in lists: nobody forgets it there for ever.
pub const PROMOTION_DAYS_MAX: u64 = 366;
