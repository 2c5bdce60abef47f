-- Who carries parcels, and who did not take them.

-- `aliases` are other names that sellers type, folded, with commas between them. Without a
-- `cod_limit` the carrier states none that we know. `remit_days` is how long a carrier may
-- keep the cash.
CREATE TABLE carrier (
    code text PRIMARY KEY,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    aliases text NOT NULL,
    cod_limit bigint CHECK (cod_limit > 0),
    remit_days integer NOT NULL CHECK (remit_days BETWEEN 0 AND 90),
    terms text NOT NULL,
    active boolean NOT NULL,
    updated_at {instant},
    version integer NOT NULL DEFAULT 1
);
