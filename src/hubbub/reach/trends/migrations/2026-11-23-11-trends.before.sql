-- The pages that many people lead to just now, counted anew every few minutes.
CREATE TABLE link_trends (
    preview_id bigint PRIMARY KEY REFERENCES previews,
    score double precision NOT NULL,   -- people, each the less the longer ago
    people_count integer NOT NULL
);

-- What staff said of something that trends; of what nobody has looked at there is no row.
CREATE TABLE trend_verdicts (
    kind text NOT NULL CHECK (kind IN ('tag', 'link', 'post')),
    subject text NOT NULL,             -- the tag's name, the number of the preview or the post
    approved boolean NOT NULL,
    account_id bigint NOT NULL REFERENCES accounts,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (kind, subject)
);
