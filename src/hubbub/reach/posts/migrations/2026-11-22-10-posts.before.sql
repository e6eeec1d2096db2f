CREATE TABLE posts (
    id bigint PRIMARY KEY,
    author_id bigint NOT NULL REFERENCES profiles,
    visibility text NOT NULL CHECK (visibility IN ('public', 'quiet', 'followers', 'mentioned')),
    local_only boolean NOT NULL DEFAULT false,
    kind text NOT NULL DEFAULT 'note'
        CHECK (kind IN ('note', 'article', 'photo', 'video', 'audio', 'story', 'event', 'boost')),
    text text NOT NULL DEFAULT '',     -- as written, here; empty elsewhere
    html text NOT NULL DEFAULT '',
    spoiler text NOT NULL DEFAULT '',
    sensitive boolean NOT NULL DEFAULT false,
    language text,
    reply_to_id bigint REFERENCES posts,
    reply_to_author_id bigint REFERENCES profiles,
    reply_to_uri text,                 -- an answer to something not known here (yet)
    thread_id bigint NOT NULL,         -- the post that the conversation began with
    boost_of_id bigint REFERENCES posts,
    app_id bigint,
    uri text NOT NULL UNIQUE,
    url text NOT NULL,
    published_at timestamptz NOT NULL,
    edited_at timestamptz,
    removed_at timestamptz
);
CREATE INDEX posts_author ON posts (author_id, id DESC);
CREATE INDEX posts_replies ON posts (reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX posts_thread ON posts (thread_id, id);
CREATE UNIQUE INDEX posts_boost_once ON posts (boost_of_id, author_id) WHERE boost_of_id IS NOT NULL AND removed_at IS NULL;
CREATE INDEX posts_public ON posts (id DESC) WHERE visibility = 'public' AND boost_of_id IS NULL AND removed_at IS NULL;
CREATE INDEX posts_awaiting ON posts (reply_to_uri) WHERE reply_to_uri IS NOT NULL;

CREATE TABLE mentions (
    post_id bigint NOT NULL REFERENCES posts,
    profile_id bigint NOT NULL REFERENCES profiles,
    PRIMARY KEY (post_id, profile_id)
);
CREATE INDEX mentions_profile ON mentions (profile_id, post_id DESC);

-- Narrow and apart, because it is written far more often than the post.
CREATE TABLE post_counts (
    post_id bigint PRIMARY KEY REFERENCES posts,
    reply_count integer NOT NULL DEFAULT 0,
    boost_count integer NOT NULL DEFAULT 0,
    favourite_count integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

-- The ids of posts from elsewhere that were deleted, perhaps before they came: they never come again.
CREATE TABLE tombstones (
    uri text PRIMARY KEY,
    removed_at timestamptz NOT NULL
);

-- May the viewer (NULL: anybody) see this post? The one predicate: every listing asks it.
CREATE FUNCTION can_see_itself(viewer bigint, post posts) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT post.removed_at IS NULL
       AND EXISTS (SELECT 1 FROM profiles WHERE id = post.author_id AND suspended_at IS NULL AND removed_at IS NULL)
       AND (NOT post.local_only OR viewer IS NOT NULL)
       AND (viewer IS NOT DISTINCT FROM post.author_id
            OR (NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = post.author_id AND blocked_id = viewer)
                AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = viewer AND blocked_id = post.author_id)
                AND (post.visibility IN ('public', 'quiet')
                     OR EXISTS (SELECT 1 FROM mentions WHERE post_id = post.id AND profile_id = viewer)
                     OR (post.visibility = 'followers'
                         AND EXISTS (SELECT 1 FROM follows
                                     WHERE follower_id = viewer AND followed_id = post.author_id)))))
$$;

CREATE FUNCTION can_see(viewer bigint, post posts) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT can_see_itself(viewer, post)
       AND (post.boost_of_id IS NULL
            OR EXISTS (SELECT 1 FROM posts o WHERE o.id = post.boost_of_id AND can_see_itself(viewer, o)))
$$;
