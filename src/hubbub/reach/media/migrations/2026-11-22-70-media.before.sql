-- What moves and sounds takes its time: until it is made anew, what was sent lies in the data folder.
ALTER TABLE media
    ADD given text,             -- its folder there
    ADD failure text,           -- why it could not be made, for whoever sent it
    ADD frame_rate text,        -- a fraction
    ADD bitrate integer,        -- bits a second
    ADD palette jsonb,          -- of what only sounds: background, foreground, accent
    DROP CONSTRAINT media_check,
    ADD CONSTRAINT media_ready CHECK (state <> 'ready' OR original_key IS NOT NULL OR remote_url IS NOT NULL);
CREATE INDEX media_given ON media (given) WHERE given IS NOT NULL;
CREATE INDEX media_small ON media (small_key) WHERE small_key IS NOT NULL;
