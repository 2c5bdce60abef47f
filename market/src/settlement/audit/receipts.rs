//! Promises about transfers on the bank account.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "transfers_seen_are_posted",
        rows: "SELECT 'receipt ' || {text:r.id} AS subject, r.amount AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_journal j
                                JOIN ledger_entry e ON e.journal_id = j.id
                                WHERE j.idempotency_key = 'bankin:' || {text:r.id}
                                  AND e.amount > 0), 0) AS found
               FROM bank_receipt r",
    },
    Invariant {
        name: "transfers_are_applied_returned_or_unidentified",
        rows: "SELECT 'receipt ' || {text:r.id} AS subject,
                      CASE WHEN r.state = 'unidentified' THEN 0 ELSE r.amount END AS expected,
                      r.applied + COALESCE(b.amount, 0) AS found
               FROM bank_receipt r LEFT JOIN bank_return b ON b.receipt_id = r.id",
    },
    Invariant {
        name: "unidentified_receipts_are_the_unmatched_transfers",
        rows: "SELECT 'unidentified_receipts' AS subject,
                      COALESCE((SELECT -balance FROM ledger_account
                                WHERE code = 'unidentified_receipts'), 0) AS found,
                      COALESCE((SELECT SUM(amount) FROM bank_receipt
                                WHERE state = 'unidentified'), 0) AS expected",
    },
    Invariant {
        name: "transfers_on_their_way_back_are_due",
        rows: "SELECT 'return ' || {text:b.id} AS subject,
                      CASE WHEN b.state = 'due' THEN b.amount ELSE 0 END AS expected,
                      -COALESCE(a.balance, 0) AS found
               FROM bank_return b
               LEFT JOIN ledger_account a ON a.code = 'refunds_due:' || {text:b.id}",
    },
    Invariant {
        name: "attempts_by_transfer_have_what_was_applied",
        rows: "SELECT 'payment ' || {text:y.id} AS subject, y.captured AS expected,
                      COALESCE((SELECT SUM(r.applied) FROM bank_receipt r
                                WHERE r.payment_id = y.id), 0) AS found
               FROM payment y WHERE y.method = 'vietqr'",
    },
];
