-- What staff has said of a tag.
ALTER TABLE tags
    ADD barred_at timestamptz,         -- since when no new post from here may carry it
    ADD unlisted_at timestamptz,       -- since when nobody finds it by its beginning
    ADD title text;                    -- how it is written where it stands by itself, if not as its name
