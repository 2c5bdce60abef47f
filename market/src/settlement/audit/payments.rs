//! Promises about money that was asked for, promised and taken.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "paid_payments_brought_what_was_asked",
        rows: "SELECT 'payment ' || {text:id} AS subject, captured AS found,
                      CASE WHEN capture_by IS NULL THEN amount
                           ELSE COALESCE(to_capture, 0) END AS expected
               FROM payment WHERE state = 'paid'",
    },
    Invariant {
        name: "promised_payments_are_not_posted",
        rows: "SELECT 'payment ' || {text:y.id} AS subject, 0 AS expected,
                      y.captured + COALESCE((SELECT COUNT(*) FROM ledger_journal j
                                             WHERE j.kind = 'captured'
                                               AND j.source_id = y.id), 0) AS found
               FROM payment y WHERE y.state IN ('authorized', 'capturing')",
    },
    Invariant {
        name: "captures_are_what_orders_kept",
        rows: "SELECT 'payment ' || {text:y.id} AS subject, y.to_capture AS found,
                      SUM(o.total - COALESCE((SELECT SUM(b.sale - b.platform_discount)
                                              FROM line_reversal b
                                              WHERE b.order_id = o.id), 0)) AS expected
               FROM payment y
               JOIN seller_order o ON o.purchase_id = y.purchase_id AND o.state <> 'cancelled'
               WHERE y.state = 'capturing'
               GROUP BY y.id, y.to_capture",
    },
    Invariant {
        name: "parcels_leave_once_their_money_is_taken",
        rows: "SELECT o.number AS subject, 0 AS expected, COUNT(e.id) AS found
               FROM payment y
               JOIN seller_order o ON o.purchase_id = y.purchase_id
               LEFT JOIN order_event e ON e.order_id = o.id AND e.to_state = 'shipped'
               WHERE y.state IN ('authorized', 'capturing')
               GROUP BY o.number",
    },
];
