//! Promises about what comes back after the sale: lines, refunds, returns, disputes.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "held_is_due_until_released",
        rows: "SELECT o.number AS subject, COALESCE(a.balance, 0) AS found,
                      CASE WHEN o.released_at IS NULL
                           THEN o.commission + o.commission_vat + o.withheld_vat + o.withheld_pit
                                + o.seller_discount - o.goods
                                + COALESCE((SELECT SUM(b.sale - b.commission - b.commission_vat
                                                       - b.withheld_vat - b.withheld_pit)
                                            FROM line_reversal b WHERE b.order_id = o.id), 0)
                           ELSE 0 END AS expected
               FROM seller_order o
               LEFT JOIN ledger_account a ON a.code = 'held:' || {text:o.id}
               WHERE o.state IN ('delivered', 'completed')",
    },
    Invariant {
        name: "delivered_orders_are_posted",
        rows: "SELECT o.number AS subject,
                      CASE WHEN o.state IN ('delivered', 'completed')
                           THEN o.goods + o.delivery - COALESCE(gone.sale, 0)
                           ELSE 0 END AS expected,
                      COALESCE(posted.amount, 0) AS found
               FROM seller_order o
               LEFT JOIN (SELECT order_id, SUM(sale) AS sale FROM line_reversal
                          WHERE NOT delivered GROUP BY order_id) gone ON gone.order_id = o.id
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
                                - COALESCE(gone.charges, 0)
                           ELSE 0 END AS expected,
                      COALESCE(posted.amount, 0) AS found
               FROM seller_order o
               LEFT JOIN (SELECT order_id, SUM(commission + commission_vat + withheld_vat
                                               + withheld_pit) AS charges
                          FROM line_reversal WHERE NOT delivered
                          GROUP BY order_id) gone ON gone.order_id = o.id
               LEFT JOIN (SELECT j.source_id, SUM(e.amount) AS amount FROM ledger_journal j
                          JOIN ledger_entry e ON e.journal_id = j.id AND e.amount > 0
                          WHERE j.kind = 'fees_charged'
                          GROUP BY j.source_id) posted ON posted.source_id = o.id",
    },
    Invariant {
        name: "reversals_add_up_on_their_lines",
        rows: "SELECT {text:l.id} AS subject, l.reversed + l.reversed_quantity AS found,
                      COALESCE((SELECT SUM(b.sale + b.quantity) FROM line_reversal b
                                WHERE b.order_line_id = l.id), 0) AS expected
               FROM order_line l WHERE l.reversed > 0 OR l.reversed_quantity > 0
                   OR EXISTS (SELECT 1 FROM line_reversal b WHERE b.order_line_id = l.id)",
    },
    Invariant {
        name: "reversals_stay_within_their_lines",
        rows: "SELECT {text:id} AS subject, reversed AS found,
                      CASE WHEN reversed_quantity > quantity THEN -1
                           WHEN reversed > line_total - seller_discount
                           THEN line_total - seller_discount ELSE reversed END AS expected
               FROM order_line",
    },
    Invariant {
        name: "fully_returned_lines_leave_no_fee",
        rows: "SELECT {text:l.id} AS subject,
                      l.commission + l.commission_vat + l.withheld_vat + l.withheld_pit
                          + l.platform_discount AS expected,
                      (SELECT SUM(b.commission + b.commission_vat + b.withheld_vat
                                  + b.withheld_pit + b.platform_discount)
                       FROM line_reversal b WHERE b.order_line_id = l.id) AS found
               FROM order_line l
               WHERE l.reversed = l.line_total - l.seller_discount AND l.reversed > 0",
    },
    Invariant {
        name: "refunds_are_posted",
        rows: "SELECT 'refund ' || {text:r.id} AS subject,
                      CASE WHEN r.state IN ('requested', 'rejected') THEN 0
                           ELSE r.amount END AS expected,
                      COALESCE((SELECT -SUM(e.amount) FROM ledger_account a
                                JOIN ledger_entry e ON e.account_id = a.id
                                JOIN ledger_journal j ON j.id = e.journal_id
                                WHERE a.code = 'refunds_due:' || {text:r.id}
                                  AND j.kind IN ('cancelled', 'line_refunded',
                                                 'delivery_refunded')), 0) AS found
               FROM refund r",
    },
    Invariant {
        name: "refunds_due_end_at_zero",
        rows: "SELECT 'refund ' || {text:r.id} AS subject, COALESCE(a.balance, 0) AS found,
                      CASE WHEN r.state IN ('requested', 'rejected', 'succeeded') THEN 0
                           ELSE -r.amount END AS expected
               FROM refund r
               LEFT JOIN ledger_account a ON a.code = 'refunds_due:' || {text:r.id}",
    },
    Invariant {
        name: "paid_refunds_are_counted_on_payments",
        rows: "SELECT 'payment ' || {text:y.id} AS subject, y.refunded AS found,
                      COALESCE((SELECT SUM(r.amount) FROM refund r
                                WHERE r.payment_id = y.id AND r.state = 'succeeded'), 0)
                          AS expected
               FROM payment y",
    },
    Invariant {
        name: "disputes_end_at_zero",
        rows: "SELECT 'dispute ' || {text:d.id} AS subject, COALESCE(a.balance, 0) AS found,
                      CASE WHEN d.state IN ('open', 'evidence_submitted')
                           THEN d.taken - d.given_back ELSE 0 END AS expected
               FROM dispute d
               LEFT JOIN ledger_account a ON a.code = 'disputes:' || {text:d.id}",
    },
    Invariant {
        name: "disputed_amounts_are_counted_on_payments",
        rows: "SELECT 'payment ' || {text:y.id} AS subject, y.disputed AS found,
                      COALESCE((SELECT SUM(d.taken - d.given_back) FROM dispute d
                                WHERE d.payment_id = y.id), 0) AS expected
               FROM payment y",
    },
    Invariant {
        name: "reserves_belong_to_open_disputes",
        rows: "SELECT 'all reserves' AS subject,
                      COALESCE((SELECT -SUM(balance) FROM ledger_account
                                WHERE code LIKE 'reserve:%'), 0) AS found,
                      COALESCE((SELECT SUM(secured) FROM dispute
                                WHERE state IN ('open', 'evidence_submitted')), 0) AS expected",
    },
    Invariant {
        name: "refunded_returns_have_their_lines_reversed",
        rows: "SELECT 'return ' || {text:r.id} AS subject,
                      SUM(l.quantity) AS expected,
                      COALESCE((SELECT SUM(b.quantity) FROM line_reversal b
                                WHERE b.refund_id = r.refund_id), 0) AS found
               FROM return_request r JOIN return_line l ON l.return_id = r.id
               WHERE r.state = 'refunded' AND r.refund_id IS NOT NULL
               GROUP BY r.id, r.refund_id",
    },
    Invariant {
        name: "contested_orders_are_not_released",
        rows: "SELECT o.number AS subject, 0 AS expected,
                      COUNT(r.id) AS found
               FROM return_request r JOIN seller_order o ON o.id = r.order_id
               WHERE r.state IN ('requested', 'approved', 'in_transit', 'received')
                 AND o.released_at > r.created_at
               GROUP BY o.number",
    },
    Invariant {
        name: "returned_units_are_back_in_stock",
        rows: "SELECT {text:v.id} AS subject,
                      COALESCE(back.units, 0) + COALESCE(parcels.units, 0) AS expected,
                      COALESCE(moved.units, 0) AS found
               FROM variant v
               LEFT JOIN (SELECT l.variant_id, SUM(r.restocked) AS units FROM return_line r
                          JOIN order_line l ON l.id = r.order_line_id
                          GROUP BY l.variant_id) back ON back.variant_id = v.id
               LEFT JOIN (SELECT l.variant_id, SUM(b.restocked) AS units FROM line_reversal b
                          JOIN order_line l ON l.id = b.order_line_id
                          GROUP BY l.variant_id) parcels ON parcels.variant_id = v.id
               LEFT JOIN (SELECT variant_id, SUM(delta) AS units FROM stock_movement
                          WHERE reason = 'return'
                          GROUP BY variant_id) moved ON moved.variant_id = v.id",
    },
];
