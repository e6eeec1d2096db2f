-- What was done about somebody, by whom, and what they were told: kept for whoever asks later.
CREATE TABLE verdicts (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    action text NOT NULL CHECK (action IN ('none', 'disable', 'sensitive', 'silence', 'suspend')),
    words text NOT NULL DEFAULT '',
    complaint_id bigint REFERENCES complaints,
    post_ids bigint[] NOT NULL DEFAULT '{}',
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL
);
CREATE INDEX verdicts_profile ON verdicts (profile_id, id DESC);
