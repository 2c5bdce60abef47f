//! Times as Vietnamese providers write them: local, without a zone.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone, Utc};

/// How VNPay and MoMo write a moment.
const COMPACT: &str = "%Y%m%d%H%M%S";
/// How banks and their watchers write it.
const READABLE: &str = "%Y-%m-%d %H:%M:%S";

/// `yyyyMMddHHmmss`.
pub(crate) fn compact(at: DateTime<Utc>) -> String {
    local(at).format(COMPACT).to_string()
}

/// `yyMMdd`.
pub(crate) fn day(at: DateTime<Utc>) -> String {
    local(at).format("%y%m%d").to_string()
}

/// Reads `yyyyMMddHHmmss`.
pub(crate) fn read_compact(text: &str) -> Option<DateTime<Utc>> {
    read(text, COMPACT)
}

/// Reads `yyyy-MM-dd HH:mm:ss`.
pub(crate) fn read_readable(text: &str) -> Option<DateTime<Utc>> {
    read(text, READABLE)
}

fn read(text: &str, format: &str) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(text, format).ok()?;
    let moment = zone().from_local_datetime(&local).single()?;
    Some(moment.with_timezone(&Utc))
}

fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&zone())
}

/// Vietnam has no summer time.
fn zone() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours are within a day")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::evening;

    #[test]
    fn times_are_written_and_read_as_in_vietnam() {
        assert_eq!(compact(evening()), "20261121190000");
        assert_eq!(day(evening()), "261121");
        assert_eq!(read_compact("20261121190000"), Some(evening()));
        assert_eq!(read_readable("2026-11-21 19:00:00"), Some(evening()));
        assert_eq!(read_compact("0"), None);
    }
}
