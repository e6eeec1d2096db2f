"""What other servers may know of who may sign up here."""

from hubbub.base.db import Read
from hubbub.doors.fediverse import webfinger
from hubbub.people import accounts


@webfinger.admits
async def open_to_strangers(db: Read) -> bool:
    return await accounts.admitting.mode(db) != "closed"
