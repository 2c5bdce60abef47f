-- What every noun leans on: work to do after a commit, answers already given, who did what.

CREATE TABLE outbox (
    id {uuid} PRIMARY KEY,
    kind text NOT NULL,
    payload text NOT NULL,
    created_at {instant} NOT NULL,
    available_at {instant} NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    leased_until {instant},
    lease {uuid},
    last_error text
) {by_key};
CREATE INDEX outbox_due ON outbox (available_at, id);

CREATE TABLE schedule (
    name text PRIMARY KEY,
    next_run_at {instant} NOT NULL
);

CREATE TABLE idempotency (
    scope text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    status integer,
    answer text,
    created_at {instant} NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE audit_log (
    id {uuid} PRIMARY KEY,
    actor text NOT NULL,
    action text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    detail text,
    created_at {instant} NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject_type, subject_id);
