-- When a token was last used, to the hour; and apps that are nothing but a key that somebody has made for themselves.
ALTER TABLE oauth_tokens ADD COLUMN used_at timestamptz;
ALTER TABLE oauth_apps ADD COLUMN personal boolean NOT NULL DEFAULT false;
