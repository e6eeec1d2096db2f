"""What was typed goes along with a note that was written in Markdown."""

from hubbub.base.db import Read
from hubbub.doors.fediverse.vocabulary import Document
from hubbub.reach import markups
from hubbub.reach.posts.activitypub import amends


def source(db: Read, written: markups.Written) -> Document:
    return {"source": {"content": written.words, "mediaType": markups.MARKDOWN}}


amends("content_type", source)
