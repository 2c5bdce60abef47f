//! Reconciliation: what the market says of money against what others say of it, and what
//! they should have done by now. Each expects nothing.
//!
//! Source: payments.md, part 4.8.

use super::Invariant;

pub(super) const REPORTS: &[Invariant] = &[
    Invariant {
        name: "providers_hold_what_payments_say",
        rows: "SELECT a.code AS subject, COALESCE(paid.amount, 0) AS expected,
                      COALESCE(posted.amount, 0) AS found
               FROM ledger_account a
               LEFT JOIN (SELECT e.account_id, SUM(e.amount) AS amount FROM ledger_entry e
                          JOIN ledger_journal j ON j.id = e.journal_id
                          WHERE j.kind IN ('captured', 'refund_paid')
                          GROUP BY e.account_id) posted ON posted.account_id = a.id
               LEFT JOIN (SELECT y.method, SUM(y.captured) - COALESCE(SUM(back.amount), 0)
                                     AS amount
                          FROM payment y
                          LEFT JOIN (SELECT payment_id, SUM(amount) AS amount FROM refund
                                     WHERE state = 'succeeded' GROUP BY payment_id) back
                              ON back.payment_id = y.id
                          GROUP BY y.method) paid ON a.code = 'psp:' || paid.method
               WHERE a.code LIKE 'psp:%'",
    },
    Invariant {
        name: "carriers_collected_what_payments_say",
        rows: "SELECT 'cash on delivery' AS subject,
                      (SELECT COALESCE(SUM(captured), 0) FROM payment WHERE method = 'cod')
                          AS expected,
                      (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_journal j
                       JOIN ledger_entry e ON e.journal_id = j.id AND e.amount > 0
                       WHERE j.kind = 'cod_collected') AS found",
    },
    Invariant {
        name: "unidentified_receipts_are_young",
        rows: "SELECT a.code AS subject, 0 AS expected, a.balance AS found
               FROM ledger_account a
               WHERE a.code LIKE 'unidentified_receipts%' AND a.balance <> 0
                 AND NOT EXISTS (SELECT 1 FROM ledger_entry e
                                 JOIN ledger_journal j ON j.id = e.journal_id
                                 WHERE e.account_id = a.id AND j.occurred_at > {ago:3})",
    },
    Invariant {
        name: "refunds_due_are_young",
        rows: "SELECT a.code AS subject, 0 AS expected, a.balance AS found
               FROM ledger_account a
               WHERE a.code LIKE 'refunds_due:%' AND a.balance <> 0
                 AND NOT EXISTS (SELECT 1 FROM ledger_entry e
                                 JOIN ledger_journal j ON j.id = e.journal_id
                                 WHERE e.account_id = a.id AND j.occurred_at > {ago:3})",
    },
    Invariant {
        name: "payouts_in_transit_are_young",
        rows: "SELECT a.code AS subject, 0 AS expected, a.balance AS found
               FROM ledger_account a
               WHERE a.code LIKE 'payout_transit:%' AND a.balance <> 0
                 AND NOT EXISTS (SELECT 1 FROM ledger_entry e
                                 JOIN ledger_journal j ON j.id = e.journal_id
                                 WHERE e.account_id = a.id AND j.occurred_at > {ago:2})",
    },
    Invariant {
        name: "carrier_claims_are_young",
        rows: "SELECT 'claim ' || {text:id} AS subject, 0 AS expected, amount AS found
               FROM carrier_claim WHERE state = 'open' AND created_at <= {ago:30}",
    },
    Invariant {
        name: "lost_parcels_are_claimed",
        rows: "SELECT o.number AS subject, 0 AS expected, o.goods AS found
               FROM seller_order o
               WHERE o.state = 'lost' AND o.updated_at <= {ago:3}
                 AND NOT EXISTS (SELECT 1 FROM parcel p
                                 JOIN carrier_claim k ON k.parcel_id = p.id
                                 WHERE p.order_id = o.id)",
    },
    Invariant {
        name: "payouts_wait_for_approval_shortly",
        rows: "SELECT 'payout ' || {text:id} AS subject, 0 AS expected, amount AS found
               FROM payout WHERE state = 'draft' AND created_at <= {ago:2}",
    },
];
