-- A lane is worked off by one worker at a time and in order; while its head fails, all of it waits.
-- An idle lane's next_at is infinity. added_count tells a worker that something came in while it looked.
CREATE TABLE lanes (
    name text PRIMARY KEY,
    next_at timestamptz NOT NULL,
    added_count bigint NOT NULL DEFAULT 1,
    failure_count integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    error text,
    succeeded_at timestamptz
);
CREATE INDEX lanes_due ON lanes (next_at) WHERE next_at < 'infinity';

CREATE SEQUENCE fences;

CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    args jsonb NOT NULL,
    lane text REFERENCES lanes,
    once text UNIQUE,
    run_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    error text,
    parked_at timestamptz,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE lane IS NULL AND parked_at IS NULL;
CREATE INDEX jobs_lane ON jobs (lane, id) WHERE lane IS NOT NULL AND parked_at IS NULL;
CREATE INDEX jobs_parked ON jobs (parked_at) WHERE parked_at IS NOT NULL;

CREATE TABLE ticks (
    name text PRIMARY KEY,
    next_at timestamptz NOT NULL
);
