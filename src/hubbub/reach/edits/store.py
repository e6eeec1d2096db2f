"""Table: post_edits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Version:
    """What a post said from a moment on."""

    written_at: datetime
    html: str
    spoiler: str
    sensitive: bool
    parts: Any


# An endless row of edits is not kept: of more than `most` the first ones and what is said now are.
KEEP = Statement(None, """
    INSERT INTO post_edits (post_id, written_at, html, spoiler, sensitive, parts)
    SELECT :post, :written_at, :html, :spoiler, :sensitive, :parts
    WHERE (SELECT count(*) FROM post_edits WHERE post_id = :post) < :most
    ON CONFLICT DO NOTHING
""")
OF = Statement(Version, """
    SELECT written_at, html, spoiler, sensitive, parts FROM post_edits WHERE post_id = :post ORDER BY written_at
""")
FORGET = Statement(None, "DELETE FROM post_edits WHERE post_id = :post")
