-- By their beginnings, whatever the database's language.
CREATE INDEX tags_beginning ON tags (name text_pattern_ops);
