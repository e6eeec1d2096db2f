"""Table: copies."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Copy:
    name: str
    url: str
    purpose: str
    kind: str
    mime: str
    width: int | None
    height: int | None
    bytes: int
    duration: float | None
    original_key: str | None
    frame_rate: str | None
    bitrate: int | None
    palette: dict[str, str] | None
    small_key: str | None
    small_width: int | None
    small_height: int | None
    blurhash: str | None
    seen_at: datetime
    refused_at: datetime | None
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the files of a copy that is dropped are."""

    original: str | None
    small: str | None


_COPY = """name, url, purpose, kind, mime, width, height, bytes, duration, original_key, frame_rate, bitrate, palette,
    small_key, small_width, small_height, blurhash, seen_at, refused_at, again_at"""

GET = Statement(Copy, f"SELECT {_COPY} FROM copies WHERE name = :name")  # noqa: S608
# A copy that another process has made meanwhile stays: its files are being shown already.
KEEP = Statement(Copy, f"""
    INSERT INTO copies AS c (name, url, purpose, kind, mime, width, height, bytes, duration, original_key, frame_rate,
        bitrate, palette, small_key, small_width, small_height, blurhash, made_at, seen_at)
    VALUES (:name, :url, :purpose, :kind, :mime, :width, :height, :bytes, :duration, :original_key, :frame_rate,
        :bitrate, :palette, :small_key, :small_width, :small_height, :blurhash, :now, :now)
    ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, mime = excluded.mime, width = excluded.width,
        height = excluded.height, bytes = excluded.bytes, duration = excluded.duration,
        original_key = excluded.original_key, frame_rate = excluded.frame_rate, bitrate = excluded.bitrate,
        palette = excluded.palette, small_key = excluded.small_key, small_width = excluded.small_width,
        small_height = excluded.small_height, blurhash = excluded.blurhash, made_at = excluded.made_at,
        seen_at = excluded.seen_at, refused_at = NULL, again_at = NULL
    WHERE c.original_key IS NULL
    RETURNING {_COPY}
""")  # noqa: S608
MISS = Statement(Copy, f"""
    INSERT INTO copies AS c (name, url, purpose, made_at, seen_at, refused_at, again_at)
    VALUES (:name, :url, :purpose, :now, :now, :refused_at, :again_at)
    ON CONFLICT (name) DO UPDATE SET refused_at = excluded.refused_at, again_at = excluded.again_at,
        seen_at = excluded.seen_at
    WHERE c.original_key IS NULL
    RETURNING {_COPY}
""")  # noqa: S608
SEEN = Statement(None, "UPDATE copies SET seen_at = :now WHERE name = :name AND seen_at < :before")
UNKNOWN = Statement(str, """
    SELECT key FROM unnest(:keys::text[]) AS given(key)
    WHERE NOT EXISTS (SELECT 1 FROM copies WHERE original_key = :original)
""")
FORGET = Statement(Keys, "DELETE FROM copies WHERE name = ANY(:names::text[]) RETURNING original_key, small_key")
DROP_OLD = Statement(Keys, """
    DELETE FROM copies WHERE name IN (
        SELECT name FROM copies WHERE seen_at < :before ORDER BY seen_at LIMIT 500)
    RETURNING original_key, small_key
""")
DROP_UNSEEN = Statement(Keys, "DELETE FROM copies WHERE seen_at < :before RETURNING original_key, small_key")
# Those seen last stay, as many as there is room for.
DROP_SURPLUS = Statement(Keys, """
    DELETE FROM copies WHERE name IN (
        SELECT name FROM (
            SELECT name, bytes, sum(bytes) OVER (ORDER BY seen_at DESC, name) AS total FROM copies
        ) AS c WHERE total > :room AND bytes > 0 ORDER BY total DESC LIMIT 5000)
    RETURNING original_key, small_key
""")
