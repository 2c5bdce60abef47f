//! Promises about carriers: the cash they hold, what they handed over, what they are owed and
//! what they owe.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "carriers_hold_what_they_did_not_remit",
        rows: "SELECT c.code AS subject, COALESCE(MAX(a.balance), 0) AS found,
                      COALESCE(SUM(p.cod_collected - p.cod_remitted), 0) AS expected
               FROM carrier c LEFT JOIN ledger_account a ON a.code = 'carrier_cod:' || c.code
               LEFT JOIN parcel p ON p.carrier_code = c.code GROUP BY c.code",
    },
    Invariant {
        name: "carriers_are_owed_their_unpaid_fees",
        rows: "SELECT c.code AS subject, COALESCE(MAX(-a.balance), 0) AS found,
                      COALESCE(SUM(p.carrier_fee - p.carrier_fee_paid), 0)
                      + COALESCE((SELECT -SUM(e.amount) FROM ledger_account b
                                  JOIN ledger_entry e ON e.account_id = b.id
                                  JOIN ledger_journal j ON j.id = e.journal_id
                                  WHERE b.code = 'carrier_payable:' || c.code
                                    AND j.kind = 'return_freight'), 0) AS expected
               FROM carrier c
               LEFT JOIN ledger_account a ON a.code = 'carrier_payable:' || c.code
               LEFT JOIN parcel p ON p.carrier_code = c.code GROUP BY c.code",
    },
    Invariant {
        name: "cash_of_parcels_is_captured",
        rows: "SELECT 'payment ' || {text:y.id} AS subject, y.captured AS found,
                      COALESCE(SUM(p.cod_collected), 0) AS expected
               FROM payment y LEFT JOIN seller_order o ON o.purchase_id = y.purchase_id
               LEFT JOIN parcel p ON p.order_id = o.id
               WHERE y.method = 'cod' AND y.state <> 'cancelled'
               GROUP BY y.id, y.captured",
    },
    Invariant {
        name: "remitted_payments_are_wholly_here",
        rows: "SELECT 'payment ' || {text:y.id} AS subject,
                      CASE WHEN y.state = 'remitted' THEN 0
                           ELSE y.captured - COALESCE(SUM(p.cod_remitted), 0) END AS expected,
                      y.captured - COALESCE(SUM(p.cod_remitted), 0) AS found
               FROM payment y LEFT JOIN seller_order o ON o.purchase_id = y.purchase_id
               LEFT JOIN parcel p ON p.order_id = o.id
               WHERE y.method = 'cod' GROUP BY y.id, y.state, y.captured",
    },
    Invariant {
        name: "remitted_cash_is_that_of_remittances",
        rows: "SELECT 'parcel ' || {text:p.id} AS subject, p.cod_remitted AS expected,
                      COALESCE(SUM(l.cod), 0) AS found
               FROM parcel p LEFT JOIN remittance_line l ON l.parcel_id = p.id
               GROUP BY p.id, p.cod_remitted",
    },
    Invariant {
        name: "remittances_are_sums_of_their_rows",
        rows: "SELECT r.carrier_code || ' ' || r.reference AS subject, 0 AS expected,
                      ABS(r.cod - COALESCE(SUM(l.cod), 0))
                      + ABS(r.fees - COALESCE(SUM(l.fee), 0)) AS found
               FROM remittance r LEFT JOIN remittance_line l ON l.remittance_id = r.id
               GROUP BY r.id, r.carrier_code, r.reference, r.cod, r.fees",
    },
    Invariant {
        name: "remittances_are_posted",
        rows: "SELECT r.carrier_code || ' ' || r.reference AS subject, r.received AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_journal j
                                JOIN ledger_entry e ON e.journal_id = j.id
                                JOIN ledger_account a ON a.id = e.account_id
                                WHERE j.idempotency_key = 'remit:' || {text:r.id}
                                  AND a.code = 'bank:main'), 0) AS found
               FROM remittance r",
    },
    Invariant {
        name: "delivery_of_completed_orders_is_cleared",
        rows: "SELECT o.number AS subject, 0 AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_entry e
                                JOIN ledger_account a ON a.id = e.account_id
                                WHERE e.order_id = o.id
                                  AND a.code = 'shipping_clearing'), 0) AS found
               FROM seller_order o
               WHERE o.state = 'completed'
                 AND EXISTS (SELECT 1 FROM parcel p WHERE p.order_id = o.id
                             AND p.fee_changes > 0)",
    },
    Invariant {
        name: "what_is_rounded_at_the_door_is_small_change",
        rows: "SELECT j.idempotency_key AS subject, e.amount AS found,
                      CASE WHEN e.amount > 999 THEN 999
                           WHEN e.amount < 1 THEN 1 ELSE e.amount END AS expected
               FROM ledger_account a
               JOIN ledger_entry e ON e.account_id = a.id
               JOIN ledger_journal j ON j.id = e.journal_id
               WHERE a.code = 'expense:rounding'",
    },
    Invariant {
        name: "carriers_owe_what_is_claimed",
        rows: "SELECT c.code AS subject, COALESCE(MAX(a.balance), 0) AS found,
                      COALESCE(SUM(k.amount), 0) AS expected
               FROM carrier c LEFT JOIN ledger_account a ON a.code = 'carrier_claims:' || c.code
               LEFT JOIN carrier_claim k ON k.carrier_code = c.code AND k.state = 'open'
               GROUP BY c.code",
    },
    Invariant {
        name: "compensations_are_in_the_bank",
        rows: "SELECT 'claim ' || {text:k.id} AS subject, k.received AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_journal j
                                JOIN ledger_entry e ON e.journal_id = j.id
                                JOIN ledger_account a ON a.id = e.account_id
                                WHERE j.idempotency_key = 'claimclosed:' || {text:k.id}
                                  AND a.code = 'bank:main'), 0) AS found
               FROM carrier_claim k",
    },
    Invariant {
        name: "parcels_that_came_back_brought_no_cash",
        rows: "SELECT 'parcel ' || {text:id} AS subject, 0 AS expected, cod_collected AS found
               FROM parcel WHERE uncollected_at IS NOT NULL",
    },
];
