"""The gate of the fediverse door: who is shut out is neither asked, nor written to, nor heard."""

from hubbub.base.db import Read
from hubbub.doors.fediverse import gate
from hubbub.trust import domains


@gate.looks
async def look(db: Read, host: str) -> gate.Stance:
    found = await domains.stance_to(db, host)
    if found is None:
        return gate.OPEN
    return gate.Stance(
        shut_out=found.severity == "suspend", silenced=found.severity == "silence",
        rejects_media=found.rejects_media, rejects_reports=found.rejects_reports,
    )
