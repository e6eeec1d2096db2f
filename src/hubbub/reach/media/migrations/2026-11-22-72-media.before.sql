CREATE INDEX media_elsewhere ON media USING hash (remote_url) WHERE remote_url IS NOT NULL;
