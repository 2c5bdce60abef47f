-- Who signs in, and who sells.

CREATE TABLE account (
    id {uuid} PRIMARY KEY,
    email text UNIQUE,
    phone text UNIQUE,
    name text NOT NULL,
    password_hash text NOT NULL,
    language text NOT NULL CHECK (language IN ('vi', 'en')),
    created_at {instant} NOT NULL,
    disabled_at {instant},
    CHECK (email IS NOT NULL OR phone IS NOT NULL)
);

CREATE TABLE account_role (
    account_id {uuid} NOT NULL REFERENCES account (id),
    role text NOT NULL CHECK (role IN ('promoter', 'verifier', 'finance', 'admin')),
    PRIMARY KEY (account_id, role)
);

CREATE TABLE session (
    id {uuid} PRIMARY KEY,
    account_id {uuid} NOT NULL REFERENCES account (id),
    token_hash text NOT NULL UNIQUE,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant}
);
CREATE INDEX session_account ON session (account_id);

-- Failed sign-ins by identifier, known or not, so that waiting times do not tell accounts apart.
CREATE TABLE sign_in_throttle (
    identifier_hash text PRIMARY KEY,
    failures integer NOT NULL,
    blocked_until {instant},
    updated_at {instant} NOT NULL
);

CREATE TABLE seller (
    id {uuid} PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text CHECK (kind IN ('cooperative', 'cooperative_group', 'household', 'company')),
    state text NOT NULL CHECK (state IN ('open', 'suspended')),
    tax_kind text NOT NULL DEFAULT 'unknown'
        CHECK (tax_kind IN ('enterprise', 'cooperative', 'household', 'individual', 'unknown')),
    residency text NOT NULL DEFAULT 'resident' CHECK (residency IN ('resident', 'non_resident')),
    tax_code text,
    province_code text,
    commune_code text,
    address_as_printed text,
    description_vi text,
    description_en text,
    bank_bin text,
    bank_account text,
    bank_account_name text,
    import_key text UNIQUE,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    version integer NOT NULL DEFAULT 1
);

CREATE TABLE membership (
    seller_id {uuid} NOT NULL REFERENCES seller (id),
    account_id {uuid} NOT NULL REFERENCES account (id),
    role text NOT NULL CHECK (role IN ('owner', 'staff')),
    created_at {instant} NOT NULL,
    PRIMARY KEY (seller_id, account_id)
);
CREATE INDEX membership_account ON membership (account_id);
