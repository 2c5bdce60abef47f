//! What shoppers search for, in numbers and without a trace of who they are.
//!
//! ```text
//! list, click ─► heard ─► gather (memory) ─every 10 s─► keep (tables) ─► report (the desk)
//!                                                    └─every minute─► popular (suggestions)
//! ```
//! - Nothing about a person is looked at: no address, account or cookie. What is kept is a folded
//!   text, a language, a day, and counts.
//! - `telling` says which texts may be kept. Those that are asked fewer than
//!   [`limits::SEARCH_ASKED_MIN`](crate::limits::SEARCH_ASKED_MIN) times on a day, and those that
//!   may name a person, only add to the day's sums.
//! - Counts gather in memory, so that a list costs no write. What gathered since the last batch is
//!   lost when a process is killed; an orderly stop keeps it. Several processes add up.

mod gather;
mod heard;
mod hidden;
mod keep;
mod popular;
mod refusal;
mod report;
mod telling;

pub(crate) use gather::Analytics;
pub use gather::click;
pub(super) use heard::{Heard, Named, Outcome};
pub use hidden::{Hidden, hidden, hide, show};
pub(super) use keep::follow;
pub(crate) use keep::forget_old;
pub use keep::{keep, keep_up};
pub(super) use popular::suggested;
pub use refusal::AnalyticsError;
pub use report::{DaySearches, Numbers, Period, Report, TextSearches, report};
