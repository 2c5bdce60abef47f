//! Why settlement says no, in words.

use super::SettlementError;

impl SettlementError {
    /// Title and detail in Vietnamese and in English.
    #[expect(clippy::too_many_lines, reason = "one table of words")]
    pub(super) const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::PayoutNotFound => [
                ["Không tìm thấy khoản chi trả", "Hãy kiểm tra lại mã."],
                ["Payout not found", "Check the id."],
            ],
            Self::NotPaidByHand => [
                [
                    "Khoản này không chi trả bằng tay",
                    "Chỉ khoản do người mang ra ngân hàng và đã trả xong mới cần chứng từ.",
                ],
                [
                    "The payout was not paid by hand",
                    "Only a payout that a person took to the bank, and that was paid, has a slip.",
                ],
            ],
            Self::ProofNotFound => [
                [
                    "Chưa có chứng từ",
                    "Khoản chi trả này chưa có chứng từ ngân hàng.",
                ],
                [
                    "No proof yet",
                    "Nobody has handed in the bank's slip of this payout.",
                ],
            ],
            Self::ProofUnreadable => [
                [
                    "Không dùng được tệp này",
                    "Hãy gửi chứng từ dạng PDF, hoặc ảnh PNG hay JPEG.",
                ],
                [
                    "The file is not usable",
                    "Send the slip as a PDF, or as a PNG or JPEG picture.",
                ],
            ],
            Self::ProofTooLarge => [
                [
                    "Tệp quá lớn",
                    "Chứng từ được tối đa 8 MB. Hãy giảm kích thước rồi gửi lại.",
                ],
                [
                    "The file is too large",
                    "A slip may have 8 MB. Make it smaller and send it again.",
                ],
            ],
            Self::Upload(_) => [
                ["Tệp gửi lên chưa trọn vẹn", "Hãy gửi lại tệp."],
                ["The upload broke off", "Send the file again."],
            ],
            Self::SellerGone => [
                ["Không tìm thấy đơn vị bán", "Hãy kiểm tra lại mã."],
                ["Seller not found", "Check the id."],
            ],
            Self::PayoutClosed { .. } => [
                [
                    "Khoản chi trả đã kết thúc",
                    "Hãy xem trạng thái hiện tại; không thể đổi kết quả đã ghi.",
                ],
                [
                    "The payout has ended",
                    "See its present state; a result that was recorded stays.",
                ],
            ],
            Self::BankReferenceUnusable => [
                [
                    "Mã giao dịch ngân hàng chưa đúng",
                    "Hãy nhập mã giao dịch từ 1 đến 100 ký tự.",
                ],
                [
                    "The bank reference is not usable",
                    "Enter the bank's reference, 1 to 100 characters.",
                ],
            ],
            Self::ReasonUnusable => [
                ["Lý do chưa đúng", "Hãy nhập lý do từ 1 đến 500 ký tự."],
                ["The reason is not usable", "Enter 1 to 500 characters."],
            ],
            Self::PeriodUnusable => [
                [
                    "Kỳ sao kê chưa đúng",
                    "Hãy dùng năm và tháng, ví dụ 2026-11.",
                ],
                [
                    "The period is not usable",
                    "Use year and month, as in 2026-11.",
                ],
            ],
            Self::DayAhead { .. } => [
                [
                    "Ngày chưa tới",
                    "Chỉ chi trả đến hết hôm nay. Hãy chọn hôm nay hoặc một ngày trước đó.",
                ],
                [
                    "The day lies ahead",
                    "Payouts go up to today. Choose today or a day before.",
                ],
            ],
            Self::NotPayable(problem) => problem.words(),
            Self::SecondPersonNeeded
            | Self::BalanceSank { .. }
            | Self::BankAccountMissing
            | Self::NoProvider
            | Self::NothingToSend
            | Self::BatchNotFound
            | Self::BankFeeUnusable
            | Self::MinimumUnusable => self.words_of_sending(),
            Self::ManualUnusable
            | Self::ManualNotFound
            | Self::ManualDecided
            | Self::ManualTooMuch { .. }
            | Self::TaxPaidBefore => self.words_by_hand(),
            _ => [
                ["Ngày chưa đúng", "Hãy chọn một ngày gần đây."],
                ["The day is not usable", "Choose a day nearby."],
            ],
        }
    }

    const fn words_of_sending(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::SecondPersonNeeded => [
                [
                    "Cần người thứ hai duyệt",
                    "Người tạo không tự duyệt. Hãy nhờ một người khác trong bộ phận tài chính.",
                ],
                [
                    "A second person is needed",
                    "Nobody approves what they made. Ask somebody else of finance.",
                ],
            ],
            Self::BalanceSank { .. } => [
                [
                    "Số dư không còn đủ",
                    "Đã có hoàn tiền sau khi lập khoản này. Hãy hủy; kỳ sau chi phần còn lại.",
                ],
                [
                    "The balance is too small now",
                    "Refunds came since. Call it off; the next run pays what is left.",
                ],
            ],
            Self::BankAccountMissing => [
                [
                    "Chưa có tài khoản ngân hàng",
                    "Hãy hủy khoản này và nhờ đơn vị bán điền tài khoản.",
                ],
                [
                    "There is no bank account",
                    "Call the payout off and ask the seller for an account.",
                ],
            ],
            Self::NoProvider => [
                [
                    "Chưa nối cổng chi trả",
                    "Hãy dùng tệp ngân hàng hoặc chuyển khoản thủ công.",
                ],
                [
                    "No payout provider is connected",
                    "Use a bank file, or transfer by hand.",
                ],
            ],
            Self::NothingToSend => [
                [
                    "Không có khoản nào chờ gửi",
                    "Khoản đã duyệt và có tài khoản ngân hàng mới vào tệp.",
                ],
                [
                    "Nothing waits to be sent",
                    "Approved payouts with a bank account go into a file.",
                ],
            ],
            Self::BatchNotFound => [
                ["Không tìm thấy tệp ngân hàng", "Hãy kiểm tra lại mã."],
                ["Bank file not found", "Check the id."],
            ],
            Self::MinimumUnusable => [
                ["Mức tối thiểu chưa đúng", "Hãy nhập số đồng từ 0 trở lên."],
                ["The minimum is not usable", "Enter đồng, 0 or more."],
            ],
            _ => [
                ["Phí ngân hàng chưa đúng", "Hãy nhập số đồng từ 0 trở lên."],
                ["The bank's fee is not usable", "Enter đồng, 0 or more."],
            ],
        }
    }

    const fn words_by_hand(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::ManualNotFound => [
                ["Không tìm thấy bút toán", "Hãy kiểm tra lại mã."],
                ["Journal not found", "Check the id."],
            ],
            Self::ManualDecided => [
                [
                    "Bút toán đã được quyết định",
                    "Bút toán đã ghi không sửa được; hãy đề nghị bút toán mới.",
                ],
                [
                    "The journal was decided before",
                    "What was posted stays; propose another journal.",
                ],
            ],
            Self::ManualTooMuch { .. } => [
                [
                    "Tài khoản không đủ",
                    "Số tiền lớn hơn số dư của tài khoản. Hãy đề nghị số nhỏ hơn.",
                ],
                [
                    "The account has less",
                    "The amount is larger than the account's balance. Propose less.",
                ],
            ],
            Self::TaxPaidBefore => [
                [
                    "Thuế tháng này đã ghi",
                    "Mỗi tháng chỉ ghi nộp thuế một lần. Hãy dùng bút toán điều chỉnh.",
                ],
                [
                    "That month's tax was posted",
                    "A month's tax is posted once. Propose a correction instead.",
                ],
            ],
            _ => [
                [
                    "Bút toán chưa đúng",
                    "Số tiền phải lớn hơn 0, hai tài khoản khác nhau, và có đơn vị bán khi cần.",
                ],
                [
                    "The journal is not usable",
                    "Amounts are above 0, accounts differ, and a seller is named where needed.",
                ],
            ],
        }
    }
}
