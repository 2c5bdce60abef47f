-- Cash on its way from the door to the bank, and what the bank says of it.

-- Whose parcel was refused at the door. Phones are kept as hashes: enough to count.
CREATE TABLE cod_refusal (
    order_id {uuid} NOT NULL REFERENCES seller_order (id),
    phone_hash text NOT NULL,
    created_at {instant} NOT NULL,
    PRIMARY KEY (order_id, phone_hash)
);
CREATE INDEX cod_refusal_phone ON cod_refusal (phone_hash, created_at);

-- One transfer of a carrier. What is below zero was paid to the carrier.
CREATE TABLE remittance (
    id {uuid} PRIMARY KEY,
    carrier_code text NOT NULL REFERENCES carrier (code),
    reference text NOT NULL,
    remitted_on {day} NOT NULL,
    content_hash text NOT NULL,
    cod bigint NOT NULL CHECK (cod >= 0),
    fees bigint NOT NULL CHECK (fees >= 0),
    transfer_fee bigint NOT NULL CHECK (transfer_fee >= 0),
    received bigint NOT NULL,
    created_by text NOT NULL,
    created_at {instant} NOT NULL,
    UNIQUE (carrier_code, reference),
    CHECK (cod - fees - transfer_fee = received)
);

CREATE TABLE remittance_line (
    remittance_id {uuid} NOT NULL REFERENCES remittance (id),
    parcel_id {uuid} NOT NULL REFERENCES parcel (id),
    line integer NOT NULL,
    cod bigint NOT NULL CHECK (cod >= 0),
    fee bigint NOT NULL CHECK (fee >= 0),
    PRIMARY KEY (remittance_id, parcel_id)
);
CREATE INDEX remittance_line_parcel ON remittance_line (parcel_id);

-- What a carrier is asked to pay for a parcel that it lost or spoilt. `seller_share` of it is the
-- seller's by contract, whatever the carrier pays; `received` is what it paid.
CREATE TABLE carrier_claim (
    id {uuid} PRIMARY KEY,
    parcel_id {uuid} NOT NULL UNIQUE REFERENCES parcel (id),
    carrier_code text NOT NULL REFERENCES carrier (code),
    amount bigint NOT NULL CHECK (amount > 0),
    seller_share bigint NOT NULL,
    received bigint NOT NULL DEFAULT 0,
    state text NOT NULL CHECK (state IN ('open', 'received', 'refused')),
    bank_reference text,
    note text,
    created_by text NOT NULL,
    created_at {instant} NOT NULL,
    closed_by text,
    closed_at {instant},
    CHECK (seller_share BETWEEN 0 AND amount),
    CHECK (received BETWEEN 0 AND amount),
    CHECK ((state = 'received') = (received > 0)),
    CHECK ((state = 'open') = (closed_at IS NULL))
);
CREATE INDEX carrier_claim_carrier ON carrier_claim (carrier_code, id);

-- What a provider paid into the bank, less its fee and the VAT on it. One that settles in another
-- currency paid `foreign_amount` of it, in its smallest unit; `fx` is what was lost (below zero:
-- won) when that was changed into đồng.
CREATE TABLE provider_settlement (
    id {uuid} PRIMARY KEY,
    provider text NOT NULL,
    reference text NOT NULL,
    settled_on {day} NOT NULL,
    gross bigint NOT NULL CHECK (gross > 0),
    fee bigint NOT NULL CHECK (fee >= 0),
    fee_vat bigint NOT NULL CHECK (fee_vat >= 0),
    fx bigint NOT NULL DEFAULT 0,
    net bigint NOT NULL CHECK (net >= 0),
    currency text,
    foreign_amount bigint CHECK (foreign_amount > 0),
    created_by text NOT NULL,
    created_at {instant} NOT NULL,
    UNIQUE (provider, reference),
    CHECK (gross - fee - fee_vat - fx = net),
    CHECK ((currency IS NULL) = (foreign_amount IS NULL)),
    CHECK (fx = 0 OR currency IS NOT NULL)
);

-- The statement of the market's bank account, line by line: in above zero, out below. A line
-- is matched when it says the same as an entry on the account `bank:main`.
CREATE TABLE bank_line (
    id {uuid} PRIMARY KEY,
    line_key text NOT NULL UNIQUE,
    booked_on {day} NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    reference text NOT NULL,
    content text NOT NULL,
    entry_id {uuid} UNIQUE REFERENCES ledger_entry (id),
    matched_by text,
    matched_at {instant},
    created_by text NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX bank_line_unmatched ON bank_line (id) WHERE entry_id IS NULL;
