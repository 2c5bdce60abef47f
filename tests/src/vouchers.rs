//! Vouchers to give.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{Caller, Market};

impl Market {
    /// What is said to give a voucher that takes so many đồng off, for so many days from now.
    #[must_use]
    pub fn voucher(&self, code: &str, amount: i64, days: i64) -> Value {
        let now = self.app().clock().now();
        json!({
            "code": code, "title": "Giảm giá", "benefit": "amount",
            "amount": {"amount": amount, "currency": "VND"},
            "starts_at": now.to_rfc3339(),
            "ends_at": (now + TimeDelta::days(days)).to_rfc3339(),
        })
    }
}

/// A voucher's draft with a province's budget of so many đồng that pays for it.
pub async fn paid_by_province(promoter: &Caller, mut draft: Value, ceiling: i64) -> Value {
    let budget = json!({
        "name": "Tuần hàng OCOP", "holder": "Sở Công Thương", "source": "Quyết định 5/QĐ",
        "ceiling": {"amount": ceiling, "currency": "VND"},
    });
    let budget = promoter.post("/v1/desk/budgets", budget).await.expect(201);
    draft["budget_id"] = budget["id"].clone();
    draft
}
