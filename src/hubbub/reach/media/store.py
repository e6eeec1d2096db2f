"""Table: media."""

import struct
import zlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import copysign, cos, pi

from hubbub.base.db import Statement
from hubbub.base.ids import MediaId, PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Media:
    id: MediaId
    profile: ProfileId
    post: PostId | None
    kind: str
    state: str
    description: str
    focus_x: float | None
    focus_y: float | None
    blurhash: str | None
    mime: str
    width: int | None
    height: int | None
    bytes: int | None
    duration: float | None
    small_width: int | None
    small_height: int | None
    original_key: str | None
    small_key: str | None
    remote_url: str | None
    made_at: datetime
    frame_rate: str | None
    bitrate: int | None
    palette: dict[str, str] | None
    given: str | None
    failure: str | None

    @property
    def colour(self) -> str:
        """Its average colour, `#rrggbb`: a blurhash has that in its third to sixth digit."""
        return "#808080" if self.blurhash is None else f"#{_number(self.blurhash[2:6]) & 0xFFFFFF:06x}"

    @property
    def ground(self) -> str | None:
        """What stands in its place until it is there, as the address of a tiny picture of its blurhash."""
        return _ground(self.blurhash) if self.blurhash else None

    @property
    def focus(self) -> str:
        """The classes that keep the point in sight where a display cuts: five steps each way."""
        x, y = (round((at or 0) * 2) + 2 for at in (self.focus_x, self.focus_y))
        return f"media__x{x} media__y{y}"


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


def _number(digits: str) -> int:
    return sum(_DIGITS.index(digit) * 83**place for place, digit in enumerate(reversed(digits)))


def _light(given: int) -> float:
    """Of a byte of sRGB, how much light it is."""
    return given / 255 / 12.92 if given <= 10 else ((given / 255 + 0.055) / 1.055) ** 2.4


def _byte(light: float) -> int:
    value = max(0.0, min(1.0, light))
    return round(255 * (value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))


@lru_cache(4096)
def _ground(blurhash: str, side: int = 10) -> str | None:
    """A square PNG of the waves that a blurhash names (github.com/woltapp/blurhash, its algorithm)."""
    try:
        rows, columns = divmod(_number(blurhash[0]), 9)
        loudest = (_number(blurhash[1]) + 1) / 166
        mean = _number(blurhash[2:6])
        waves = [[_light(mean >> shift & 255) for shift in (16, 8, 0)]]
        for at in range(6, 4 + 2 * (rows + 1) * (columns + 1), 2):
            steps = [(_number(blurhash[at:at + 2]) // place % 19 - 9) / 9 for place in (361, 19, 1)]
            waves.append([copysign(step * step, step) * loudest for step in steps])
    except ValueError:
        return None
    heights = [[cos(pi * y * j / side) for j in range(rows + 1)] for y in range(side)]
    pixels = bytearray()
    for high in heights:
        sums = [[sum(high[j] * waves[j * (columns + 1) + i][c] for j in range(rows + 1)) for c in range(3)]
                for i in range(columns + 1)]
        pixels.append(0)  # no filter: how each row of a PNG begins
        for x in range(side):
            wide = [cos(pi * x * i / side) for i in range(columns + 1)]
            pixels += bytes(_byte(sum(wide[i] * sums[i][c] for i in range(columns + 1))) for c in range(3))
    return f"data:image/png;base64,{b64encode(_png(side, bytes(pixels))).decode()}"


def _png(side: int, pixels: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the files of a row are."""

    original: str | None
    small: str | None
    elsewhere: str | None


_MEDIA = """id, profile_id, post_id, kind, state, description, focus_x, focus_y, blurhash, mime, width, height, bytes,
    duration, small_width, small_height, original_key, small_key, remote_url, made_at, frame_rate, bitrate, palette,
    given, failure"""

GET = Statement(Media, f"SELECT {_MEDIA} FROM media WHERE id = :id")  # noqa: S608
BY_IDS = Statement(Media, f"SELECT {_MEDIA} FROM media WHERE id = ANY(:ids::bigint[]) AND profile_id = :profile")  # noqa: S608
# When a post `p` carries one.
CARRIED = "EXISTS (SELECT 1 FROM media x WHERE x.post_id = p.id)"
OF = Statement(Media, f"""
    SELECT {_MEDIA} FROM media WHERE post_id = ANY(:posts::bigint[]) ORDER BY post_id, place
""")  # noqa: S608
BY_AUTHOR = Statement(int, """
    SELECT DISTINCT p.id FROM media m JOIN posts p ON p.id = m.post_id
    WHERE m.profile_id = :author AND (:below::bigint IS NULL OR p.id < :below)
      AND (p.reply_to_id IS NULL OR p.reply_to_author_id = p.author_id
        OR (SELECT shows_media_replies FROM profiles WHERE id = :author))
      AND p.removed_at IS NULL AND can_see(:viewer, p)
    ORDER BY p.id DESC LIMIT :limit
""")
ADD = Statement(None, """
    INSERT INTO media (id, profile_id, kind, state, description, focus_x, focus_y, blurhash, mime, width, height, bytes,
        duration, small_width, small_height, original_key, small_key, frame_rate, bitrate, palette, given, made_at,
        kept_until)
    VALUES (:id, :profile, :kind, :state, :description, :focus_x, :focus_y, :blurhash, :mime, :width, :height,
        :bytes, :duration, :small_width, :small_height, :original_key, :small_key, :frame_rate, :bitrate, :palette,
        :given, :now, :kept_until)
""")
# What was sent with a picture of its own to stand for it keeps that.
MADE = Statement(int, """
    UPDATE media SET state = 'ready', given = NULL, kind = :kind, mime = :mime, width = :width, height = :height,
        bytes = :bytes, duration = :duration, original_key = :original_key, frame_rate = :frame_rate,
        bitrate = :bitrate, palette = :palette, small_key = coalesce(small_key, :small_key),
        small_width = coalesce(small_width, :small_width), small_height = coalesce(small_height, :small_height),
        blurhash = coalesce(blurhash, :blurhash)
    WHERE id = :id AND state = 'waiting' AND given IS NOT NULL RETURNING post_id
""")
NOT_MADE = Statement(None, """
    UPDATE media SET state = 'failed', given = NULL, failure = :failure WHERE id = :id AND given IS NOT NULL
""")
# The file that was shown before, to be removed.
DRESS = Statement(str, """
    WITH was AS (SELECT id, small_key FROM media WHERE id = :id AND profile_id = :profile FOR UPDATE)
    UPDATE media SET small_key = :small_key, small_width = :small_width, small_height = :small_height,
        blurhash = :blurhash
    FROM was WHERE media.id = was.id RETURNING coalesce(was.small_key, '')
""")
GIVEN = Statement(str, "SELECT given FROM media WHERE given = ANY(:names::text[])")
ADD_ELSEWHERE = Statement(None, """
    INSERT INTO media (id, profile_id, post_id, place, kind, state, description, focus_x, focus_y, blurhash, mime,
        width, height, remote_url, made_at, attached_at)
    VALUES (:id, :profile, :post, :place, :kind, :state, :description, :focus_x, :focus_y, :blurhash, :mime,
        :width, :height, :remote_url, :now, :now)
""")
# Which posts show it.
COPIED = Statement(int, """
    UPDATE media SET state = 'ready', kind = :kind, blurhash = :blurhash, mime = :mime, width = :width,
        height = :height, bytes = :bytes, duration = :duration, frame_rate = :frame_rate, bitrate = :bitrate,
        palette = :palette, small_width = :small_width, small_height = :small_height
    WHERE remote_url = :url AND original_key IS NULL RETURNING post_id
""")
# What cannot be shown is a link; of what is only away, pictures are one for now.
NOT_COPIED = Statement(int, """
    UPDATE media SET state = 'failed'
    WHERE remote_url = :url AND original_key IS NULL AND (state = 'waiting' OR :refused::boolean) RETURNING post_id
""")
ATTACH = Statement(int, """
    UPDATE media SET post_id = :post, place = given.place, attached_at = :now, kept_until = NULL
    FROM unnest(:ids::bigint[]) WITH ORDINALITY AS given(id, place)
    WHERE media.id = given.id AND profile_id = :profile AND post_id IS NULL AND state = 'ready' RETURNING media.id
""")
# What the post carries already keeps its place in the order that is given now.
CHOOSE = Statement(int, """
    UPDATE media SET post_id = :post, place = given.place, attached_at = coalesce(attached_at, :now), kept_until = NULL
    FROM unnest(:ids::bigint[]) WITH ORDINALITY AS given(id, place)
    WHERE media.id = given.id AND profile_id = :profile
      AND (post_id = :post OR (post_id IS NULL AND state = 'ready')) RETURNING media.id
""")
LOOSEN_OTHERS = Statement(None, """
    UPDATE media SET post_id = NULL, place = 0, attached_at = NULL, kept_until = :until
    WHERE post_id = :post AND remote_url IS NULL AND id <> ALL(:ids::bigint[])
""")
REMOVE_ELSEWHERE = Statement(Keys, """
    DELETE FROM media WHERE post_id = :post AND remote_url IS NOT NULL AND id = ANY(:ids::bigint[])
    RETURNING original_key, small_key, remote_url
""")
BY_ANY_IDS = Statement(Media, f"SELECT {_MEDIA} FROM media WHERE id = ANY(:ids::bigint[])")  # noqa: S608
HOLD = Statement(int, """
    UPDATE media SET kept_until = greatest(kept_until, :until)
    WHERE id = ANY(:ids::bigint[]) AND profile_id = :profile AND post_id IS NULL RETURNING id
""")
LOOSEN = Statement(None, """
    UPDATE media SET post_id = NULL, place = 0, attached_at = NULL, kept_until = :until
    WHERE post_id = :post AND remote_url IS NULL
""")
DESCRIBE = Statement(Media, f"""
    UPDATE media SET description = coalesce(:description, description), focus_x = coalesce(:focus_x, focus_x),
        focus_y = coalesce(:focus_y, focus_y)
    WHERE id = :id AND profile_id = :profile RETURNING {_MEDIA}
""")  # noqa: S608
REMOVE = Statement(Keys, """
    DELETE FROM media WHERE id = :id AND profile_id = :profile AND post_id IS NULL
    RETURNING original_key, small_key, remote_url
""")
REMOVE_OF_POST = Statement(Keys, """
    DELETE FROM media WHERE post_id = :post RETURNING original_key, small_key, remote_url
""")
REMOVE_OF_PROFILE = Statement(Keys, """
    DELETE FROM media WHERE profile_id = :profile RETURNING original_key, small_key, remote_url
""")
REMOVE_LOOSE = Statement(Keys, """
    DELETE FROM media WHERE id IN (
        SELECT id FROM media WHERE post_id IS NULL AND kept_until < :now ORDER BY kept_until LIMIT 500)
    RETURNING original_key, small_key, remote_url
""")
UNKNOWN = Statement(str, """
    SELECT key FROM unnest(:keys::text[]) AS given(key)
    WHERE NOT EXISTS (SELECT 1 FROM media WHERE original_key = key OR small_key = key)
""")
