"""Tables: filters, filter_keywords, filter_posts."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody would rather not read, where, and what is done with it."""

    id: int
    owner: ProfileId
    title: str
    contexts: list[str]
    action: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Keyword:
    id: int
    filter: int
    text: str
    whole_word: bool


@dataclass(frozen=True, slots=True)
class Picked:
    """A post that a filter holds by name."""

    id: int
    filter: int
    post: PostId


_FILTER = "f.id, f.profile_id, f.title, f.contexts, f.action, f.ends_at"
_KEYWORD = "held.id, held.filter_id, held.keyword, held.whole_word"
_OF_OWNER = "JOIN filters f ON f.id = held.filter_id AND f.profile_id = :owner"

ADD = Statement(int, """
    INSERT INTO filters (id, profile_id, title, contexts, action, ends_at)
    SELECT :id, :owner, :title, :contexts::text[], :action, :ends_at::timestamptz
    WHERE (SELECT count(*) FROM filters WHERE profile_id = :owner) < :most RETURNING id
""")
CHANGE = Statement(int, """
    UPDATE filters SET title = :title, contexts = :contexts::text[], action = :action, ends_at = :ends_at::timestamptz
    WHERE id = :id AND profile_id = :owner RETURNING id
""")
REMOVE = Statement(int, "DELETE FROM filters WHERE id = :id AND profile_id = :owner RETURNING id")
GET = Statement(Filter, f"SELECT {_FILTER} FROM filters f WHERE f.id = :id AND f.profile_id = :owner")  # noqa: S608
OWN = Statement(Filter, f"SELECT {_FILTER} FROM filters f WHERE f.profile_id = :owner ORDER BY f.id")  # noqa: S608
OWNERS = Statement(int, "SELECT DISTINCT profile_id FROM filters")

ADD_KEYWORD = Statement(int, """
    INSERT INTO filter_keywords (id, filter_id, keyword, whole_word)
    SELECT :id, f.id, :text, :whole_word FROM filters f
    WHERE f.id = :filter AND f.profile_id = :owner AND (
        SELECT count(*) FROM filter_keywords k JOIN filters o ON o.id = k.filter_id AND o.profile_id = :owner) < :most
    RETURNING id
""")
CHANGE_KEYWORD = Statement(int, """
    UPDATE filter_keywords SET keyword = :text, whole_word = :whole_word WHERE id = :id RETURNING id
""")
REMOVE_KEYWORD = Statement(int, "DELETE FROM filter_keywords WHERE id = :id RETURNING id")
KEYWORD = Statement(Keyword, f"""
    SELECT {_KEYWORD} FROM filter_keywords held {_OF_OWNER} WHERE held.id = :id
""")  # noqa: S608
KEYWORDS = Statement(Keyword, f"""
    SELECT {_KEYWORD} FROM filter_keywords held WHERE held.filter_id = ANY(:filters::bigint[]) ORDER BY held.id
""")  # noqa: S608

ADD_POST = Statement(int, """
    INSERT INTO filter_posts (id, filter_id, post_id)
    SELECT :id, f.id, :post FROM filters f
    WHERE f.id = :filter AND f.profile_id = :owner
      AND (SELECT count(*) FROM filter_posts p WHERE p.filter_id = f.id) < :most
    ON CONFLICT DO NOTHING RETURNING id
""")
REMOVE_POST = Statement(int, "DELETE FROM filter_posts WHERE id = :id RETURNING id")
POST = Statement(Picked, f"""
    SELECT held.id, held.filter_id, held.post_id FROM filter_posts held {_OF_OWNER} WHERE held.id = :id
""")  # noqa: S608
POSTS = Statement(Picked, """
    SELECT id, filter_id, post_id FROM filter_posts WHERE filter_id = ANY(:filters::bigint[]) ORDER BY id
""")
