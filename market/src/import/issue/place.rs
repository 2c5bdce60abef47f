//! Parts of a place that are kept as printed only.

use super::Report;
use crate::places::UnresolvedReason;

pub(super) fn report(reason: UnresolvedReason) -> Report {
    match reason {
        UnresolvedReason::Unknown => Report::warning(
            "place_unknown",
            "Hiện không có đơn vị hành chính tên này ở đó: giữ nguyên như đã ghi, hãy kiểm tra lại.",
            "No unit of today is called so there: it is kept as printed, check the name.",
        ),
        UnresolvedReason::Ambiguous => Report::warning(
            "place_ambiguous",
            "Có nhiều đơn vị trùng tên ở đó: hãy ghi đủ dấu và “Phường”, “Xã” hoặc “Đặc khu”.",
            "Several units are called so there: write all marks and “Phường”, “Xã” or “Đặc khu”.",
        ),
        UnresolvedReason::OldUnit => Report::notice(
            "place_before_july_2025",
            "Đơn vị trước ngày 1/7/2025: giữ nguyên như đã ghi, có thể ghi xã, phường hiện nay.",
            "A unit of before 1 July 2025: it is kept as printed; you may give today's commune.",
        ),
        UnresolvedReason::OtherKind => Report::warning(
            "place_of_other_kind",
            "Tên này nay thuộc loại đơn vị khác (phường, xã, đặc khu): hãy kiểm tra lại.",
            "The unit of this name is of another kind today (ward, commune, special zone): check it.",
        ),
        UnresolvedReason::Contradiction => Report::warning(
            "place_contradiction",
            "Tỉnh cũ này không sáp nhập vào tỉnh đã ghi: hãy sửa một trong hai ô.",
            "This old province did not become part of the province given: correct one of the two.",
        ),
    }
}
