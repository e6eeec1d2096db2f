"""Whom to tell of a weakness: `security.txt` (RFC 9116), if the owner has given an address; of the `web` face."""

from datetime import timedelta

from hubbub.base.clock import iso, now
from hubbub.base.errors import NotFound
from hubbub.doors.web.documents import Asked, Document, document
from hubbub.trust import rules

LIFE = timedelta(days=180)
WHERE = "/.well-known/security.txt"


@document(WHERE)
async def security(asked: Asked) -> Document:
    contact = (await rules.papers(asked.db)).get("contact")
    if contact is None:
        raise NotFound("Nobody has given an address here.")
    until = (now() + LIFE).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (f"Contact: mailto:{contact.text}", f"Expires: {iso(until)}",
             f"Canonical: {asked.db.here.settings.url(WHERE)}")
    return Document("".join(f"{line}\n" for line in lines).encode(), "text/plain; charset=utf-8", fresh=3600)
