"""Tables: markups, markup_likings."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId


@dataclass(frozen=True, slots=True)
class Written:
    """The words of a post as they were typed, in Markdown."""

    post: PostId
    words: str


MARK = Statement(None, "INSERT INTO markups (post_id) SELECT unnest(:posts::bigint[]) ON CONFLICT DO NOTHING")
UNMARK = Statement(None, "DELETE FROM markups WHERE post_id = :post")
MARKED = Statement(bool, "SELECT EXISTS (SELECT 1 FROM markups WHERE post_id = :post)")
# When a post `p` is written so.
CARRIED = "EXISTS (SELECT 1 FROM markups x WHERE x.post_id = p.id)"
OF = Statement(Written, """
    SELECT p.id, p.text FROM markups m JOIN posts p ON p.id = m.post_id WHERE m.post_id = ANY(:ids::bigint[])
""")
LIKE = Statement(None, """
    INSERT INTO markup_likings (profile_id, since) SELECT unnest(:profiles::bigint[]), :now ON CONFLICT DO NOTHING
""")
UNLIKE = Statement(None, "DELETE FROM markup_likings WHERE profile_id = ANY(:profiles::bigint[])")
LIKED = Statement(bool, "SELECT EXISTS (SELECT 1 FROM markup_likings WHERE profile_id = :profile)")
