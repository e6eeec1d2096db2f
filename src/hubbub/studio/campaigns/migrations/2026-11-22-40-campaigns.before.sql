CREATE TABLE campaigns (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,
    name text NOT NULL,
    slug text NOT NULL,                -- what utm_campaign says
    made_at timestamptz NOT NULL,
    closed_at timestamptz,
    UNIQUE (profile_id, slug)
);

CREATE TABLE campaign_posts (
    post_id bigint PRIMARY KEY REFERENCES posts,
    campaign_id bigint NOT NULL REFERENCES campaigns
);
CREATE INDEX campaign_posts_campaign ON campaign_posts (campaign_id, post_id);

-- A short address of ours. Its target never changes: who shared it knows where it leads.
CREATE TABLE links (
    id bigint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    profile_id bigint NOT NULL REFERENCES profiles,
    campaign_id bigint NOT NULL REFERENCES campaigns,
    target text NOT NULL CHECK (target ~ '^https?://'),
    post_id bigint REFERENCES posts,
    referrer_id bigint REFERENCES profiles,            -- to whom it was handed to pass on
    bot_count integer NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL,
    stopped_at timestamptz
);
CREATE INDEX links_campaign ON links (campaign_id, id);
CREATE INDEX links_profile ON links (profile_id, id);
CREATE INDEX links_post ON links (post_id) WHERE post_id IS NOT NULL;

-- Every click of a person; counted marks the first of a visitor in 24 hours. The visitor is a random word in a
-- cookie of ours: no address and no browser is kept here.
CREATE TABLE clicks (
    id text PRIMARY KEY,
    link_id bigint NOT NULL REFERENCES links,
    visitor text NOT NULL,
    counted boolean NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX clicks_link ON clicks (link_id, at) INCLUDE (counted);
CREATE INDEX clicks_visitor ON clicks (visitor, at);

-- Who was counted for a link in the last 24 hours: a visitor or, without a cookie, a keyed hash of address and
-- browser that is good for one day. Forgotten after two.
CREATE TABLE click_marks (
    link_id bigint NOT NULL REFERENCES links,
    mark text NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (link_id, mark)
);
CREATE INDEX click_marks_age ON click_marks (counted_at);
