"""What the server says of itself, for other servers."""

from collections.abc import Mapping
from typing import Any

from hubbub.base import text
from hubbub.base.db import Read
from hubbub.doors.fediverse.webfinger import tells
from hubbub.trust import rules


@tells
async def names(db: Read) -> Mapping[str, Any]:
    """As far as somebody has written it down."""
    written = await rules.papers(db)
    said = {"nodeName": "title", "nodeDescription": "summary"}
    return {name: text.plain(written[kind].text) for name, kind in said.items() if kind in written}
