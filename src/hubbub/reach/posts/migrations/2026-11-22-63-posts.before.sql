-- Whether it carries something that alone makes a post, such as a picture: for lists of nothing else.
ALTER TABLE posts ADD has_media boolean NOT NULL DEFAULT false;
-- Those published before know it from the room above that keeps pictures, where there is one.
DO $$ BEGIN
    IF to_regclass('media') IS NOT NULL THEN
        EXECUTE 'UPDATE posts SET has_media = true WHERE id IN (SELECT post_id FROM media)';
    END IF;
END $$;
