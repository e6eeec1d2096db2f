"""Tables: conversations, conversation_posts."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Conversation:
    """As its owner has it: `others` are in it too, and nobody else."""

    id: int
    owner: ProfileId
    others: list[ProfileId]
    last: PostId
    unread: bool


@dataclass(frozen=True, slots=True)
class Held:
    conversation: int
    owner: ProfileId


_CONVERSATION = "c.id, c.owner_id, c.others, c.last_post_id, c.read_at IS NULL"

# For each person here who may see the post and hears its author, unless theirs has it already. What one says
# oneself has been read; so is what is said in a thread that its reader has muted, of which nobody is called.
KEEP = Statement(int, """
    WITH said AS (
        SELECT w.id AS owner, r.id, p.author_id, p.thread_id, ARRAY(
            SELECT o FROM unnest(:people::bigint[]) AS o WHERE o <> w.id ORDER BY o) AS others,
            EXISTS (SELECT 1 FROM thread_mutes m WHERE m.thread_id = p.thread_id AND m.profile_id = w.id) AS muted
        FROM unnest(:ids::bigint[], :people::bigint[]) AS r(id, owner) JOIN profiles w ON w.id = r.owner
        JOIN posts p ON p.id = :post
        WHERE w.domain IS NULL AND can_see(w.id, p) AND (w.id = p.author_id OR hears(w.id, p.author_id, :now))
          AND NOT EXISTS (SELECT 1 FROM conversation_posts k WHERE k.post_id = :post AND k.owner_id = w.id)
    ), kept AS (
        INSERT INTO conversations AS c (id, owner_id, thread_id, others, last_post_id, read_at)
        SELECT id, owner, thread_id, others, :post, CASE WHEN muted OR owner = author_id THEN :now END FROM said
        ON CONFLICT (owner_id, thread_id, others) DO UPDATE
            SET last_post_id = greatest(c.last_post_id, excluded.last_post_id), read_at = excluded.read_at
        RETURNING id, owner_id
    ), filled AS (
        INSERT INTO conversation_posts (conversation_id, post_id, owner_id) SELECT id, :post, owner_id FROM kept)
    SELECT k.id FROM kept k JOIN said s ON s.owner = k.owner_id WHERE NOT s.muted
""")
FOR_FEW = Statement(int, """
    SELECT id FROM posts
    WHERE id = ANY(:ids::bigint[]) AND visibility = 'mentioned' AND boost_of_id IS NULL AND removed_at IS NULL
    ORDER BY id
""")
FORGET = Statement(Held, "DELETE FROM conversation_posts WHERE post_id = :post RETURNING conversation_id, owner_id")
# What is left without a word is no conversation.
END = Statement(int, """
    DELETE FROM conversations c WHERE c.id = ANY(:ids::bigint[])
      AND NOT EXISTS (SELECT 1 FROM conversation_posts k WHERE k.conversation_id = c.id) RETURNING c.id
""")
SHORTEN = Statement(int, """
    UPDATE conversations c
    SET last_post_id = (SELECT max(k.post_id) FROM conversation_posts k WHERE k.conversation_id = c.id)
    WHERE c.id = ANY(:ids::bigint[]) RETURNING c.id
""")
LIST = Statement(Conversation, f"""
    SELECT {_CONVERSATION} FROM conversations c JOIN posts p ON p.id = c.last_post_id
    WHERE c.owner_id = :me AND can_see(:me, p)
      AND (:below::bigint IS NULL OR c.last_post_id < :below) AND (:above::bigint IS NULL OR c.last_post_id > :above)
    ORDER BY CASE WHEN :upward THEN c.last_post_id END ASC, c.last_post_id DESC LIMIT :limit
""")  # noqa: S608
UNREAD = Statement(int, """
    SELECT count(*)::int FROM (
        SELECT 1 FROM conversations c JOIN posts p ON p.id = c.last_post_id
        WHERE c.owner_id = :me AND c.read_at IS NULL AND can_see(:me, p) LIMIT :limit) AS fresh
""")
GET = Statement(Conversation, f"SELECT {_CONVERSATION} FROM conversations c WHERE c.id = :id AND c.owner_id = :me")  # noqa: S608
OF = Statement(Conversation, f"""
    SELECT {_CONVERSATION} FROM conversations c JOIN posts p ON p.id = c.last_post_id
    WHERE c.id = ANY(:ids::bigint[]) AND c.owner_id = ANY(:owners::bigint[]) AND can_see(c.owner_id, p)
""")  # noqa: S608
POSTS = Statement(int, """
    SELECT p.id FROM conversation_posts k JOIN posts p ON p.id = k.post_id
    WHERE k.owner_id = :me AND (:conversation::bigint IS NULL OR k.conversation_id = :conversation)
      AND can_see(:me, p)
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")
MARK = Statement(Conversation, f"""
    UPDATE conversations c SET read_at = :read_at WHERE c.id = :id AND c.owner_id = :me RETURNING {_CONVERSATION}
""")  # noqa: S608
REMOVE = Statement(int, "DELETE FROM conversations WHERE id = :id AND owner_id = :me RETURNING id")
