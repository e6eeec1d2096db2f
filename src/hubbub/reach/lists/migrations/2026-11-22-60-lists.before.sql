CREATE TABLE lists (
    id bigint PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES profiles,
    title text NOT NULL,
    replies text NOT NULL CHECK (replies IN ('followed', 'list', 'none')),   -- to whom answers are shown
    exclusive boolean NOT NULL         -- its posts stay out of home
);
CREATE INDEX lists_owner ON lists (owner_id, id);

CREATE TABLE list_members (
    list_id bigint NOT NULL REFERENCES lists ON DELETE CASCADE,
    profile_id bigint NOT NULL REFERENCES profiles,
    id bigint NOT NULL UNIQUE,         -- by which pages go
    owner_id bigint NOT NULL,
    PRIMARY KEY (list_id, profile_id),
    -- A list holds those whom its owner follows: it ends with the follow, in the same moment.
    FOREIGN KEY (owner_id, profile_id) REFERENCES follows (follower_id, followed_id) ON DELETE CASCADE
);
CREATE INDEX list_members_followed ON list_members (owner_id, profile_id);
