//! The one place where time comes from.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

/// Tells the time: the machine's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Milliseconds added to the machine's time; zero outside tests.
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The present instant in UTC, in whole milliseconds so that both databases keep it exactly.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the clock is the place to ask for the time"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::milliseconds(self.ahead_ms.load(Ordering::Relaxed));
        let now = Utc::now() + ahead;
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }

    /// Today in Vietnam: certificates, decisions and accounts count days there.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        vietnam_day(self.now())
    }

    /// Moves this clock ahead, for trying out what time brings.
    pub fn advance(&self, by: TimeDelta) {
        self.ahead_ms
            .fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}

/// The day an instant falls on in Vietnam (UTC+7, no daylight saving).
#[must_use]
pub fn vietnam_day(instant: DateTime<Utc>) -> NaiveDate {
    let vietnam = FixedOffset::east_opt(7 * 3600).expect("seven hours are a valid offset");
    instant.with_timezone(&vietnam).date_naive()
}

/// The instant at which a day begins in Vietnam.
#[must_use]
pub fn start_of_vietnam_day(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::hours(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vietnamese_day_begins_at_seventeen_utc() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");

        let start = start_of_vietnam_day(day);

        assert_eq!(start.to_rfc3339(), "2026-11-20T17:00:00+00:00");
        assert_eq!(vietnam_day(start), day);
        assert_eq!(
            vietnam_day(start - TimeDelta::milliseconds(1)),
            day.pred_opt().expect("a day")
        );
    }
}
