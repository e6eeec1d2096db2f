"""Apps and tokens: what may be asked for, what is given, and how it ends."""

import asyncio

import pytest

from hubbub.people import apps
from hubbub.people.apps.apps import forget_keys
from tests.town import Person, Town


async def an_app(town: Town, scopes: str = "read write") -> apps.App:
    async with town.db.write() as tx:
        return await apps.register(tx, "App", [apps.OUT_OF_BAND], scopes)


async def a_code(town: Town, app: apps.App, person: Person) -> str:
    async with town.db.write() as tx:
        return await apps.authorize(tx, app, (person.account, person.profile), "read", apps.OUT_OF_BAND)


@pytest.mark.parametrize(("text", "scopes"), [
    ("read write", ["read", "write"]), ("read+write", ["read", "write"]), ("read read", ["read"]),
    ("  read:statuses  ", ["read:statuses"]),
])
def test_scopes_are_read_from_what_apps_send(text: str, scopes: list[str]):
    assert apps.parse_scopes(text) == scopes


@pytest.mark.parametrize("text", ["", " ", "everything", "read,write", "read:everything", "READ", "admin"])
def test_what_is_no_scope_is_refused(text: str):
    with pytest.raises(apps.BadScope):
        apps.parse_scopes(text)


@pytest.mark.parametrize(("held", "asked", "given"), [
    ("read", "", ["read"]), ("read", "read:statuses", ["read:statuses"]), ("read", "write", None),
    ("admin:read", "admin:read:accounts", ["admin:read:accounts"]), ("read:statuses", "read", None),
    ("read write", "write read", ["write", "read"]), ("read", "admin:read", None), ("admin:read", "admin:write", None),
    ("write", "", None),
])
async def test_an_app_asks_for_no_more_than_it_registered(town: Town, held: str, asked: str, given: list[str] | None):
    app = await an_app(town, held)
    if given is not None:
        assert apps.within(app, asked) == given
        return
    with pytest.raises(apps.BadScope):
        apps.within(app, asked)


async def test_neither_a_token_nor_a_code_is_kept_as_it_is(town: Town):
    ann = await town.person("ann")
    code = await a_code(town, await an_app(town), ann)
    async with town.db.alone() as connection:
        rows = [str(row) for name in ("oauth_tokens", "oauth_codes") for row in
                await connection.fetch(f"SELECT * FROM {name}")]
    assert len(rows) == 2
    assert not any(ann.token in row or code in row for row in rows)


async def test_of_two_exchanges_of_a_code_at_once_one_is_refused_and_no_token_is_left(town: Town):
    app, ann = await an_app(town), await town.person("ann")
    code = await a_code(town, app, ann)
    done = await asyncio.gather(
        *(apps.exchange(town.db, app, code, apps.OUT_OF_BAND, None) for _ in range(2)), return_exceptions=True
    )
    [(secret, _)] = [answer for answer in done if isinstance(answer, tuple)]
    assert sum(isinstance(answer, apps.BadGrant) for answer in done) == 1
    assert await apps.bearer(town.db, secret) is None


async def test_a_secret_is_compared_in_constant_time_and_whole(town: Town):
    app = await an_app(town)
    assert apps.same_secret(app, app.client_secret)
    for other in ("", app.client_secret[:-1], app.client_secret + "x", "ü"):
        assert not apps.same_secret(app, other)


async def test_which_apps_one_let_in_are_listed_with_all_they_may_do(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    app = await an_app(town)
    async with town.db.write() as tx:
        for scopes in (["read"], ["write:media", "read"]):
            await apps.issue(tx, app, scopes, (ann.account, ann.profile))
    listed = {row.app: row for row in await apps.list_authorised(town.db, ann.account)}
    assert listed[app.id].scopes == ["read", "write:media"]
    assert app.id not in {row.app for row in await apps.list_authorised(town.db, bob.account)}


async def test_an_idempotency_key_is_kept_for_a_day(town: Town):
    ann = await town.person("ann")
    key = {"idempotency-key": "one"}
    first = await ann.call("POST", "/api/v1/statuses", {"status": "Once"}, key)
    town.forward(hours=23)
    async with town.db.write() as tx:
        await forget_keys.call(tx)
    assert (await ann.call("POST", "/api/v1/statuses", {"status": "Once"}, key)).json["id"] == first.json["id"]
    town.forward(hours=2)
    async with town.db.write() as tx:
        await forget_keys.call(tx)
    assert (await ann.call("POST", "/api/v1/statuses", {"status": "Once"}, key)).json["id"] != first.json["id"]
