"""People who ask, and vote."""

from typing import Any

from tests.town import Answer, Person, ask

LUNCH = ["Soup", "Salad", "Bread"]


async def asks(who: Person, titles: list[str] | None = None, seconds: int = 3600, **more: Any) -> dict[str, Any]:
    """Publish a poll about lunch; the status."""
    settings = {key: more.pop(key) for key in ("multiple", "hide_totals") if key in more}
    return await who.posts("Lunch?", poll={"options": titles or LUNCH, "expires_in": seconds} | settings, **more)


async def votes(who: Person, status: dict[str, Any], *choices: int) -> Answer:
    return await who.post(f"/api/v1/polls/{status['poll']['id']}/votes", choices=list(choices))


async def poll_of(who: Person, status: dict[str, Any]) -> dict[str, Any]:
    return dict((await who.get(f"/api/v1/polls/{status['poll']['id']}")).json)


def counts(poll: dict[str, Any]) -> list[int | None]:
    return [option["votes_count"] for option in poll["options"]]


async def sends(who: Person, path: str, form: bytes) -> Answer:
    """A form, as many apps send it."""
    headers = {"authorization": f"Bearer {who.token}", "content-type": "application/x-www-form-urlencoded"}
    return await ask(who.town.app, "POST", path, body=form, headers=headers)
