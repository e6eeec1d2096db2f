-- Pictures that stand for :words: between colons: of here, where the domain is empty, and as servers elsewhere use them.
CREATE TABLE emoji (
    id bigint PRIMARY KEY,
    domain text NOT NULL DEFAULT '',
    shortcode text NOT NULL CHECK (shortcode ~ '^[a-zA-Z0-9_]{2,60}$'),
    category text NOT NULL DEFAULT '',
    visible boolean NOT NULL DEFAULT true,   -- offered by apps to choose from
    picture_key text,                        -- NULL until it was fetched
    remote_url text,
    made_at timestamptz NOT NULL,
    UNIQUE (domain, shortcode)
);
