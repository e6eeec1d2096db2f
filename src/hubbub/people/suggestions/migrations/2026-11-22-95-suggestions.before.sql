-- Who was suggested and is not to be suggested again.
CREATE TABLE dismissed_suggestions (
    profile_id bigint NOT NULL REFERENCES profiles,
    dismissed_id bigint NOT NULL REFERENCES profiles,
    PRIMARY KEY (profile_id, dismissed_id)
);
