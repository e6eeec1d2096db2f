"""Tables: lists, list_members."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class List:
    """`replies` says to whom answers are shown: those followed, those in the list, or nobody but the owner."""

    id: int
    owner: ProfileId
    title: str
    replies: str
    exclusive: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Who is in a list, with the key that pages go by."""

    key: int
    profile: ProfileId


_LIST = "l.id, l.owner_id, l.title, l.replies, l.exclusive"

ADD = Statement(int, """
    INSERT INTO lists (id, owner_id, title, replies, exclusive)
    SELECT :id, :owner, :title, :replies, :exclusive
    WHERE (SELECT count(*) FROM lists WHERE owner_id = :owner) < :most RETURNING id
""")
CHANGE = Statement(int, """
    UPDATE lists SET title = :title, replies = :replies, exclusive = :exclusive WHERE id = :id RETURNING id
""")
REMOVE = Statement(int, "DELETE FROM lists WHERE id = :id RETURNING id")
GET = Statement(List, f"SELECT {_LIST} FROM lists l WHERE l.id = :id AND l.owner_id = :owner", steady=True)  # noqa: S608
HOLD = Statement(int, "SELECT id FROM lists WHERE id = :id FOR UPDATE")
OWN = Statement(List, f"SELECT {_LIST} FROM lists l WHERE l.owner_id = :owner ORDER BY l.id")  # noqa: S608
WITH = Statement(List, f"""
    SELECT {_LIST} FROM list_members m JOIN lists l ON l.id = m.list_id
    WHERE m.owner_id = :owner AND m.profile_id = :profile ORDER BY l.id
""")  # noqa: S608
AMONG = Statement(int, """
    SELECT profile_id FROM list_members WHERE list_id = :list AND profile_id = ANY(:profiles::bigint[])
""")
FOLLOWED = Statement(int, """
    SELECT followed_id FROM follows WHERE follower_id = :owner AND followed_id = ANY(:profiles::bigint[])
    FOR KEY SHARE
""")
JOIN = Statement(int, """
    INSERT INTO list_members (list_id, profile_id, id, owner_id)
    SELECT :list, g.profile, g.id, :owner FROM unnest(:profiles::bigint[], :ids::bigint[]) AS g(profile, id)
    ON CONFLICT (list_id, profile_id) DO NOTHING RETURNING profile_id
""")
LEAVE = Statement(int, """
    DELETE FROM list_members WHERE list_id = :list AND profile_id = ANY(:profiles::bigint[]) RETURNING profile_id
""")
CARRY = Statement(int, """
    UPDATE list_members m SET profile_id = :new
    WHERE m.owner_id = :owner AND m.profile_id = :old
      AND NOT EXISTS (SELECT 1 FROM list_members o WHERE o.list_id = m.list_id AND o.profile_id = :new)
    RETURNING m.list_id
""")
EVERYBODY = Statement(int, "SELECT profile_id FROM list_members WHERE list_id = :list", steady=True)
COUNT = Statement(int, "SELECT count(*)::int FROM list_members WHERE list_id = :list")
EXCLUDED = Statement(int, """
    SELECT DISTINCT m.profile_id FROM lists l JOIN list_members m ON m.list_id = l.id
    WHERE l.owner_id = :owner AND l.exclusive
""")
MEMBERS = Statement(Member, """
    SELECT m.id, m.profile_id FROM list_members m JOIN profiles p ON p.id = m.profile_id
    WHERE m.list_id = :list AND p.removed_at IS NULL AND p.suspended_at IS NULL
      AND (:below::bigint IS NULL OR m.id < :below) AND (:above::bigint IS NULL OR m.id > :above)
    ORDER BY CASE WHEN :upward THEN m.id END ASC, m.id DESC LIMIT :limit
""")

# The newest of each member by one look at the index of authors, then the newest of all. What is for everybody or for
# followers is not asked about one by one: that its author is there, heard and followed is known of the member.
_POSTS = """
    WITH members AS MATERIALIZED (
        SELECT m.profile_id AS id, f.shows_boosts
        FROM list_members m
        JOIN follows f ON f.follower_id = m.owner_id AND f.followed_id = m.profile_id
        JOIN profiles a ON a.id = m.profile_id AND a.suspended_at IS NULL AND a.removed_at IS NULL
        WHERE m.list_id = :list AND hears(:owner, m.profile_id, :now))
    SELECT e.id FROM members m CROSS JOIN LATERAL (
        SELECT p.id FROM posts p LEFT JOIN posts o ON o.id = p.boost_of_id
        WHERE p.author_id = m.id AND p.removed_at IS NULL
          AND p.id < coalesce(:below::bigint, 9223372036854775807) AND p.id > coalesce(:above::bigint, 0)
          AND (o.id IS NULL OR m.shows_boosts AND hears(:owner, o.author_id, :now))
          AND (p.reply_to_uri IS NULL OR :replies = 'followed')
          AND (p.reply_to_author_id IS NULL OR p.reply_to_author_id IN (p.author_id, :owner)
               OR :replies = 'followed' AND EXISTS (
                   SELECT 1 FROM follows WHERE follower_id = :owner AND followed_id = p.reply_to_author_id)
               OR :replies = 'list' AND EXISTS (
                   SELECT 1 FROM list_members WHERE list_id = :list AND profile_id = p.reply_to_author_id))
          AND (p.visibility IN ('public', 'quiet', 'followers') AND o.id IS NULL OR can_see(:owner, p))
        ORDER BY p.id {order} LIMIT :limit) AS e
    ORDER BY e.id {order} LIMIT :limit
"""
POSTS = Statement(int, _POSTS.format(order="DESC"))
POSTS_UPWARD = Statement(int, _POSTS.format(order="ASC"))
# By the rules of the page, for one post and many lists.
LISTED_IN = Statement(int, """
    SELECT l.id FROM posts p LEFT JOIN posts o ON o.id = p.boost_of_id
    JOIN list_members m ON m.list_id = ANY(:lists::bigint[]) AND m.profile_id = p.author_id
    JOIN lists l ON l.id = m.list_id
    JOIN follows f ON f.follower_id = m.owner_id AND f.followed_id = m.profile_id
    WHERE p.id = :post AND (o.id IS NULL OR f.shows_boosts)
      AND (p.reply_to_uri IS NULL OR l.replies = 'followed')
      AND (p.reply_to_author_id IS NULL OR p.reply_to_author_id IN (p.author_id, l.owner_id)
           OR l.replies = 'followed' AND EXISTS (
               SELECT 1 FROM follows WHERE follower_id = l.owner_id AND followed_id = p.reply_to_author_id)
           OR l.replies = 'list' AND EXISTS (
               SELECT 1 FROM list_members WHERE list_id = l.id AND profile_id = p.reply_to_author_id))
      AND can_see(l.owner_id, p)
""")
WITH_AUTHOR = Statement(int, """
    SELECT list_id FROM list_members WHERE list_id = ANY(:lists::bigint[]) AND profile_id = :author
""")
