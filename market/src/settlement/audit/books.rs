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
                      CASE WHEN o.state IN ('delivered', 'completed') THEN o.total + o.platform_discount + o.delivery_subsidy
                           ELSE 0 END AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_journal j
                                JOIN ledger_entry e ON e.journal_id = j.id
                                WHERE j.idempotency_key = 'deliver:' || {text:o.id}
                                  AND e.amount > 0), 0) AS found
               FROM seller_order o",
    },
    Invariant {
        name: "fees_of_delivered_orders_are_posted",
        rows: "SELECT o.number AS subject,
                      CASE WHEN o.state IN ('delivered', 'completed')
                           THEN o.commission + o.commission_vat + o.withheld_vat + o.withheld_pit
                           ELSE 0 END AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_journal j
                                JOIN ledger_entry e ON e.journal_id = j.id
                                WHERE j.idempotency_key IN ('fee:' || {text:o.id},
                                                            'tax:' || {text:o.id})
                                  AND e.amount > 0), 0) AS found
               FROM seller_order o",
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
        name: "available_is_what_is_unpaid",
        rows: "SELECT s.slug AS subject, COALESCE(MAX(a.balance), 0) AS found,
                      COALESCE(SUM(o.commission + o.commission_vat + o.withheld_vat + o.withheld_pit
                                   + o.seller_discount - o.goods), 0) AS expected
               FROM seller s
               LEFT JOIN ledger_account a ON a.code = 'available:' || {text:s.id}
               LEFT JOIN seller_order o ON o.seller_id = s.id
                   AND o.released_at IS NOT NULL AND o.payout_id IS NULL
               GROUP BY s.slug",
    },
    Invariant {
        name: "payouts_pay_their_orders",
        rows: "SELECT 'payout ' || {text:p.id} AS subject,
                      CASE WHEN p.state = 'failed' THEN 0 ELSE p.amount END AS expected,
                      COALESCE((SELECT SUM(o.goods - o.seller_discount - o.commission
                                           - o.commission_vat - o.withheld_vat - o.withheld_pit)
                                FROM seller_order o WHERE o.payout_id = p.id), 0) AS found
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
