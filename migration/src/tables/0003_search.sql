-- What shoppers search for, counted without a trace of who they are, and rebuilds of the index.

-- Every search of a day, whatever was typed.
CREATE TABLE search_day (
    day {day} NOT NULL,
    language text NOT NULL CHECK (language IN ('vi', 'en')),
    searches bigint NOT NULL,
    empty bigint NOT NULL,
    corrected bigint NOT NULL,
    relaxed bigint NOT NULL,
    clicks bigint NOT NULL,
    positions bigint NOT NULL,
    PRIMARY KEY (day, language)
);

-- Those of them whose folded text is asked by many and names nobody. `key` is a hash of day,
-- language and text: shoppers send it back with a click. `positions` is the sum of the places,
-- from 1, of the hits that were clicked; `spelled` is how most type the text who type its marks.
CREATE TABLE search_text (
    key text PRIMARY KEY,
    day {day} NOT NULL,
    language text NOT NULL CHECK (language IN ('vi', 'en')),
    text text NOT NULL,
    spelled text,
    searches bigint NOT NULL,
    empty bigint NOT NULL,
    corrected bigint NOT NULL,
    relaxed bigint NOT NULL,
    clicks bigint NOT NULL,
    positions bigint NOT NULL
);
CREATE INDEX search_text_day ON search_text (day);

-- Words that are never suggested: no suggestion has them in this order.
CREATE TABLE hidden_query (
    text text PRIMARY KEY,
    hidden_by text NOT NULL,
    hidden_at {instant} NOT NULL
);

-- One row: the rebuild of the index that is under way, or was the last.
CREATE TABLE search_rebuild (
    id integer PRIMARY KEY CHECK (id = 1),
    state text NOT NULL CHECK (state IN ('rendering', 'building', 'done', 'failed')),
    started_by text NOT NULL,
    started_at {instant} NOT NULL,
    finished_at {instant},
    done bigint NOT NULL,
    total bigint NOT NULL,
    error text,
    lease {uuid} NOT NULL,
    leased_until {instant} NOT NULL
);
