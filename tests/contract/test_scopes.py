"""No address of the client API does anything for an app that was not allowed just that."""

import pytest

from hubbub.doors.mastodon.routes import SCOPES
from hubbub.people import apps

from ..town import Town
from .asking import Way, alike, asks, documented, filled, token_for, ways

OUTSIDE = "This action is outside the authorized scopes"
STAFF = [way for way in ways() if "/admin/" in way[1]]
# What `follow` stood for before there were scopes for each.
FOLLOW = {f"{verb}:{what}" for verb in ("read", "write") for what in ("follows", "blocks", "mutes")}
# How apps name the same thing: an update is PUT and PATCH, and four verbs are one pattern here.
TWINS = {"PUT": "PATCH", "PATCH": "PUT"}


def right(needed: str) -> set[str]:
    """Each scope that alone is enough: one of those named, or a wider one."""
    named = set(needed.split())
    wider = {scope.rpartition(":")[0] for scope in named} - {"admin"}
    return (named | wider | ({"follow"} if named & FOLLOW else set())) & apps.SCOPES


def needed(way: Way) -> str | None:
    """What the documents say, and for what is our own what its room says."""
    known = documented()
    method, path = way[0], alike(way[1])
    return known.get((method, path), known.get((TWINS.get(method, method), path), SCOPES[way]))


def test_each_address_needs_the_scope_that_is_documented():
    assert {way: (SCOPES[way], needed(way)) for way in ways() if SCOPES[way] != needed(way)} == {}
    assert len([way for way in ways() if SCOPES[way] is not None]) > 150


async def test_without_a_token_nothing_that_needs_one_is_done(town: Town):
    for way in ways():
        answer = await asks(town, way, filled(way[1]))
        if needed(way) is not None:
            assert answer.status == 401, (way, answer.text)
            assert answer.error == "The access token is invalid"


async def test_a_token_that_is_none_is_refused_everywhere(town: Town):
    for way in ways():
        if way[1].startswith("/api/"):
            assert (await asks(town, way, filled(way[1]), "nonsense")).status == 401, way


async def test_all_the_wrong_scopes_together_are_not_enough(town: Town):
    ann, kept = await town.person("ann"), {}
    for way in ways():
        if scope := needed(way):
            if scope not in kept:
                kept[scope] = await token_for(town, apps.SCOPES - right(scope), ann)
            answer = await asks(town, way, filled(way[1]), kept[scope])
            assert (answer.status, answer.error) == (403, OUTSIDE), (way, answer.text)


async def test_each_right_scope_is_enough_by_itself(town: Town):
    """Asked of somebody who owns the server, so that nothing else stands in the way."""
    ann = await town.person("ann")
    kept = {scope: await token_for(town, [scope], ann) for scope in apps.SCOPES}
    for way in ways():
        for scope in sorted(right(needed(way) or "")):
            answer = await asks(town, way, filled(way[1]), kept[scope])
            assert answer.status != 401, (way, scope)
            assert answer.status != 403 or answer.error != OUTSIDE, (way, scope)
            assert answer.status < 500, (way, answer.text)


@pytest.mark.parametrize("role", ["member", "app"])
async def test_what_staff_does_is_for_staff_alone(town: Town, role: str):
    """Scopes say what an app may do in somebody's name, not who that is."""
    await town.person("ann")
    bob = await town.person("bob", scopes=" ".join(sorted(apps.SCOPES)))
    token = bob.token if role == "member" else await apps_own(town)
    for way in STAFF:
        answer = await asks(town, way, filled(way[1]), token)
        assert answer.status in ((403,) if role == "member" else (403, 422)), (way, answer.text)
    assert len(STAFF) > 40


async def apps_own(town: Town) -> str:
    """The token of an app that speaks for nobody."""
    async with town.db.write() as tx:
        app = await apps.register(tx, "Test", [apps.OUT_OF_BAND], " ".join(apps.SCOPES))
        secret, _ = await apps.issue(tx, app, apps.SCOPES)
    return secret
