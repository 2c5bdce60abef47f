//! Promises about payouts: who is paid what, once.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "available_is_what_no_payout_settled",
        rows: "SELECT a.code AS subject, a.balance AS found,
                      COALESCE(open.amount, 0) - COALESCE(draft.amount, 0) AS expected
               FROM ledger_account a
               LEFT JOIN (SELECT e.account_id, SUM(e.amount) AS amount
                          FROM ledger_account a
                          JOIN ledger_entry e ON e.account_id = a.id
                          LEFT JOIN payout_line l ON l.entry_id = e.id
                          WHERE a.code LIKE 'available:%' AND l.entry_id IS NULL
                          GROUP BY e.account_id) open ON open.account_id = a.id
               LEFT JOIN (SELECT seller_id, SUM(amount) AS amount FROM payout
                          WHERE state = 'draft' GROUP BY seller_id) draft
                   ON draft.seller_id = a.seller_id
               WHERE a.code LIKE 'available:%'",
    },
    Invariant {
        name: "payouts_settle_their_lines",
        rows: "SELECT 'payout ' || {text:p.id} AS subject, COALESCE(lines.amount, 0) AS found,
                      CASE WHEN p.state = 'draft' THEN -p.amount ELSE 0 END AS expected
               FROM payout p
               LEFT JOIN (SELECT l.payout_id, SUM(e.amount) AS amount FROM payout_line l
                          JOIN ledger_entry e ON e.id = l.entry_id
                          GROUP BY l.payout_id) lines ON lines.payout_id = p.id",
    },
    Invariant {
        name: "payouts_pay_their_own_sellers",
        rows: "SELECT 'payout ' || {text:p.id} AS subject, 0 AS expected,
                      COUNT(CASE WHEN a.code <> 'available:' || {text:p.seller_id} THEN 1 END)
                          AS found
               FROM payout p
               JOIN payout_line l ON l.payout_id = p.id
               JOIN ledger_entry e ON e.id = l.entry_id
               JOIN ledger_account a ON a.id = e.account_id
               GROUP BY p.id",
    },
    Invariant {
        name: "payouts_are_posted",
        rows: "SELECT 'payout ' || {text:p.id} AS subject,
                      CASE WHEN p.approved_by IS NULL THEN 0 ELSE p.amount END AS expected,
                      COALESCE(posted.amount, 0) AS found
               FROM payout p
               LEFT JOIN (SELECT j.source_id, SUM(e.amount) AS amount FROM ledger_journal j
                          JOIN ledger_entry e ON e.journal_id = j.id AND e.amount > 0
                          WHERE j.kind = 'payout_instructed'
                          GROUP BY j.source_id) posted ON posted.source_id = p.id",
    },
    Invariant {
        name: "payout_transit_ends_at_zero",
        rows: "SELECT 'payout ' || {text:p.id} AS subject, COALESCE(a.balance, 0) AS found,
                      CASE WHEN p.state IN ('approved', 'submitted') THEN -p.amount
                           ELSE 0 END AS expected
               FROM payout p
               LEFT JOIN ledger_account a ON a.code = 'payout_transit:' || {text:p.id}",
    },
    Invariant {
        name: "paid_payouts_left_the_bank",
        rows: "SELECT 'payout ' || {text:p.id} AS subject,
                      CASE WHEN p.state = 'paid' THEN p.amount ELSE 0 END AS expected,
                      COALESCE(moved.amount, 0) AS found
               FROM payout p
               LEFT JOIN (SELECT j.source_id,
                                 SUM(CASE WHEN j.kind = 'payout_paid' THEN e.amount
                                          ELSE -e.amount END) AS amount
                          FROM ledger_journal j
                          JOIN ledger_entry e ON e.journal_id = j.id AND e.amount > 0
                          JOIN ledger_account a ON a.id = e.account_id
                              AND a.code <> 'expense:bank_fee'
                          WHERE j.kind IN ('payout_paid', 'payout_returned')
                          GROUP BY j.source_id) moved ON moved.source_id = p.id",
    },
    Invariant {
        name: "what_sellers_earned_is_somewhere",
        rows: "SELECT s.slug AS subject, COALESCE(earned.amount, 0) AS expected,
                      COALESCE(held.amount, 0) + COALESCE(paid.amount, 0) AS found
               FROM seller s
               LEFT JOIN (SELECT seller_id, -SUM(balance) AS amount FROM ledger_account
                          WHERE seller_id IS NOT NULL GROUP BY seller_id) held
                   ON held.seller_id = s.id
               LEFT JOIN (SELECT seller_id, SUM(amount) AS amount FROM payout
                          WHERE state = 'paid' GROUP BY seller_id) paid
                   ON paid.seller_id = s.id
               LEFT JOIN (SELECT a.seller_id, -SUM(e.amount) AS amount
                          FROM ledger_account a
                          JOIN ledger_entry e ON e.account_id = a.id
                          JOIN ledger_journal j ON j.id = e.journal_id
                          WHERE a.seller_id IS NOT NULL AND j.source_type <> 'payout'
                          GROUP BY a.seller_id) earned ON earned.seller_id = s.id",
    },
    Invariant {
        name: "nobody_approves_their_own_payout",
        rows: "SELECT 'payout ' || {text:p.id} AS subject, 0 AS expected,
                      CASE WHEN p.approved_by = p.created_by THEN 1 ELSE 0 END AS found
               FROM payout p
               WHERE EXISTS (SELECT 1 FROM payout_event e
                             WHERE e.payout_id = p.id AND e.to_state = 'draft')",
    },
];
