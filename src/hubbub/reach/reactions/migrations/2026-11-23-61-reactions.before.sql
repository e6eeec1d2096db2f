-- Likes from elsewhere of posts from elsewhere that have not come yet: servers send several things at once.
CREATE TABLE early_favourites (
    post_uri text NOT NULL,
    profile_id bigint NOT NULL REFERENCES profiles,
    came_at timestamptz NOT NULL,
    PRIMARY KEY (post_uri, profile_id)
);
CREATE INDEX early_favourites_came ON early_favourites (came_at);
