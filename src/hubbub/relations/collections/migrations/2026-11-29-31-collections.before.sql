-- When the owner of a collection elsewhere has last taken somebody out of it: since then it is believed as it stands.
ALTER TABLE collection_stamps ADD heard_at timestamptz;
