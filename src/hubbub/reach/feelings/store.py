"""Tables: feelings, feeling_counts."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import PostId, ProfileId

MOST_EACH = 8  # signs of one person under one post
MOST = 100  # signs under one post; a further one finds no place, however many say it


@dataclass(frozen=True, slots=True)
class Feeling:
    """One emoji of one person under one post; the address is its activity's, where it came from elsewhere."""

    id: int
    profile: ProfileId
    post: PostId
    sign: str
    uri: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    post: PostId
    sign: str
    count: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Feeler:
    sign: str
    profile: ProfileId


@dataclass(frozen=True, slots=True)
class Room:
    """What there is under a post: how many signs of this person, how many in all; whether this one is among either."""

    mine: int
    all: int
    said: bool
    known: bool

    @property
    def full(self) -> bool:
        return self.mine >= MOST_EACH or (self.all >= MOST and not self.known)


_FEELING = "id, profile_id, post_id, sign, uri"

# The first of a sign begins its row of counts, which is what a page of posts is shown from.
FEEL = Statement(int, """
    WITH made AS (
        INSERT INTO feelings (id, profile_id, post_id, sign, uri, made_at)
        VALUES (:id, :profile, :post, :sign, :uri, :now)
        ON CONFLICT (post_id, profile_id, sign) DO NOTHING RETURNING id
    ), counted AS (
        INSERT INTO feeling_counts AS c (post_id, sign, begun_id, felt_count)
        SELECT :post, :sign, :id, 1 FROM made
        ON CONFLICT (post_id, sign) DO UPDATE SET felt_count = c.felt_count + 1)
    SELECT id FROM made
""")
UNFEEL = Statement(Feeling, f"""
    WITH gone AS (
        DELETE FROM feelings WHERE profile_id = :profile AND post_id = :post AND sign = :sign RETURNING {_FEELING}
    ), counted AS (
        UPDATE feeling_counts SET felt_count = felt_count - 1
        WHERE post_id = :post AND sign = :sign AND EXISTS (SELECT 1 FROM gone))
    SELECT {_FEELING} FROM gone
""")  # noqa: S608
SWEEP = Statement(int, """
    DELETE FROM feeling_counts WHERE post_id = :post AND sign = :sign AND felt_count <= 0 RETURNING post_id
""")
ROOM = Statement(Room, """
    SELECT (SELECT count(*)::int FROM feelings WHERE post_id = :post AND profile_id = :profile),
           (SELECT count(*)::int FROM feeling_counts WHERE post_id = :post AND felt_count > 0),
           EXISTS (SELECT 1 FROM feelings WHERE post_id = :post AND profile_id = :profile AND sign = :sign),
           EXISTS (SELECT 1 FROM feeling_counts WHERE post_id = :post AND sign = :sign AND felt_count > 0)
""")
COUNTS = Statement(Counted, """
    SELECT c.post_id, c.sign, c.felt_count, f.id IS NOT NULL FROM feeling_counts c
    LEFT JOIN feelings f ON f.post_id = c.post_id AND f.profile_id = :viewer AND f.sign = c.sign
    WHERE c.post_id = ANY(:posts::bigint[]) AND c.felt_count > 0 ORDER BY c.post_id, c.begun_id
""")
CARRIED = "EXISTS (SELECT 1 FROM feeling_counts c WHERE c.post_id = p.id AND c.felt_count > 0)"
FEELERS = Statement(Feeler, """
    SELECT f.sign, f.profile_id FROM feelings f JOIN profiles a ON a.id = f.profile_id
    WHERE f.post_id = :post AND (:sign::text IS NULL OR f.sign = :sign)
      AND a.suspended_at IS NULL AND a.removed_at IS NULL
      AND (:viewer::bigint IS NULL OR f.profile_id = :viewer OR hears(:viewer, f.profile_id, :now))
    ORDER BY f.id DESC LIMIT :limit
""")
BY_IDS = Statement(Feeling, f"SELECT {_FEELING} FROM feelings WHERE id = ANY(:ids::bigint[])")  # noqa: S608
BY_URI = Statement(Feeling, f"SELECT {_FEELING} FROM feelings WHERE uri = :uri AND profile_id = :profile")  # noqa: S608
FORGET = Statement(int, """
    WITH gone AS (DELETE FROM feelings WHERE post_id = :post)
    DELETE FROM feeling_counts WHERE post_id = :post RETURNING post_id
""")
