"""What a status says of the post itself, and of those it mentions."""

from typing import Any

from hubbub.base.clock import iso

from .store import Mention, Post

# What apps know. What is for chosen people is as closed as a message: whoever answers it is to answer its author alone.
VISIBILITY = {
    "public": "public", "quiet": "unlisted", "followers": "private", "mentioned": "direct", "mutuals": "private",
    "chosen": "direct",
}

# Bits of a viewer's flags, in the order of the words below. Two more say what waits for its author's word, of which the
# client API has no word: to apps it is done.
FAVOURITED, REBLOGGED, MUTED, BOOKMARKED = 1, 2, 4, 8
_WORDS = ("favourited", "reblogged", "muted", "bookmarked")
FLAGS = [
    b"," + b",".join(
        b'"%s":%s' % (word.encode(), b"true" if bits & 1 << place else b"false") for place, word in enumerate(_WORDS)
    ) + b',"filtered":[]'
    for bits in range(64)
]
# What a status says where no room carries the field.
DEFAULTS: dict[str, Any] = {
    "media_attachments": [], "tags": [], "emojis": [], "card": None, "poll": None, "application": None, "quote": None,
    "reactions": [], "pleroma": {"emoji_reactions": []},
    "quote_approval": {"automatic": ["public"], "manual": [], "current_user": "automatic"},
}


def head_of(row: Post) -> dict[str, Any]:
    return {
        "id": str(row.id), "created_at": iso(row.published_at),
        "in_reply_to_id": str(row.reply_to) if row.reply_to else None,
        "in_reply_to_account_id": str(row.reply_to_author) if row.reply_to_author else None,
        "sensitive": row.sensitive, "spoiler_text": row.spoiler, "visibility": VISIBILITY[row.visibility],
        "language": row.language, "uri": row.uri, "url": row.url,
        "edited_at": iso(row.edited_at) if row.edited_at else None, "content": row.html,
        "local_only": row.local_only,
    }


def mention_of(mention: Mention) -> dict[str, str]:
    handle = mention.name if mention.domain is None else f"{mention.name}@{mention.domain}"
    return {"id": str(mention.profile), "username": mention.name, "url": mention.url, "acct": handle}
