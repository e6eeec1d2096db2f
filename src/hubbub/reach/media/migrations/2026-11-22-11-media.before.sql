CREATE TABLE media (
    id bigint PRIMARY KEY,
    profile_id bigint NOT NULL REFERENCES profiles,  -- who sent it, here or elsewhere
    post_id bigint REFERENCES posts,                 -- NULL until it is published
    place smallint NOT NULL DEFAULT 0,               -- among those of the post
    kind text NOT NULL CHECK (kind IN ('image', 'gifv', 'video', 'audio', 'unknown')),
    state text NOT NULL CHECK (state IN ('ready', 'waiting', 'failed')),
    description text NOT NULL DEFAULT '',
    focus_x double precision,                        -- the point that matters, each way from -1 to 1
    focus_y double precision,
    blurhash text,
    mime text NOT NULL DEFAULT '',
    width integer,
    height integer,
    bytes bigint,
    duration double precision,                       -- in seconds, of what moves or sounds
    small_width integer,
    small_height integer,
    original_key text UNIQUE,
    small_key text,
    remote_url text,                                 -- where it is elsewhere
    made_at timestamptz NOT NULL,
    kept_until timestamptz,                          -- while no post has it
    attached_at timestamptz,
    CHECK (state <> 'ready' OR (original_key IS NOT NULL AND width IS NOT NULL AND height IS NOT NULL)),
    CHECK ((post_id IS NULL) = (attached_at IS NULL)),
    CHECK (post_id IS NOT NULL OR kept_until IS NOT NULL)
);
CREATE INDEX media_post ON media (post_id, place) WHERE post_id IS NOT NULL;
CREATE INDEX media_profile ON media (profile_id);
CREATE INDEX media_loose ON media (kept_until) WHERE post_id IS NULL;
