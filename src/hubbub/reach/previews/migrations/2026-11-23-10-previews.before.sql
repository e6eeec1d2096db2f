-- The picture of a page, what its site offers to show of it, and who says that they wrote it.
ALTER TABLE previews
    ADD kind text NOT NULL DEFAULT 'link' CHECK (kind IN ('link', 'photo', 'rich')),
    ADD html text NOT NULL DEFAULT '',           -- of a rich one, clean
    ADD language text,
    ADD provider_url text NOT NULL DEFAULT '',
    ADD image_url text,
    ADD image_description text NOT NULL DEFAULT '',
    ADD image_width integer,                     -- of our copy of it, once there is one
    ADD image_height integer,
    ADD blurhash text,
    ADD host text NOT NULL DEFAULT '',           -- where the page was read in the end
    ADD creator_id bigint REFERENCES profiles;   -- whom the page names; believed only if they name the host
CREATE INDEX previews_image ON previews (image_url) WHERE image_url IS NOT NULL;
CREATE INDEX previews_creator ON previews (creator_id) WHERE creator_id IS NOT NULL;
