-- That somebody lost follows with a server, and how many; with one server once a day, however often it is shut out.
CREATE TABLE severances (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    kind text NOT NULL CHECK (kind IN ('shunned', 'blocked')),
    domain text NOT NULL,
    following_count integer NOT NULL,
    follower_count integer NOT NULL,
    made_at timestamptz NOT NULL,
    made_on date NOT NULL,
    CONSTRAINT severances_once UNIQUE (profile_id, kind, domain, made_on)
);
