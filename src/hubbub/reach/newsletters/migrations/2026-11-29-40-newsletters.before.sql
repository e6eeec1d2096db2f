-- Whose new posts anybody may have by e-mail.
CREATE TABLE newsletters (
    profile_id bigint PRIMARY KEY REFERENCES profiles,
    opened_at timestamptz NOT NULL
);
-- Who has given an address for that; a subscriber from when they have confirmed that it is theirs. `secret_hash` is of
-- the link by which they do, `issue_id` the last issue that they have been sent or that was there before them.
CREATE TABLE newsletter_subscribers (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    email text NOT NULL,
    locale text NOT NULL,
    secret_hash bytea UNIQUE,
    asked_at timestamptz NOT NULL,
    asked_count int NOT NULL,
    confirmed_at timestamptz,
    issue_id bigint NOT NULL DEFAULT 0,
    mailed_at timestamptz
);
CREATE UNIQUE INDEX newsletter_subscribers_email ON newsletter_subscribers (profile_id, lower(email));
CREATE INDEX newsletter_subscribers_of_email ON newsletter_subscribers (lower(email));
CREATE INDEX newsletter_subscribers_unconfirmed ON newsletter_subscribers (asked_at) WHERE confirmed_at IS NULL;
-- Posts that wait to go out together.
CREATE TABLE newsletter_posts (
    post_id bigint PRIMARY KEY REFERENCES posts,
    profile_id bigint NOT NULL REFERENCES profiles
);
CREATE INDEX newsletter_posts_profile ON newsletter_posts (profile_id);
-- What goes out, or has gone out, as one.
CREATE TABLE newsletter_issues (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    post_ids bigint[] NOT NULL
);
CREATE INDEX newsletter_issues_profile ON newsletter_issues (profile_id, id);
