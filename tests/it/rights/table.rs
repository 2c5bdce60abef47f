//! The rights table: one row an operation.

use super::people::Who;

/// Who is let in, and how the others are refused.
pub(crate) enum Right {
    /// Anyone, guests too. What belongs to somebody is guarded by ids and tokens: a made-up
    /// one is not found.
    Anyone,
    /// Anyone who has signed in.
    SignedIn,
    /// Those who act for the seller that they name.
    Seller,
    /// Staff with one of these roles, and administrators.
    Staff(&'static [Who]),
    /// Anyone with a secret that made-up requests do not have.
    Secret,
}

impl Right {
    /// The statuses of which one refuses this caller; none for those who are let in.
    pub(crate) fn refusals(&self, who: Who) -> &'static [u16] {
        match self {
            Self::Anyone => &[],
            Self::Secret => &[401, 403, 404],
            Self::SignedIn | Self::Seller | Self::Staff(_) if who == Who::Guest => &[401],
            Self::SignedIn => &[],
            Self::Seller if who == Who::Member => &[],
            Self::Seller => &[403, 404],
            Self::Staff(roles) if who == Who::Admin || roles.contains(&who) => &[],
            Self::Staff(_) => &[403],
        }
    }
}

const ADMIN: Right = Right::Staff(&[]);
const CLERK: Right = Right::Staff(&[Who::Verifier, Who::Promoter]);
const FINANCE: Right = Right::Staff(&[Who::Finance]);
const PROMOTER: Right = Right::Staff(&[Who::Promoter]);
const VERIFIER: Right = Right::Staff(&[Who::Verifier]);

/// Every operation of the contract.
pub(crate) const RIGHTS: &[(&str, Right)] = &[
    // Accounts
    ("account_create", Right::Anyone),
    ("session_create", Right::Anyone),
    ("account_get", Right::SignedIn),
    ("session_delete", Right::SignedIn),
    // Carts, guarded by their ids and tokens
    ("cart_address_set", Right::Anyone),
    ("cart_create", Right::Anyone),
    ("cart_delivery_choose", Right::Anyone),
    ("cart_delivery_options", Right::Anyone),
    ("cart_get", Right::Anyone),
    ("cart_line_add", Right::Anyone),
    ("cart_line_delete", Right::Anyone),
    ("cart_line_update", Right::Anyone),
    ("cart_problems", Right::Anyone),
    // Browsing
    ("category_list", Right::Anyone),
    ("product_set_list", Right::Anyone),
    ("certificate_check", Right::Anyone),
    ("place_get", Right::Anyone),
    ("place_list", Right::Anyone),
    ("product_get", Right::Anyone),
    ("product_list", Right::Anyone),
    ("product_similar_list", Right::Anyone),
    ("search_suggest", Right::Anyone),
    ("seller_get", Right::Anyone),
    ("seller_list", Right::Anyone),
    ("collection_get", Right::Anyone),
    ("slot_list", Right::Anyone),
    // Purchases, guarded by their ids and tokens
    ("checkout", Right::Anyone),
    ("order_cancel", Right::Anyone),
    ("payment_create", Right::Anyone),
    ("payment_method_list", Right::Anyone),
    ("purchase_cancel", Right::Anyone),
    ("purchase_get", Right::Anyone),
    ("purchase_list", Right::SignedIn),
    // A seller's own
    ("seller_certificate_claim", Right::Seller),
    ("seller_certificate_list", Right::Seller),
    ("seller_fee_plan_list", Right::Seller),
    ("seller_image_create", Right::Seller),
    ("seller_image_delete", Right::Seller),
    ("seller_balance_get", Right::Seller),
    ("seller_ledger_list", Right::Seller),
    ("seller_payout_list", Right::Seller),
    ("seller_statement_get", Right::Seller),
    ("seller_order_cancel", Right::Seller),
    ("seller_order_confirm", Right::Seller),
    ("seller_order_deliver", Right::Seller),
    ("seller_order_get", Right::Seller),
    ("seller_order_list", Right::Seller),
    ("seller_order_pack", Right::Seller),
    ("seller_order_ship", Right::Seller),
    ("seller_product_archive", Right::Seller),
    ("seller_product_change", Right::Seller),
    ("seller_product_create", Right::Seller),
    ("seller_product_get", Right::Seller),
    ("seller_product_list", Right::Seller),
    ("seller_product_submit", Right::Seller),
    ("seller_profile_change", Right::Seller),
    ("seller_profile_get", Right::Seller),
    ("seller_stock_change", Right::Seller),
    ("seller_stock_movements", Right::Seller),
    ("seller_variant_change", Right::Seller),
    ("seller_variant_create", Right::Seller),
    ("seller_variant_delete", Right::Seller),
    ("seller_withholding_certificate_get", Right::Seller),
    ("seller_withholding_certificate_print", Right::Seller),
    ("seller_memberships", Right::SignedIn),
    // The desk
    ("desk_audit_log", ADMIN),
    ("desk_inbox", CLERK),
    ("desk_product_get", CLERK),
    ("desk_product_list", CLERK),
    ("desk_seller_get", CLERK),
    ("desk_certificate_list", VERIFIER),
    ("desk_certificate_reject", VERIFIER),
    ("desk_certificate_verify", VERIFIER),
    ("desk_certificate_withdraw", VERIFIER),
    ("desk_product_approve", VERIFIER),
    ("desk_product_reject", VERIFIER),
    ("desk_product_request_changes", VERIFIER),
    ("desk_seller_reopen", VERIFIER),
    ("desk_seller_suspend", VERIFIER),
    ("desk_collection_change", PROMOTER),
    ("desk_collection_create", PROMOTER),
    ("desk_collection_delete", PROMOTER),
    ("desk_collection_get", PROMOTER),
    ("desk_collection_items_set", PROMOTER),
    ("desk_collection_list", PROMOTER),
    ("desk_search_preview", PROMOTER),
    ("desk_search_settings_get", PROMOTER),
    ("desk_search_settings_set", PROMOTER),
    ("desk_search_status", CLERK),
    ("desk_slot_change", PROMOTER),
    ("desk_slot_create", PROMOTER),
    ("desk_slot_delete", PROMOTER),
    ("desk_slot_get", PROMOTER),
    ("desk_slot_list", PROMOTER),
    ("fee_plan_create", FINANCE),
    ("fee_plan_list", FINANCE),
    ("desk_withholding_certificate_get", FINANCE),
    ("seller_tax_status_set", FINANCE),
    ("service_vat_create", FINANCE),
    ("tax_period_get", FINANCE),
    ("tax_rule_list", FINANCE),
    ("withholding_get", FINANCE),
    ("withholding_rule_create", FINANCE),
    ("payout_complete", FINANCE),
    ("payout_fail", FINANCE),
    ("bank_receipt_list", FINANCE),
    ("bank_receipt_match", FINANCE),
    ("bank_receipt_return", FINANCE),
    ("bank_return_complete", FINANCE),
    ("bank_return_list", FINANCE),
    ("provider_notice_list", FINANCE),
    ("provider_notice_resolve", FINANCE),
    ("payout_list", FINANCE),
    ("payout_run_create", FINANCE),
    ("trial_balance_get", FINANCE),
];
