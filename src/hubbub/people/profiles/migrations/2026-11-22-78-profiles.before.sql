-- Held back without being shut out: heard only by those who follow them, or shown behind a warning. What came with a
-- block of their whole server goes with it.
ALTER TABLE profiles
    ADD COLUMN silenced_at timestamptz,
    ADD COLUMN sensitized_at timestamptz,
    ADD COLUMN limited_with_domain boolean NOT NULL DEFAULT false;
CREATE INDEX profiles_domain ON profiles (domain) WHERE domain IS NOT NULL;
