"""Files of servers with which we have nothing to do, or whose pictures are not wanted: not asked for, nor shown."""

from hubbub.base.db import Read
from hubbub.doors.fediverse.gate import stance
from hubbub.reach import copies


@copies.refuses
async def unwanted(db: Read, host: str) -> bool:
    """What was fetched before somebody decided so is shown until it is dropped."""
    found = await stance(db, host)
    return found.shut_out or found.rejects_media
