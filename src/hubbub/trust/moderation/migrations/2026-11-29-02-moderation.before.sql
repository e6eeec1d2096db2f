-- Who was given which role for the server, and by whom: kept for whoever asks later.
CREATE TABLE appointments (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    before text NOT NULL,
    role text NOT NULL,
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL
);
CREATE INDEX appointments_profile ON appointments (profile_id, id DESC);
