//! Promises about the bank account and about what providers paid into it.

use super::Invariant;

pub(super) const INVARIANTS: &[Invariant] = &[
    Invariant {
        name: "matched_bank_lines_say_what_their_entries_say",
        rows: "SELECT 'line ' || {text:l.id} AS subject, l.amount AS expected,
                      CASE WHEN a.code = 'bank:main' THEN e.amount ELSE 0 END AS found
               FROM bank_line l JOIN ledger_entry e ON e.id = l.entry_id
               JOIN ledger_account a ON a.id = e.account_id",
    },
    Invariant {
        name: "bank_differs_from_its_statement_by_what_is_unmatched",
        rows: "SELECT 'bank:main' AS subject,
                      (SELECT COALESCE(SUM(balance), 0) FROM ledger_account
                       WHERE code = 'bank:main')
                      - (SELECT COALESCE(SUM(amount), 0) FROM bank_line) AS found,
                      (SELECT COALESCE(SUM(e.amount), 0) FROM ledger_account a
                       JOIN ledger_entry e ON e.account_id = a.id
                       WHERE a.code = 'bank:main'
                         AND NOT EXISTS (SELECT 1 FROM bank_line l WHERE l.entry_id = e.id))
                      - (SELECT COALESCE(SUM(amount), 0) FROM bank_line
                         WHERE entry_id IS NULL) AS expected",
    },
    Invariant {
        name: "provider_settlements_are_posted",
        rows: "SELECT s.provider || ' ' || s.reference AS subject, -s.gross AS expected,
                      COALESCE((SELECT SUM(e.amount) FROM ledger_journal j
                                JOIN ledger_entry e ON e.journal_id = j.id
                                JOIN ledger_account a ON a.id = e.account_id
                                WHERE j.idempotency_key = 'settle:' || {text:s.id}
                                  AND a.code = 'psp:' || s.provider), 0) AS found
               FROM provider_settlement s",
    },
    Invariant {
        name: "losses_of_exchange_are_those_of_settlements",
        rows: "SELECT 'expense:fx' AS subject,
                      (SELECT COALESCE(SUM(balance), 0) FROM ledger_account
                       WHERE code = 'expense:fx') AS found,
                      (SELECT COALESCE(SUM(fx), 0) FROM provider_settlement) AS expected",
    },
];
