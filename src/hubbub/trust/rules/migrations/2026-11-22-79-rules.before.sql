-- What people agree to; one that was taken away stays, since reports refer to it.
CREATE TABLE rules (
    id bigint PRIMARY KEY,
    place integer NOT NULL,
    text text NOT NULL,
    hint text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL,
    removed_at timestamptz
);

-- What the server says of itself. Every version is kept; the newest of a kind holds, terms from their day on.
CREATE TABLE papers (
    id bigint PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('title', 'summary', 'about', 'contact', 'privacy', 'terms')),
    text text NOT NULL,
    holds_from date NOT NULL,
    written_at timestamptz NOT NULL
);
CREATE INDEX papers_kind ON papers (kind, id DESC);
