//! What Stripe does when the merchant calls.

use serde_json::{Value, json};

use super::{
    form::Form,
    objects::{self, NewIntent},
    route::{Answer, Call, refusal},
    vault::Vault,
};

/// What a call without an effect answers.
pub(super) fn get(vault: &Vault, call: &Call) -> Answer {
    let path: Vec<_> = call.path.split('/').skip(2).collect();
    let found = match path[..] {
        ["checkout", "sessions"] => list(vault, "checkout.session", call),
        ["refunds"] => list(vault, "refund", call),
        ["disputes"] => list(vault, "dispute", call),
        [.., id] => match vault.get(id) {
            Some(object) => object.clone(),
            None => return missing(id),
        },
        [] => return missing("path"),
    };
    let expand = |object, path: &str| vault.expanded(object, &path.split('.').collect::<Vec<_>>());
    (200, call.form.expand().into_iter().fold(found, expand))
}

/// A page of the objects that a call asks for, the newest first.
fn list(vault: &Vault, kind: &str, call: &Call) -> Value {
    let form = &call.form;
    let is_wanted = |object: &Value| {
        let created = object["created"].as_i64().unwrap_or_default();
        form.number("created[gte]")
            .is_none_or(|from| created >= from)
            && form.number("created[lte]").is_none_or(|to| created <= to)
            && form
                .get("payment_intent")
                .is_none_or(|id| object["payment_intent"] == id)
    };
    let mut all = vault.of_kind(kind);
    all.retain(is_wanted);
    if let Some(last) = form.get("starting_after") {
        let seen = all.iter().position(|object| object["id"] == last);
        all.drain(..=seen.expect("a page ends with an object"));
    }
    let limit = form.number("limit").unwrap_or(10);
    let limit = usize::try_from(limit.min(vault.page_max)).expect("a limit");
    let has_more = all.len() > limit;
    all.truncate(limit);
    json!({"object": "list", "data": all, "has_more": has_more, "url": call.path})
}

/// What a call with an effect answers.
pub(super) fn post(vault: &mut Vault, call: &Call) -> Answer {
    let path: Vec<_> = call.path.split('/').skip(2).collect();
    match path[..] {
        ["checkout", "sessions"] => open_session(vault, &call.form),
        ["checkout", "sessions", id, "expire"] => expire(vault, id),
        ["payment_intents"] => make_intent(vault, &call.form),
        ["payment_intents", id, "capture"] => capture(vault, id, &call.form),
        ["payment_intents", id, "cancel"] => cancel(vault, id),
        ["refunds"] => refund(vault, &call.form),
        _ => missing(&call.path),
    }
}

fn missing(what: &str) -> Answer {
    refusal(
        404,
        Some("resource_missing"),
        &format!("No such object: {what}"),
    )
}

/// Why an amount is refused.
fn limits(amount: i64, currency: &str) -> Option<Answer> {
    match amount {
        _ if currency != "vnd" => Some(refusal(400, None, "this fake takes đồng")),
        ..13_000 => Some(refusal(400, Some("amount_too_small"), "at least 0.50 USD")),
        100_000_000.. => Some(refusal(
            400,
            Some("amount_too_large"),
            "at most ₫99,999,999",
        )),
        _ => None,
    }
}

fn open_session(vault: &mut Vault, form: &Form) -> Answer {
    let price = |field: &str| format!("line_items[0][price_data]{field}");
    let unit = form.number(&price("[unit_amount]")).unwrap_or_default();
    let amount = unit * form.number("line_items[0][quantity]").unwrap_or_default();
    let is_whole = form.get("mode") == Some("payment")
        && form
            .get(&price("[product_data][name]"))
            .is_some_and(|name| !name.is_empty())
        && form
            .get("success_url")
            .is_some_and(|url| url.starts_with("http"));
    if !is_whole {
        return refusal(400, Some("parameter_missing"), "a session lacks something");
    }
    if let Some(refused) = limits(amount, &form.text(&price("[currency]"))) {
        return refused;
    }
    let life = form.number("expires_at").map(|end| end - vault.now);
    if life.is_some_and(|life| !(1_800..=86_400).contains(&life)) {
        return refusal(
            400,
            None,
            "expires_at must be between 30 minutes and 24 hours away",
        );
    }
    let id = vault.name("cs_test");
    let session = objects::session(&id, form, (amount, vault.now));
    vault.put(session);
    let wanted = json!({
        "capture_method": form.get("payment_intent_data[capture_method]").unwrap_or("automatic"),
        "metadata": form.below("payment_intent_data[metadata]"),
        "transfer_group": form.value("payment_intent_data[transfer_group]"),
    });
    vault.wanted.insert(id.clone(), wanted);
    (200, vault.known(&id).clone())
}

fn expire(vault: &mut Vault, id: &str) -> Answer {
    if vault.get(id).is_none() {
        return missing(id);
    }
    if vault.text(id, "status") != "open" {
        return refusal(
            400,
            None,
            "Only Checkout Sessions with a status in [\"open\"] can expire",
        );
    }
    vault.abandon(id);
    (200, vault.known(id).clone())
}

fn make_intent(vault: &mut Vault, form: &Form) -> Answer {
    let amount = form.number("amount").unwrap_or_default();
    let currency = form.text("currency");
    if let Some(refused) = limits(amount, &currency) {
        return refused;
    }
    let id = vault.name("pi");
    let intent = objects::intent(NewIntent {
        id: &id,
        amount,
        currency: &currency,
        capture_method: form.get("capture_method").unwrap_or("automatic"),
        metadata: form.below("metadata"),
        transfer_group: form.value("transfer_group"),
        now: vault.now,
    });
    vault.put(intent);
    (200, vault.known(&id).clone())
}

fn capture(vault: &mut Vault, id: &str, form: &Form) -> Answer {
    if vault.get(id).is_none() {
        return missing(id);
    }
    let can_be_taken = vault.number(id, "amount_capturable");
    let amount = form.number("amount_to_capture").unwrap_or(can_be_taken);
    if vault.text(id, "status") != "requires_capture" {
        let code = Some("payment_intent_unexpected_state");
        return refusal(400, code, "This PaymentIntent could not be captured");
    }
    if amount > can_be_taken {
        return refusal(400, Some("amount_too_large"), "more than was authorised");
    }
    if vault.captures_fail {
        let code = Some("charge_expired_for_capture");
        return refusal(400, code, "The charge can no longer be captured");
    }
    vault.take(id, amount);
    vault.tell("payment_intent.succeeded", id);
    (200, vault.known(id).clone())
}

fn cancel(vault: &mut Vault, id: &str) -> Answer {
    if vault.get(id).is_none() {
        return missing(id);
    }
    if matches!(vault.text(id, "status").as_str(), "succeeded" | "canceled") {
        let code = Some("payment_intent_unexpected_state");
        return refusal(400, code, "This PaymentIntent could not be canceled");
    }
    vault.let_go(id);
    (200, vault.known(id).clone())
}

fn refund(vault: &mut Vault, form: &Form) -> Answer {
    let intent = form.text("payment_intent");
    if vault.get(&intent).is_none() {
        return missing(&intent);
    }
    let charge = vault.text(&intent, "latest_charge");
    if vault.text(&intent, "status") != "succeeded" {
        return refusal(
            400,
            None,
            "This PaymentIntent has no successful charge to refund",
        );
    }
    let taken = vault.number(&charge, "amount_captured");
    let left = taken - vault.number(&charge, "amount_refunded");
    let amount = form.number("amount").unwrap_or(left);
    if left == 0 {
        return refusal(
            400,
            Some("charge_already_refunded"),
            "already been refunded",
        );
    }
    if amount < 1 || amount > left {
        return refusal(
            400,
            None,
            "Refund amount is greater than unrefunded amount on charge",
        );
    }
    let id = vault.name("re");
    let new = objects::refund(&id, vault.known(&charge), (amount, vault.now), form);
    vault.put(new);
    if vault.refunds_wait {
        vault.set(&id, [("status", json!("pending"))]);
    }
    let moved = vault.move_money(("refund", &id), -amount, 0);
    vault.set(&id, [("balance_transaction", json!(moved))]);
    let back = vault.number(&charge, "amount_refunded") + amount;
    let fields = [
        ("amount_refunded", json!(back)),
        ("refunded", json!(back == taken)),
    ];
    vault.set(&charge, fields);
    vault.tell("refund.created", &id);
    vault.tell("charge.refunded", &charge);
    (200, vault.known(&id).clone())
}
