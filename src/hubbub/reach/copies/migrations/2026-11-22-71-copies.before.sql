CREATE TABLE copies (
    name text PRIMARY KEY,                -- a hash of where it is and what it is for
    url text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('avatar', 'banner', 'file')),
    kind text NOT NULL DEFAULT 'unknown',
    mime text NOT NULL DEFAULT '',
    width integer,
    height integer,
    bytes bigint NOT NULL DEFAULT 0,      -- of its files together
    duration double precision,            -- in seconds
    original_key text,
    frame_rate text,
    bitrate integer,
    palette jsonb,
    small_key text,
    small_width integer,
    small_height integer,
    blurhash text,
    made_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,         -- to the hour
    refused_at timestamptz,               -- it cannot be shown
    again_at timestamptz,                 -- when it may be asked for again, if it is not there
    CHECK ((original_key IS NULL) = (again_at IS NOT NULL))
);
CREATE INDEX copies_seen ON copies (seen_at, name);
CREATE INDEX copies_original ON copies (original_key) WHERE original_key IS NOT NULL;
