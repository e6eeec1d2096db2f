-- What stands at an address that posts lead to: what its page says of itself, as far as it could be read.
CREATE TABLE previews (
    id bigint PRIMARY KEY,
    url text NOT NULL UNIQUE,
    title text NOT NULL DEFAULT '',    -- empty: there is nothing to be shown
    description text NOT NULL DEFAULT '',
    provider text NOT NULL DEFAULT '',
    author text NOT NULL DEFAULT '',
    author_url text NOT NULL DEFAULT '',
    published_at timestamptz,
    asked_at timestamptz               -- when it was last decided to fetch it
);

-- Which posts lead where, the first link of a post at place 0.
CREATE TABLE post_links (
    post_id bigint NOT NULL REFERENCES posts,
    place smallint NOT NULL,
    preview_id bigint NOT NULL REFERENCES previews,
    PRIMARY KEY (post_id, place)
);
CREATE INDEX post_links_preview ON post_links (preview_id, post_id DESC);
