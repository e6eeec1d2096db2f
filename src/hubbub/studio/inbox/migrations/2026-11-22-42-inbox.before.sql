-- What was said to a profile and wants an answer; one row for each, for good: response times are read from it.
CREATE TABLE inbox_items (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    post_id bigint NOT NULL REFERENCES posts,
    from_id bigint NOT NULL REFERENCES profiles,
    arrived_at timestamptz NOT NULL,
    needs_answer boolean NOT NULL DEFAULT true,        -- a person may say that it needs none
    answered_by_id bigint REFERENCES posts,
    answered_at timestamptz,
    done_at timestamptz,
    assigned_to bigint REFERENCES accounts,
    UNIQUE (profile_id, post_id),
    CHECK ((answered_by_id IS NULL) = (answered_at IS NULL)),
    CHECK (answered_at IS NULL OR done_at IS NOT NULL)
);
CREATE INDEX inbox_open ON inbox_items (profile_id, id DESC) WHERE done_at IS NULL;
CREATE INDEX inbox_done ON inbox_items (profile_id, done_at DESC) WHERE done_at IS NOT NULL;
CREATE INDEX inbox_arrived ON inbox_items (profile_id, arrived_at);
CREATE INDEX inbox_post ON inbox_items (post_id);
CREATE INDEX inbox_answer ON inbox_items (answered_by_id) WHERE answered_by_id IS NOT NULL;
