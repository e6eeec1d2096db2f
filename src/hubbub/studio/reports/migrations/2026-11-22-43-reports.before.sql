-- What a half has cost, as somebody entered it: hours at a rate, and money spent.
CREATE TABLE costs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    campaign_id bigint REFERENCES campaigns,
    half text NOT NULL CHECK (half IN ('media', 'networking')),
    spent_on date NOT NULL,
    hours numeric(10, 2) NOT NULL DEFAULT 0 CHECK (hours >= 0),
    rate numeric(19, 4) NOT NULL DEFAULT 0 CHECK (rate >= 0),
    spend numeric(19, 4) NOT NULL DEFAULT 0 CHECK (spend >= 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    note text NOT NULL DEFAULT '',
    entered_at timestamptz NOT NULL
);
CREATE INDEX costs_profile ON costs (profile_id, spent_on);
