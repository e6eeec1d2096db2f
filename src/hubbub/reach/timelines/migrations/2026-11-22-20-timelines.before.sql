-- What lands in whose home: rebuilt from posts and follows, so it needs no log. A profile has a feed while
-- it is in feed_owners; whoever has none (new, long away, or after a crash) gets one at the next look.
CREATE UNLOGGED TABLE feed_owners (
    profile_id bigint PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
CREATE UNLOGGED TABLE feed (
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,           -- the post or the boost
    original_id bigint NOT NULL,       -- the post itself
    author_id bigint NOT NULL,
    original_author_id bigint NOT NULL,
    restricted boolean NOT NULL,       -- not for everybody: whether the reader may see it is asked at each look
    PRIMARY KEY (profile_id, post_id) INCLUDE (original_id, author_id, original_author_id, restricted)
);
