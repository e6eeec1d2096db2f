-- A block may end by itself: then a promise takes its row away. NULL: it stays until it is lifted.
ALTER TABLE blocks ADD ends_at timestamptz;
