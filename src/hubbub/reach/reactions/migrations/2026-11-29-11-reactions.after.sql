-- Likes and boosts that were asked for before their waiting was written down: they have the bit of what was done, and
-- there is neither the like nor the boost.
UPDATE reactions r SET bits = bits | 16
WHERE bits & 17 = 1
  AND NOT EXISTS (SELECT 1 FROM favourites f WHERE f.profile_id = r.profile_id AND f.post_id = r.post_id);
UPDATE reactions r SET bits = bits | 32
WHERE bits & 34 = 2 AND NOT EXISTS (
    SELECT 1 FROM posts p WHERE p.boost_of_id = r.post_id AND p.author_id = r.profile_id AND p.removed_at IS NULL);
