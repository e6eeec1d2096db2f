-- A post that is not published yet. Without a time it waits for its writer; with one, for the clock.
CREATE TABLE drafts (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    account_id bigint NOT NULL REFERENCES accounts,    -- who wrote it: asked again when it is published
    note jsonb NOT NULL,
    due_at timestamptz,
    skips_if_late boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL,
    published_at timestamptz,
    published_post_id bigint REFERENCES posts,
    failed_at timestamptz,
    failure text,
    cancelled_at timestamptz,
    CHECK (num_nonnulls(published_at, failed_at, cancelled_at) <= 1),
    CHECK ((published_at IS NULL) = (published_post_id IS NULL)),
    CHECK ((failed_at IS NULL) = (failure IS NULL))
);
CREATE INDEX drafts_waiting ON drafts (profile_id, due_at) WHERE published_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX drafts_published ON drafts (profile_id, published_at DESC) WHERE published_at IS NOT NULL;
