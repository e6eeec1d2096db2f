-- What is said of media was not kept up with edits, and quotes were taken for media: it is told anew by what is there.
DO $$ BEGIN
    IF to_regclass('media') IS NOT NULL THEN
        EXECUTE 'UPDATE posts p SET has_media = NOT has_media
                 WHERE has_media <> EXISTS (SELECT 1 FROM media m WHERE m.post_id = p.id)';
    END IF;
END $$;
