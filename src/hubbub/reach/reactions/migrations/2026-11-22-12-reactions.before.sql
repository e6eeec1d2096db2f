-- Who favoured what; the id is what lists are paged by.
CREATE TABLE favourites (
    profile_id bigint NOT NULL REFERENCES profiles,
    post_id bigint NOT NULL REFERENCES posts,
    id bigint NOT NULL UNIQUE,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, post_id)
);
CREATE INDEX favourites_mine ON favourites (profile_id, id DESC);
CREATE INDEX favourites_post ON favourites (post_id, id DESC);

CREATE TABLE bookmarks (
    profile_id bigint NOT NULL REFERENCES profiles,
    post_id bigint NOT NULL REFERENCES posts,
    id bigint NOT NULL UNIQUE,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, post_id)
);
CREATE INDEX bookmarks_mine ON bookmarks (profile_id, id DESC);
CREATE INDEX bookmarks_post ON bookmarks (post_id);

-- All that a viewer did with a post in one small number, so that a page of flags is one index-only look:
-- 1 favourited, 2 boosted, 4 muted, 8 bookmarked.
CREATE TABLE reactions (
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    bits smallint NOT NULL,
    PRIMARY KEY (profile_id, post_id) INCLUDE (bits)
) WITH (fillfactor = 80);
CREATE INDEX reactions_post ON reactions (post_id);
