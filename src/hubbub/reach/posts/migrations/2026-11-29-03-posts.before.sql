-- Whom the author named one by one although they do not follow: nothing but a call tells them of the post.
ALTER TABLE readers ADD COLUMN called boolean NOT NULL DEFAULT false;
