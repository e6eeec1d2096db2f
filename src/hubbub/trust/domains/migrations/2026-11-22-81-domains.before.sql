-- Servers with which this one has nothing to do, or not everything; with all that are below them in name.
CREATE TABLE domain_blocks (
    id bigint PRIMARY KEY,
    domain text NOT NULL UNIQUE,
    severity text NOT NULL CHECK (severity IN ('noop', 'silence', 'suspend')),
    rejects_media boolean NOT NULL DEFAULT false,
    rejects_reports boolean NOT NULL DEFAULT false,
    obfuscated boolean NOT NULL DEFAULT false,
    private_comment text NOT NULL DEFAULT '',
    public_comment text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL
);

-- Where only some are spoken with (HUBBUB_FEDERATION=limited): these.
CREATE TABLE domain_allows (
    id bigint PRIMARY KEY,
    domain text NOT NULL UNIQUE,
    made_at timestamptz NOT NULL
);
