-- What of a profile its owner keeps to themselves or shows, and who may name them as an author.
ALTER TABLE profiles
    ADD hides_people boolean NOT NULL DEFAULT false,          -- followers and followed are listed to nobody
    ADD shows_media boolean NOT NULL DEFAULT true,
    ADD shows_media_replies boolean NOT NULL DEFAULT true,
    ADD shows_featured boolean NOT NULL DEFAULT true,
    ADD attribution_domains text[] NOT NULL DEFAULT '{}';
