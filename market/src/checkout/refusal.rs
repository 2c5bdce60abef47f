//! Why a use case about checkout or purchases says no.

use entity::checkout::PurchaseState;
use money::AmountError;
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Failure, Kind, Language, Message,
    carriers::CarrierError,
    cart::{CartError, LineProblem, Problem, Totals},
    failure::{database_code, database_kind},
    idempotency::IdempotencyError,
    language::Bilingual,
    ledger::LedgerError,
    payments::PaymentError,
    vouchers::VoucherProblem,
};

/// Units that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// Of what.
    pub variant_id: Uuid,
    /// How many are wanted.
    pub wanted: i32,
    /// How many are left.
    pub left: i64,
}

/// Why a use case about checkout or purchases says no.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    /// The cart cannot be reached or priced.
    #[error(transparent)]
    Cart(#[from] CartError),
    /// Something blocks checkout; `GET /carts/{id}/problems` says the same.
    #[error("the cart is not ready for checkout")]
    NotReady {
        /// What blocks it.
        problems: Vec<Problem>,
    },
    /// Somebody was faster.
    #[error("too few units are left")]
    OutOfStock {
        /// What is missing.
        shortages: Vec<Shortage>,
    },
    /// The total is no longer what the shopper was shown.
    #[error("the total changed to {}", totals.total)]
    TotalChanged {
        /// The new sums.
        totals: Totals,
    },
    /// A voucher in the cart takes nothing off; these are the sums without it.
    #[error("a voucher cannot be used")]
    VoucherUnusable {
        /// The vouchers, by code, and why.
        vouchers: Vec<(String, VoucherProblem)>,
        /// The sums without them.
        totals: Totals,
    },
    /// A field of the contact or the invoice cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field, as a JSON pointer.
        field: &'static str,
    },
    /// No such purchase, or not the caller's.
    #[error("no such purchase")]
    NotFound,
    /// The purchase is past what was asked.
    #[error("the purchase is {state:?}")]
    WrongState {
        /// Its state.
        state: PurchaseState,
    },
    /// Cart, prices or stock changed again and again while the purchase was worked out.
    #[error("what is bought keeps changing")]
    KeepsChanging,
    /// Another process answered the same key first.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// The purchase may not be paid at the door.
    #[error(transparent)]
    Carrier(#[from] CarrierError),
    /// The payment rules refused.
    #[error(transparent)]
    Payment(#[from] PaymentError),
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// The sums are beyond what any purchase can cost.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about checkout")]
    Database(#[from] DbErr),
}

impl Failure for CheckoutError {
    fn kind(&self) -> Kind {
        match self {
            Self::Cart(error) => error.kind(),
            Self::Key(error) => error.kind(),
            Self::Payment(error) => error.kind(),
            Self::Carrier(error) => error.kind(),
            Self::NotReady { .. }
            | Self::OutOfStock { .. }
            | Self::TotalChanged { .. }
            | Self::VoucherUnusable { .. }
            | Self::WrongState { .. } => Kind::Conflict,
            Self::FieldUnusable { .. } | Self::Amount(_) => Kind::Invalid,
            Self::NotFound => Kind::NotFound,
            Self::KeepsChanging => Kind::Unavailable,
            Self::Ledger(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Cart(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Payment(error) => error.code(),
            Self::Carrier(error) => error.code(),
            Self::NotReady { .. } => "cart_not_ready",
            Self::OutOfStock { .. } => "out_of_stock",
            Self::TotalChanged { .. } => "total_changed",
            Self::VoucherUnusable { .. } => "voucher_unusable",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::NotFound => "purchase_not_found",
            Self::WrongState { .. } => "illegal_transition",
            Self::KeepsChanging => "cart_keeps_changing",
            Self::Amount(_) => "amount_too_large",
            Self::Ledger(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Cart(error) => return error.message(language),
            Self::Key(error) => return error.message(language),
            Self::Payment(error) => return error.message(language),
            Self::Carrier(error) => return error.message(language),
            Self::NotReady { .. } => [
                [
                    "Giỏ hàng chưa đặt được",
                    "Hãy xử lý từng điều trong danh sách problems rồi đặt lại.",
                ],
                [
                    "The cart is not ready",
                    "Settle each of the problems listed, then check out again.",
                ],
            ],
            Self::OutOfStock { .. } => [
                [
                    "Không còn đủ hàng",
                    "Hãy giảm số lượng hoặc bỏ các món được nêu rồi đặt lại.",
                ],
                [
                    "Not enough is left",
                    "Take fewer units of what is named, or leave it out, then check out again.",
                ],
            ],
            Self::TotalChanged { .. } => return changed(language),
            Self::VoucherUnusable { vouchers, .. } => return vouchers_gone(language, vouchers),
            Self::FieldUnusable { .. } => [
                ["Thông tin chưa đúng", "Hãy nhập lại phần được chỉ ra."],
                ["A field is not usable", "Give the named field again."],
            ],
            Self::NotFound => [
                [
                    "Không tìm thấy đơn mua",
                    "Hãy gửi Purchase-Token của đơn, hoặc đăng nhập tài khoản đã mua.",
                ],
                [
                    "Purchase not found",
                    "Send the purchase's Purchase-Token, or sign in as the buyer.",
                ],
            ],
            Self::WrongState { state } => return wrong_state(language, *state),
            Self::KeepsChanging => [
                [
                    "Giỏ hàng đang thay đổi liên tục",
                    "Hàng hoặc giá vừa được thay đổi nhiều lần. Hãy đặt lại sau giây lát.",
                ],
                [
                    "The cart keeps changing",
                    "Its goods or prices changed several times just now. Check out again in a moment.",
                ],
            ],
            Self::Amount(_) => [
                ["Số tiền quá lớn", "Hãy giảm số lượng."],
                ["The amount is too large", "Take fewer units."],
            ],
            Self::Ledger(_) | Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::Cart(error) => error.pointer(),
            Self::Payment(error) => error.pointer(),
            Self::Carrier(error) => error.pointer(),
            Self::FieldUnusable { field } => Some((*field).to_owned()),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Cart(error) => error.facts(),
            Self::NotReady { problems } => {
                let problems: Vec<Value> = problems.iter().map(problem_fact).collect();
                Some(json!({ "problems": problems }))
            }
            Self::OutOfStock { shortages } => {
                let lines: Vec<Value> = shortages
                    .iter()
                    .map(|short| {
                        json!({"variant_id": short.variant_id, "wanted": short.wanted, "left": short.left})
                    })
                    .collect();
                Some(json!({ "lines": lines }))
            }
            Self::VoucherUnusable { vouchers, totals } => {
                let vouchers: Vec<Value> = vouchers
                    .iter()
                    .map(|(code, problem)| problem.fact(code))
                    .collect();
                Some(json!({ "vouchers": vouchers, "totals": totals_fact(totals) }))
            }
            Self::TotalChanged { totals } => Some(json!({ "totals": totals_fact(totals) })),
            Self::Carrier(error) => error.facts(),
            Self::WrongState { state } => Some(json!({ "state": state.to_value() })),
            _ => None,
        }
    }
}

fn changed(language: Language) -> Message {
    Message::fixed(
        language,
        [
            "Giá hoặc phí đã thay đổi",
            "Hãy xem lại tổng mới trong totals. Nếu đồng ý, đặt lại với expected_total mới.",
        ],
        [
            "The total changed",
            "Look at the new totals. If you agree, check out again with the new expected_total.",
        ],
    )
}

fn vouchers_gone(language: Language, vouchers: &[(String, VoucherProblem)]) -> Message {
    let told = vouchers
        .iter()
        .map(|(code, problem)| format!("{code}: {}", problem.words(language)));
    let told: Vec<String> = told.collect();
    let last = language.pick("Tổng mới nằm trong totals.", "The new sums are in totals.");
    let detail = format!("{} {last}", told.join(" "));
    Message::with(
        language,
        "Mã giảm giá không còn dùng được",
        "A voucher cannot be used any more",
        detail,
    )
}

fn wrong_state(language: Language, state: PurchaseState) -> Message {
    Message::with(
        language,
        "Không làm được lúc này",
        "Not possible at this moment",
        language
            .pick(
                "Đơn mua đang ở trạng thái {state}.",
                "The purchase is {state}.",
            )
            .replace("{state}", &state.to_value()),
    )
}

/// One blocking problem, as programs read it.
fn problem_fact(problem: &Problem) -> Value {
    match problem {
        Problem::Empty => json!({"code": "cart_empty"}),
        Problem::Line {
            line_id,
            variant_id,
            problem: LineProblem::NotSold,
        } => {
            json!({"code": "not_sold", "line_id": line_id, "variant_id": variant_id})
        }
        Problem::Line {
            line_id,
            variant_id,
            problem: LineProblem::TooFewLeft { left },
        } => {
            json!({"code": "out_of_stock", "line_id": line_id, "variant_id": variant_id, "left": left})
        }
        Problem::Voucher {
            voucher_id,
            problem,
        } => {
            json!({"code": "voucher_unusable", "voucher_id": voucher_id, "problem": problem.code()})
        }
        Problem::AddressMissing => json!({"code": "address_missing"}),
        Problem::DeliveryMissing { seller_id } => {
            json!({"code": "delivery_missing", "seller_id": seller_id})
        }
    }
}

fn totals_fact(totals: &Totals) -> Value {
    let money = |amount: money::Money| json!({"amount": amount.dong(), "currency": "VND"});
    json!({
        "goods": money(totals.goods),
        "discount": money(totals.discount().unwrap_or_default()),
        "delivery": money(totals.delivery),
        "total": money(totals.total),
    })
}
