//! Promises about the ledger itself, and about what it says of orders and payouts.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "journals_sum_to_zero",
        rows: "SELECT j.idempotency_key AS subject, 0 AS expected,
                      COALESCE(e.amount, 0) AS found
               FROM ledger_journal j
               LEFT JOIN (SELECT journal_id, SUM(amount) AS amount FROM ledger_entry
                          GROUP BY journal_id) e ON e.journal_id = j.id",
    },
    Invariant {
        name: "journals_have_two_sides",
        rows: "SELECT j.idempotency_key AS subject, 2 AS expected,
                      CASE WHEN COALESCE(e.lines, 0) < 2 THEN COALESCE(e.lines, 0)
                           ELSE 2 END AS found
               FROM ledger_journal j
               LEFT JOIN (SELECT journal_id, COUNT(*) AS lines FROM ledger_entry
                          GROUP BY journal_id) e ON e.journal_id = j.id",
    },
    Invariant {
        name: "balances_are_sums_of_entries",
        rows: "SELECT a.code AS subject, COALESCE(e.amount, 0) AS expected,
                      a.balance AS found
               FROM ledger_account a
               LEFT JOIN (SELECT account_id, SUM(amount) AS amount FROM ledger_entry
                          GROUP BY account_id) e ON e.account_id = a.id",
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
        name: "held_is_due_until_released",
        rows: "SELECT o.number AS subject, COALESCE(a.balance, 0) AS found,
                      CASE WHEN o.released_at IS NULL
                           THEN o.commission + o.commission_vat + o.withheld_vat + o.withheld_pit
                                + o.seller_discount - o.goods
                           ELSE 0 END AS expected
               FROM seller_order o
               LEFT JOIN ledger_account a ON a.code = 'held:' || {text:o.id}
               WHERE o.state IN ('delivered', 'completed')",
    },
    Invariant {
        name: "released_orders_are_completed",
        rows: "SELECT number AS subject,
                      CASE WHEN state = 'completed' THEN 1 ELSE 0 END AS expected,
                      CASE WHEN released_at IS NOT NULL THEN 1 ELSE 0 END AS found
               FROM seller_order",
    },
    Invariant {
        name: "delivered_orders_are_posted",
        rows: "SELECT o.number AS subject,
                      CASE WHEN o.state IN ('delivered', 'completed') THEN o.goods + o.delivery
                           ELSE 0 END AS expected,
                      COALESCE(posted.amount, 0) AS found
               FROM seller_order o
               LEFT JOIN (SELECT j.source_id, SUM(e.amount) AS amount FROM ledger_journal j
                          JOIN ledger_entry e ON e.journal_id = j.id AND e.amount > 0
                          WHERE j.kind = 'delivered'
                          GROUP BY j.source_id) posted ON posted.source_id = o.id",
    },
    Invariant {
        name: "fees_of_delivered_orders_are_posted",
        rows: "SELECT o.number AS subject,
                      CASE WHEN o.state IN ('delivered', 'completed')
                           THEN o.commission + o.commission_vat + o.withheld_vat + o.withheld_pit
                           ELSE 0 END AS expected,
                      COALESCE(posted.amount, 0) AS found
               FROM seller_order o
               LEFT JOIN (SELECT j.source_id, SUM(e.amount) AS amount FROM ledger_journal j
                          JOIN ledger_entry e ON e.journal_id = j.id AND e.amount > 0
                          WHERE j.kind = 'fees_charged'
                          GROUP BY j.source_id) posted ON posted.source_id = o.id",
    },
    Invariant {
        name: "captured_payments_are_posted",
        rows: "SELECT p.number AS subject, COALESCE(paid.amount, 0) AS expected,
                      COALESCE(posted.amount, 0) AS found
               FROM purchase p
               LEFT JOIN (SELECT purchase_id, SUM(captured) AS amount FROM payment
                          GROUP BY purchase_id) paid ON paid.purchase_id = p.id
               LEFT JOIN (SELECT a.code, -SUM(e.amount) AS amount FROM ledger_journal j
                          JOIN ledger_entry e ON e.journal_id = j.id
                          JOIN ledger_account a ON a.id = e.account_id
                              AND a.code LIKE 'orders:%'
                          WHERE j.kind IN ('captured', 'cod_collected', 'receipt_matched')
                          GROUP BY a.code) posted ON posted.code = 'orders:' || {text:p.id}",
    },
    Invariant {
        name: "refunds_are_posted",
        rows: "SELECT 'refund ' || {text:r.id} AS subject, r.amount AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_journal j
                                JOIN ledger_entry e ON e.journal_id = j.id
                                WHERE j.idempotency_key = 'cancel:' || {text:r.id}
                                  AND e.amount > 0), 0) AS found
               FROM refund r",
    },
    Invariant {
        name: "refunds_due_end_at_zero",
        rows: "SELECT 'refund ' || {text:r.id} AS subject, COALESCE(a.balance, 0) AS found,
                      CASE WHEN r.state = 'succeeded' THEN 0 ELSE -r.amount END AS expected
               FROM refund r
               LEFT JOIN ledger_account a ON a.code = 'refunds_due:' || {text:r.id}",
    },
    Invariant {
        name: "journals_have_their_causes",
        rows: "SELECT j.idempotency_key AS subject, 1 AS expected,
                      CASE j.source_type
                          WHEN 'payment' THEN CASE WHEN y.id IS NULL THEN 0 ELSE 1 END
                          WHEN 'order' THEN CASE WHEN o.id IS NULL THEN 0 ELSE 1 END
                          WHEN 'refund' THEN CASE WHEN r.id IS NULL THEN 0 ELSE 1 END
                          WHEN 'payout' THEN CASE WHEN p.id IS NULL THEN 0 ELSE 1 END
                          WHEN 'manual_journal' THEN CASE WHEN m.id IS NULL THEN 0 ELSE 1 END
                          ELSE 1 END AS found
               FROM ledger_journal j
               LEFT JOIN payment y ON j.source_type = 'payment' AND y.id = j.source_id
               LEFT JOIN seller_order o ON j.source_type = 'order' AND o.id = j.source_id
               LEFT JOIN refund r ON j.source_type = 'refund' AND r.id = j.source_id
               LEFT JOIN payout p ON j.source_type = 'payout' AND p.id = j.source_id
               LEFT JOIN manual_journal m ON j.source_type = 'manual_journal'
                   AND m.id = j.source_id",
    },
];
