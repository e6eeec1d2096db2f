-- Whose home the public posts with a tag land in.
CREATE TABLE followed_tags (
    profile_id bigint NOT NULL REFERENCES profiles,
    tag_id bigint NOT NULL REFERENCES tags,
    id bigint NOT NULL UNIQUE,         -- by which pages go
    PRIMARY KEY (profile_id, tag_id)
);
CREATE INDEX followed_tags_tag ON followed_tags (tag_id, profile_id);

-- What somebody shows beside their profile as what they write about.
CREATE TABLE featured_tags (
    profile_id bigint NOT NULL REFERENCES profiles,
    tag_id bigint NOT NULL REFERENCES tags,
    id bigint NOT NULL UNIQUE,
    PRIMARY KEY (profile_id, tag_id)
);
