//! Promises about the ledger itself, and about what it says of orders and payouts.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "journals_sum_to_zero",
        rows: "SELECT j.idempotency_key AS subject, 0 AS expected,
                      COALESCE(SUM(e.amount), 0) AS found
               FROM ledger_journal j LEFT JOIN ledger_entry e ON e.journal_id = j.id
               GROUP BY j.idempotency_key",
    },
    Invariant {
        name: "journals_have_two_sides",
        rows: "SELECT j.idempotency_key AS subject, 2 AS expected,
                      CASE WHEN COUNT(e.id) < 2 THEN COUNT(e.id) ELSE 2 END AS found
               FROM ledger_journal j LEFT JOIN ledger_entry e ON e.journal_id = j.id
               GROUP BY j.idempotency_key",
    },
    Invariant {
        name: "balances_are_sums_of_entries",
        rows: "SELECT a.code AS subject, COALESCE(SUM(e.amount), 0) AS expected,
                      a.balance AS found
               FROM ledger_account a LEFT JOIN ledger_entry e ON e.account_id = a.id
               GROUP BY a.code, a.balance",
    },
    Invariant {
        name: "balances_sum_to_zero",
        rows: "SELECT 'all accounts' AS subject, 0 AS expected,
                      COALESCE(SUM(balance), 0) AS found
               FROM ledger_account",
    },
    Invariant {
        name: "balances_keep_their_bounds",
        rows: "SELECT code AS subject, balance AS found,
                      CASE WHEN balance < min_balance THEN min_balance
                           WHEN balance > max_balance THEN max_balance
                           ELSE balance END AS expected
               FROM ledger_account",
    },
    Invariant {
        name: "escrow_of_finished_purchases_is_zero",
        rows: "SELECT a.code AS subject, 0 AS expected, a.balance AS found
               FROM purchase p JOIN ledger_account a ON a.code = 'orders:' || {text:p.id}
               WHERE NOT EXISTS
                   (SELECT 1 FROM seller_order o WHERE o.purchase_id = p.id AND o.state NOT IN
                    ('delivered', 'completed', 'returned', 'lost', 'cancelled'))",
    },
    Invariant {
        name: "released_orders_are_completed",
        rows: "SELECT number AS subject,
                      CASE WHEN state = 'completed' THEN 1 ELSE 0 END AS expected,
                      CASE WHEN released_at IS NOT NULL THEN 1 ELSE 0 END AS found
               FROM seller_order",
    },
    Invariant {
        name: "captured_payments_are_posted",
        rows: "SELECT p.number AS subject,
                      COALESCE((SELECT SUM(y.captured) FROM payment y
                                WHERE y.purchase_id = p.id), 0) AS expected,
                      COALESCE((SELECT -SUM(e.amount) FROM ledger_account a
                                JOIN ledger_entry e ON e.account_id = a.id
                                JOIN ledger_journal j ON j.id = e.journal_id
                                WHERE a.code = 'orders:' || {text:p.id}
                                  AND j.kind IN ('captured', 'cod_collected', 'receipt_matched')), 0) AS found
               FROM purchase p",
    },
    Invariant {
        name: "available_is_what_is_unpaid",
        rows: "SELECT s.slug AS subject,
                      COALESCE(a.balance, 0) - COALESCE((SELECT SUM(e.amount) FROM ledger_entry e
                          JOIN ledger_journal j ON j.id = e.journal_id
                          WHERE e.account_id = a.id AND j.kind IN ('line_refunded',
                              'fees_returned', 'delivery_refunded', 'return_freight',
                              'dispute_secured', 'dispute_unsecured')), 0) AS found,
                      COALESCE((SELECT SUM(e.amount) FROM seller_order o
                          JOIN ledger_journal j ON j.idempotency_key = 'release:' || {text:o.id}
                          JOIN ledger_entry e ON e.journal_id = j.id AND e.amount < 0
                          WHERE o.seller_id = s.id AND o.released_at IS NOT NULL
                            AND o.payout_id IS NULL), 0) AS expected
               FROM seller s
               LEFT JOIN ledger_account a ON a.code = 'available:' || {text:s.id}",
    },
    Invariant {
        name: "payouts_pay_their_orders",
        rows: "SELECT 'payout ' || {text:p.id} AS subject,
                      CASE WHEN p.state = 'failed' THEN 0 ELSE p.amount END AS expected,
                      COALESCE((SELECT -SUM(e.amount) FROM seller_order o
                          JOIN ledger_journal j ON j.idempotency_key = 'release:' || {text:o.id}
                          JOIN ledger_entry e ON e.journal_id = j.id AND e.amount < 0
                          WHERE o.payout_id = p.id), 0) AS found
               FROM payout p",
    },
    Invariant {
        name: "payout_transit_ends_at_zero",
        rows: "SELECT 'payout ' || {text:p.id} AS subject, COALESCE(a.balance, 0) AS found,
                      CASE WHEN p.state = 'submitted' THEN -p.amount ELSE 0 END AS expected
               FROM payout p
               LEFT JOIN ledger_account a ON a.code = 'payout_transit:' || {text:p.id}",
    },
];
