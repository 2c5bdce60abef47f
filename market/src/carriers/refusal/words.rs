//! The refusals of carriers in words.

use money::Money;

use super::CarrierError;
use crate::{Language, Message, language::Bilingual};

impl CarrierError {
    /// Title and detail in Vietnamese and in English.
    #[expect(clippy::too_many_lines, reason = "one table of words")]
    pub(super) const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::NotFound => [
                [
                    "Không tìm thấy đơn vị vận chuyển",
                    "Hãy chọn một mã trong danh sách đơn vị vận chuyển.",
                ],
                [
                    "Carrier not found",
                    "Choose a code from the list of carriers.",
                ],
            ],
            Self::Stale => [
                [
                    "Đã có người thay đổi",
                    "Hãy đọc lại thông tin mới nhất rồi sửa.",
                ],
                [
                    "Somebody changed it meanwhile",
                    "Read it again, then make your change.",
                ],
            ],
            Self::Closed { .. } => [
                [
                    "Đơn vị vận chuyển đang tạm ngừng",
                    "Hãy chọn đơn vị vận chuyển khác.",
                ],
                ["The carrier is not in use", "Choose another carrier."],
            ],
            Self::FeePaid => [
                [
                    "Phí này đã thanh toán",
                    "Không thể ghi phí thấp hơn số đã trả cho đơn vị vận chuyển.",
                ],
                [
                    "The fee was paid already",
                    "A fee cannot be lower than what the carrier was paid.",
                ],
            ],
            Self::OrderNotFound => [
                ["Không tìm thấy đơn hàng", "Hãy kiểm tra lại mã."],
                ["Order not found", "Check the id."],
            ],
            Self::NotShipped => [
                [
                    "Đơn này chưa gửi đi",
                    "Đơn vị vận chuyển chưa nhận kiện hàng nào.",
                ],
                [
                    "The order was not shipped",
                    "No carrier has a parcel of it.",
                ],
            ],
            Self::NothingToClaim => [
                [
                    "Kiện hàng vẫn đang trên đường",
                    "Chỉ đòi bồi thường khi kiện hàng đã mất, đã về lại hoặc đã giao. Hãy báo mất \
                     trước.",
                ],
                [
                    "The parcel may still arrive",
                    "A claim is for a parcel that was lost, came back or was delivered. Say first \
                     that it is lost.",
                ],
            ],
            Self::ClaimedBefore => [
                [
                    "Kiện hàng này đã đòi bồi thường",
                    "Mỗi kiện hàng chỉ đòi một lần. Hãy xem lại danh sách.",
                ],
                [
                    "The parcel was claimed before",
                    "A parcel is claimed once. Look at the list of claims.",
                ],
            ],
            Self::ClaimNotFound => [
                [
                    "Không tìm thấy khoản đòi bồi thường",
                    "Hãy kiểm tra lại mã.",
                ],
                ["Claim not found", "Check the id."],
            ],
            Self::ClaimClosed => [
                [
                    "Khoản bồi thường này đã kết thúc",
                    "Kết quả đã ghi không thể đổi.",
                ],
                ["The claim is closed", "What was written down stays."],
            ],
            Self::CashNotForPhone => [
                [
                    "Đơn này cần trả trước",
                    "Số điện thoại này đã nhiều lần không nhận hàng. Hãy chọn cách thanh toán trước.",
                ],
                [
                    "Please pay in advance",
                    "Parcels were refused several times under this phone number. Choose a method \
                     that is paid in advance.",
                ],
            ],
            Self::CashNotForPerishables => [
                [
                    "Hàng tươi cần trả trước",
                    "Số điện thoại này từng không nhận hàng, nên hàng tươi sống phải trả trước. \
                     Hãy chọn cách thanh toán trước.",
                ],
                [
                    "Please pay for perishable goods in advance",
                    "Parcels were refused under this phone number before. Choose a method that is \
                     paid in advance.",
                ],
            ],
            _ => [
                ["Thông tin chưa đúng", "Hãy nhập lại phần được chỉ ra."],
                ["A field is not usable", "Give the named field again."],
            ],
        }
    }
}

pub(super) fn above_limit(language: Language, limit: Money) -> Message {
    Message::with(
        language,
        "Tiền thu hộ vượt hạn mức",
        "Too much cash for this carrier",
        language
            .pick(
                "Đơn vị này chỉ thu hộ đến {most} đồng mỗi kiện. Hãy chọn đơn vị vận chuyển khác.",
                "This carrier collects at most {most} đồng for one parcel. Choose another carrier.",
            )
            .replace("{most}", &limit.dong().to_string()),
    )
}

pub(super) fn cash_too_much(language: Language, most: Money) -> Message {
    Message::with(
        language,
        "Số tiền quá lớn để trả khi nhận hàng",
        "Too much to pay at the door",
        language
            .pick(
                "Chỉ đơn đến {most} đồng được trả khi nhận hàng. Hãy chọn cách thanh toán trước.",
                "Up to {most} đồng can be paid at the door. Choose a method that is paid in \
                 advance.",
            )
            .replace("{most}", &most.dong().to_string()),
    )
}

pub(super) fn above_claim(language: Language, most: Money) -> Message {
    Message::with(
        language,
        "Nhiều hơn số đã đòi",
        "More than was claimed",
        language
            .pick(
                "Khoản này chỉ đòi {most} đồng. Hãy kiểm tra lại số tiền nhận được.",
                "Only {most} đồng were claimed. Check the amount that was received.",
            )
            .replace("{most}", &most.dong().to_string()),
    )
}
