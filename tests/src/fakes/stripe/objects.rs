//! Stripe's objects, with every field of version `2026-09-30.endive`.

use serde_json::{Value, json};

use super::form::Form;

/// A Checkout Session that was just asked for.
pub(super) fn session(id: &str, form: &Form, (amount, now): (i64, i64)) -> Value {
    let object = json!({
        "id": id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": false},
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": false, "liability": null, "provider": null, "status": null},
        "cancel_url": form.value("cancel_url"),
        "client_reference_id": form.value("client_reference_id"),
        "created": now,
        "currency": "vnd",
        "custom_fields": [],
        "custom_text": {"after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null},
        "customer_creation": "if_required",
        "discounts": [],
        "expires_at": form.number("expires_at").unwrap_or(now + 86_400),
        "livemode": false,
        "locale": form.value("locale"),
        "metadata": form.below("metadata"),
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": false},
        "shipping_options": [],
        "status": "open",
        "success_url": form.value("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": format!("https://checkout.stripe.example/c/pay/{id}"),
    });
    with_nulls(
        object,
        "after_expiration allow_promotion_codes billing_address_collection \
        client_secret collected_information consent consent_collection \
        currency_conversion customer customer_account customer_details \
        customer_email integration_identifier invoice invoice_creation \
        managed_payments origin_context payment_intent payment_link \
        payment_method_configuration_details permissions recovered_from \
        saved_payment_method_options setup_intent shipping_address_collection \
        shipping_cost submit_type subscription wallet_options",
    )
}

/// What a PaymentIntent begins with.
pub(super) struct NewIntent<'a> {
    pub(super) id: &'a str,
    pub(super) amount: i64,
    pub(super) currency: &'a str,
    pub(super) capture_method: &'a str,
    pub(super) metadata: Value,
    pub(super) transfer_group: Value,
    pub(super) now: i64,
}

/// A PaymentIntent that nobody has paid.
pub(super) fn intent(new: NewIntent<'_>) -> Value {
    let object = json!({
        "id": new.id,
        "object": "payment_intent",
        "amount": new.amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": new.capture_method,
        "client_secret": format!("{}_secret_DEMO", new.id),
        "confirmation_method": "automatic",
        "created": new.now,
        "currency": new.currency,
        "livemode": false,
        "metadata": new.metadata,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        "transfer_group": new.transfer_group,
    });
    with_nulls(
        object,
        "application application_fee_amount automatic_payment_methods canceled_at \
        cancellation_reason customer customer_account description \
        excluded_payment_method_types last_payment_error latest_charge \
        managed_payments next_action on_behalf_of payment_method \
        payment_method_configuration_details processing receipt_email review \
        setup_future_usage shipping source statement_descriptor \
        statement_descriptor_suffix transfer_data",
    )
}

/// The charge of a card for a PaymentIntent.
pub(super) fn charge(id: &str, intent: &Value, now: i64) -> Value {
    let object = json!({
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {"address": null, "email": null, "name": "Jenny Rosen", "phone": null, "tax_id": null},
        "calculated_statement_descriptor": "CHO SAO",
        "captured": false,
        "created": now,
        "currency": intent["currency"],
        "disputed": false,
        "fraud_details": {},
        "livemode": false,
        "metadata": intent["metadata"],
        "paid": true,
        "payment_intent": intent["id"],
        "payment_method": "pm_card_visa",
        "refunded": false,
        "refunds": {"object": "list", "data": [], "has_more": false, "url": format!("/v1/charges/{id}/refunds")},
        "status": "succeeded",
        "transfer_group": intent["transfer_group"],
    });
    with_nulls(
        object,
        "application application_fee application_fee_amount balance_transaction \
        customer description failure_balance_transaction failure_code \
        failure_message on_behalf_of outcome payment_method_details receipt_email \
        receipt_number receipt_url review shipping source source_transfer \
        statement_descriptor statement_descriptor_suffix transfer_data",
    )
}

/// A refund of a part of a charge.
pub(super) fn refund(id: &str, charge: &Value, (amount, now): (i64, i64), form: &Form) -> Value {
    let object = json!({
        "id": id,
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": form.below("metadata"),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": form.value("reason"),
        "status": "succeeded",
    });
    with_nulls(
        object,
        "balance_transaction customer customer_account receipt_number \
        source_transfer_reversal transfer_reversal",
    )
}

/// A dispute of a charge.
pub(super) fn dispute(id: &str, charge: &Value, (amount, now): (i64, i64)) -> Value {
    let evidence = [
        "access_activity_log",
        "billing_address",
        "cancellation_policy",
        "cancellation_policy_disclosure",
        "cancellation_rebuttal",
        "customer_communication",
        "customer_email_address",
        "customer_name",
        "customer_purchase_ip",
        "customer_signature",
        "duplicate_charge_documentation",
        "duplicate_charge_explanation",
        "duplicate_charge_id",
        "product_description",
        "receipt",
        "refund_policy",
        "refund_policy_disclosure",
        "refund_refusal_explanation",
        "service_date",
        "service_documentation",
        "shipping_address",
        "shipping_carrier",
        "shipping_date",
        "shipping_documentation",
        "shipping_tracking_number",
        "uncategorized_file",
        "uncategorized_text",
    ];
    let mut empty: Value = evidence.iter().map(|field| (*field, Value::Null)).collect();
    empty["enhanced_evidence"] = json!({});
    let object = json!({
        "id": id,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": empty,
        "evidence_details": {"due_by": now + 7 * 86_400, "enhanced_eligibility": {}, "has_evidence": false, "past_due": false, "submission_count": 0},
        "is_charge_refundable": false,
        "livemode": false,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"card": {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4"}, "type": "card"},
        "reason": "fraudulent",
        "status": "needs_response",
    });
    with_nulls(object, "")
}

/// The object with fields in which nothing stands.
fn with_nulls(mut object: Value, fields: &str) -> Value {
    for field in fields.split_whitespace() {
        object[field] = Value::Null;
    }
    object
}
