-- Every page says how many are unread.
CREATE INDEX conversations_unread ON conversations (owner_id) WHERE read_at IS NULL;
