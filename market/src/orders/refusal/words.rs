//! Refusals about money, in both languages.

use super::OrderError;

/// Titles and advice, in Vietnamese and English.
type Words = [[&'static str; 2]; 2];

/// Words about what is paid, or only promised.
pub(super) fn of_payment(error: &OrderError) -> Option<Words> {
    Some(match error {
        OrderError::NotPaid => [
            [
                "Đơn mua chưa thanh toán",
                "Đơn chưa thanh toán chỉ hủy được cả đơn mua.",
            ],
            [
                "The purchase is not paid yet",
                "Before payment only the whole purchase can be cancelled.",
            ],
        ],
        OrderError::MoneyBeingTaken => [
            [
                "Tiền đang được thu",
                "Hãy thử lại sau một phút. Phần hủy sau đó sẽ được hoàn tiền.",
            ],
            [
                "The money is being taken",
                "Try again in a minute. What is cancelled then is paid back.",
            ],
        ],
        OrderError::MoneyNotTaken => [
            [
                "Chưa thu được tiền của khách",
                "Hãy giữ kiện hàng lại. Tiền được thu khi mọi người bán trong đơn mua đã xác nhận, \
                 chậm nhất sáu ngày sau khi mua; sau đó hãy gửi hàng.",
            ],
            [
                "The shopper's money is not taken yet",
                "Keep the parcel. The money is taken once every seller of the purchase has \
                 confirmed, at the latest six days after it was bought; send the parcel then.",
            ],
        ],
        _ => return None,
    })
}

/// Words about what goes back.
pub(super) fn after_sale(error: &OrderError) -> Option<Words> {
    Some(match error {
        OrderError::LineUnknown { .. } => [
            [
                "Dòng hàng không đúng",
                "Hãy dùng mã dòng hàng của chính đơn này, mỗi dòng một lần.",
            ],
            [
                "A line is not of this order",
                "Name lines of this order, each of them once.",
            ],
        ],
        OrderError::NothingAsked => [
            ["Chưa chọn dòng hàng nào", "Hãy chọn ít nhất một dòng hàng."],
            ["No line was named", "Name one line at least."],
        ],
        OrderError::NothingLeft => [
            [
                "Không còn gì để hoàn",
                "Phần này đã được hoàn hết hoặc khách chưa trả tiền cho phần này.",
            ],
            [
                "There is nothing to pay back",
                "It has gone back already, or the shopper had paid nothing for it.",
            ],
        ],
        OrderError::SecondPersonNeeded => [
            [
                "Cần người thứ hai duyệt",
                "Khoản hoàn lớn phải do một người khác với người đề nghị duyệt.",
            ],
            [
                "Another person must approve",
                "A large refund is approved by somebody else than who requested it.",
            ],
        ],
        _ => return None,
    })
}
