"""People of the town who look after it, for the tests of this wing."""

from typing import Any

from tests.town import Answer, Person, Town

ADMIN = "read write follow push admin:read admin:write"


async def owner(town: Town) -> Person:
    """Ann, whose server it is, with an app that may do everything."""
    return await town.person("ann", ADMIN)


async def moderator(town: Town, name: str = "mod") -> Person:
    """Somebody who helps."""
    made = await town.person(name, ADMIN)
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET role = 'moderator' WHERE id = $1", made.account)
    return made


async def acts(staff: Person, on: Person, kind: str, **more: Any) -> Answer:
    return await staff.post(f"/api/v1/admin/accounts/{on.profile}/action", type=kind, **more)
