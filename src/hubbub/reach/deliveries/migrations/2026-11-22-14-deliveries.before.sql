-- Which servers a post of ours was sent to, and which have it. The inboxes stay known for its edits and its end.
CREATE TABLE deliveries (
    post_id bigint NOT NULL REFERENCES posts,
    host text NOT NULL,
    inboxes text[] NOT NULL,
    promised_at timestamptz NOT NULL,
    delivered_at timestamptz,
    gave_up_at timestamptz,
    PRIMARY KEY (post_id, host)
);
CREATE INDEX deliveries_open ON deliveries (promised_at) WHERE delivered_at IS NULL AND gave_up_at IS NULL;
