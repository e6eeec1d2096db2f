-- Which post quotes which, and what the quoted author says to it.
CREATE TABLE quotes (
    post_id bigint PRIMARY KEY REFERENCES posts,
    quoted_id bigint REFERENCES posts,       -- NULL while the quoted post is not known here
    quoted_uri text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked')),
    stamp_uri text,                          -- the document by which the quoted author's server says yes
    legacy boolean NOT NULL DEFAULT false,   -- by a server that asks nobody
    made_at timestamptz NOT NULL,
    answered_at timestamptz
);
CREATE INDEX quotes_quoted ON quotes (quoted_id, post_id DESC) WHERE state = 'accepted';
CREATE INDEX quotes_awaited ON quotes (quoted_uri) WHERE quoted_id IS NULL;
CREATE INDEX quotes_stamp ON quotes (stamp_uri) WHERE stamp_uri IS NOT NULL;

-- What authors here have agreed to: one consent for one quoting post. It stays when it is revoked, so that nobody
-- gets it again by asking again.
CREATE TABLE quote_stamps (
    id bigint PRIMARY KEY,
    quoted_id bigint NOT NULL REFERENCES posts,
    quoting_uri text NOT NULL,
    made_at timestamptz NOT NULL,
    revoked_at timestamptz,
    UNIQUE (quoted_id, quoting_uri)
);

-- Who may quote a post, if that is not what its place of origin says of every post: anybody here, nobody elsewhere.
CREATE TABLE quote_policies (
    post_id bigint PRIMARY KEY REFERENCES posts,
    automatic text[] NOT NULL,
    manual text[] NOT NULL
);
