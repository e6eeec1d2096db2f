-- What a campaign is for. The key that its conversions are signed with is made from the salt and the server's own
-- secret, so that it stands in no table and no backup of one.
CREATE TABLE goals (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    name text NOT NULL,
    salt bytea NOT NULL,
    value numeric(19, 4) NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    made_at timestamptz NOT NULL,
    UNIQUE (profile_id, name)
);

CREATE TABLE conversions (
    id bigint PRIMARY KEY,
    goal_id bigint NOT NULL REFERENCES goals,
    profile_id bigint NOT NULL REFERENCES profiles,
    external_id text NOT NULL,
    click_id text REFERENCES clicks,
    visitor text,
    person_id bigint REFERENCES profiles,
    value numeric(19, 4) NOT NULL,     -- below zero: taken back
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    at timestamptz NOT NULL,
    arrived_at timestamptz NOT NULL,
    UNIQUE (goal_id, external_id)
);
CREATE INDEX conversions_profile ON conversions (profile_id, at DESC);
CREATE INDEX conversions_visitor ON conversions (profile_id, visitor) WHERE visitor IS NOT NULL;
CREATE INDEX conversions_person ON conversions (profile_id, person_id) WHERE person_id IS NOT NULL;

-- What came before a conversion, as it was known when the conversion came. The half is said when it is written:
-- media is one to many, networking is between two.
CREATE TABLE touches (
    conversion_id bigint NOT NULL REFERENCES conversions,
    place integer NOT NULL,
    half text NOT NULL CHECK (half IN ('media', 'networking')),
    kind text NOT NULL CHECK (kind IN ('click', 'referral', 'conversation')),
    at timestamptz NOT NULL,
    click_id text REFERENCES clicks,
    thread_id bigint,
    turn_count integer,
    PRIMARY KEY (conversion_id, place),
    CHECK ((kind = 'click') = (half = 'media')),
    CHECK ((kind = 'conversation') = (click_id IS NULL))
);
CREATE INDEX touches_click ON touches (click_id) WHERE click_id IS NOT NULL;
