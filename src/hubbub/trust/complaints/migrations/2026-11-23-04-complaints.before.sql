-- Which collections of theirs somebody is complained of for.
ALTER TABLE complaints ADD collection_ids bigint[] NOT NULL DEFAULT '{}';
