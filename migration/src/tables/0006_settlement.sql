-- Money: who is owed what, and why.

-- Fees are data with dates. `components` (JSON) names what the commission is made of; the rates
-- apply to the sale less the VAT of `base_vat_bp` inside it. VAT on the commission is that of
-- `service_vat_rate` on the day, unless the plan says otherwise. Rates are basis points.
CREATE TABLE fee_plan (
    id {uuid} PRIMARY KEY,
    components text NOT NULL,
    base_vat_bp integer NOT NULL CHECK (base_vat_bp BETWEEN 0 AND 10000),
    commission_vat_bp integer CHECK (commission_vat_bp BETWEEN 0 AND 10000),
    valid_from {day} NOT NULL UNIQUE,
    announced_at {instant} NOT NULL,
    source text NOT NULL
);

-- VAT on the market's own services from a day on.
CREATE TABLE service_vat_rate (
    id {uuid} PRIMARY KEY,
    vat_bp integer NOT NULL CHECK (vat_bp BETWEEN 0 AND 10000),
    valid_from {day} NOT NULL UNIQUE,
    source text NOT NULL
);

-- What is withheld of the sales of a kind of seller, in basis points. The first day and the last.
CREATE TABLE withholding_rule (
    id {uuid} PRIMARY KEY,
    tax_kind text NOT NULL CHECK (tax_kind IN ('household', 'individual')),
    residency text NOT NULL CHECK (residency IN ('resident', 'non_resident')),
    supply text NOT NULL CHECK (supply IN ('goods', 'services', 'unknown')),
    vat_bp integer NOT NULL CHECK (vat_bp BETWEEN 0 AND 2000),
    pit_bp integer NOT NULL CHECK (pit_bp BETWEEN 0 AND 2000),
    valid_from {day} NOT NULL,
    valid_to {day},
    legal_basis text NOT NULL,
    UNIQUE (tax_kind, residency, supply, valid_from),
    CHECK (valid_to >= valid_from)
);

-- Balances are signed đồng: debit above zero, credit below. `min_balance` and `max_balance`
-- bound them; an account without bounds may stand on either side.
CREATE TABLE ledger_account (
    id {uuid} PRIMARY KEY,
    code text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('asset', 'liability', 'income', 'expense', 'clearing')),
    seller_id {uuid} REFERENCES seller (id),
    min_balance bigint,
    max_balance bigint,
    balance bigint NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 0
);
CREATE INDEX ledger_account_seller ON ledger_account (seller_id);

CREATE TABLE ledger_journal (
    id {uuid} PRIMARY KEY,
    kind text NOT NULL,
    idempotency_key text NOT NULL UNIQUE,
    content_hash text NOT NULL,
    source_type text NOT NULL,
    source_id {uuid} NOT NULL,
    actor text NOT NULL,
    occurred_at {instant} NOT NULL,
    posted_at {instant} NOT NULL
);
CREATE INDEX ledger_journal_source ON ledger_journal (source_type, source_id);

CREATE TABLE ledger_entry (
    id {uuid} PRIMARY KEY,
    journal_id {uuid} NOT NULL REFERENCES ledger_journal (id),
    line_no integer NOT NULL,
    account_id {uuid} NOT NULL REFERENCES ledger_account (id),
    amount bigint NOT NULL CHECK (amount <> 0),
    order_id {uuid} REFERENCES seller_order (id),
    UNIQUE (journal_id, line_no)
);
CREATE INDEX ledger_entry_account ON ledger_entry (account_id, id);
