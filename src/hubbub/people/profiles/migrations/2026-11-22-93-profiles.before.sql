-- People here are few among all that are known, and looked through for directories and suggestions.
CREATE INDEX profiles_here ON profiles (id) WHERE domain IS NULL;
