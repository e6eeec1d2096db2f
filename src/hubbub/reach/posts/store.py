"""Tables: posts, mentions, readers, post_counts, tombstones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import AppId, PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Post:
    id: PostId
    author: ProfileId
    visibility: str
    local_only: bool
    kind: str
    text: str
    html: str
    spoiler: str
    sensitive: bool
    language: str | None
    reply_to: PostId | None
    reply_to_author: ProfileId | None
    reply_to_uri: str | None
    thread: PostId
    boost_of: PostId | None
    app: AppId | None
    uri: str
    url: str
    published_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a post is there, or ended; what awaits it, as bits; if its author is covered; if its id is another's."""

    uri: str
    there: bool
    awaited: int
    sensitized: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class Adopted:
    id: PostId
    author: ProfileId


@dataclass(frozen=True, slots=True)
class Weighed(Post):
    """A post; whether anybody may see it; which conditions it meets, the first as the lowest bit; and its figures."""

    open: bool
    bits: int
    replies: int
    boosts: int
    favourites: int
    quotes: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A post that was removed: all that may still be said of it."""

    id: PostId
    author: ProfileId
    visibility: str


@dataclass(frozen=True, slots=True)
class Counts:
    post: PostId
    replies: int
    boosts: int
    favourites: int
    quotes: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    post: PostId
    profile: ProfileId
    name: str
    domain: str | None
    url: str
    uri: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody for whom a post was chosen to be."""

    post: PostId
    name: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Addressed:
    """Somebody elsewhere whom a post addresses, and where their server takes it."""

    uri: str
    inbox: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A post by its id here and its id everywhere; `under` is what it answers."""

    id: PostId
    uri: str
    under: PostId | None = None


_POST = """p.id, p.author_id, p.visibility, p.local_only, p.kind, p.text, p.html, p.spoiler, p.sensitive, p.language,
    p.reply_to_id, p.reply_to_author_id, p.reply_to_uri, p.thread_id, p.boost_of_id, p.app_id, p.uri, p.url,
    p.published_at, p.edited_at, p.removed_at"""

BY_IDS = Statement(Post, f"SELECT {_POST} FROM posts p WHERE p.id = ANY(:ids::bigint[]) AND p.removed_at IS NULL")  # noqa: S608
VISIBLE = Statement(Post, f"""
    SELECT {_POST} FROM posts p WHERE p.id = ANY(:ids::bigint[]) AND can_see(:viewer, p)
""", steady=True)  # noqa: S608
# Whoever has blocked the author by now may have spoken of the post before; whom the author has blocked may not.
REACHABLE = Statement(Post, f"""
    SELECT {_POST} FROM posts p WHERE p.id = :id AND (can_see(:actor, p) OR (
        can_see(NULL::bigint, p)
        AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = p.author_id AND blocked_id = :actor)))
""")  # noqa: S608
VISIBLE_IDS = Statement(
    int, "SELECT p.id FROM posts p WHERE p.id = ANY(:ids::bigint[]) AND can_see(:viewer, p)", steady=True)
# Those that are for the viewer among what strangers say.
HEARD = Statement(int, """
    SELECT p.id FROM posts p JOIN profiles a ON a.id = p.author_id
    WHERE p.id = ANY(:ids::bigint[]) AND can_see(:viewer, p)
      AND (:viewer::bigint IS NULL OR p.author_id = :viewer OR hears(:viewer, p.author_id, :now))
      AND (a.silenced_at IS NULL OR is_loud(:viewer, a.id))
""", steady=True)
# Of these viewers those who may see the post and want to hear of its author, and of whose post it passes on.
AUDIENCE = Statement(int, """
    SELECT v.id FROM posts p LEFT JOIN posts o ON o.id = p.boost_of_id JOIN profiles a ON a.id = p.author_id
    CROSS JOIN unnest(:viewers::bigint[]) AS v(id)
    WHERE p.id = :post AND can_see(v.id, p) AND (p.author_id = v.id OR hears(v.id, p.author_id, :now))
      AND (o.id IS NULL OR o.author_id = v.id OR hears(v.id, o.author_id, :now))
      AND (NOT :strange OR a.silenced_at IS NULL OR is_loud(v.id, a.id))
""")
# What anybody could see is known to have been there; of the rest nobody is told even that.
ENDED = Statement(datetime, """
    SELECT removed_at FROM posts
    WHERE id = :id AND author_id = :author AND visibility IN ('public', 'quiet') AND NOT local_only
      AND boost_of_id IS NULL AND removed_at IS NOT NULL
""")
GONE = Statement(Gone, """
    SELECT p.id, p.author_id, p.visibility FROM posts p WHERE p.id = ANY(:ids::bigint[]) AND p.removed_at IS NOT NULL
""")
ALL_OF = Statement(int, """
    SELECT id FROM posts WHERE author_id = :author AND removed_at IS NULL ORDER BY id DESC LIMIT :limit
""")
# The post of ours that one from elsewhere answers, or answered until it was ended, where anybody may see both.
ANSWERED = Statement(Post, f"""
    SELECT {_POST} FROM posts p JOIN posts answer ON answer.reply_to_id = p.id
    WHERE answer.uri = :uri AND answer.visibility IN ('public', 'quiet') AND starts_with(p.uri, :base)
        AND NOT p.local_only AND can_see(NULL::bigint, p)
""")  # noqa: S608
BY_URIS = Statement(Post, f"SELECT {_POST} FROM posts p WHERE p.uri = ANY(:uris::text[]) AND p.removed_at IS NULL")  # noqa: S608
ID_BY_URI = Statement(int, "SELECT id FROM posts WHERE uri = :uri AND removed_at IS NULL")
# When answers came before the post with this id.
AWAITED = "EXISTS (SELECT 1 FROM posts WHERE reply_to_uri = :uri)"
# Nothing of those that are there already, or of a boost of the same by the same.
ADD = Statement(int, """
    WITH added AS (
        INSERT INTO posts (id, author_id, visibility, local_only, kind, text, html, spoiler, sensitive, language,
            reply_to_id, reply_to_author_id, reply_to_uri, thread_id, boost_of_id, app_id, uri, url, published_at,
            edited_at, has_media)
        SELECT * FROM unnest(:id::bigint[], :author::bigint[], :visibility::text[], :local_only::boolean[],
            :kind::text[], :text::text[], :html::text[], :spoiler::text[], :sensitive::boolean[], :language::text[],
            :reply_to::bigint[], :reply_to_author::bigint[], :reply_to_uri::text[], :thread::bigint[],
            :boost_of::bigint[], :app::bigint[], :uri::text[], :url::text[], :published_at::timestamptz[],
            :edited_at::timestamptz[], :has_media::boolean[])
        ON CONFLICT DO NOTHING RETURNING id
    ), counted AS (INSERT INTO post_counts (post_id) SELECT id FROM added
    ), named AS (
        INSERT INTO mentions (post_id, profile_id)
        SELECT m.post, m.profile FROM unnest(:mentioning::bigint[], :mentioned::bigint[]) AS m(post, profile)
        JOIN added ON added.id = m.post)
    SELECT id FROM added
""")
TAKEN = Statement(int, "SELECT p.id FROM unnest(:ids::bigint[], :uris::text[]) AS g(id, uri)"
                       " JOIN posts p ON p.id = g.id AND p.uri <> g.uri")
HOLD = Statement(Post, f"SELECT {_POST} FROM posts p WHERE p.id = :id AND p.removed_at IS NULL FOR UPDATE")  # noqa: S608
EDIT = Statement(None, """
    WITH gone AS (DELETE FROM mentions WHERE post_id = :id AND profile_id <> ALL(:mentions::bigint[])
    ), mentioned AS (
        INSERT INTO mentions (post_id, profile_id) SELECT :id, unnest(:mentions::bigint[]) ON CONFLICT DO NOTHING)
    UPDATE posts SET text = :text, html = :html, spoiler = :spoiler, sensitive = :sensitive, language = :language,
        edited_at = :edited_at, has_media = :has_media
    WHERE id = :id
""")
RENEW = Statement(None, "UPDATE posts SET edited_at = :edited_at WHERE id = :id")
REMOVE = Statement(int, """
    UPDATE posts SET removed_at = :now, text = '', html = '', spoiler = ''
    WHERE (id = :id OR boost_of_id = :id) AND removed_at IS NULL RETURNING id
""")
BURY = Statement(None, "INSERT INTO tombstones (uri, removed_at) VALUES (:uri, :now) ON CONFLICT DO NOTHING")
FORGET_ENDS = Statement(None, "DELETE FROM tombstones WHERE removed_at < :before")
COUNT = Statement(None, """
    UPDATE post_counts SET reply_count = greatest(reply_count + :replies, 0),
        boost_count = greatest(boost_count + :boosts, 0),
        favourite_count = greatest(favourite_count + :favourites, 0),
        quote_count = greatest(quote_count + :quotes, 0)
    WHERE post_id = :post
""")
COUNTS = Statement(Counts, """
    SELECT post_id, reply_count, boost_count, favourite_count, quote_count FROM post_counts
    WHERE post_id = ANY(:ids::bigint[])
""", steady=True)
# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM mentions x WHERE x.post_id = p.id)"
MENTIONS = Statement(Mention, """
    SELECT m.post_id, p.id, p.name, p.domain, p.url, p.uri
    FROM mentions m JOIN profiles p ON p.id = m.profile_id WHERE m.post_id = ANY(:ids::bigint[])
    ORDER BY m.post_id, p.id
""")
# Each of them was the beginning of its own conversation so far: what came under it joins the thread as well.
ADOPT = Statement(Adopted, """
    WITH adopted AS (
        UPDATE posts SET reply_to_id = :parent, reply_to_author_id = :author, reply_to_uri = NULL, thread_id = :thread
        WHERE reply_to_uri = :uri RETURNING id, author_id
    ), joined AS (
        UPDATE posts p SET thread_id = :thread FROM adopted a WHERE p.thread_id = a.id AND p.id <> a.id)
    SELECT id, author_id FROM adopted
""")
ANCESTORS = Statement(int, """
    WITH RECURSIVE up AS (
        SELECT reply_to_id AS id, 1 AS step FROM posts WHERE id = :post AND reply_to_id IS NOT NULL
        UNION ALL
        SELECT p.reply_to_id, step + 1 FROM posts p JOIN up ON p.id = up.id
        WHERE p.reply_to_id IS NOT NULL AND step < :most)
    SELECT p.id FROM up JOIN posts p ON p.id = up.id WHERE can_see(:viewer, p) ORDER BY step DESC
""")
ANSWERS = Statement(Linked, """
    SELECT p.id, p.uri, p.reply_to_id FROM posts p
    WHERE p.reply_to_id = :post AND (:below::bigint IS NULL OR p.id < :below) AND can_see(:viewer, p)
    ORDER BY p.id DESC LIMIT :limit
""")
# By the author of each of the posts, the first few.
OWN_ANSWERS = Statement(Linked, """
    SELECT a.id, a.uri, a.reply_to_id FROM posts q CROSS JOIN LATERAL (
        SELECT p.id, p.uri, p.reply_to_id FROM posts p
        WHERE p.reply_to_id = q.id AND p.author_id = q.author_id AND p.visibility IN ('public', 'quiet')
          AND can_see(NULL, p)
        ORDER BY p.id LIMIT :most) AS a
    WHERE q.id = ANY(:ids::bigint[]) ORDER BY a.id
""")
CONVERSATION = Statement(Linked, """
    SELECT p.id, p.uri, p.reply_to_id FROM posts p
    WHERE p.thread_id = :thread AND p.boost_of_id IS NULL AND (:below::bigint IS NULL OR p.id < :below)
      AND can_see(:viewer, p)
    ORDER BY p.id DESC LIMIT :limit
""")
BY_AUTHOR = Statement(int, """
    SELECT p.id FROM posts p
    WHERE p.author_id = :author
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
      AND p.removed_at IS NULL AND can_see(:viewer, p)
      AND (:boosts OR p.boost_of_id IS NULL)
      AND (:replies OR p.reply_to_id IS NULL OR p.reply_to_author_id = p.author_id)
      AND (:direct OR p.visibility NOT IN ('mentioned', 'chosen')) AND (NOT :only_media OR p.has_media)
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")
PUBLIC = Statement(int, """
    SELECT p.id FROM posts p JOIN profiles a ON a.id = p.author_id
    WHERE p.visibility = 'public' AND p.boost_of_id IS NULL AND p.removed_at IS NULL
      AND (p.reply_to_id IS NULL OR p.reply_to_author_id = p.author_id)
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
      AND (NOT :here OR a.domain IS NULL) AND (NOT :elsewhere OR a.domain IS NOT NULL)
      AND (NOT :only_media OR p.has_media) AND can_see(:viewer, p)
      AND (:viewer::bigint IS NULL OR hears(:viewer, p.author_id, :now))
      AND (a.silenced_at IS NULL OR is_loud(:viewer, a.id))
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")
MINE = Statement(int, """
    SELECT id FROM posts WHERE boost_of_id = :post AND author_id = :author AND removed_at IS NULL
""")
# When a post `p` is for chosen people; of whom its author alone is told.
CHOSEN = "p.visibility = 'chosen'"
READERS = Statement(Reader, """
    SELECT p.id, who.name, who.domain
    FROM posts p JOIN readers r ON r.post_id = p.id JOIN profiles who ON who.id = r.profile_id
    WHERE p.id = ANY(:ids::bigint[]) AND p.author_id = :viewer AND can_see(:viewer, p) AND who.removed_at IS NULL
    ORDER BY p.id, who.name, who.id
""")
# Who follows the author finds it at home; whom they named one by one without that is called.
CHOOSE = Statement(None, """
    INSERT INTO readers (post_id, profile_id, called)
    SELECT :post, r.id, :named AND NOT EXISTS (
        SELECT 1 FROM follows WHERE follower_id = r.id AND followed_id = :author)
    FROM unnest(:readers::bigint[]) AS r(id)
""")
CALLED = Statement(Mention, """
    SELECT r.post_id, who.id, who.name, who.domain, who.url, who.uri
    FROM readers r JOIN profiles who ON who.id = r.profile_id WHERE r.post_id = ANY(:ids::bigint[]) AND r.called
    ORDER BY who.id
""")
# The readers of a post `s` that is for a few: those chosen, or those who follow its author and are followed.
_FEW = """
        SELECT profile_id FROM readers WHERE post_id = s.id AND s.visibility = 'chosen'
        UNION ALL SELECT f.follower_id FROM follows f
            JOIN follows back ON back.follower_id = f.followed_id AND back.followed_id = f.follower_id
            WHERE f.followed_id = s.author_id AND s.visibility = 'mutuals'"""
_ELSEWHERE = """s.id = :post AND NOT s.local_only
      AND p.domain IS NOT NULL AND p.suspended_at IS NULL AND p.removed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM blocks
                      WHERE (blocker_id, blocked_id) IN ((s.author_id, p.id), (p.id, s.author_id)))"""
ADDRESSED = Statement(Addressed, f"""
    SELECT p.uri, coalesce(p.shared_inbox, p.inbox)
    FROM posts s CROSS JOIN LATERAL ({_FEW}) AS reader(id) JOIN profiles p ON p.id = reader.id
    WHERE {_ELSEWHERE} ORDER BY p.id
""")  # noqa: S608
# Followers unless it is for fewer, those few, the mentioned, whoever is answered in public, whoever is boosted.
INBOXES = Statement(str, f"""
    SELECT DISTINCT coalesce(p.shared_inbox, p.inbox)
    FROM posts s
    CROSS JOIN LATERAL (
        SELECT follower_id FROM follows
        WHERE followed_id = s.author_id AND s.visibility IN ('public', 'quiet', 'followers')
        UNION ALL {_FEW}
        UNION ALL SELECT profile_id FROM mentions WHERE post_id = s.id
        UNION ALL SELECT s.reply_to_author_id WHERE s.visibility IN ('public', 'quiet')
        UNION ALL SELECT o.author_id FROM posts o WHERE o.id = s.boost_of_id
    ) AS reader(id)
    JOIN profiles p ON p.id = reader.id
    WHERE {_ELSEWHERE}
""")  # noqa: S608


def descendants(hidden: Sequence[str]) -> Statement[int]:
    """A statement that gives answers, but not to others those of which one of these conditions on `p` is true."""
    sees = " AND ".join(["can_see(:viewer, p)", *(
        f"(p.author_id IS NOT DISTINCT FROM :viewer OR NOT {condition})" for condition in hidden)])
    return Statement(int, f"""
        WITH RECURSIVE down AS (
            SELECT p.id, ARRAY[p.id] AS path FROM posts p WHERE p.reply_to_id = :post AND {sees}
            UNION ALL
            SELECT p.id, down.path || p.id FROM posts p JOIN down ON p.reply_to_id = down.id
            WHERE {sees} AND cardinality(down.path) < :deepest)
        SELECT id FROM down ORDER BY path LIMIT :most
    """)  # noqa: S608


def weighing(conditions: Sequence[str]) -> Statement[Weighed]:
    """A statement that gives posts and asks for these conditions on `p`, which are constants of stores."""
    more = ["can_see(NULL::bigint, p)", _bits(conditions)]
    more += [f"coalesce(k.{what}_count, 0)" for what in ("reply", "boost", "favourite", "quote")]
    return Statement(Weighed, BY_IDS.source.replace(
        " FROM posts p", f", {', '.join(more)} FROM posts p LEFT JOIN post_counts k ON k.post_id = p.id"), steady=True)


def knowing(conditions: Sequence[str]) -> Statement[Known]:
    """A statement that asks whether posts have come by their uris, and for these conditions on `:uri` of each."""
    of_each = [condition.replace(":uri", "g.uri") for condition in conditions]
    return Statement(Known, "SELECT g.uri, " + f"""
        EXISTS (SELECT 1 FROM posts WHERE uri = g.uri) OR EXISTS (SELECT 1 FROM tombstones WHERE uri = g.uri),
        {_bits(of_each)},
        EXISTS (SELECT 1 FROM profiles WHERE id = g.author AND sensitized_at IS NOT NULL),
        EXISTS (SELECT 1 FROM posts WHERE id = g.id)
        FROM unnest(:uris::text[], :authors::bigint[], :ids::bigint[]) AS g(uri, author, id)
    """)  # noqa: S608


def _bits(conditions: Sequence[str]) -> str:
    return " + ".join(
        f"({condition})::int::bigint * {1 << place}" for place, condition in enumerate(conditions)) or "0::bigint"
