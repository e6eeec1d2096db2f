-- Two audiences more: those whom the author follows and who follow them, and a few whom the author has chosen.
ALTER TABLE posts DROP CONSTRAINT posts_visibility_check;
ALTER TABLE posts ADD CONSTRAINT posts_visibility_check
    CHECK (visibility IN ('public', 'quiet', 'followers', 'mutuals', 'chosen', 'mentioned'));

-- For whom a post is that is for chosen people: taken down when it was published.
CREATE TABLE readers (
    post_id bigint NOT NULL REFERENCES posts,
    profile_id bigint NOT NULL REFERENCES profiles,
    PRIMARY KEY (post_id, profile_id)
);
CREATE INDEX readers_profile ON readers (profile_id);

-- What stays here is seen by nobody elsewhere, whoever they are to its author.
CREATE OR REPLACE FUNCTION can_see_itself(viewer bigint, post posts) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT post.removed_at IS NULL
       AND EXISTS (SELECT 1 FROM profiles WHERE id = post.author_id AND suspended_at IS NULL AND removed_at IS NULL)
       AND (NOT post.local_only OR EXISTS (SELECT 1 FROM profiles WHERE id = viewer AND domain IS NULL))
       AND (viewer IS NOT DISTINCT FROM post.author_id
            OR (NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = post.author_id AND blocked_id = viewer)
                AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = viewer AND blocked_id = post.author_id)
                AND (post.visibility IN ('public', 'quiet')
                     OR EXISTS (SELECT 1 FROM mentions WHERE post_id = post.id AND profile_id = viewer)
                     OR (post.visibility IN ('followers', 'mutuals')
                         AND EXISTS (SELECT 1 FROM follows
                                     WHERE follower_id = viewer AND followed_id = post.author_id)
                         AND (post.visibility = 'followers'
                              OR EXISTS (SELECT 1 FROM follows
                                         WHERE follower_id = post.author_id AND followed_id = viewer)))
                     OR (post.visibility = 'chosen'
                         AND EXISTS (SELECT 1 FROM readers WHERE post_id = post.id AND profile_id = viewer)))))
$$;
