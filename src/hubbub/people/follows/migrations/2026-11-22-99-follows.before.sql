-- The fan-out asks for languages too, and must find all that it asks for in the index.
DROP INDEX follows_followed;
CREATE INDEX follows_followed ON follows (followed_id, follower_id) INCLUDE (shows_boosts, notifies, languages);
