-- Whose pages have trended, by the host that they are read from. What staff said of one is a verdict.
CREATE TABLE publishers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host text NOT NULL UNIQUE,
    met_at timestamptz NOT NULL
);

ALTER TABLE trend_verdicts DROP CONSTRAINT trend_verdicts_kind_check;
ALTER TABLE trend_verdicts ADD CONSTRAINT trend_verdicts_kind_check
    CHECK (kind IN ('tag', 'link', 'post', 'publisher'));  -- of a publisher the subject is the host
