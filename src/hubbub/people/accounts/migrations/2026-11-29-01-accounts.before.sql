-- Who may sign up, as those who look after the server have said; the newest holds. Without any, the setting does.
CREATE TABLE admissions (
    id bigint PRIMARY KEY,
    mode text NOT NULL CHECK (mode IN ('open', 'approval', 'closed')),
    made_by bigint REFERENCES accounts,
    made_at timestamptz NOT NULL
);
