-- Whoever wants to be told of each post of somebody: few, also where the followers are many.
CREATE INDEX follows_notifying ON follows (followed_id) INCLUDE (follower_id) WHERE notifies;
