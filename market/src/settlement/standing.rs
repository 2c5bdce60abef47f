//! Whether a seller may be paid now, and why not.

use chrono::{DateTime, TimeDelta, Utc};
use entity::sellers::{SellerState, TaxKind, seller};
use money::Money;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Payee;
use crate::App;

/// Why a seller that is owed money was not paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunProblem {
    /// The seller is suspended.
    Suspended {
        /// The seller.
        seller: Payee,
    },
    /// Nobody has said what the seller is, so nobody knows what tax to withhold.
    LegalFormUnknown {
        /// The seller.
        seller: Payee,
    },
    /// The bank account was changed a short while ago.
    AccountCooling {
        /// The seller.
        seller: Payee,
        /// When money may go there.
        until: DateTime<Utc>,
    },
    /// An earlier payout waits for a second person.
    ApprovalWaits {
        /// The seller.
        seller: Payee,
        /// The payout that waits.
        payout_id: Uuid,
    },
    /// The seller's balance is not the sum of its unpaid lines: somebody must look.
    BalanceDiffers {
        /// The seller.
        seller: Payee,
        /// What the unpaid lines add up to.
        lines: Money,
        /// What the ledger says is available.
        balance: Money,
    },
}

impl RunProblem {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Suspended { .. } => "seller_suspended",
            Self::LegalFormUnknown { .. } => "legal_form_unknown",
            Self::AccountCooling { .. } => "bank_account_cooling",
            Self::ApprovalWaits { .. } => "approval_waits",
            Self::BalanceDiffers { .. } => "balance_differs",
        }
    }

    /// Who was not paid.
    #[must_use]
    pub const fn seller(&self) -> &Payee {
        match self {
            Self::Suspended { seller }
            | Self::LegalFormUnknown { seller }
            | Self::AccountCooling { seller, .. }
            | Self::ApprovalWaits { seller, .. }
            | Self::BalanceDiffers { seller, .. } => seller,
        }
    }

    /// What else to know.
    #[must_use]
    pub fn facts(&self) -> Option<Value> {
        match self {
            Self::AccountCooling { until, .. } => Some(json!({ "until": until })),
            Self::ApprovalWaits { payout_id, .. } => Some(json!({ "payout_id": payout_id })),
            Self::BalanceDiffers { lines, balance, .. } => {
                Some(json!({"lines": lines.dong(), "balance": balance.dong()}))
            }
            Self::Suspended { .. } | Self::LegalFormUnknown { .. } => None,
        }
    }
}

/// What the seller's own standing says against paying it now.
pub(super) fn against(app: &App, row: &seller::Model) -> Option<RunProblem> {
    let seller = || Payee::from(row);
    if row.state == SellerState::Suspended {
        return Some(RunProblem::Suspended { seller: seller() });
    }
    if row.tax_kind == TaxKind::Unknown {
        return Some(RunProblem::LegalFormUnknown { seller: seller() });
    }
    let until = cooling_until(app, row).filter(|until| *until > app.clock().now())?;
    Some(RunProblem::AccountCooling {
        seller: seller(),
        until,
    })
}

/// When money may go to the bank account that the seller has named last.
fn cooling_until(app: &App, row: &seller::Model) -> Option<DateTime<Utc>> {
    let cooling = TimeDelta::from_std(app.settings().payouts.account_cooling).ok()?;
    Some(row.bank_account_changed_at? + cooling)
}

impl RunProblem {
    /// The problem in Vietnamese and English, to be told to finance staff.
    pub(super) const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::Suspended { .. } => [
                [
                    "Đơn vị bán đang tạm ngừng",
                    "Chỉ chi trả sau khi đơn vị được mở lại.",
                ],
                [
                    "The seller is suspended",
                    "It is paid after it was opened again.",
                ],
            ],
            Self::LegalFormUnknown { .. } => [
                [
                    "Chưa rõ loại hình của đơn vị bán",
                    "Hãy ghi loại hình (hợp tác xã, hộ kinh doanh, công ty…) rồi chi trả.",
                ],
                [
                    "The seller's legal form is unknown",
                    "Record whether it is a cooperative, household or company, then pay.",
                ],
            ],
            Self::AccountCooling { .. } => [
                [
                    "Tài khoản ngân hàng vừa được đổi",
                    "Để an toàn, chưa chuyển tiền vào tài khoản mới. Hãy đợi hết thời gian chờ.",
                ],
                [
                    "The bank account was just changed",
                    "For safety nothing is paid to it yet. Wait until the waiting time is over.",
                ],
            ],
            Self::ApprovalWaits { .. } => [
                ["Khoản trước đang chờ duyệt", "Hãy duyệt hoặc hủy khoản đó."],
                [
                    "An earlier payout waits for approval",
                    "Approve it or call it off.",
                ],
            ],
            Self::BalanceDiffers { .. } => [
                [
                    "Số dư không khớp với các dòng",
                    "Hãy chạy kiểm tra sổ cái trước khi chi trả.",
                ],
                [
                    "The balance is not the sum of its lines",
                    "Run the audit before paying.",
                ],
            ],
        }
    }
}
